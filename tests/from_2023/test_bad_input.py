"""Databases of 2023 that cannot join as they are: each fault is named before anything is changed, or handled."""

import contextlib
import subprocess
import sys

import pytest

import database
from auction.config import ROOT
from commands import migrate
from commands.console import Stuck
from tests.databases import looking
from tests.from_2023.old import make_tables, without_checks
from tests.scenes import at_once
from tests.test_upgrades import differences

KOREAN = "중고 아이폰 팝니다"


@pytest.fixture
def url(empty_url):
    return empty_url


@pytest.fixture
def db(url):
    """The tables of 2023 with two people and an item."""
    with looking(url) as db:
        make_tables(db)
        db.many("INSERT INTO `user` VALUES (%s, '', 'pw', NULL)", [("kim",), ("lee",)])
        db.run(
            "INSERT INTO item (id, endTime, startTime, name, price, user_id, image) "
            "VALUES (1, '2023-12-01', '2023-11-01', %(name)s, 1000, 'kim', '')",
            name=KOREAN,
        )
        db.run("INSERT INTO prehistory (user_id, item_id, endTime) VALUES ('lee', 1, '2023-12-01')")
        yield db


def refused(url, db):
    """Why the command stops; both ways of it change nothing."""
    before = content(db)
    with pytest.raises(Stuck) as checked:
        check(url, "--check")
    with pytest.raises(Stuck) as applied:
        migrate.apply(url)
    after = {table: rows for table, rows in content(db).items() if "yoyo" not in table}
    assert after == before
    assert str(applied.value) == str(checked.value)
    return str(applied.value)


def check(url, *options):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        return migrate.main(list(options))


def content(db):
    tables = [next(iter(row.values())) for row in db.all("SHOW TABLES")]
    return {table: (db.all(f"SHOW CREATE TABLE `{table}`"), db.all(f"SELECT * FROM `{table}`")) for table in tables}


def test_a_dump_cut_before_its_last_table_is_named(url, db):
    db.run("SET SESSION foreign_key_checks = 0")
    db.run("DROP TABLE `user`")
    assert "the tables user are not there; the dump seems to be cut" in refused(url, db)


def test_a_dump_cut_before_the_first_user_is_named(url, db):
    without_checks(db)
    db.run("DELETE FROM `user`")
    # no cascade happens with foreign keys off
    assert "`user` is empty; the dump seems to be cut" in refused(url, db)


def test_a_dump_loaded_over_a_migrated_database_is_named(url, db):
    migrate.apply(url)
    before = content(db)
    db.run("SET SESSION foreign_key_checks = 0")
    for table in ("user", "item", "prehistory", "history"):
        db.run(f"DROP TABLE `{table}`")
    # MySQL refuses the table of users, to which newer ones refer, and the load stops there
    with contextlib.suppress(database.Error):
        make_tables(db)
    for options in ([], ["--check"]):
        with pytest.raises(Stuck, match="a dump was loaded over a migrated database"):
            check(url, *options)
    assert db.all("SELECT * FROM bid") == before["bid"][1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE item DROP COLUMN image", "no column item.image; 2023 had it as varchar(200) NOT NULL"),
        (
            "ALTER TABLE item MODIFY name VARCHAR(255) NOT NULL",
            "item.name is varchar(255); make it varchar(100) NOT NULL",
        ),
        ("ALTER TABLE history ADD COLUMN note TEXT", "2023 had no column history.note"),
        ("ALTER TABLE history MODIFY id INT NOT NULL, DROP PRIMARY KEY", "history.id is not the primary key"),
        ("CREATE TABLE bid (id INT PRIMARY KEY)", "there is a table `bid`, which a migration is to make"),
        (
            "CREATE TABLE mine (item INT PRIMARY KEY, CONSTRAINT my_item FOREIGN KEY (item) REFERENCES item (id))",
            "the foreign key my_item of `mine` refers to `item`",
        ),
        (
            "ALTER TABLE history CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_spanish_ci",
            "history.user_id and user.id have collations that cannot be compared",
        ),
    ],
)
def test_tables_that_2023_did_not_have_so_are_named(url, db, change, said):
    db.run(change)
    assert said in refused(url, db)


def test_a_null_where_2023_had_none_is_named(url, db):
    db.run("ALTER TABLE item MODIFY image VARCHAR(200) NULL")
    assert check(url, "--check") == 0
    db.run("UPDATE item SET image = NULL")
    assert "item.image is NULL; make it varchar(200) NOT NULL" in refused(url, db)


def as_latin1(db, tables):
    """The same bytes in tables that are declared latin1: what `SET NAMES latin1` made of a page in UTF-8."""
    db.run("SET SESSION foreign_key_checks = 0")
    for table, kinds in tables.items():
        for name, kind in kinds.items():
            db.run(f"ALTER TABLE `{table}` MODIFY `{name}` {kind.replace('VARCHAR', 'VARBINARY')} NOT NULL")
            db.run(f"ALTER TABLE `{table}` MODIFY `{name}` {kind} CHARACTER SET latin1 NOT NULL")


def test_utf8_in_tables_that_are_declared_latin1_is_read_as_what_it_is(url, db, capsys):
    db.run("ALTER TABLE item DROP FOREIGN KEY fk_item_user")
    db.run("ALTER TABLE prehistory DROP FOREIGN KEY fk_prehistory_user1")
    db.run("INSERT INTO `user` VALUES ('홍길동', '', 'pw', NULL)")
    db.run("UPDATE item SET user_id = '홍길동'")
    as_latin1(db, {"user": {"id": "VARCHAR(50)"}, "item": {"name": "VARCHAR(100)", "user_id": "VARCHAR(50)"}})
    assert db.one("SELECT name FROM item")["name"].startswith("ì¤‘")
    assert check(url, "--check") == 0
    assert "item.name" in capsys.readouterr().out
    migrate.apply(url)
    assert db.one("SELECT name, user_id FROM item") == {"name": KOREAN, "user_id": "홍길동"}
    assert differences(url) == []


def test_real_latin1_is_converted(url, db):
    db.run("UPDATE item SET name = 'Café Übersee'")
    db.run("ALTER TABLE item MODIFY name VARCHAR(100) CHARACTER SET latin1 NOT NULL")
    migrate.apply(url)
    assert db.one("SELECT name FROM item")["name"] == "Café Übersee"


def test_text_that_was_garbled_when_stored_is_named_and_kept(url, db, capsys):
    garbled = KOREAN.encode().decode("cp1252", errors="ignore")
    db.run("UPDATE item SET name = CONVERT(CAST(CONVERT(name USING utf8mb4) AS BINARY) USING latin1)")
    kept = db.one("SELECT name FROM item")["name"]
    assert kept[:4] == garbled[:4]
    assert check(url, "--check") == 0
    assert "item 1: name" in capsys.readouterr().out
    migrate.apply(url)
    assert db.one("SELECT name FROM item")["name"] == kept


def test_ids_that_differ_in_case_alone_all_stay(url, db, capsys):
    db.run("ALTER TABLE item DROP FOREIGN KEY fk_item_user")
    db.run("ALTER TABLE prehistory DROP FOREIGN KEY fk_prehistory_user1")
    db.run("ALTER TABLE `user` MODIFY id VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL")
    db.run("INSERT INTO `user` VALUES ('KIM', '', 'other', NULL)")
    assert check(url, "--check") == 0
    assert "'KIM', 'kim'" in capsys.readouterr().out
    migrate.apply(url)
    assert {row["id"] for row in db.all("SELECT id FROM `user`")} == {"KIM", "kim", "lee"}
    assert db.one("SELECT user_id FROM item")["user_id"] == "kim"


def test_tables_without_transactions_get_them(url, db):
    for key, table in (("fk_item_user", "item"), ("fk_prehistory_item1", "prehistory")):
        db.run(f"ALTER TABLE {table} DROP FOREIGN KEY {key}")
    db.run("ALTER TABLE prehistory DROP FOREIGN KEY fk_prehistory_user1")
    for table in ("user", "item", "prehistory", "history"):
        db.run(f"ALTER TABLE `{table}` ENGINE = MyISAM")
    migrate.apply(url)
    assert {row["Engine"] for row in db.all("SHOW TABLE STATUS")} == {"InnoDB"}
    assert differences(url) == []


def test_two_hosts_at_once_join_it_once(url, db):
    db.many("INSERT INTO history (user_id, item_id) VALUES (%s, 1)", [("lee",)] * 500)
    program = "import sys; from commands import migrate; migrate.apply(sys.argv[1])"
    command = [sys.executable, "-c", program, url]
    hosts = at_once(lambda _: subprocess.run(command, cwd=ROOT, capture_output=True, text=True), 2)
    assert [host.stderr for host in hosts if host.returncode] == []
    assert sum("keeping and mending" in host.stdout for host in hosts) == 1
    assert db.one("SELECT COUNT(*) AS n FROM kept_2023_history")["n"] == 499
    assert differences(url) == []


def test_an_empty_database_is_not_taken_for_one_of_2023(url, capsys):
    assert check(url, "--check") == 0
    assert "2023" not in capsys.readouterr().out
