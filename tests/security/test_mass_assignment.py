"""Fields that a form does not ask for: the same act with and without them leaves the same rows."""

import pytest

from tests.cast import utc
from tests.entries import entry_id
from tests.scenes import stock

EXTRA = {
    "id": 1, "user_id": "rival", "userId": "rival", "seller_id": "rival", "sellerId": "rival", "seller": "rival",
    "status": "sold", "state": "sold", "leader_id": "rival", "leader": "rival", "maximum": 1, "bidCount": 99,
    "startPrice": 1, "price_": 1, "createdAt": "2000-01-01T00:00:00Z", "closedAt": "2000-01-01T00:00:00Z",
    "role": "admin", "isAdmin": True, "is_admin": True, "retractions": 0, "relistOf": 7, "originalEnd": utc(days=9),
    "__proto__": {"admin": True}, "constructor": 1, "kind": "buy", "offer": 1,
}  # fmt: skip
# only changing and relisting take a new price
PRICE = {"price": 1, "amount_": 1, "minimumBid": 1}
ACTS = {
    "bids": ("bidder", "bids", {"amount": 700_000}),
    "buy": ("bidder", "buy", {}),
    "end": ("owner", "end", {"reason": "broken"}),
    "change": ("owner", "", {"name": "new name"}),
    "relist": ("owner", "relist", {"endTime": utc(days=3)}),
}
# an item as it stands, but for what two items never share
SAME = (
    "SELECT user_id, name, content, price, startPrice, bidCount, leader_id, maximum, reserve, buyNowPrice, state, "
    "extends, relistOf FROM item WHERE id = %(id)s"
)


@pytest.mark.parametrize("act", ACTS)
def test_what_a_form_does_not_ask_for_has_no_effect(db, seller, bidder, rival, act):
    who, path, body = ACTS[act]
    person = seller if who == "owner" else bidder
    found = []
    for extra in ({}, EXTRA):
        item_id = stock(db, "seller", 1, buyNowPrice="900000", name="'x'", content="'y'", price="1000")[0]
        if act == "relist":
            db.run("UPDATE item SET state = 'unsold' WHERE id = %(id)s", id=item_id)
        address = f"/api/items/{item_id}/{path}".rstrip("/")
        if extra and act in ("bids", "buy", "end"):
            extra = extra | PRICE
        answer = _do(person, act, address, extra | body)
        listed = answer.json["id"] if act == "relist" else item_id
        row = db.one(SAME, id=listed)
        found.append((answer.status_code, row | {"relistOf": row["relistOf"] == item_id}))
    assert found[0] == found[1]
    assert found[0][0] in (200, 201)
    assert db.one("SELECT COUNT(*) AS n FROM bid WHERE user_id = 'rival'")["n"] == 0


def _do(person, act, address, body):
    return (person.patch if act == "change" else person.post)(address, json=body)


def test_taking_back_a_bid_takes_back_that_bid_of_that_user(db, seller, bidder, rival):
    item_id = stock(db, "seller", 1)[0]
    first = bidder.post(f"/api/items/{item_id}/bids", json={"amount": 500_000}).json["bid"]["id"]
    other = rival.post(f"/api/items/{item_id}/bids", json={"amount": 600_000}).json["bid"]["id"]
    body = EXTRA | PRICE | {"reason": "a slip", "bidId": other, "bid_id": other, "userId": "rival"}
    assert bidder.post(f"/api/items/{item_id}/bids/{first}/retract", json=body).status_code == 200
    taken = db.all("SELECT user_id, retracts FROM bid WHERE kind = 'retract'")
    assert taken == [{"user_id": "bidder", "retracts": entry_id(db, first)}]
