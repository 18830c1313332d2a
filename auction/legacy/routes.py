"""The routes of the 2023 contract (docs/legacy.md). They use the same rules as /api and have none of their own."""

import re
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

import database
from auction.bids.batching.paths import place
from auction.bids.batching.pending_bid import PendingBid
from auction.bids.placing import BidRequest, PlacedBid
from auction.engine.bidding import Offer
from auction.errors import Conflict, Forbidden, Invalid
from auction.history import rules as history
from auction.http import cursors
from auction.http.client import address
from auction.http.contract import LARGEST_UPLOAD
from auction.http.problems import with_messages
from auction.http.texts import sentence, sentence_of_2023
from auction.items import forms, list_forms, lists
from auction.items import rules as items
from auction.items.list_query import Sort
from auction.items.routes import list_with_photos
from auction.items.search.contents import Place
from auction.items.uploads import receives_photos
from auction.legacy.forms import ItemId, Price, checked, in_seoul, items_out, json_sent, page_of, whole
from auction.limits import rules as limits
from auction.observability import metrics
from auction.server.links import front_page, is_previewer
from auction.users import choices, ids, passwords
from auction.users import rules as users
from auction.users.access import client, note_tried_id, sign_in_id, signed_in, signed_in_at_commit, user_id
from auction.users.credentials import WrongCredentials
from auction.users.forms import LoginForm, SignUpForm, access_token

PAGE = 100
SORTS: dict[str, Sort] = {"priceDown": "priceDesc", "priceUp": "priceAsc"}
# the page of 2023 cannot refresh its token
TOKEN_LIFETIME = timedelta(days=7)
PATHS = re.compile(r"/((login|detail|mypage|resources)/.*|login|history|create)?", re.DOTALL)

legacy = Blueprint("legacy", __name__)


class NotLeading(Conflict):
    """The signed-in user does not lead this item."""


class NotYours(Forbidden):
    """It belongs to somebody else."""


@legacy.before_request
def in_korean() -> None:
    """Answer in Korean, the only language of 2023."""
    g.language = "ko"


def message(status: int, code: str, extra: dict[str, Any]) -> Response | None:
    """Return the error response for a path of 2023, a Korean sentence alone; None for any other path."""
    if not PATHS.fullmatch(request.path):
        return None
    response = jsonify(message=sentence_of_2023(code, with_messages(extra)))
    response.status_code = status
    return response


@legacy.get("/")
def list_items() -> Response:
    """List all auctions but cancelled ones; a browser gets the web page instead, and so does what previews links."""
    if is_previewer() or request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return front_page()
    sort, keyword = SORTS.get(request.args.get("sort", ""), "newest"), request.args.get("keyword", "").strip()
    response = _search_page(sort, keyword) if keyword else _list_page({"sort": sort, "status": "all"})
    response.vary.add("Accept")
    return response


@legacy.post("/login")
def login() -> Response:
    """Sign in."""
    sent = json_sent()
    try:
        form = checked(LoginForm, {"id": sent.get("id"), "password": sent.get("password")})
    except Invalid as error:
        raise WrongCredentials from error
    note_tried_id(form.id)
    given = ids.id_as_stored(form.id)
    with database.reading() as db:
        user_id = ids.id_ignoring_case(db, given)
    return _sign_in_response(users.sign_in(user_id, form.password, client()))


@legacy.post("/login/signup")
def sign_up() -> Response:
    """Sign up and sign in."""
    sent = json_sent()
    form = checked(SignUpForm, {
        "id": sent.get("userId"), "password": sent.get("userPwd1"),
        "phone": sent.get("userPhone"), "nickname": sent.get("userNickname"),
    })  # fmt: skip
    limits.count_address(limits.SIGN_UP, address())
    choices.check_sign_up(form.id, form.nickname, form.phone, form.password)
    hashed = passwords.hashed(form.password)
    sign_in = database.transact(users.sign_up, form.id, hashed, form.phone, form.nickname, client())
    return _sign_in_response(sign_in, message=sentence("signed_up", "ko"))


@legacy.get("/detail/<int:item_id>")
def get_item(item_id: int) -> Response:
    """Return one item."""
    with database.reading() as db:
        return jsonify(items_out(db, [items.find(db, item_id)])[0])


@legacy.put("/detail/<int:item_id>")
@signed_in_at_commit
def bid(item_id: int) -> Response:
    """Place an open bid."""
    price = checked(Price, {"price": whole(json_sent().get("price"))}).price
    with metrics.counted_bid() as record_outcome:

        def render(placed: PlacedBid) -> str:
            outcome = "leading" if placed.leading else "outbid"
            record_outcome(outcome)
            return outcome

        bid_request = BidRequest(item_id, sign_in_id(), user_id(), Offer(price))
        outcome = place(PendingBid(bid_request, None, render)).answer
    return jsonify(message=sentence(outcome, "ko"))


@legacy.post("/history")
@signed_in
def record_bid() -> Response:
    """Confirm the caller's standing bid. The page of 2023 sends this after a bid, which is complete by then."""
    item_id = checked(ItemId, {"itemId": request.form.get("itemId")}).item_id
    with database.reading() as db:
        row = items.find(db, item_id)
    if row["leader_id"] != user_id():
        raise NotLeading
    return jsonify(message=sentence("recorded", "ko"))


@legacy.post("/create")
@signed_in
@receives_photos(limits.LISTINGS)
def create() -> Response:
    """List an item with one photo."""
    request.max_content_length = LARGEST_UPLOAD
    sent = request.form
    form = checked(forms.ItemForm, {
        "name": sent.get("itemName"), "content": sent.get("itemContent", ""), "price": whole(sent.get("itemPrice")),
        "endTime": in_seoul(sent.get("endTime")),
    })  # fmt: skip
    list_with_photos(form, "itemImage")
    return Response(sentence("listed", "ko"), content_type="text/plain; charset=utf-8")


@legacy.get("/mypage/buyitem")
@signed_in
def bought() -> Response:
    """List the items that I won, newest first."""
    _only_own()
    with database.reading() as db:
        sales = history.won_by(db, user_id(), cursors.before(request.args.get("cursor")), PAGE + 1)
        won = items.find_many(db, [sale["item_id"] for sale in sales[:PAGE]])
        return page_of(db, won, cursor=cursors.following([sale["id"] for sale in sales], PAGE))


@legacy.get("/mypage/myitem")
@signed_in
def listed() -> Response:
    """List my own items, newest first."""
    _only_own()
    return _list_page({"seller": user_id(), "status": "all"})


def _list_page(params: dict[str, Any]) -> Response:
    query = checked(list_forms.ItemsQuery, {**params, "cursor": request.args.get("cursor"), "limit": PAGE})
    with database.reading() as db:
        rows, after = lists.page(db, query.sort, query.filters(), query.after(), PAGE)
        return page_of(db, rows, cursor=query.next_cursor(after))


def _search_page(sort: Sort, keyword: str) -> Response:
    """Search with two cursors: of the names found by the index, and of the contents read."""
    named, read = (
        checked(list_forms.ItemsQuery, {"sort": sort, "cursor": request.args.get(name)})
        for name in ("cursor", "content")
    )
    with database.reading() as db:
        rows, ended = lists.content_page(db, sort, keyword, Place(named.after(), read.after()), PAGE)
        ended = ended or Place()
        return page_of(db, rows, cursor=named.next_cursor(ended.named), content=read.next_cursor(ended.read))


def _sign_in_response(sign_in: users.SignIn, **first_fields: str) -> Response:
    return jsonify(**first_fields, token=access_token(sign_in, TOKEN_LIFETIME), userId=sign_in.user_id)


def _only_own() -> None:
    if request.args.get("id", user_id()) != user_id():
        raise NotYours
