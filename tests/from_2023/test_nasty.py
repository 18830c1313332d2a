"""A database of 2023 with every fault at once joins, loses no row, and serves."""

import os
import re

import pytest

import database
from app import create_app
from auction import config
from auction.history.rules import close_due
from commands import migrate
from tests.databases import looking
from tests.from_2023.old import ITEMS, OPEN, PEOPLE, make_nasty, rows_of_2023
from tests.from_2023.pages import every_page
from tests.test_upgrades import differences

STRICT = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO"


@pytest.fixture(scope="module", params=["", STRICT], ids=["server_not_strict", "strict_server"])
def joined(request, fresh_database, environment):
    """(url, rows before, what --check said, what migrate said); the server's own mode is one or the other."""
    (environment / "resources" / "phone.jpg").write_bytes(b"\xff\xd8\xff")
    with fresh_database("nasty") as url, looking(url) as db:
        mode = db.one("SELECT @@GLOBAL.sql_mode AS mode")["mode"]
        db.run("SET GLOBAL sql_mode = %(mode)s", mode=request.param)
        try:
            make_nasty(db)
            before, everything = rows_of_2023(db), dump(db)
            checked = said_by(url, "--check")
            assert dump(db) == everything, "the check changed something"
            migrated = said_by(url)
            yield url, before, checked, migrated
        finally:
            db.run("SET GLOBAL sql_mode = %(mode)s", mode=mode)


def dump(db):
    tables = sorted(next(iter(row.values())) for row in db.all("SHOW TABLES"))
    return {table: (db.all(f"SHOW CREATE TABLE `{table}`"), db.all(f"SELECT * FROM `{table}`")) for table in tables}


def said_by(url, *options):
    """What the command prints, which must succeed."""
    with pytest.MonkeyPatch.context() as patch:
        lines = []
        patch.setenv("DATABASE_URL", url)
        for module in ("commands.migrate", "commands.from_2023.report", "commands.from_2023.joining"):
            patch.setattr(f"{module}.say", lines.append)
        assert migrate.main(list(options)) == 0
    return "\n".join(lines)


@pytest.fixture
def url(joined):
    return joined[0]


@pytest.fixture
def db(url):
    with looking(url) as db:
        yield db


def test_the_check_names_every_row_and_what_becomes_of_it(joined):
    _, _, checked, _ = joined
    print(checked)
    for part in (
        "item -5: id",
        "item 2: endTime 0000-00-00 00:00:00 → 2023-11-02 00:00:00",
        "item 3: startTime 0000-00-00 00:00:00 → 20",
        "item 4: startTime 0000-00-00 00:00:00 → 1970-01-01 00:00:01; endTime 0000-00-00 00:00:00 → 1970",
        "item 5: endTime 2023-00-10 00:00:00 → 2023-11-05 00:00:00",
        "item 6: 0023-12-01 12:00:00",
        "item 7: nobody",
        "price 1,000,000,000,000,000.0 → 1,000,000,000,000",
        "price -3.7 → 0",
        "item 8: gone.jpg",
        "item 1: kim → Kim",
        "item.user_id: seller (2023: fk_item_user)",
        "prehistory.item_id: — (2023: fk_prehistory_item1)",
        "history 6: gone, item 1000",
        "history 7: park, item 0",
        "prehistory 8: park, item 404",
        "prehistory 11: ghost, item 11",
        "prehistory 4: park, item -5",
    ):
        assert part in checked, part
    assert "item 1: phone.jpg" not in checked


def test_migrating_says_the_same_and_counts_what_it_kept(joined, db):
    _, _, checked, migrated = joined
    print(migrated)
    # but for the clock, and for the last line, which counts migrations
    said = [line for line in checked.split("\n")[:-1] if not re.search("item [39]: startTime", line)]
    assert [line for line in said if line not in migrated.split("\n")] == []
    for table in ("item", "prehistory", "history"):
        for row in db.all(f"SELECT reason, COUNT(*) AS n FROM kept_2023_{table} GROUP BY reason"):
            assert f"✓ kept_2023_{table}: {row['n']:,} ({row['reason']})" in migrated


def test_every_row_of_2023_stands_or_is_kept_word_for_word(joined, db):
    _, before, _, _ = joined
    after = rows_of_2023(db)
    spelling = {user_id.lower(): user_id for user_id, *_ in PEOPLE}
    for table, rows in before.items():
        names = ", ".join(rows[0])
        kept = db.all(f"SELECT {names} FROM kept_2023_{table}")
        for row in rows:
            spelled = row | {"user_id": spelling.get(row["user_id"].lower(), row["user_id"])}
            assert row in kept or spelled in after[table], (table, row)


def test_there_is_no_difference_before_and_after_closing(url, db):
    assert differences(url) == []
    closed = close_due(db)
    assert closed.sold + closed.unsold > 0 or db.one("SELECT 1 FROM item WHERE id = 6 AND state = 'sold'")
    assert differences(url) == []
    assert db.all("SELECT id FROM item WHERE isOpen = 1 AND endTime <= UTC_TIMESTAMP()") == []


def test_the_bidder_of_a_mistyped_year_wins(url, db):
    close_due(db)
    assert db.one("SELECT user_id, price FROM history WHERE item_id = 6") == {"user_id": "park", "price": 6000}


def test_nobody_gets_a_listing_or_a_sale_that_they_never_had(db):
    listed = {row["name"]: row["user_id"] for row in db.all("SELECT name, user_id FROM item")}
    for _, _, _, name, _, seller, _ in ITEMS:
        assert listed[name].lower() == seller.lower()
    strangers = db.all("SELECT DISTINCT user_id FROM item WHERE name = '(삭제된 상품)'")
    assert strangers == [{"user_id": "(삭제된 판매자)"}]
    sellers = {row["seller_id"] for row in db.all("SELECT seller_id FROM history WHERE item_id IN (999, 1000)")}
    assert sellers == {"(삭제된 판매자)"}
    assert db.one("SELECT leftAt FROM `user` WHERE id = '(삭제된 판매자)'")["leftAt"] is not None


def test_an_item_whose_highest_bidder_was_deleted_has_no_leader(db):
    assert db.one("SELECT leader_id, price, bidCount, endTime FROM item WHERE id = 11") | {"endTime": OPEN} == {
        "leader_id": None, "price": 11000, "bidCount": 0, "endTime": OPEN,
    }  # fmt: skip
    assert db.all("SELECT * FROM prehistory WHERE item_id = 11") == []


def test_an_item_whose_id_was_negative_has_a_new_one_with_its_bid(db):
    row = db.one("SELECT id, leader_id FROM item WHERE name = '번호가 음수인 것'")
    assert row["id"] > 0
    assert row["leader_id"] == "park"


def test_a_start_by_a_clock_in_seoul_has_begun(db):
    row = db.one("SELECT startTime <= UTC_TIMESTAMP() AS begun, endTime FROM item WHERE id = 9")
    assert row["begun"] == 1


def test_every_list_page_and_profile_answers(url, environment, joined):
    client = create_app(config.load(os.environ | {"DATABASE_URL": url})).test_client(use_cookies=False)
    try:
        answers = every_page(client, [(user_id, password) for user_id, _, password, _ in PEOPLE])
    finally:
        database.configure(os.environ["DATABASE_URL"])
    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert len(answers) > 80


def test_migrating_again_changes_nothing(url, db):
    before = dump(db)
    assert "0 migrations applied" in said_by(url)
    assert dump(db) == before
