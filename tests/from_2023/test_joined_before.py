"""What an older release made of a database of 2023, whole or half, becomes what it should be."""

import shutil

import pytest

from commands import migrate
from commands.from_2023 import joining
from tests.databases import looking
from tests.from_2023.old import make_nasty, make_tables, without_checks
from tests.test_upgrades import differences, up_to

NOBODY = "(삭제된 판매자)"


@pytest.fixture
def url(empty_url):
    return empty_url


def test_the_buyer_of_a_deleted_item_is_not_its_seller_any_more(url, tmp_path):
    with looking(url) as db:
        make_tables(db)
        db.run("INSERT INTO `user` VALUES ('kim', '', 'pw', NULL)")
        db.run("INSERT INTO history (user_id, item_id) VALUES ('kim', 7)")
        migrate.apply(url, up_to("0033_each_writing_counts", tmp_path))
        # as 0010 left it
        db.run("UPDATE item SET user_id = 'kim', extends = 1")
        db.run("UPDATE history SET seller_id = 'kim'")
        migrate.apply(url)
        assert db.one("SELECT user_id, extends FROM item") == {"user_id": NOBODY, "extends": 0}
        assert db.one("SELECT user_id, seller_id FROM history") == {"user_id": "kim", "seller_id": NOBODY}
        assert differences(url) == []


def test_dates_of_zeros_that_a_lenient_server_let_through_become_dates(url, tmp_path):
    with looking(url) as db:
        make_tables(db)
        db.many("INSERT INTO `user` VALUES (%s, '', 'pw', NULL)", [("kim",), ("lee",)])
        db.run(
            "INSERT INTO item (id, endTime, startTime, name, price, user_id, image) VALUES "
            "(1, '2023-12-01', '2023-11-01', 'sold', 1, 'kim', ''), "
            "(2, '2023-12-01', '2023-11-01', 'open', 2, 'kim', '')"
        )
        db.run("INSERT INTO history (user_id, item_id) VALUES ('lee', 1)")
        db.run("INSERT INTO prehistory (user_id, item_id, endTime) VALUES ('lee', 2, '2023-12-01')")
        migrate.apply(url, up_to("0033_each_writing_counts", tmp_path))
        without_checks(db)
        db.run("UPDATE item SET endTime = 0, originalEnd = 0, closedAt = IF(closedAt IS NULL, NULL, 0)")
        for table in ("history SET closedAt = 0", "prehistory SET endTime = 0", "bid SET endTime = 0, createdAt = 0"):
            db.run(f"UPDATE {table}")
        migrate.apply(url)
        assert {str(row["endTime"]) for row in db.all("SELECT endTime FROM item")} == {"2023-11-01 00:00:00"}
        assert differences(url) == []


def test_a_run_cut_short_after_its_look_keeps_no_row_twice(url):
    with looking(url) as db:
        make_nasty(db)
        joining.join(url, migrate.names())
        kept = [db.all(f"SELECT * FROM kept_2023_{table}") for table in ("item", "prehistory", "history")]
        assert all(kept)
        migrate.apply(url)
        assert [db.all(f"SELECT * FROM kept_2023_{table}") for table in ("item", "prehistory", "history")] == kept
        assert differences(url) == []


@pytest.mark.parametrize(
    "last", ["0004_prehistory_lets_go", "0006_whole_won", "0009_history_keeps_the_highest", "0016_image"]
)
def test_a_run_of_an_older_release_that_stopped_half_way_goes_on(url, tmp_path, last):
    """The steps up to this one on a database with every fault, without a look at it first."""
    folder = up_to(last, tmp_path)
    with looking(url) as db:
        make_nasty(db)
        apply_alone(url, db, folder)
        migrate.apply(url)
        assert migrate.current(url)
        assert differences(url) == []
        assert db.one("SELECT COUNT(*) AS n FROM kept_2023_prehistory")["n"] > 0


def apply_alone(url, db, folder):
    """Apply a folder's steps with no look at the database first; a later one than that cannot be is not reached."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate.joining, "join", lambda *_: {})
        # this server is not strict
        patch.setattr(migrate, "SESSION", "SET SESSION time_zone = '+00:00', sql_mode = ''")
        db.run("ALTER TABLE prehistory ADD KEY fk_prehistory_item1_idx (item_id)")
        db.run("ALTER TABLE item ADD KEY fk_item_user_idx (user_id)")
        if folder.name > "0014":
            db.run("DELETE FROM prehistory WHERE user_id = 'ghost'")
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        migrate.apply(url, folder)
