"""What other sites read: items and users with previews, the picture of a shared link, robots.txt, the sitemap."""

import re
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import escape

import database
from auction.accounts import rules as accounts
from auction.appstate import PerApp
from auction.errors import NotFound, TryAgain
from auction.http.client import address, site
from auction.http.fields import Out
from auction.items import forms, list_forms, lists
from auction.items import rules as items
from auction.items.images.decoder import card_of
from auction.items.images.storage import ImageNotFound
from auction.items.routes import image_store, shown
from auction.limits import rules as limits
from auction.server import previews
from auction.server.web import page

# programs that show a preview of a link, or index it; they seldom ask for HTML in their Accept header
PREVIEWERS = re.compile(
    r"kakaotalk-scrap|facebookexternalhit|facebot|twitterbot|slackbot|slack-imgproxy|discordbot|telegrambot|whatsapp"
    r"|linkedinbot|skypeuripreview|naver|yeti|daum|googlebot|bingbot|applebot",
    re.IGNORECASE,
)
# the lists that the front page reads first, exactly as it asks for them
FRONT_LISTS: dict[str, dict[str, Any]] = {
    "/api/items?sort=newest&status=live&limit=24": {"sort": "newest", "limit": 24},
    "/api/items?sort=endingSoon&status=live&limit=10": {"sort": "endingSoon", "limit": 10},
}
SITEMAP_ITEMS = 5_000
SITEMAP = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
HOUR = "public, max-age=3600"
DAY = "public, max-age=86400"

KEPT_CARDS = 64

links = Blueprint("links", __name__)
_cards: PerApp[dict[str, bytes]] = PerApp(dict)


def is_previewer() -> bool:
    """Whether the client says that it makes previews of links, or indexes pages."""
    return PREVIEWERS.search(request.user_agent.string) is not None


def front_page() -> Response:
    """The front page with its first lists; without them while the database does not answer."""
    try:
        with database.reading() as db:
            answers = {path: _list(db, **query) for path, query in FRONT_LISTS.items()}
    except (database.Error, TryAgain):
        answers = {}
    return page(answers=answers)


def _list(db: database.Db, sort: Any, limit: int) -> Any:
    query = list_forms.ItemsQuery.model_validate({"sort": sort, "limit": limit})
    rows, after = lists.page(db, query.sort, query.filters(), None, limit)
    return as_json(forms.Items(items=shown(db, rows), next_cursor=query.next_cursor(after)))


@links.get("/items/<int:item_id>")
def item_page(item_id: int) -> Response:
    """The page of an item, with its preview and the item itself; an item that is not there is not to be indexed."""
    try:
        with database.reading() as db:
            item = shown(db, [items.find(db, item_id)])[0]
    except (database.Error, TryAgain):
        return page()
    except NotFound:
        return unindexed(page())
    preview = previews.as_html(previews.of_item(item, site()))
    return page(preview=preview, answers={f"/api/items/{item_id}": as_json(item)})


@links.get("/users/<string:user_id>")
def user_page(user_id: str) -> Response:
    """The page of a user, with its preview."""
    try:
        with database.reading() as db:
            profile = accounts.public_profile(db, user_id)
    except (database.Error, TryAgain):
        return page()
    except NotFound:
        return unindexed(page())
    return page(preview=previews.as_html(previews.of_user(profile, site())))


@links.get("/items/<int:item_id>/card.jpg")
def item_card(item_id: int) -> Response:
    """The picture of a shared link to this item, made of its first photo."""
    with database.reading() as db:
        photos = items.images_of(db, [item_id])[item_id]
    if not photos:
        raise ImageNotFound
    name = photos[0]["name"].rsplit("/", 1)[-1]
    cards = _cards.get()
    if name not in cards:
        limits.count(limits.CARDS, address())
        cards[name] = card_of(image_store().open(name))
        if len(cards) > KEPT_CARDS:
            del cards[next(iter(cards))]
    response = Response(cards[name], content_type="image/jpeg")
    response.headers["Cache-Control"] = DAY
    return response


@links.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read, which is everything, and where the sitemap is."""
    return _kept_an_hour(f"User-agent: *\nAllow: /\nSitemap: {site()}/sitemap.xml\n", "text/plain")


@links.get("/sitemap.xml")
def sitemap() -> Response:
    """The front page and the newest auctions that are not closed."""
    with database.reading() as db:
        found = items.newest_open(db, SITEMAP_ITEMS)
    paths = ["/", *(f"/items/{item_id}" for item_id in found)]
    addresses = "".join(f"<url><loc>{escape(site() + path)}</loc></url>" for path in paths)
    return _kept_an_hour(f"{SITEMAP}{addresses}</urlset>", "application/xml")


def _kept_an_hour(text: str, kind: str) -> Response:
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = HOUR
    return response


def unindexed(response: Response) -> Response:
    """Ask crawlers not to index this answer."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def as_json(answer: Out) -> Any:
    """Return an answer as the API sends it."""
    return answer.model_dump(mode="json", by_alias=True)
