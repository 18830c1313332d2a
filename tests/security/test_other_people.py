"""Whose is what: every route as its owner, as somebody else and as nobody, and not one foreign field in an answer."""

import re

import pytest

from auction.history.rules import close_due
from auction.http.contract import contract_of
from tests.cast import an_item, shows, sign_up
from tests.routes import routes
from tests.scenes import counts, move_end

CANARY = "010-7531-8642"
RESERVE, MAXIMUM = 876_543_210, 765_432_109
SECRETS = re.compile(rf"\$argon2id|\"password|startPriceSecret|{RESERVE}|{MAXIMUM}|leader_id|reservePrice|\"maximum")


@pytest.fixture
def closed_doors(app):
    """Method and address of every call that needs a token."""
    doors = []
    for method, rule in routes(app):
        if contract_of(app.view_functions[rule.endpoint]).signed_in in ("access", "refresh", "commit"):
            path = re.sub(r"<int:\w+>", "1", re.sub(r"<any\('([\w-]+)'[^>]*>", r"\1", rule.rule))
            doors.append((method, path))
    return doors


def test_no_route_that_needs_a_sign_in_answers_without_one(client, db, closed_doors):
    assert len(closed_doors) >= 15
    before = counts(db)
    for method, path in closed_doors:
        for headers in ({}, {"Authorization": "Bearer rubbish"}):
            answer = client.open(path, method=method, json={}, headers=headers)
            assert answer.status_code == 401, (method, path)
    assert counts(db) == before


def test_no_user_changes_what_belongs_to_another(db, seller, bidder, rival):
    item, plain = an_item(seller, reservePrice="50000"), an_item(seller)
    bid = bidder.bids(item, max_amount=60000).json["bid"]
    before = counts(db), db.all("SELECT * FROM item")
    here, there = f"/api/items/{item['id']}", f"/api/items/{plain['id']}"
    tries = [
        ("patch", there, {"name": "mine"}),
        ("delete", there, None),
        ("post", f"{here}/end", {"reason": "because"}),
        ("post", f"{here}/end", {"sell": True}),
        ("post", f"{there}/relist", {"endTime": item["endTime"]}),
        ("post", f"{here}/bids/{bid['id']}/retract", {"reason": "because"}),
        ("post", f"{here}/strike", {"bidId": bid["id"], "reason": "because"}),
    ]
    for method, path, body in tries:
        answer = getattr(rival, method)(path, json=body)
        assert answer.status_code in (403, 404), (method, path, answer.text)
    assert (counts(db), db.all("SELECT * FROM item")) == before


def everything_readable(item):
    return [
        "/", "/api/items", "/api/items?status=all", f"/api/items/{item['id']}", f"/api/items/{item['id']}/bids",
        "/api/users/owner", "/api/users/bidder", f"/detail/{item['id']}", "/metrics", "/healthz",
        "/api/me", "/api/me/bids", "/api/me/items", "/api/history", "/api/history?role=seller", "/mypage/buyitem",
        "/mypage/myitem", "/api/docs",
    ]  # fmt: skip


def test_no_answer_to_others_holds_a_secret(client, db, bidder, rival):
    """A phone number, a password's hash, a reserve and a maximum are looked for wherever anybody may read."""
    owner = sign_up(client, "owner", phone=CANARY)
    kept, item = an_item(owner, reservePrice=str(RESERVE)), an_item(owner)
    bidder.bids(kept, max_amount=20000)
    bidder.bids(item, max_amount=MAXIMUM)
    rival.bids(item, amount=50000)
    for _ in range(2):
        for reader in (client, rival):
            for path in everything_readable(item) + everything_readable(kept):
                text = re.sub(r"/resources/\w+\.webp|\"code\":.*?]", "", reader.get(path).get_data(as_text=True))
                assert not SECRETS.search(text.replace(" ", "")), (path, SECRETS.search(text))
                assert not shows(text, CANARY), path
        for thing in (item, kept):
            move_end(db, thing, -1)
        close_due(db)
    assert owner.get("/api/me").json["phone"] == "01075318642"


def test_an_id_in_body_or_query_never_changes_the_user(client, seller, bidder):
    for name in ("id", "userId", "user_id", "sub", "identity"):
        assert bidder.get(f"/api/me?{name}=seller").json["id"] == "bidder"
        assert bidder.patch("/api/me", json={name: "seller", "nickname": "Bee"}).json["id"] == "bidder"
        assert bidder.get(f"/api/history?{name}=seller").status_code == 200
    assert client.get("/api/users/seller").json["nickname"] == "Seller"
