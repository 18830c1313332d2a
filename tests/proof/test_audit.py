"""The audit: each stored thing is changed behind the auction's back, one at a time, and exactly that is reported."""

import contextlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

import database
import historyUpdate
from auction.bids import audit
from auction.items import rules as items
from commands import audit as command
from commands.differences import SHOWN
from tests.cast import an_item, sign_up
from tests.entries import public_number
from tests.processes import at_most
from tests.proof.clock import pass_time, pass_time_to_end

# columns that the database computes
GENERATED = ("isOpen", "shown")
TABLES = ("item", "bid", "prehistory", "history")
# each is part of a line that the audit prints
PARTS = ("9 auctions", "the steps of", "the books of", "the trail of", "large payouts", "on one side alone")


class Stage(NamedTuple):
    """Finished and living auctions by name, and a way to put the tables back as they were."""

    db: database.Db
    ids: dict[str, int]
    restore: Callable[[], None]


@pytest.fixture(scope="module")
def played(app, cleaner, database_url):
    """Auctions in every state, all brought about through the API and the closing job."""
    cleaner()
    client = app.test_client(use_cookies=False)
    seller, bidder, rival = (sign_up(client, name) for name in ("seller", "bidder", "rival"))
    listed = {
        "live": {}, "untouched": {}, "sold": {}, "reserved": {"reservePrice": "90000"}, "unsold": {}, "cancelled": {},
        "bought": {"buyNowPrice": "50000"}, "retracted": {}, "early": {},
    }  # fmt: skip
    made = {name: an_item(seller, **form) for name, form in listed.items()}
    for name in ("live", "sold", "cancelled", "retracted", "early"):
        _fight(made[name], bidder, rival)
    for person, amount in ((bidder, 20_000), (rival, 30_000), (bidder, 40_000), (rival, 50_000)):
        assert person.bids(made["reserved"], max_amount=amount).json["item"]["price"] == amount
    ids = {name: item["id"] for name, item in made.items()}
    assert bidder.post(f"/api/items/{ids['bought']}/buy", json={}).status_code == 201
    assert seller.post(f"/api/items/{ids['early']}/end", json={"sell": True}).status_code == 200
    assert seller.post(f"/api/items/{ids['cancelled']}/end", json={"reason": "broken"}).status_code == 200
    with contextlib.closing(database.connect(database_url, autocommit=True, timeout_s=None)) as connection:
        db = database.Db(connection)
        highest = db.one("SELECT MAX(id) AS id FROM bid WHERE item_id = %(id)s", id=ids["retracted"])["id"]
        slip = {"reason": "one zero too many"}
        highest = public_number(db, highest)
        assert rival.post(f"/api/items/{ids['retracted']}/bids/{highest}/retract", json=slip).status_code == 200
        for name in ("sold", "reserved", "unsold"):
            pass_time_to_end(db, ids[name])
        assert historyUpdate.main() == 0
        yield Stage(db, ids, _restoring(db))


def _fight(item, bidder, rival):
    assert bidder.bids(item, max_amount=20_000).json["outcome"] == "leading"
    assert rival.bids(item, amount=15_000).json["outcome"] == "outbid"
    assert bidder.bids(item, max_amount=25_000).json["outcome"] == "leading"
    assert rival.bids(item, max_amount=40_000).json["outcome"] == "leading"


def _restoring(db):
    kept = {table: db.all(f"SELECT * FROM {table}") for table in TABLES}

    def restore():
        db.run("SET foreign_key_checks = 0")
        for table, rows in kept.items():
            db.run(f"DELETE FROM {table}")
            for row in rows:
                columns = [name for name in row if name not in GENERATED]
                values = ", ".join(f"%({name})s" for name in columns)
                db.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", **row)
        db.run("SET foreign_key_checks = 1")

    return restore


@pytest.fixture
def stage(played):
    yield played
    played.restore()


def found(stage, item_id):
    """What the audit says of one auction: which entry of its log (0: the auction itself), and what."""
    rows = [row for row in items.after_id(stage.db, 0, 100) if row["id"] == item_id]
    log = [row["id"] for row in stage.db.all("SELECT id FROM bid WHERE item_id = %(id)s ORDER BY id", id=item_id)]
    _, _, differences = audit.audit_items(stage.db, rows)
    return [(log.index(each.bid_id) + 1 if each.bid_id else 0, each.what) for each in differences]


def test_a_correct_site_has_no_differences(played, capsys):
    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[0] for line in lines] == ["✓"] * len(PARTS)
    assert [part for part in PARTS if not any(part in line for line in lines)] == []
    assert all(", 0 differences" in line or ", 0 on one side" in line for line in lines)


def test_the_stage_shows_every_state(played):
    states = {row["id"]: row["state"] for row in played.db.all("SELECT id, state FROM item")}
    assert {name: states[item_id] for name, item_id in played.ids.items()} == {
        "live": "open", "untouched": "open", "sold": "sold", "reserved": "unsold", "unsold": "unsold",
        "cancelled": "cancelled", "bought": "sold", "retracted": "open", "early": "sold",
    }  # fmt: skip


ITEM = "UPDATE item SET {} WHERE id = %(id)s"
# the entries of a fight: an automatic bid, one that is outbid, a silent raise, and who leads in the end
ENTRY = "UPDATE bid SET {} WHERE item_id = %(id)s ORDER BY id LIMIT 1"
LAST = "UPDATE bid SET {} WHERE item_id = %(id)s ORDER BY id DESC LIMIT 1"

CORRUPTIONS: list[tuple[str, str, list[tuple[int, str]]]] = [
    ("live", ITEM.format("price = price + 1"), [(0, "price")]),
    ("live", ITEM.format("leader_id = 'bidder'"), [(0, "leader")]),
    ("live", ITEM.format("maximum = maximum - 1"), [(0, "maximum")]),
    ("live", ITEM.format("bidCount = bidCount + 1"), [(0, "count")]),
    ("live", ITEM.format("endTime = endTime + INTERVAL 1 MICROSECOND"), [(0, "end")]),
    ("live", ITEM.format("closedAt = endTime"), [(0, "closed")]),
    ("untouched", ITEM.format("price = price + 1"), [(0, "price")]),
    ("untouched", ITEM.format("leader_id = 'bidder'"), [(0, "leader")]),
    ("untouched", ITEM.format("state = 'unsold'"), [(0, "closed")]),
    ("untouched", ITEM.format("state = 'cancelled'"), [(0, "state"), (0, "closed")]),
    ("untouched", ITEM.format("state = 'sold'"),
        [(0, "state"), (0, "closed"), (0, "history price"), (0, "history seller")]),
    ("sold", ITEM.format("price = price + 1000"), [(0, "price")]),
    ("sold", ITEM.format("leader_id = 'bidder'"), [(0, "leader")]),
    ("sold", ITEM.format("closedAt = closedAt - INTERVAL 1 HOUR"), [(0, "closed"), (0, "history closed")]),
    ("sold", ITEM.format("state = 'cancelled'"),
        [(0, "state"), (0, "history"), (0, "history price"), (0, "history seller"), (0, "history closed")]),
    ("reserved", ITEM.format("state = 'sold'"),
        [(0, "state"), (0, "history"), (0, "history price"), (0, "history seller"), (0, "history closed")]),
    ("cancelled", ITEM.format("state = 'open'"), [(0, "state"), (0, "closed")]),
    ("bought", ITEM.format("closedAt = closedAt + INTERVAL 1 SECOND"), [(0, "closed"), (0, "history closed")]),
    ("live", LAST.format("price = price - 1"), [(4, "price")]),
    ("live", LAST.format("leader_id = 'bidder'"), [(4, "leader")]),
    ("live", LAST.format("leader_id = NULL"), [(4, "leader")]),
    ("live", LAST.format("number = number + 1"), [(4, "count")]),
    ("live", LAST.format("endTime = endTime - INTERVAL 1 SECOND"), [(4, "end")]),
    ("live", LAST.format("amount = amount + 1"), [(4, "amount")]),
    ("live", LAST.format("kind = 'raise'"), [(4, "silent")]),
    ("live", LAST.format("createdAt = endTime"),
        [(4, "end"), (4, "in time"), (0, "end"), (0, "prehistory end")]),
    ("live", ENTRY.format("createdAt = createdAt - INTERVAL 1 HOUR"), [(1, "in time")]),
    ("live", LAST.format("offer = offer + 1"), [(0, "maximum")]),
    ("sold", LAST.format("createdAt = endTime + INTERVAL 1 MICROSECOND"),
        [(4, "end"), (4, "in time"), (0, "end"), (0, "closed")]),
    ("bought", LAST.format("createdAt = createdAt + INTERVAL 1 SECOND"), [(1, "end"), (0, "end"), (0, "closed")]),
    ("untouched", "INSERT INTO prehistory (user_id, item_id, endTime) SELECT 'rival', id, endTime FROM item "
        "WHERE id = %(id)s", [(0, "prehistory"), (0, "prehistory end")]),
    ("live", "DELETE FROM prehistory WHERE item_id = %(id)s", [(0, "prehistory"), (0, "prehistory end")]),
    ("live", "UPDATE prehistory SET user_id = 'bidder' WHERE item_id = %(id)s", [(0, "prehistory")]),
    ("live", "UPDATE prehistory SET endTime = endTime + INTERVAL 1 SECOND WHERE item_id = %(id)s",
        [(0, "prehistory end")]),
    ("sold", "INSERT INTO prehistory (user_id, item_id, endTime) SELECT 'rival', id, endTime FROM item "
        "WHERE id = %(id)s", [(0, "prehistory"), (0, "prehistory end")]),
    ("sold", "DELETE FROM history WHERE item_id = %(id)s",
        [(0, "history"), (0, "history price"), (0, "history seller"), (0, "history closed")]),
    ("unsold", "INSERT INTO history (user_id, item_id, seller_id, price, closedAt) SELECT 'rival', id, user_id, price, "
        "closedAt FROM item WHERE id = %(id)s",
        [(0, "history"), (0, "history price"), (0, "history seller"), (0, "history closed")]),
    ("sold", "UPDATE history SET user_id = 'bidder' WHERE item_id = %(id)s", [(0, "history")]),
    ("sold", "UPDATE history SET price = price - 1 WHERE item_id = %(id)s", [(0, "history price")]),
    ("sold", "UPDATE history SET seller_id = 'rival' WHERE item_id = %(id)s", [(0, "history seller")]),
    ("early", "UPDATE history SET closedAt = closedAt + INTERVAL 1 SECOND WHERE item_id = %(id)s",
        [(0, "history closed")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sql", "expected"), CORRUPTIONS)
def test_what_was_changed_behind_the_auctions_back_is_reported_and_nothing_else(stage, capsys, name, sql, expected):
    stage.db.run(sql, id=stage.ids[name])
    assert found(stage, stage.ids[name]) == expected
    assert command.main([]) == 1
    assert f"{len(expected):,} differences" in capsys.readouterr().out


# what changes the replay itself shows from there on
DEEPER: list[tuple[str, str, tuple[int, str]]] = [
    ("live", "DELETE FROM bid WHERE item_id = %(id)s ORDER BY id DESC LIMIT 1", (0, "leader")),
    ("live", "DELETE FROM bid WHERE item_id = %(id)s ORDER BY id LIMIT 1", (1, "price")),
    ("live", ENTRY.format("user_id = 'rival', leader_id = 'rival'"), (2, "leader")),
    ("live", ITEM.format("startPrice = startPrice + 100"), (1, "price")),
    ("live", ITEM.format("extends = 1 - extends, endTime = endTime + INTERVAL 1 SECOND"), (0, "end")),
    ("reserved", ITEM.format("reserve = 45000"), (4, "price")),
    ("sold", "INSERT INTO bid (item_id, user_id, kind, offer, amount, price, leader_id, number, endTime, createdAt) "
        "SELECT id, 'bidder', 'open', 99000, 99000, 99000, 'bidder', bidCount + 1, endTime, endTime FROM item "
        "WHERE id = %(id)s", (5, "in time")),
    ("retracted", "DELETE FROM bid WHERE item_id = %(id)s AND kind = 'retract'", (0, "leader")),
    ("retracted", LAST.format("user_id = 'bidder'"), (5, "leader")),
    ("early", "DELETE FROM bid WHERE item_id = %(id)s AND kind = 'end'", (0, "end")),
    ("cancelled", "DELETE FROM bid WHERE item_id = %(id)s AND kind = 'cancel'", (0, "state")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sql", "first"), DEEPER)
def test_a_missing_added_or_altered_entry_is_noticed(stage, name, sql, first):
    stage.db.run(sql, id=stage.ids[name])
    assert first in found(stage, stage.ids[name])
    assert command.main([]) == 1


def test_a_difference_says_where_what_is_stored_and_what_the_rule_says(stage, capsys):
    stage.db.run("UPDATE item SET price = 77777 WHERE id = %(id)s", id=stage.ids["live"])
    assert command.main(["--item", str(stage.ids["live"])]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert f"item {stage.ids['live']}: price" in last
    assert "stored 77777, by the rule 26000" in last


def test_one_auction_is_explained_line_by_line(played, capsys):
    assert command.main(["--item", str(played.ids["retracted"])]) == 0
    head, _, *lines = capsys.readouterr().out.splitlines()
    assert "10,000" in head
    lines_of_the_item = [
        ("b***r", "automatic", "10,000", "the first bid"),
        ("r***l", "open", "16,000", "the leader's automatic bid answered"),
        ("b***r", "raise", "16,000", "the leader raised their own maximum, unseen"),
        ("r***l", "automatic", "26,000", "over the earlier maximum 25,000"),
    ]
    for line, words in zip(lines, lines_of_the_item, strict=False):
        assert all(word in line for word in words), line
    assert any("one zero too many" in line and "10,000" in line for line in lines[4:])
    assert len(lines) == 5


def test_an_unknown_auction_is_reported_as_unknown(played):
    with pytest.raises(command.Stuck, match="there is no item 999999"):
        command.main(["--item", "999999"])


def test_time_that_goes_by_is_no_difference(stage):
    pass_time(stage.db, stage.ids["live"], 3600)
    assert command.main([]) == 0


def test_hundreds_of_differences_are_counted_and_the_first_are_shown(stage, capsys):
    stage.db.run("UPDATE bid SET amount = amount + 1, price = price + 1")
    assert command.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == SHOWN + len(PARTS)
    total: Any = stage.db.one("SELECT 2 * COUNT(*) AS number FROM bid")
    assert any(f"{total['number']} differences" in line for line in lines)


ENTRIES = 20_000


def test_taking_ten_thousand_bids_back_and_auditing_that_is_a_matter_of_seconds(client, db):
    seller, _, rival = (sign_up(client, name) for name in ("seller", "bidder", "rival"))
    item_id = an_item(seller, price="1000")["id"]
    _fight_of(db, item_id, ENTRIES)
    last = public_number(db, db.one("SELECT MAX(id) AS id FROM bid WHERE item_id = %(id)s", id=item_id)["id"])
    began = time.monotonic()
    answer = rival.post(f"/api/items/{item_id}/bids/{last}/retract", json={"reason": "all of it"})
    retracted = time.monotonic()
    assert (answer.status_code, answer.json["bidCount"]) == (200, ENTRIES // 2)
    _, entries, differences = audit.audit_items(db, items.after_id(db, 0, 1))
    audited = time.monotonic()
    print(f"{ENTRIES // 2:,} taken back in {retracted - began:.1f} s, audited in {audited - retracted:.1f} s")
    assert (entries, differences) == (ENTRIES * 3 // 2, [])
    assert retracted - began < at_most(5)
    assert audited - retracted < at_most(5)


def _fight_of(db, item_id, entries):
    """Bidder and rival outbid each other openly, by a million each time, the rival last."""
    item = db.one("SELECT endTime, startTime FROM item WHERE id = %(id)s", id=item_id)
    log = []
    for number in range(1, entries + 1):
        who, price = "bidder" if number % 2 else "rival", 1_000_000 * number
        at = item["startTime"] + timedelta(microseconds=number)
        log.append((item_id, who, "open", price, price, price, who, number, item["endTime"], at))
    db.many(
        "INSERT INTO bid (item_id, user_id, kind, offer, amount, price, leader_id, number, endTime, createdAt) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        log,
    )
    db.run(
        "UPDATE item SET price = %(price)s, maximum = price, leader_id = 'rival', bidCount = %(entries)s",
        price=1_000_000 * entries,
        entries=entries,
    )
    db.run("INSERT INTO prehistory (user_id, item_id, endTime) SELECT leader_id, id, endTime FROM item")
