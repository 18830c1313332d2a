"""A 2023 database with people in it joins by migrating, and loses nothing."""

import os
from datetime import UTC, datetime, timedelta

import pytest

import database
from app import create_app
from auction import config
from auction.history.rules import close_due
from commands import migrate
from commands.console import Stuck
from tests.databases import looking
from tests.from_2023.old import make_tables

# id, password, nickname: capitals, Korean, one letter, fifty letters; ids that differ in nothing but accents cannot be
PEOPLE = [
    ("Kim", "1234", "김씨"),
    ("park", "pw", None),
    ("홍길동", "비밀번호", "길동"),
    ("x", "p", ""),
    ("old_man", "p" * 50, "노인"),
    ("quote'd", "it's %s \\ 100%", "따옴표"),
    ("a@b.com", " spaced ", "메일"),
]
NOW = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
# id, end in hours from now, name, price, seller as 2023 spelled it, image
THINGS = [
    (1, 24, "중고아이폰팝니다", 1000.5, "kim", "phone.jpg"),
    (2, 24, "기타", 2000.49, "KIM", "http://old.example:5000/resources/내 기타 (1).jpg"),
    (3, -24, "팔린 자전거", 30000, "Kim", "bike.png"),
    (4, -24, "팔리지 않은 책", 500, "홍길동", "book.jpg"),
    (5, -24, "끝났지만 닫히지 않은 카메라", 70000.999999, "홍길동", "camera.jpg"),
    (6, 24, "값이 이상한 것", -3.7, "x", ""),
    (7, 24, "너무 비싼 것", 1e15, "x", ""),
    (8, 24, "공짜", 0.2, "x", ""),
]


@pytest.fixture(scope="module")
def url(fresh_database):
    """A 2023 database, filled and then migrated."""
    with fresh_database("joins") as url:
        with looking(url) as db:
            make_tables(db)
            _fill(db)
        migrate.apply(url)
        yield url


def _fill(db):
    db.many(
        "INSERT INTO `user` (id, phone, password, nickname) VALUES (%s, %s, %s, %s)",
        [(user_id, "010-1234-5678", password, nickname) for user_id, password, nickname in PEOPLE],
    )
    db.many(
        "INSERT INTO item (id, endTime, startTime, name, content, price, user_id, image) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (number, NOW + timedelta(hours=hours), NOW - timedelta(days=9), name, None, price, seller, image)
            for number, hours, name, price, seller, image in THINGS
        ],
    )
    bidders = ["park", "홍길동", "PARK", "x"]
    standing = [(bidders[number % 4], 1, NOW) for number in range(4000)] + [("Park", 1, NOW), ("old_man", 5, NOW)]
    standing += [("park", 3, NOW), ("홍길동", 3, NOW)]
    db.many("INSERT INTO prehistory (user_id, item_id, endTime) VALUES (%s, %s, %s)", standing)
    sales = [("PARK" if number % 2 else "홍길동", 3) for number in range(8000)]
    sales += [("gone", 101), ("Gone", 102), ("GONE", 103), ("Gone", 103), ("park", 104), ("사라진", 3), ("park", 3)]
    db.many("INSERT INTO history (user_id, item_id) VALUES (%s, %s)", sales)


@pytest.fixture
def db(url):
    with looking(url) as db:
        yield db


@pytest.fixture(scope="module")
def client(url, environment):
    yield create_app(config.load(os.environ | {"DATABASE_URL": url})).test_client(use_cookies=False)
    database.configure(os.environ["DATABASE_URL"])


def item(db, number):
    return db.one("SELECT * FROM item WHERE id = %(id)s", id=number)


def test_migrating_again_changes_nothing(url, db):
    def everything():
        tables = [next(iter(row.values())) for row in db.all("SHOW TABLES")]
        return {table: db.all(f"SELECT * FROM `{table}`") for table in tables}

    before = everything()
    assert migrate.apply(url) == []
    assert everything() == before


def test_everybody_is_still_there(db):
    people = {row["id"]: row for row in db.all("SELECT * FROM `user` WHERE leftAt IS NULL")}
    assert set(people) == {user_id for user_id, _, _ in PEOPLE}
    for user_id, password, nickname in PEOPLE:
        assert people[user_id]["nickname"] == nickname
        assert people[user_id]["phone"] == "010-1234-5678"
        assert people[user_id]["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert password not in people[user_id]["password"] or len(password) < 3


@pytest.mark.parametrize(("user_id", "password"), [person[:2] for person in PEOPLE])
def test_old_ids_sign_in_with_their_old_passwords(client, user_id, password):
    for path in ("/api/login", "/login"):
        assert client.post(path, json={"id": user_id, "password": password}).status_code == 200
        assert client.post(path, json={"id": user_id, "password": password + "x"}).status_code == 401


def test_every_item_is_still_there_with_its_seller(client, db):
    assert {number for number, *_ in THINGS} <= {row["id"] for row in db.all("SELECT id FROM item")}
    assert {item(db, number)["user_id"] for number in (1, 2, 3)} == {"Kim"}
    shown = client.get("/api/items/2").json
    assert (shown["name"], shown["seller"]) == ("기타", {"id": "Kim", "nickname": "김씨"})
    assert shown["content"] == ""


@pytest.mark.parametrize(
    ("number", "won"),
    [(1, (1000, 1001)), (2, (2000,)), (3, (30000,)), (5, (70001,)), (6, (0,)), (7, (10**12,)), (8, (0,))],
)
def test_prices_are_whole_won(client, db, number, won):
    assert item(db, number)["price"] in won
    assert isinstance(client.get(f"/api/items/{number}").json["price"], int)


def test_of_many_standing_bids_the_latest_stands(db):
    """Prices only rose in 2023, so the latest is the highest."""
    assert db.all("SELECT user_id FROM prehistory WHERE item_id = 1") == [{"user_id": "park"}]
    row = item(db, 1)
    assert (row["leader_id"], row["maximum"], row["bidCount"]) == ("park", row["price"], 1)
    assert db.one("SELECT endTime FROM prehistory WHERE item_id = 1")["endTime"] == row["endTime"]


def test_of_many_sales_one_stays_and_none_is_lost(db):
    sales = {row["item_id"]: row for row in db.all("SELECT * FROM history")}
    assert set(sales) == {3, 101, 102, 103, 104}
    assert (sales[3]["user_id"], sales[3]["seller_id"], sales[3]["price"]) == ("park", "Kim", 30000)
    assert item(db, 3)["state"] == "sold"
    assert db.all("SELECT * FROM prehistory WHERE item_id = 3") == []


def test_sales_of_deleted_users_and_items_have_stand_ins(client, db):
    buyers = {row["item_id"]: row["user_id"] for row in db.all("SELECT item_id, user_id FROM history")}
    assert {buyers[number].lower() for number in (101, 102, 103)} == {"gone"}
    assert buyers[104] == "park"
    ghosts = {row["id"] for row in db.all("SELECT id FROM `user` WHERE leftAt IS NOT NULL")}
    assert {buyers[number] for number in (101, 102, 103)} <= ghosts
    assert client.get("/api/items/101").json["status"] == "sold"
    assert client.post("/login", json={"id": "gone", "password": "!"}).status_code == 401


def test_the_log_begins_with_the_bid_that_stood(db):
    for row in db.all("SELECT * FROM item WHERE leader_id IS NOT NULL"):
        entry = db.one("SELECT * FROM bid WHERE item_id = %(id)s", id=row["id"])
        assert (entry["user_id"], entry["leader_id"]) == (row["leader_id"], row["leader_id"])
        assert (entry["offer"], entry["price"], entry["number"]) == (row["price"], row["price"], 1)


def test_old_pictures_keep_their_names(client, environment):
    (environment / "resources" / "내 기타 (1).jpg").write_bytes(b"\xff\xd8\xff")
    shown = client.get("/api/items/2").json["images"][0]
    assert client.get(shown["url"]).status_code == 200
    assert client.get("/detail/2").json["image"].endswith("/resources/내 기타 (1).jpg")
    assert client.get("/api/items/6").json["images"] == []


def test_old_names_can_be_searched(client):
    assert [found["id"] for found in client.get("/api/items?keyword=아이폰").json["items"]] == [1]


def test_an_id_is_not_given_again_in_small_letters(client):
    form = {"id": "park", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
    assert client.post("/api/users", json=form).json["code"] == "id_taken"


def test_auctions_of_2023_go_on(client, db):
    """A bid on what was standing, and the closing of what was forgotten."""
    token = client.post("/api/login", json={"id": "홍길동", "password": "비밀번호"}).json["accessToken"]
    headers = {"Authorization": f"Bearer {token}"}
    least = client.get("/api/items/1").json["minimumBid"]
    assert client.post("/api/items/1/bids", json={"amount": least - 1}, headers=headers).status_code == 409
    assert client.post("/api/items/1/bids", json={"amount": least}, headers=headers).status_code == 201
    assert client.post("/api/items/4/bids", json={"amount": 10**6}, headers=headers).status_code == 403
    closed = close_due(db)
    assert (closed.sold, closed.unsold) == (1, 1)
    assert db.one("SELECT user_id, price FROM history WHERE item_id = 5") == {"user_id": "old_man", "price": 70001}
    assert item(db, 4)["state"] == "unsold"


def test_nothing_deletes_in_a_cascade_any_more(db):
    rules = db.all(
        "SELECT DELETE_RULE AS rule FROM information_schema.referential_constraints "
        "WHERE CONSTRAINT_SCHEMA = DATABASE()"
    )
    assert rules
    assert {row["rule"] for row in rules} <= {"RESTRICT", "NO ACTION"}


def test_both_servers_get_the_same_tables(db, database_url):
    """Joined or made anew: the same columns, keys and collations."""
    columns = (
        "SELECT TABLE_NAME AS t, COLUMN_NAME AS c, COLUMN_TYPE AS type, IS_NULLABLE AS n, COLLATION_NAME AS collation "
        "FROM information_schema.columns WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE '%%yoyo%%' "
        "ORDER BY t, c"
    )
    keys = (
        "SELECT TABLE_NAME AS t, INDEX_NAME AS i, SEQ_IN_INDEX AS seq, COLUMN_NAME AS c, NON_UNIQUE AS u "
        "FROM information_schema.statistics WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE '%%yoyo%%' "
        "ORDER BY t, i, seq"
    )
    with looking(database_url) as fresh:
        assert db.all(columns) == fresh.all(columns)
        assert db.all(keys) == fresh.all(keys)


def test_ids_that_differ_in_spaces_alone_are_named_before_anything_changes(fresh_database):
    """MySQL 8 distinguished them by its own collation of 2023; some of MariaDB's do too."""
    with fresh_database("twins") as url, looking(url) as db:
        make_tables(db, instead="utf8mb4_general_nopad_ci")
        people = [(user_id, "", "pw", None) for user_id in ("kim", "kim ", "lee", "lee  x", "park ")]
        db.many("INSERT INTO `user` (id, phone, password, nickname) VALUES (%s, %s, %s, %s)", people)
        before = db.all("SHOW CREATE TABLE `user`"), db.all("SELECT * FROM `user`")
        with pytest.raises(Stuck, match=r"'kim', 'kim '.*another name") as refused:
            migrate.apply(url)
        assert "lee" not in str(refused.value)
        assert (db.all("SHOW CREATE TABLE `user`"), db.all("SELECT * FROM `user`")) == before
        assert db.all("SELECT migration_id FROM _yoyo_migration") == []
        db.run("UPDATE `user` SET id = 'kim_2' WHERE CONCAT(id, '.') = 'kim .'")
        assert migrate.apply(url)
        assert {row["id"] for row in db.all("SELECT id FROM `user`")} == {"kim", "kim_2", "lee", "lee  x", "park "}
