"""The 2023 contract at the root, translated onto the rooms' rules; no rule of its own."""

from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, jsonify, request
from pydantic import BaseModel, ValidationError
from werkzeug.http import http_date

import database
from auction.bids.batching.paths import place
from auction.bids.batching.pending_bid import PendingBid
from auction.bids.engine import Offer
from auction.bids.rules import BidRequest, PlacedBid
from auction.errors import Conflict, Forbidden, Refusal, Unreadable
from auction.history import rules as history
from auction.http.client import address
from auction.http.contract import LARGEST_UPLOAD, refusal_of
from auction.http.fields import CountText, In, WonText
from auction.http.problems import in_words, note, status_of
from auction.http.texts import problem_text, said
from auction.items import forms
from auction.items import rules as items
from auction.items.routes import list_with_photos
from auction.limits import rules as limits
from auction.observability import metrics
from auction.server.web import page
from auction.users import passwords
from auction.users import rules as users
from auction.users.access import sign_in_id, signed_in, signed_in_at_commit, user_id
from auction.users.forms import LoginForm, SignUpForm, seller, tokens

SEOUL = ZoneInfo("Asia/Seoul")
PAGE = 100
SORTS = {"date": "newest", "priceDown": "priceDesc", "priceUp": "priceAsc"}

F = TypeVar("F", bound=BaseModel)

legacy = Blueprint("legacy", __name__)


class NotLeading(Conflict):
    """The signed-in user does not lead this item."""


class NotYours(Forbidden):
    """It belongs to somebody else."""


class Price(In):
    price: WonText


class ItemId(In):
    item_id: CountText


@legacy.before_request
def in_korean() -> None:
    """2023 spoke no other language."""
    g.language = "ko"


@legacy.errorhandler(Refusal)
def message(refusal: Refusal) -> Response:
    """A no as 2023 said it: a Korean sentence."""
    title, detail = problem_text(refusal.code, refusal.extra, "ko")
    faults = in_words(refusal.extra).get("errors")
    note(refusal.code, status_of(type(refusal)))
    response = jsonify(message=faults[0]["message"] if faults else f"{title}. {detail}")
    response.status_code = status_of(type(refusal))
    if hasattr(refusal, "retry_after"):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


@legacy.get("/")
def list_items() -> Response:
    """At most a hundred living auctions; a browser gets the web page instead."""
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return page()
    query = _form(forms.ItemsQuery, {
        "sort": SORTS.get(request.args.get("sort", "date"), ""), "keyword": request.args.get("keyword") or None,
        "cursor": request.args.get("cursor"), "limit": PAGE,
    })  # fmt: skip
    with database.reading() as db:
        rows, after = items.page(db, query.sort, query.filters(), query.after(), query.limit)
        response = jsonify(_items(db, rows))
    if after:
        following = {**request.args.to_dict(), "cursor": query.next_cursor(after)}
        response.headers["Link"] = f'<{request.base_url}?{urlencode(following)}>; rel="next"'
    response.vary.add("Accept")
    return response


@legacy.post("/login")
def login() -> Response:
    """Sign in."""
    sent = _json()
    form = _form(LoginForm, {"id": sent.get("id"), "password": sent.get("password")})
    users.check_password(form.id, form.password, address())
    sign_in = database.transact(users.begin_sign_in, form.id)
    return jsonify(token=tokens(sign_in)["access_token"], userId=form.id)


@legacy.post("/login/signup")
def sign_up() -> Response:
    """Sign up, and be signed in."""
    sent = _json()
    form = _form(SignUpForm, {
        "id": sent.get("userId"), "password": sent.get("userPwd1"),
        "phone": sent.get("userPhone"), "nickname": sent.get("userNickname"),
    })  # fmt: skip
    limits.count(limits.SIGN_UP, address())
    sign_in = database.transact(users.sign_up, form.id, passwords.hashed(form.password), form.phone, form.nickname)
    return jsonify(message=said("signed_up", "ko"), token=tokens(sign_in)["access_token"], userId=form.id)


@legacy.get("/detail/<int:item_id>")
def get_item(item_id: int) -> Response:
    """One item."""
    with database.reading() as db:
        return jsonify(_items(db, [items.find(db, item_id)])[0])


@legacy.put("/detail/<int:item_id>")
@signed_in_at_commit
def bid(item_id: int) -> Response:
    """An open bid."""
    price = _form(Price, {"price": _json().get("price")}).price
    with metrics.counted_bid() as came_to:
        limits.count(limits.BIDS, user_id())

        def render(placed: PlacedBid) -> str:
            outcome = "leading" if placed.leading else "outbid"
            came_to(outcome)
            return outcome

        bid_request = BidRequest(item_id, sign_in_id(), user_id(), Offer(price))
        outcome = place(PendingBid(bid_request, None, render)).answer
    return jsonify(message=said(outcome, "ko"))


@legacy.post("/history")
@signed_in
def second_half_of_a_bid() -> Response:
    """Nothing is left to do here: the bid was whole already."""
    item_id = _form(ItemId, {"itemId": request.form.get("itemId")}).item_id
    with database.reading() as db:
        row = items.find(db, item_id)
    if row["leader_id"] != user_id():
        raise NotLeading
    return jsonify(message=said("leading", "ko"))


@legacy.post("/create")
@signed_in
def create() -> Response:
    """List a thing with one photo."""
    request.max_content_length = LARGEST_UPLOAD
    sent = request.form
    form = _form(forms.ItemForm, {
        "name": sent.get("itemName"), "content": sent.get("itemContent", ""), "price": sent.get("itemPrice"),
        "endTime": _seoul(sent.get("endTime")),
    })  # fmt: skip
    list_with_photos(form, "itemImage")
    return Response(said("listed", "ko"), content_type="text/plain; charset=utf-8")


@legacy.get("/mypage/buyitem")
@signed_in
def bought() -> Response:
    """What I won."""
    _only_own()
    with database.reading() as db:
        sales = history.won_by(db, user_id(), None, PAGE)
        return jsonify(_items(db, items.find_many(db, [sale["item_id"] for sale in sales])))


@legacy.get("/mypage/myitem")
@signed_in
def listed() -> Response:
    """What I listed."""
    _only_own()
    with database.reading() as db:
        return jsonify(_items(db, items.listed_by(db, user_id(), None, PAGE)))


def _only_own() -> None:
    if request.args.get("id", user_id()) != user_id():
        raise NotYours


def _json() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Unreadable
    return sent


def _form(form: type[F], values: dict[str, Any]) -> F:
    try:
        return form.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise refusal_of(error) from error


def _seoul(text: str | None) -> str | None:
    """The time of a datetime-local box, which says no zone, is Seoul's."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)).isoformat()


def _items(db: database.Db, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table's names, times as HTTP dates, and the address of the first picture."""
    images = items.images_of(db, [row["id"] for row in rows])
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "content": row["content"],
            "price": row["price"],
            "user_id": seller(row["user_id"], row["nickname"], row["leftAt"] is not None).id,
            "image": _address(images[row["id"]]),
            "startTime": http_date(row["startTime"].replace(tzinfo=UTC)),
            "endTime": http_date(row["endTime"].replace(tzinfo=UTC)),
        }
        for row in rows
    ]


def _address(images: list[dict[str, Any]]) -> str:
    return request.url_root.rstrip("/") + forms.image_url(images[0]["name"]) if images else ""
