"""The layout of every mail, as plain text and as HTML: one column, no remote content, light and dark."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader

SITE = "쓱Bay"
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_html = _environment.get_template("layout.html")


class Link(NamedTuple):
    """A text that leads to an absolute address of the site."""

    text: str
    url: str


class Rendered(NamedTuple):
    """The two alternatives of one mail."""

    text: str
    html: str


def render(
    locale: str,
    heading: str,
    paragraphs: Sequence[str | Link],
    button: Link | None = None,
    footer: Sequence[str | Link] = (),
    code: str = "",
) -> Rendered:
    """Lay out one mail in the language `locale` (ko, en).

    All texts are plain and may come from users: each becomes one line, and HTML in them is escaped. `code` is shown
    large, between heading and paragraphs. Raises ValueError for a link that is neither http nor https.
    """
    parts = [_clean(part) for part in paragraphs]
    last = [_clean(part) for part in footer]
    heading, code = one_line(heading), one_line(code)
    button = _clean_link(button) if button else None
    html = _html.render(
        locale=locale, site=SITE, heading=heading, code=code, paragraphs=parts, button=button, footer=last
    )
    return Rendered(_plain(heading, code, parts, button, last), html)


def one_line(text: str) -> str:
    """The text without control characters and line breaks, with single spaces between its words."""
    return " ".join("".join(sign if sign.isprintable() or sign == "\u200d" else " " for sign in text).split())


def _plain(
    heading: str, code: str, paragraphs: Sequence[str | Link], button: Link | None, footer: Sequence[str | Link]
) -> str:
    blocks = [heading, code, *map(_as_text, paragraphs), _as_text(button) if button else ""]
    end = "\n".join(["-- ", SITE, *map(_as_text, footer)])
    return "\n\n".join([*filter(None, blocks), end]) + "\n"


def _as_text(part: str | Link) -> str:
    return f"{part.text}\n{part.url}" if isinstance(part, Link) else part


def _clean(part: str | Link) -> str | Link:
    return _clean_link(part) if isinstance(part, Link) else one_line(part)


def _clean_link(link: Link) -> Link:
    if urlsplit(link.url).scheme not in ("http", "https"):
        raise ValueError(f"not a link of the site: {link.url!r}")
    return Link(one_line(link.text), one_line(link.url))
