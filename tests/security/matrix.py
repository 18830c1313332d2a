"""Who may do what: one row for each route and method. test_access.py fails for a route that has none here."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from auction.orders.routes import ACT
from auction.server.web import ROOT_FILES
from auction.users.rules import begin_sign_in
from database import Db
from tests.cast import Person, a_photo, an_item_form, utc
from tests.orders.paid import a_chosen_order
from tests.scenes import stock

PHONE = "010-7777-1234"
PASSWORD = "everybody has this long one"
RESERVE, MAXIMUM = 876_543_210, 765_432_109
SECRETS = ("77771234", "7777-1234", str(RESERVE), str(MAXIMUM))


@dataclass
class Scene:
    """The owner's item with a secret reserve and one led by a secret maximum; others of each kind on request."""

    db: Db
    owner: Person
    bidder: Person
    other: Person
    item_id: int
    secretly_led: int
    # of the owner's, for requests that may not make one
    kept_sale: int = 0

    def unbid(self) -> int:
        """A live item of the owner's without a bid."""
        return stock(self.db, self.owner.id, 1)[0]

    def unsold(self) -> int:
        """One of the owner's that nobody bought."""
        item_id = self.unbid()
        self.db.run("UPDATE item SET state = 'unsold' WHERE id = %(id)s", id=item_id)
        return item_id

    def bid_of_owner(self) -> str:
        """The path of a bid of the owner's on somebody else's item."""
        item_id = stock(self.db, self.other.id, 1)[0]
        answer = self.owner.post(f"/api/items/{item_id}/bids", json={"amount": 500_000})
        return f"{item_id}/bids/{answer.json['bid']['id']}"

    def order_of_owner(self) -> int:
        """An order that the owner is to pay."""
        return a_chosen_order(self.db, self.bidder, self.owner)["id"]

    def sign_in_of_owner(self) -> str:
        """Another sign-in of the owner's."""
        return begin_sign_in(self.db, self.owner.id).id

    def search_of_owner(self) -> int:
        """A saved search of the owner's."""
        return int(self.owner.post("/api/me/searches", json=SEARCH).json["id"])

    def contact_of_owner(self) -> int:
        """A hook of the owner's."""
        url = f"https://hooks.example.com/{next(_ids)}"
        answer = self.owner.post("/api/me/contacts", json={"channel": "hook", "address": url})
        contact_id: int = answer.json["id"]
        return contact_id

    def bid_to_strike(self) -> dict[str, Any]:
        """The request that strikes a bidder out of an item of the owner's."""
        item_id = self.unbid()
        answer = self.bidder.post(f"/api/items/{item_id}/bids", json=BID)
        return {
            "path": f"/api/items/{item_id}/strike", "json": {"bidId": answer.json["bid"]["id"], "reason": "no answer"},
        }  # fmt: skip

    def led_by_owner(self) -> int:
        """One of the bidder's that the owner leads."""
        item_id = stock(self.db, self.bidder.id, 1)[0]
        assert self.owner.post(f"/api/items/{item_id}/bids", json={"amount": 500_000}).status_code == 201
        return item_id

    def thing_of_bidder(self) -> int:
        """One of the bidder's that can be bought at once."""
        return stock(self.db, self.bidder.id, 1, buyNowPrice="900000")[0]

    def sale_of_owner(self) -> int:
        """An order of the owner's, who is its seller."""
        item_id = stock(self.db, self.owner.id, 1, buyNowPrice="900000")[0]
        assert self.bidder.post(f"/api/items/{item_id}/buy", json={}).status_code == 201
        order_id: int = self.owner.get(f"/api/orders?item={item_id}").json["orders"][0]["id"]
        return order_id


Request = Callable[[Scene], dict[str, Any]]


class Row(NamedTuple):
    """Statuses by who asks. `opens`: the token it takes (access, refresh, optional), or none at all."""

    owner: int
    other: int
    nobody: int
    opens: str
    request: Request


def at(path: str, **request: Any) -> Request:
    """A request that needs nothing but the scene's own item."""
    return lambda scene: {"path": path.format(item=scene.item_id, owner=scene.owner.id), **request}


def anybody(path: str, status: int = 200, opens: str = "", **request: Any) -> Row:
    return Row(status, status, status, opens, at(path, **request))


def signed_in(path: str, **request: Any) -> Row:
    """Everybody has their own."""
    return Row(200, 200, 401, "access", at(path, **request))


def owners(status: int, make: Request, other: int = 403) -> Row:
    return Row(status, other, 401, "access", make)


def operators(path: str, **request: Any) -> Row:
    """For operators alone, and none of the three is one; tests/operations has who may do what among these."""
    return Row(403, 403, 401, "access", at(path, **request))


def of_order(path: str, **request: Any) -> Request:
    """A request about an order of the owner's."""
    return lambda scene: {"path": f"/api/orders/{scene.sale_of_owner()}{path}", **request}


def photo_form(**changes: Any) -> dict[str, Any]:
    return {"data": an_item_form(**changes), "content_type": "multipart/form-data"}


def old_form() -> dict[str, Any]:
    """A listing as the page of 2023 sent it."""
    photo = (io.BytesIO(a_photo()), "photo.jpg", "image/jpeg")
    form = {"itemName": "x", "itemContent": "", "itemPrice": "1000", "endTime": utc(days=1), "itemImage": photo}
    return {"data": form, "content_type": "multipart/form-data"}


NEWCOMER = {"password": "a long enough one", "phone": "010-1234-5678", "nickname": "new"}
SIGN_UP_2023 = {"userPwd1": "a long enough one", "userPhone": "010-1234-5678", "userNickname": "new"}
BID = {"amount": 600_000}
SEARCH = {"name": "bikes", "query": "keyword=bike", "alert": "now"}
SHIPMENT = {"carrier": "cj", "trackingNumber": "123456789012"}
WHY = {"reason": "looked at"}
DISPUTE = {"reason": "broken", "text": "It is broken.", "wants": "refund"}
CREATED = {"clientDataJSON": "e30", "attestationObject": "oA"}
PASSKEY = {"label": "x", "credential": {"id": "AA", "rawId": "AA", "type": "public-key", "response": CREATED}}
_ids = iter(range(10_000))


def newcomer(field: str, rest: dict[str, str], path: str) -> Request:
    return lambda _scene: {"path": path, "json": rest | {field: f"newcomer{next(_ids)}"}}


MATRIX = {
    "GET /": anybody("/", headers={"Accept": "application/json"}),
    "GET /api/admin/books": operators("/api/admin/books"),
    "GET /api/admin/events": operators("/api/admin/events"),
    "GET /api/admin/me": operators("/api/admin/me"),
    "GET /api/admin/orders": operators("/api/admin/orders"),
    "GET /api/admin/orders/<int:order_id>": operators("/api/admin/orders/1"),
    "GET /api/admin/orders/<int:order_id>/photos/<int:message_id>": operators("/api/admin/orders/1/photos/1"),
    "POST /api/admin/orders/<int:order_id>/decide": operators(
        "/api/admin/orders/1/decide", json={"outcome": "refund", "reason": "broken"}
    ),
    "GET /api/admin/payouts": operators("/api/admin/payouts"),
    "POST /api/admin/payouts/<int:payout_id>/approve": operators("/api/admin/payouts/1/approve", json=WHY),
    "POST /api/admin/payouts/<int:payout_id>/failed": operators("/api/admin/payouts/1/failed", json=WHY),
    "POST /api/admin/payouts/<int:payout_id>/paid": operators("/api/admin/payouts/1/paid", json=WHY),
    "GET /api/docs": anybody("/api/docs"),
    "GET /api/docs/<string:name>": anybody("/api/docs/start.js"),
    "GET /api/events": anybody("/api/events?items={item}", opens="optional"),
    "GET /api/history": signed_in("/api/history"),
    "GET /api/items": anybody("/api/items", opens="optional"),
    "GET /api/items/count": anybody("/api/items/count"),
    "GET /api/items/similar-prices": anybody("/api/items/similar-prices?name=phone"),
    "POST /api/items": Row(201, 201, 401, "access", lambda _scene: {"path": "/api/items", **photo_form()}),
    "GET /api/items/<int:item_id>": anybody("/api/items/{item}", opens="optional"),
    "PATCH /api/items/<int:item_id>": owners(
        200, lambda scene: {"path": f"/api/items/{scene.unbid()}", "json": {"name": "new name"}}
    ),
    "GET /api/me/notifications": signed_in("/api/me/notifications"),
    "POST /api/me/notifications/seen": Row(
        204, 204, 401, "access", at("/api/me/notifications/seen", json={"upTo": 1})
    ),
    "GET /api/me/preferences": signed_in("/api/me/preferences"),
    "PUT /api/me/preferences": signed_in("/api/me/preferences", json={"digestHour": 9}),
    "GET /api/legal": anybody("/api/legal"),
    "GET /api/legal/privacy": anybody("/api/legal/privacy"),
    "GET /api/legal/terms": anybody("/api/legal/terms"),
    # forged events change nothing: the provider is queried
    "POST /api/payments/<string:provider>/events": anybody("/api/payments/sandbox/events", 204, data=b'{"ref": "x"}'),
    "GET /api/me/payouts": signed_in("/api/me/payouts"),
    "PUT /api/me/payout-account": signed_in(
        "/api/me/payout-account",
        json={"bank": "x", "number": "123456", "holder": "x", "currentPassword": PASSWORD},
    ),
    "POST /api/orders/<int:order_id>/payments": owners(
        201, lambda scene: {"path": f"/api/orders/{scene.order_of_owner()}/payments", "json": {}}, other=404
    ),
    # the return from the provider is open to all, and nothing in it is trusted
    "GET /api/payments/<string:provider>/return": anybody("/api/payments/sandbox/return?ref=none", 303),
    # its key is the secret, as at a bank
    "GET /sandbox/<string:key>": anybody("/sandbox/none", 404),
    "POST /sandbox/<string:key>": anybody("/sandbox/none", 404, data={"choice": "pay"}),
    "GET /api/push/key": anybody("/api/push/key"),
    "PUT /api/items/<int:item_id>/images": owners(
        422, lambda scene: {"path": f"/api/items/{scene.unbid()}/images", "data": {"order": '["none.webp"]'}}
    ),
    "DELETE /api/items/<int:item_id>": owners(204, lambda scene: {"path": f"/api/items/{scene.unbid()}"}),
    # here the owner is the one who may not: a seller cannot bid
    "POST /api/items/<int:item_id>/bids": Row(
        403, 201, 401, "access", lambda scene: {"path": f"/api/items/{scene.unbid()}/bids", "json": BID}
    ),
    "GET /api/items/<int:item_id>/bids": anybody("/api/items/{item}/bids", opens="optional"),
    "POST /api/items/<int:item_id>/bids/<int:bid_id>/retract": owners(
        200, lambda scene: {"path": f"/api/items/{scene.bid_of_owner()}/retract", "json": {"reason": "a slip"}}
    ),
    "POST /api/items/<int:item_id>/buy": Row(
        201, 201, 401, "access", lambda scene: {"path": f"/api/items/{scene.thing_of_bidder()}/buy", "json": {}}
    ),
    "POST /api/items/<int:item_id>/end": owners(
        200, lambda scene: {"path": f"/api/items/{scene.unbid()}/end", "json": {"reason": "broken"}}
    ),
    # an auction of version 1, the one that these tests know, refuses its seller too, but later
    "POST /api/items/<int:item_id>/strike": owners(409, Scene.bid_to_strike),
    "GET /api/items/<int:item_id>/events": anybody("/api/items/{item}/events"),
    "POST /api/items/<int:item_id>/relist": owners(
        201, lambda scene: {"path": f"/api/items/{scene.unsold()}/relist", "json": {"endTime": utc(days=2)}}
    ),
    "PUT /api/items/<int:item_id>/watch": Row(204, 204, 401, "access", at("/api/items/{item}/watch")),
    "DELETE /api/items/<int:item_id>/watch": Row(204, 204, 401, "access", at("/api/items/{item}/watch")),
    "POST /api/login": anybody("/api/login", 401, json={"id": "stranger", "password": "not this one"}),
    "POST /api/logout": Row(204, 204, 401, "refresh", at("/api/logout")),
    "GET /api/me": signed_in("/api/me"),
    "PATCH /api/me": signed_in("/api/me", json={"nickname": "new"}),
    # the owner sells and the bidder leads: neither may leave; the other may
    "DELETE /api/me": Row(409, 204, 401, "access", at("/api/me", json={"currentPassword": PASSWORD})),
    "GET /api/me/bids": signed_in("/api/me/bids"),
    "GET /api/me/contacts": signed_in("/api/me/contacts"),
    "POST /api/me/contacts": Row(
        201,
        201,
        401,
        "access",
        at("/api/me/contacts", json={"channel": "hook", "address": "https://hooks.example.com/matrix"}),
    ),
    "DELETE /api/me/contacts/<int:contact_id>": owners(
        204, lambda scene: {"path": f"/api/me/contacts/{scene.contact_of_owner()}"}, other=404
    ),
    "POST /api/me/contacts/<int:contact_id>/verify": owners(
        200,
        lambda scene: {"path": f"/api/me/contacts/{scene.contact_of_owner()}/verify", "json": {"code": "123456"}},
        other=404,
    ),
    "GET /api/me/factors": signed_in("/api/me/factors"),
    "POST /api/me/totp": Row(201, 201, 401, "access", at("/api/me/totp", json={"currentPassword": PASSWORD})),
    "POST /api/me/totp/confirm": Row(409, 409, 401, "access", at("/api/me/totp/confirm", json={"code": "123456"})),
    # nobody has shown a second factor
    "DELETE /api/me/totp": Row(403, 403, 401, "access", at("/api/me/totp")),
    "POST /api/me/passkeys/options": signed_in("/api/me/passkeys/options", json={"currentPassword": PASSWORD}),
    "POST /api/me/passkeys": Row(403, 403, 401, "access", at("/api/me/passkeys", json=PASSKEY)),
    "DELETE /api/me/passkeys/<int:passkey_id>": Row(403, 403, 401, "access", at("/api/me/passkeys/1")),
    "POST /api/me/recovery-codes": Row(403, 403, 401, "access", at("/api/me/recovery-codes")),
    "POST /api/me/second-factor/options": Row(404, 404, 401, "access", at("/api/me/second-factor/options")),
    "POST /api/me/second-factor": Row(403, 403, 401, "access", at("/api/me/second-factor", json={"code": "123456"})),
    "GET /api/me/items": signed_in("/api/me/items"),
    "GET /api/me/security-events": signed_in("/api/me/security-events"),
    "GET /api/me/sign-ins": signed_in("/api/me/sign-ins"),
    "DELETE /api/me/sign-ins": Row(204, 204, 401, "access", at("/api/me/sign-ins")),
    "DELETE /api/me/sign-ins/<string:id>": owners(
        204, lambda scene: {"path": f"/api/me/sign-ins/{scene.sign_in_of_owner()}"}, other=404
    ),
    "GET /api/me/watching": signed_in("/api/me/watching"),
    "GET /api/me/searches": signed_in("/api/me/searches"),
    "POST /api/me/searches": Row(201, 201, 401, "access", at("/api/me/searches", json=SEARCH)),
    "PATCH /api/me/searches/<int:search_id>": owners(
        200, lambda scene: {"path": f"/api/me/searches/{scene.search_of_owner()}", "json": {"name": "new"}}, other=404
    ),
    "DELETE /api/me/searches/<int:search_id>": owners(
        204, lambda scene: {"path": f"/api/me/searches/{scene.search_of_owner()}"}, other=404
    ),
    "GET /api/orders": signed_in("/api/orders"),
    "GET /api/orders/<int:order_id>": owners(
        200, lambda scene: {"path": f"/api/orders/{scene.kept_sale or scene.sale_of_owner()}"}, other=404
    ),
    # of these the buyer's are refused to the seller
    "PUT /api/orders/<int:order_id>/delivery": owners(409, of_order("/delivery", json={"kind": "meet"}), other=404),
    f"POST /api{ACT}": owners(200, of_order("/extend"), other=404),
    "POST /api/orders/<int:order_id>/ship": owners(409, of_order("/ship", json=SHIPMENT), other=404),
    "POST /api/orders/<int:order_id>/send-back": owners(409, of_order("/send-back", json=SHIPMENT), other=404),
    "POST /api/orders/<int:order_id>/dispute": owners(409, of_order("/dispute", json=DISPUTE), other=404),
    "GET /api/orders/<int:order_id>/messages": owners(
        200, lambda scene: {"path": f"/api/orders/{scene.kept_sale or scene.sale_of_owner()}/messages"}, other=404
    ),
    "POST /api/orders/<int:order_id>/messages": owners(201, of_order("/messages", json={"text": "Hello."}), other=404),
    "POST /api/orders/<int:order_id>/messages/read": owners(
        204, of_order("/messages/read", json={"upTo": 1}), other=404
    ),
    # who sees a photo that is there: tests/orders/messages/test_photos.py
    "GET /api/orders/<int:order_id>/photos/<int:message_id>": owners(
        404, lambda scene: {"path": f"/api/orders/{scene.kept_sale or scene.sale_of_owner()}/photos/1"}, other=404
    ),
    "POST /api/items/<int:item_id>/offer": owners(409, at("/api/items/{item}/offer", json={})),
    "GET /api/me/offers": signed_in("/api/me/offers"),
    "POST /api/offers/<int:offer_id>/accept": owners(404, at("/api/offers/1/accept"), other=404),
    "POST /api/offers/<int:offer_id>/decline": owners(404, at("/api/offers/1/decline"), other=404),
    "GET /api/openapi.json": anybody("/api/openapi.json"),
    "POST /api/password/forgotten": anybody("/api/password/forgotten", 202, json={"address": "nobody@mail.example"}),
    "POST /api/password/reset": anybody(
        "/api/password/reset", 409, json={"token": "none of ours", "password": "quite another long one"}
    ),
    "POST /api/token": Row(200, 200, 401, "refresh", at("/api/token")),
    "GET /api/unsubscribe": anybody("/api/unsubscribe?token=none", 404),
    "POST /api/unsubscribe": anybody("/api/unsubscribe?token=none", 404, data={"List-Unsubscribe": "One-Click"}),
    "POST /api/users": Row(201, 201, 201, "", newcomer("id", NEWCOMER, "/api/users")),
    "GET /api/users/<string:id>": anybody("/api/users/{owner}"),
    "GET /assets/<path:name>": anybody("/assets/none.js", 404),
    "POST /create": Row(200, 200, 401, "access", lambda _scene: {"path": "/create", **old_form()}),
    "GET /dev/mail": anybody("/dev/mail"),
    "GET /dev/mail/<string:name>": anybody("/dev/mail/none", 404),
    "GET /console": anybody("/console"),
    "GET /console/orders/<order_id>": anybody("/console/orders/1"),
    "GET /detail/<int:item_id>": anybody("/detail/{item}"),
    "PUT /detail/<int:item_id>": Row(
        403, 200, 401, "access", lambda scene: {"path": f"/detail/{scene.unbid()}", "json": {"price": 600_000}}
    ),
    "GET /forgot-password": anybody("/forgot-password"),
    "GET /healthz": anybody("/healthz"),
    "POST /history": Row(
        200, 409, 401, "access", lambda scene: {"path": "/history", "data": {"itemId": str(scene.led_by_owner())}}
    ),
    "GET /items/<int:item_id>": anybody("/items/{item}"),
    "GET /items/<int:item_id>/card.jpg": anybody("/items/{item}/card.jpg", 404),
    "POST /login": anybody("/login", 401, json={"id": "stranger", "password": "not this one"}),
    "GET /login": anybody("/login"),
    "POST /login/signup": Row(200, 200, 200, "", newcomer("userId", SIGN_UP_2023, "/login/signup")),
    "GET /me": anybody("/me"),
    "GET /metrics": anybody("/metrics"),
    "GET /mypage/buyitem": owners(200, at("/mypage/buyitem?id={owner}")),
    "GET /mypage/myitem": owners(200, at("/mypage/myitem?id={owner}")),
    "GET /notifications": anybody("/notifications"),
    "GET /orders": anybody("/orders"),
    "GET /orders/<order_id>": anybody("/orders/1"),
    "GET /payouts": anybody("/payouts"),
    "GET /privacy": anybody("/privacy"),
    "GET /readyz": anybody("/readyz"),
    "GET /reset-password": anybody("/reset-password"),
    "GET /resources/<path:name>": anybody("/resources/none.webp", 404),
    "GET /robots.txt": anybody("/robots.txt"),
    "GET /sell": anybody("/sell"),
    "GET /settings": anybody("/settings"),
    "GET /signup": anybody("/signup"),
    "GET /sitemap.xml": anybody("/sitemap.xml"),
    "GET /sw.js": anybody("/sw.js"),
    "GET /terms": anybody("/terms"),
    f"GET /<{ROOT_FILES}:name>": anybody("/icon-0.png", 404),
    "GET /users/<string:user_id>": anybody("/users/{owner}"),
    "GET /watching": anybody("/watching"),
}
