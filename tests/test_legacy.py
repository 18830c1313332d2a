"""The 2023 contract at the root: its paths, names and Korean messages, on today's rules."""

import io
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest

from auction.history.rules import close_due
from tests.cast import a_photo, an_item, sign_up
from tests.scenes import counts, move_end, stock

FIELDS = {"id", "name", "content", "price", "user_id", "image", "startTime", "endTime"}
SIGN_UP = {
    "userId": "newcomer",
    "userPwd1": "a long enough one",
    "userPhone": "010-1234-5678",
    "userNickname": "새 얼굴",
}


def korean(answer):
    """The message of a refusal, which must be a Korean sentence and all there is."""
    assert set(answer.json) == {"message"}
    assert any("가" <= letter <= "힣" for letter in answer.json["message"])
    return answer.json["message"]


def form(**changes):
    naive = (datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    fields = {
        "itemName": "중고 기타", "itemContent": "줄이 새것", "itemPrice": "10000", "endTime": naive, "userId": "seller",
        "itemImage": (io.BytesIO(a_photo(32, 32)), "guitar.jpg"), **changes,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


# GET /


def test_the_list_is_an_array_of_living_auctions_in_the_tables_names(client, db, seller):
    item = an_item(seller)
    gone = an_item(seller)
    move_end(db, gone, -1)
    answer = client.get("/")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert [set(entry) for entry in answer.json] == [FIELDS]
    entry = answer.json[0]
    assert (entry["id"], entry["name"], entry["price"], entry["user_id"]) == (item["id"], item["name"], 10000, "seller")
    assert entry["image"] == "http://localhost" + item["images"][0]["url"]
    assert entry["endTime"].endswith(" GMT")
    end = datetime.fromisoformat(item["endTime"])
    assert parsedate_to_datetime(entry["endTime"]) == end.replace(microsecond=0)
    assert client.get(entry["image"]).status_code == 200


@pytest.mark.parametrize(
    ("sort", "places"),
    [(None, [2, 1, 0]), ("date", [2, 1, 0]), ("priceDown", [1, 2, 0]), ("priceUp", [0, 2, 1])],
)
def test_the_list_is_sorted_as_asked(client, db, seller, sort, places):
    ids = stock(db, "seller", 3, price="ELT(n, 100, 300, 200)")
    listed = client.get("/", query_string={"sort": sort} if sort else {}).json
    assert [entry["id"] for entry in listed] == [ids[place] for place in places]


def test_an_unknown_order_is_refused(client):
    answer = client.get("/?sort=price")
    assert answer.status_code == 422
    korean(answer)


def test_the_list_searches(client, seller):
    item = an_item(seller, name="중고아이폰팝니다")
    an_item(seller, name="자전거")
    assert [entry["id"] for entry in client.get("/?keyword=아이폰").json] == [item["id"]]
    assert len(client.get("/?keyword=").json) == 2


def test_a_long_list_comes_in_hundreds_linked_to_each_other(client, db, seller):
    ids = stock(db, "seller", 250)
    seen, path = [], "/?sort=date&keyword="
    lengths = []
    while path:
        answer = client.get(path)
        lengths.append(len(answer.json))
        seen += [entry["id"] for entry in answer.json]
        link = answer.headers.get("Link")
        assert link is None or link.endswith('>; rel="next"')
        path = link[1:].split(">")[0] if link else None
    assert lengths == [100, 100, 50]
    assert seen == ids[::-1]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/json, text/plain, */*", "application/json"),
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html; charset=utf-8",
        ),
        ("text/html", "text/html; charset=utf-8"),
    ],
)
def test_a_browser_gets_the_page_instead(client, accept, kind):
    answer = client.get("/", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert "Accept" in answer.headers["Vary"]


# POST /login, POST /login/signup


def test_login_answers_token_and_user(client, seller):
    answer = client.post("/login", json={"id": "seller", "password": seller.password})
    assert answer.status_code == 200
    assert set(answer.json) == {"token", "userId"}
    assert answer.json["userId"] == "seller"
    me = client.get("/api/me", headers={"Authorization": f"Bearer {answer.json['token']}"})
    assert me.json["id"] == "seller"


@pytest.mark.parametrize("given", [("seller", "wrong"), ("nobody", "wrong"), ("seller ", None), ("Seller", None)])
def test_a_wrong_login_is_401(client, seller, given):
    user_id, password = given
    answer = client.post("/login", json={"id": user_id, "password": password or seller.password})
    assert answer.status_code == 401
    korean(answer)


@pytest.mark.parametrize(
    "body", [{}, {"id": "seller"}, {"id": 5, "password": 5}, {"id": [], "password": {}}, {"id": "", "password": ""}]
)
def test_a_login_that_cannot_be_right(client, seller, body):
    answer = client.post("/login", json=body)
    assert answer.status_code in (401, 422)
    korean(answer)


def test_a_login_longer_than_any_is_nobodys(client):
    sign_up(client, "a" * 50, password="p" * 128)
    for user_id, password in (("a" * 51, "p" * 128), ("a" * 50, "p" * 129)):
        answer = client.post("/login", json={"id": user_id, "password": password})
        assert answer.status_code in (401, 422)
        korean(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
def test_a_body_that_is_no_object(client, body):
    for path in ("/login", "/login/signup"):
        answer = client.post(path, data=body, content_type="application/json")
        assert answer.status_code == 400
        korean(answer)


def test_signing_up_answers_message_token_and_user(client, db):
    answer = client.post("/login/signup", json=SIGN_UP)
    assert answer.status_code == 200
    assert set(answer.json) == {"message", "token", "userId"}
    assert answer.json["userId"] == "newcomer"
    assert db.one("SELECT id, phone, nickname FROM `user`") == {
        "id": "newcomer", "phone": "01012345678", "nickname": "새 얼굴",
    }  # fmt: skip
    assert client.get("/mypage/myitem", headers={"Authorization": f"Bearer {answer.json['token']}"}).json == []


@pytest.mark.parametrize(
    ("change", "status"),
    [({"userId": "seller"}, 409), ({"userId": "X"}, 422), ({"userPwd1": "1234"}, 422), ({"userPhone": None}, 422)],
)
def test_signing_up_says_why_not(client, db, seller, change, status):
    before = counts(db)
    answer = client.post("/login/signup", json=SIGN_UP | change)
    assert answer.status_code == status
    korean(answer)
    assert counts(db) == before


# GET and PUT /detail/{id}


def test_one_item_in_the_tables_names(client, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, max_amount=50000)
    answer = client.get(f"/detail/{item['id']}")
    assert (answer.status_code, set(answer.json)) == (200, FIELDS)
    assert answer.json["price"] == 10000
    assert answer.json == client.get("/").json[0]


def test_an_item_that_is_not_there(client):
    answer = client.get("/detail/999999")
    assert answer.status_code == 404
    korean(answer)


@pytest.mark.parametrize("price", [12000, "12000"])
def test_a_price_is_an_open_bid(client, db, seller, bidder, price):
    item = an_item(seller)
    answer = bidder.put(f"/detail/{item['id']}", json={"price": price, "userId": "seller"})
    assert (answer.status_code, set(answer.json)) == (200, {"message"})
    row = db.one("SELECT price, leader_id FROM item")
    assert row == {"price": 12000, "leader_id": "bidder"}
    assert client.get(f"/detail/{item['id']}").json["price"] == 12000


@pytest.mark.parametrize(
    ("price", "status"),
    [
        (9999, 409), ("9999", 409), (0, 422), (-1, 422), ("many", 422), (None, 422), (12000.5, 422), ("12000.5", 422),
        ("NaN", 422), (True, 422), ([12000], 422), (2**63, 422), ("1e9", 422), ("", 422),
    ],
)  # fmt: skip
def test_a_price_that_cannot_be_says_why(db, seller, bidder, price, status):
    item = an_item(seller)
    before = counts(db)
    answer = bidder.put(f"/detail/{item['id']}", json={"price": price})
    assert answer.status_code == status
    korean(answer)
    assert counts(db) == before


def test_the_smallest_bid_is_said_when_it_was_too_low(seller, bidder, rival):
    item = an_item(seller)
    bidder.put(f"/detail/{item['id']}", json={"price": 20000})
    assert "21,000" in korean(rival.put(f"/detail/{item['id']}", json={"price": 20500}))


def test_every_rule_holds_here_too(client, db, seller, bidder):
    item = an_item(seller)
    path = f"/detail/{item['id']}"
    assert seller.put(path, json={"price": 10000}).status_code == 403
    assert client.put(path, json={"price": 10000, "userId": "bidder"}).status_code == 401
    assert bidder.put(path, json={"price": 10000}).status_code == 200
    assert bidder.put(path, json={"price": 20000}).status_code == 409
    move_end(db, item, -1)
    assert bidder.put(path, json={"price": 30000}).status_code == 409
    assert bidder.put("/detail/999999", json={"price": 30000}).status_code == 404
    assert db.one("SELECT COUNT(*) AS n FROM bid")["n"] == 1


def test_an_overbid_by_somebodys_maximum_is_told(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=50000)
    answer = rival.put(f"/detail/{item['id']}", json={"price": 20000})
    assert (answer.status_code, "자동 입찰" in answer.json["message"]) == (200, True)


# POST /history


def test_the_second_half_of_a_bid_has_nothing_left_to_do(db, seller, bidder, rival):
    item = an_item(seller)
    bidder.put(f"/detail/{item['id']}", json={"price": 10000})
    before = counts(db)
    sent = {"itemId": str(item["id"]), "userId": "bidder", "endTime": item["endTime"]}
    answer = bidder.post("/history", data=sent)
    assert (answer.status_code, set(answer.json)) == (200, {"message"})
    refused = rival.post("/history", data=sent)
    assert refused.status_code == 409
    korean(refused)
    assert counts(db) == before


@pytest.mark.parametrize(
    ("item_id", "status"), [("999999", 404), ("x", 422), (None, 422), ("-1", 404), ("9" * 30, 422)]
)
def test_the_second_half_of_no_bid(bidder, item_id, status):
    answer = bidder.post("/history", data={"itemId": item_id} if item_id else {})
    assert answer.status_code == status
    korean(answer)


# POST /create


def test_listing_answers_a_text(client, db, seller):
    naive = (datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = seller.post("/create", data=form(endTime=naive), content_type="multipart/form-data")
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    assert answer.text
    listed = client.get("/").json[0]
    assert (listed["name"], listed["content"], listed["price"], listed["user_id"]) == (
        "중고 기타", "줄이 새것", 10000, "seller",
    )  # fmt: skip
    seoul = datetime.fromisoformat(naive).replace(tzinfo=ZoneInfo("Asia/Seoul"))
    assert parsedate_to_datetime(listed["endTime"]) == seoul


def test_an_end_with_a_zone_is_taken_as_it_says(client, seller):
    end = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    seller.post("/create", data=form(endTime=end.isoformat()), content_type="multipart/form-data")
    assert parsedate_to_datetime(client.get("/").json[0]["endTime"]) == end


def test_a_listing_belongs_to_whoever_holds_the_token(client, seller, bidder):
    seller.post("/create", data=form(userId="bidder"), content_type="multipart/form-data")
    assert client.get("/").json[0]["user_id"] == "seller"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"itemName": None}, 422), ({"itemPrice": "0"}, 422), ({"itemPrice": "싸게"}, 422), ({"endTime": "soon"}, 422),
        ({"endTime": None}, 422), ({"endTime": "2020-01-01T00:00"}, 422), ({"itemImage": None}, 422),
        ({"endTime": "0001-01-01T00:00"}, 422), ({"endTime": "9999-12-31T23:59"}, 422),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", [None, "a-key"])
def test_a_wrong_listing_says_why_and_leaves_nothing(db, seller, environment, change, status, key):
    resources = environment / "resources"
    before = counts(db, resources)
    headers = {"Idempotency-Key": key} if key else {}
    answer = seller.post("/create", data=form(**change), content_type="multipart/form-data", headers=headers)
    assert answer.status_code == status
    korean(answer)
    after = counts(db, resources)
    assert after | {"idempotency": 0} == before


@pytest.mark.parametrize(
    ("photo", "status"), [(b"<svg/>", 415), (b"", 415), (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), 413)]
)
def test_a_photo_that_is_none_is_refused(db, seller, photo, status):
    data = form(itemImage=(io.BytesIO(photo), "x.jpg"))
    answer = seller.post("/create", data=data, content_type="multipart/form-data")
    assert answer.status_code == status
    korean(answer)
    assert db.one("SELECT COUNT(*) AS n FROM item")["n"] == 0


def test_nobody_lists_without_a_token(client, db):
    answer = client.post("/create", data=form(userId="seller"), content_type="multipart/form-data")
    assert answer.status_code == 401
    korean(answer)


# GET /mypage/buyitem, GET /mypage/myitem


def test_what_i_bought_and_what_i_listed(db, seller, bidder):
    item = an_item(seller)
    bidder.put(f"/detail/{item['id']}", json={"price": 10000})
    assert bidder.get("/mypage/buyitem?id=bidder").json == []
    move_end(db, item, -1)
    close_due(db)
    bought = bidder.get("/mypage/buyitem?id=bidder")
    assert (bought.status_code, [entry["id"] for entry in bought.json]) == (200, [item["id"]])
    assert set(bought.json[0]) == FIELDS
    assert [entry["id"] for entry in seller.get("/mypage/myitem?id=seller").json] == [item["id"]]
    assert bidder.get("/mypage/myitem?id=bidder").json == []
    assert bidder.get("/mypage/buyitem").json == bought.json


@pytest.mark.parametrize("path", ["/mypage/buyitem", "/mypage/myitem"])
def test_a_page_of_somebody_else_is_closed(client, seller, bidder, path):
    answer = bidder.get(f"{path}?id=seller")
    assert answer.status_code == 403
    korean(answer)
    nobody = client.get(f"{path}?id=seller")
    assert nobody.status_code == 401
    korean(nobody)


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
    seller.delete("/api/me")
    assert client.get(f"/detail/{item['id']}").json["user_id"] == "(left)"


def test_a_whole_auction_as_in_2023(client, db, environment):
    """Sign up, list, bid twice, end, close, and find it on one's page: nothing but the old calls."""
    people = {}
    for name in ("maker", "buyer", "other"):
        answer = client.post("/login/signup", json=SIGN_UP | {"userId": name})
        people[name] = {"Authorization": f"Bearer {answer.json['token']}"}
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
    assert client.get("/").json == []
