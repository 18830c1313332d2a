"""What a link to an item or a user shows where it is shared: Open Graph, JSON-LD and the title, as HTML."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zlib import crc32

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape

from auction.accounts.rules import Profile
from auction.http.texts import language, sentence
from auction.items.forms import Item

SITE = "쓱Bay"
SEOUL = timedelta(hours=9)
CARD_SIZE = (1200, 630)
LONGEST_DESCRIPTION = 200
OFFER_STATES = {"live": "InStock", "scheduled": "PreOrder", "sold": "SoldOut"}


class Preview(NamedTuple):
    """Texts of a shared link, not escaped; `url` and `image` are absolute."""

    kind: str
    title: str
    description: str
    url: str
    image: str
    data: dict[str, Any]


def of_item(item: Item, root: str) -> Preview:
    """Describe an item by its title, price now and end."""
    url = f"{root}/items/{item.id}"
    # another first photo is another picture, which the caches of messengers would not notice
    version = f"{crc32(item.images[0].url.encode()):08x}" if item.images else ""
    image = f"{root}/items/{item.id}/card.jpg?v={version}" if version else f"{root}/card.png"
    description = " · ".join(filter(None, [_state(item), " ".join(item.content.split())]))
    return Preview("product", item.name, _cut(description), url, image, _product(item, url, image))


def of_user(profile: Profile, root: str) -> Preview:
    """Describe a user by what their public profile says."""
    name, url = profile.nickname or profile.id, f"{root}/users/{profile.id}"
    description = _say("user", listed=profile.listing_count, sold=profile.sold_count)
    person = {"@type": "Person", "name": name, "identifier": profile.id, "url": url}
    data = {"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": person}
    return Preview("profile", name, description, url, f"{root}/card.png", data)


def as_html(preview: Preview) -> str:
    """Return the elements of the head, everything escaped."""
    width, height = CARD_SIZE
    metas = [
        ("name", "description", preview.description),
        ("property", "og:site_name", SITE),
        ("property", "og:type", preview.kind),
        ("property", "og:title", preview.title),
        ("property", "og:description", preview.description),
        ("property", "og:url", preview.url),
        ("property", "og:locale", "en_US" if language() == "en" else "ko_KR"),
        ("property", "og:image", preview.image),
        ("property", "og:image:width", str(width)),
        ("property", "og:image:height", str(height)),
        ("name", "twitter:card", "summary_large_image"),
    ]
    lines = [f"<title>{escape(preview.title)} · {SITE}</title>", f'<link rel="canonical" href="{escape(preview.url)}">']
    lines += [f'<meta {kind}="{name}" content="{escape(content)}">' for kind, name, content in metas]
    lines.append(f'<script type="application/ld+json">{htmlsafe_json_dumps(preview.data)}</script>')
    return "\n".join(lines)


def _product(item: Item, url: str, image: str) -> dict[str, Any]:
    offer = {
        "@type": "Offer",
        "url": url,
        "price": item.price,
        "priceCurrency": "KRW",
        "priceValidUntil": item.end_time.isoformat(),
        "availability": f"https://schema.org/{OFFER_STATES.get(item.status, 'OutOfStock')}",
        "itemCondition": "https://schema.org/UsedCondition",
        "seller": {"@type": "Person", "name": item.seller.nickname or item.seller.id},
    }
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": item.name,
        "description": _cut(item.content) or item.name,
        "image": image,
        "url": url,
        "offers": offer,
    }


def _state(item: Item) -> str:
    name = "started" if item.status == "live" and item.bid_count else item.status
    moment = item.start_time if item.status == "scheduled" else item.end_time
    return _say(f"item_{name}", price=item.price, bids=item.bid_count, moment=_in_seoul(moment))


def _say(name: str, **values: Any) -> str:
    shown = {key: f"{value:,}" if isinstance(value, int) else value for key, value in values.items()}
    return sentence(name, language()).format(**shown)


def _in_seoul(moment: datetime) -> str:
    """Return a time in UTC as Seoul's clock shows it: 11월 30일 11:43, or Nov 30 11:43 KST."""
    there = moment + SEOUL
    if language() == "en":
        return f"{there:%b} {there.day} {there:%H:%M} KST"
    return f"{there.month}월 {there.day}일 {there:%H:%M}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_DESCRIPTION else f"{text[: LONGEST_DESCRIPTION - 1]}…"
