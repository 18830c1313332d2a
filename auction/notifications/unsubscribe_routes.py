"""The link in each mail that stops the mails of its group: RFC 8058, and a page for a reader who opens it.

Opening changes nothing, because scanners open every link of a mail; only the POST does.
"""

import base64
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import StringConstraints

import database
from auction.http.contract import answers, takes
from auction.http.fields import In
from auction.http.pages import html_page
from auction.http.texts import language
from auction.notifications import unsubscribing

HERE = Path(__file__).parent
STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}"
    "main{max-width:28rem;margin:15vh auto 0;padding:0 1.25rem}h1{font-size:1.4rem}a{color:#3b5bdb}"
    "button{font:inherit;font-weight:600;padding:.7rem 1.4rem;border:0;border-radius:8px;color:#fff;background:#3b5bdb}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1b1e}a{color:#91a7ff}}"
)
STYLE_DIGEST = base64.b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

unsubscribe_page = Blueprint("unsubscribe", __name__, url_prefix="/api/unsubscribe")


class TokenQuery(In):
    token: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


@unsubscribe_page.get("")
@answers(200, None, unsubscribing.UnsubscribeLinkInvalid, content="text/html")
@takes(query=TokenQuery)
def show_unsubscribe_page(query: TokenQuery) -> Response:
    """Show a page with a button that stops the mails of the link's group; opening it changes nothing."""
    return _page("before", unsubscribing.group_of(query.token))


@unsubscribe_page.post("")
@answers(200, None, unsubscribing.UnsubscribeLinkInvalid, content="text/html")
@takes(query=TokenQuery)
def unsubscribe(query: TokenQuery) -> Response:
    """Stop the mails of the link's group. No sign-in is needed: the token is signed."""
    group = unsubscribing.group_of(query.token)
    database.transact(unsubscribing.unsubscribe, query.token)
    return _page("after", group)


def _page(name: str, group: str) -> Response:
    words = _words()
    of_group = words["groups"][group][language()]
    shown = {key: text.replace("{group}", of_group) for key, text in words[name][language()].items()}
    response = html_page(HERE / "unsubscribe.html", POLICY, language=language(), style=STYLE, words=shown)
    response.vary.add("Accept-Language")
    return response


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((HERE / "unsubscribe.toml").read_text(encoding="utf-8"))
