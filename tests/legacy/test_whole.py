"""Errors, and a whole auction by nothing but the calls of 2023."""

import pytest

from auction.history.rules import close_due
from auction.payments import configured
from tests.cast import an_item
from tests.legacy.contract import SIGN_UP, bearer, form, korean
from tests.orders.paid import configured_by
from tests.scenes import move_end


def test_messages_are_korean_whatever_the_reader_prefers(client, seller, bidder):
    english = {"Accept-Language": "en-US,en;q=0.9"}
    korean(client.post("/login", json={"id": "x", "password": "y"}, headers=english))
    korean(client.post("/login/signup", json={}, headers=english))
    korean(bidder.put(f"/detail/{an_item(seller)['id']}", json={"price": "x"}, headers=english))


def test_who_left_has_no_name_here_either(client, db, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    move_end(db, item, -1)
    close_due(db)
    # where sales have orders, a seller cannot leave before theirs has ended
    with configured_by(configured.OFF):
        assert seller.leave().status_code == 204
    assert client.get(f"/detail/{item['id']}").json["user_id"] == "(left)"


def test_a_whole_auction_as_in_2023(client, db, environment):
    """Sign up, list, bid twice, end, close, and find it on one's page: nothing but the old calls."""
    people = {}
    for name in ("maker", "buyer", "other"):
        answer = client.post("/login/signup", json=SIGN_UP | {"userId": name})
        people[name] = bearer(answer)
    client.post("/create", data=form(userId="maker"), content_type="multipart/form-data", headers=people["maker"])
    item = client.get("/?sort=date").json[0]
    for name, price in (("buyer", "10000"), ("other", 11000), ("buyer", 13000)):
        assert client.put(f"/detail/{item['id']}", json={"price": price}, headers=people[name]).status_code == 200
        sent = {"itemId": item["id"], "userId": name, "endTime": item["endTime"]}
        assert client.post("/history", data=sent, headers=people[name]).status_code == 200
    move_end(db, item, -1)
    close_due(db)
    won = client.get("/mypage/buyitem?id=buyer", headers=people["buyer"]).json
    assert [(entry["id"], entry["price"]) for entry in won] == [(item["id"], 13000)]
    assert client.get("/mypage/buyitem?id=other", headers=people["other"]).json == []
    assert [entry["id"] for entry in client.get("/").json] == [item["id"]]


# errors

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("headers", [{}, BROWSER])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/detail/x", 404), ("GET", "/detail/", 404), ("GET", "/detail/1/", 404), ("GET", "/detail/-1", 404),
        ("GET", "/detail/999999999999999999999999", 404), ("GET", "/detail/0", 404), ("GET", "/detail/1.0", 404),
        ("GET", "/mypage/nothing", 404), ("GET", "/mypage/", 404), ("GET", "/mypage/buyitem/1", 404),
        ("GET", "/resources/none.jpg", 404), ("GET", "/resources/", 404), ("GET", "/resources/../app.py", 404),
        ("DELETE", "/detail/1", 405), ("POST", "/detail/1", 405), ("POST", "/", 405), ("DELETE", "/", 405),
        ("PUT", "/login", 405), ("GET", "/login/signup", 405), ("GET", "/history", 405), ("GET", "/create", 405),
        ("POST", "/mypage/buyitem", 405), ("DELETE", "/mypage/myitem", 405), ("POST", "/resources/x.jpg", 405),
    ],
)  # fmt: skip
def test_what_is_not_there_and_what_cannot_be_done_is_a_message(client, method, path, status, headers):
    answer = client.open(path, method=method, headers=headers)
    assert (answer.status_code, answer.content_type) == (status, "application/json")
    korean(answer)
    if status == 405:
        assert answer.headers["Allow"]


def test_other_paths_answer_as_ever(client):
    for path in ("/api/nothing", "/nothing", "/detailed", "/historyx", "/mypages/x", "/api/detail/x"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_body_that_is_too_large_is_a_message(client, seller):
    for answer in (
        client.post("/login", json={"id": "x" * 100_000, "password": "y"}),
        seller.put("/detail/1", json={"price": "9" * 100_000}),
        seller.post("/history", data={"itemId": "9" * 100_000}),
    ):
        assert answer.status_code in (400, 413)
        korean(answer)


def test_too_many_requests_are_a_message_with_a_time(client, seller, limited):
    for given in ["seller", "Seller", "SELLER", "sELLER"] * 3:
        answer = client.post("/login", json={"id": given, "password": "wrong"})
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
    korean(answer)


def test_a_fault_of_ours_is_a_message_too(client, monkeypatch):
    monkeypatch.setattr("auction.items.lists.page", lambda *_: 1 / 0)
    answer = client.get("/")
    assert (answer.status_code, answer.json) == (500, {"message": "요청중 에러가 발생"})
