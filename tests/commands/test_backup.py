"""A backup taken while people bid comes back whole into an empty database, and the audit finds nothing amiss."""

import contextlib
import threading

import pytest

import database
from commands import audit, backup, migrate, restore
from commands.console import Stuck
from tests.cast import an_item


@pytest.fixture
def empty(empty_url):
    return empty_url


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "backup"


@pytest.fixture
def busy(seller, bidder, rival, environment):
    """An auction with bids, and its pictures."""
    item = an_item(seller)
    assert bidder.bids(item, max_amount=500_000).status_code == 201
    assert rival.bids(item, max_amount=600_000).status_code == 201
    return item


def contents(url):
    """Every row of every table, in a form that can be compared."""
    with database.snapshots(url) as look:
        return look(
            lambda db: {
                table: sorted(str(row) for row in db.all(f"SELECT * FROM `{table}`")) for table in backup.tables_of(db)
            }
        )


def files(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.startswith(".")}


def test_everything_is_restored_as_it_was(busy, environment, database_url, empty, archive, tmp_path):
    rows, copied = backup.save(database_url, environment / "resources", archive)
    assert rows > 5
    assert copied > 1
    assert archive.stat().st_mode & 0o777 == 0o600
    assert restore.load(empty, tmp_path / "pictures", archive) == (rows, copied)
    assert contents(empty) == contents(database_url)
    assert files(tmp_path / "pictures") == files(environment / "resources")


def test_numbers_are_not_given_twice_after_a_restore(busy, seller, db, environment, database_url, empty, archive):
    gone = an_item(seller)
    assert seller.delete(f"/api/items/{gone['id']}").status_code == 204
    backup.save(database_url, None, archive)
    restore.load(empty, None, archive)
    with database.snapshots(empty) as look:
        assert look(lambda db: backup.next_id(db, "item")) > gone["id"]


def test_a_backup_during_bids_is_a_consistent_snapshot(
    server, seller, bidder, rival, environment, database_url, empty, archive, monkeypatch, capsys
):
    item, over = an_item(seller), threading.Event()

    def bid():
        amount = 10_000
        while not over.is_set():
            amount += 100_000
            for person in (bidder, rival):
                person.bids(item, max_amount=amount)
                amount += 50_000

    bidding = threading.Thread(target=bid)
    bidding.start()
    try:
        for turn in range(5):
            backup.save(database_url, None, archive.with_name(f"backup{turn}"))
    finally:
        over.set()
        bidding.join()
    restore.load(empty, None, archive.with_name("backup4"))
    monkeypatch.setenv("DATABASE_URL", empty)
    assert audit.main([]) == 0, capsys.readouterr().out


def test_only_an_empty_database_is_restored_into(busy, database_url, archive):
    backup.save(database_url, None, archive)
    before = contents(database_url)
    with pytest.raises(Stuck, match="not empty"):
        restore.load(database_url, None, archive)
    assert contents(database_url) == before


def test_migrated_tables_without_a_row_are_empty_enough(busy, database_url, empty, archive):
    backup.save(database_url, None, archive)
    migrate.apply(empty)
    restore.load(empty, None, archive)
    assert contents(empty) == contents(database_url)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_a_backup_that_was_cut_short_is_refused(busy, environment, database_url, empty, archive, part, tmp_path):
    backup.save(database_url, environment / "resources", archive)
    # a tar ends with up to 10 KiB of nothing
    archive.write_bytes(archive.read_bytes()[: int((archive.stat().st_size - 10_240) * part)])
    with pytest.raises(Stuck):
        restore.load(empty, tmp_path / "pictures", archive)
    with contextlib.closing(database.connect(empty)) as connection:
        assert backup.tables_of(database.Db(connection)) == []


@pytest.mark.parametrize("text", [b"", b"this is no tar"])
def test_what_is_no_backup_is_refused(empty, archive, text):
    archive.write_bytes(text)
    with pytest.raises(Stuck):
        restore.load(empty, None, archive)


def test_a_backup_never_replaces_a_file(database_url, archive, monkeypatch):
    archive.write_text("something dear")
    with pytest.raises(Stuck, match="exists already"):
        backup.main([str(archive)])
    assert archive.read_text() == "something dear"


def test_a_full_disk_leaves_no_half_backup(busy, database_url):
    with pytest.raises(Stuck, match="could not write"):
        backup.save(database_url, None, backup.Path("/proc/no-such-place/backup"))
