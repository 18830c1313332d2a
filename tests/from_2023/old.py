"""Databases of 2023: made by the statements of its README, and filled with whatever it let in."""

from pathlib import Path
from typing import Any

from database import Db

DDL = Path(__file__).parents[1] / "schema_2023.sql"
# the collation of 2023, and the one for a server without it
COLLATION = "utf8mb4_0900_ai_ci"

PEOPLE = [
    ("Kim", "010-1111-2222", "1234", "김씨"),
    ("park", "010-1111-2223", "pw", None),
    ("홍길동", "010-1111-2224", "비밀번호", "길동"),
    ("old_man", "", "p" * 50, ""),
]
DONE, OPEN = "2023-11-30 12:00:00", "2036-01-01 00:00:00"
# id, end, start, name, price, seller, image
ITEMS = [
    (-5, OPEN, "2023-11-01 00:00:00", "번호가 음수인 것", 500, "Kim", ""),
    (1, OPEN, "2023-11-01 00:00:00", "중고아이폰팝니다", 1000.5, "kim", "phone.jpg"),
    (2, "0000-00-00 00:00:00", "2023-11-02 00:00:00", "마감이 0인 것", 2000, "Kim", ""),
    (3, OPEN, "0000-00-00 00:00:00", "시작이 0인 것", 3000, "Kim", ""),
    (4, "0000-00-00 00:00:00", "0000-00-00 00:00:00", "둘 다 0인 것", 4000, "Kim", ""),
    (5, "2023-00-10 00:00:00", "2023-11-05 00:00:00", "달이 0인 것", 5000, "Kim", ""),
    (6, "0023-12-01 12:00:00", "2023-11-06 00:00:00", "연도를 잘못 적은 것", 6000, "Kim", ""),
    (7, OPEN, "2023-11-07 00:00:00", "판매자가 없는 것", 7000, "nobody", ""),
    (8, DONE, "2023-11-08 00:00:00", "너무 비싼 것", 1e15, "홍길동", "gone.jpg"),
    (9, OPEN, None, "서울 시계로 시작한 것", -3.7, "홍길동", "http://old.example:5000/resources/내 것.jpg"),
    (10, DONE, "2023-11-10 00:00:00", "팔린 자전거", 30000, "Kim", ""),
    (11, OPEN, "2023-11-11 00:00:00", "입찰자가 사라진 것", 11000, "Kim", ""),
]
# id, bidder, item, end
BIDS = [
    (1, "park", 1, OPEN),
    (2, "홍길동", 1, OPEN),
    (3, "PARK", 1, OPEN),
    (4, "park", -5, OPEN),
    (5, "홍길동", 4, "0000-00-00 00:00:00"),
    (6, "park", 6, "0023-12-01 12:00:00"),
    (7, "park", 10, DONE),
    (8, "park", 404, OPEN),
    (9, "park", 0, OPEN),
    (10, "홍길동", 11, OPEN),
    (11, "ghost", 11, OPEN),
    (12, "old_man", 2, "2023-12-24 00:00:00"),
    (13, "old_man", 8, DONE),
]
# id, buyer, item
SALES = [
    (1, "홍길동", 10),
    (2, "park", 10),
    (3, "PARK", 10),
    (4, "홍길동", 999),
    (5, "park", 999),
    (6, "gone", 1000),
    (7, "park", 0),
    (8, "홍길동", 0),
]


def make_tables(db: Db, instead: str = "utf8mb4_general_ci") -> None:
    """The tables as 2023 made them; MariaDB, which knows neither word, gets `instead`."""
    ddl = DDL.read_text()
    if not db.all("SHOW COLLATION LIKE 'utf8mb4\\_0900\\_ai\\_ci'"):
        ddl = ddl.replace(COLLATION, instead).replace(" VISIBLE", "")
    for statement in ddl.split(";\n"):
        if statement.strip():
            db.run(statement.replace("%", "%%"))


def without_checks(db: Db) -> None:
    """As a server that is not strict, with foreign keys off: what a dump is loaded by."""
    db.run("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0")


def make_nasty(db: Db) -> None:
    """All faults at once: dates of zeros, mistyped years, orphans, ids of 0 and below, keys renamed and gone."""
    make_tables(db)
    without_checks(db)
    db.run("ALTER TABLE item DROP FOREIGN KEY fk_item_user, DROP KEY fk_item_user_idx")
    db.run("ALTER TABLE item ADD CONSTRAINT seller FOREIGN KEY (user_id) REFERENCES `user` (id) ON DELETE CASCADE")
    db.run("ALTER TABLE prehistory DROP FOREIGN KEY fk_prehistory_item1, DROP KEY fk_prehistory_item1_idx")
    db.many("INSERT INTO `user` (id, phone, password, nickname) VALUES (%s, %s, %s, %s)", PEOPLE)
    db.many(
        "INSERT INTO item (id, endTime, startTime, name, price, user_id, image) "
        "VALUES (%s, %s, COALESCE(%s, UTC_TIMESTAMP() + INTERVAL 8 HOUR), %s, %s, %s, %s)",
        ITEMS,
    )
    db.many("INSERT INTO prehistory (id, user_id, item_id, endTime) VALUES (%s, %s, %s, %s)", BIDS)
    db.many("INSERT INTO history (id, user_id, item_id) VALUES (%s, %s, %s)", SALES)


def rows_of_2023(db: Db) -> dict[str, list[dict[str, Any]]]:
    """Every row of items, bids and sales as text, in the columns of 2023."""
    columns = {
        "item": "id, CAST(endTime AS CHAR(19)) AS endTime, CAST(startTime AS CHAR(19)) AS startTime, name, content, "
        "price, user_id, image",
        "prehistory": "id, user_id, item_id, CAST(endTime AS CHAR(19)) AS endTime",
        "history": "id, user_id, item_id",
    }
    return {table: db.all(f"SELECT {names} FROM {table} ORDER BY id") for table, names in columns.items()}
