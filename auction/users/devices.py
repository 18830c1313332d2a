"""Names a device in a few words, by its User-Agent."""

import re

# the first that occurs counts, since most browsers also name those that they descend from
APPS = (
    ("KAKAOTALK", "KakaoTalk"), ("NAVER(", "Naver"), ("Instagram", "Instagram"), ("Whale/", "Whale"),
    ("SamsungBrowser/", "Samsung Internet"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
PRODUCT = re.compile(r"[A-Za-z][A-Za-z0-9._-]{1,39}(?![^ /])")


def device_name(user_agent: str) -> str | None:
    """Return browser and system, such as `Safari, iPhone`, or a program's own name; None for what has neither."""
    known = [_first(words, user_agent) for words in (APPS, SYSTEMS)]
    if found := [name for name in known if name]:
        return ", ".join(found)
    product = PRODUCT.match(user_agent)
    return product[0] if product else None


def _first(words: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for mark, name in words if mark in user_agent), None)
