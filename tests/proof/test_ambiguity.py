"""Connections that break, locks held by others, commits whose answer is lost: each forced through a real connection."""

import contextlib
import itertools
import threading
import time
from typing import NamedTuple

import pytest

import database
import historyUpdate
from auction.bids.batching import paths
from auction.mysql import events, pools
from tests.bids.batches import clean_audit
from tests.cast import Person, an_item, an_item_form, sign_up, utc
from tests.entries import entry_id
from tests.processes import at_most
from tests.proof.clock import pass_time_to_end
from tests.proof.proxy import (
    answer_late,
    arrive_late,
    cut_after,
    cut_before,
    cut_midway,
    first,
    in_between,
    refuse,
)
from tests.scenes import in_background

COMMIT = "^COMMIT"
WRITES = "INSERT INTO `bid` "
READS = "FOR UPDATE"
EVERY_STATEMENT = [READS, WRITES, "INSERT INTO idempotency"]


class Cast(NamedTuple):
    """People who stay for the whole file, each test with an item of its own."""

    db: database.Db
    seller: Person
    bidder: Person
    rival: Person


@pytest.fixture(scope="module")
def cast(app, cleaner, database_url):
    cleaner()
    client = app.test_client(use_cookies=False)
    people = [sign_up(client, name) for name in ("seller", "bidder", "rival")]
    with contextlib.closing(database.connect(database_url, autocommit=True, timeout_s=None)) as connection:
        connection.query("SET SESSION wait_timeout = 28800")
        yield Cast(database.Db(connection), *people)


@pytest.fixture
def db(cast):
    return cast.db


@pytest.fixture
def seller(cast):
    return cast.seller


@pytest.fixture
def bidder(cast):
    return cast.bidder


@pytest.fixture
def rival(cast):
    return cast.rival


@pytest.fixture
def item(cast):
    """Rival leads at 10,000 up to 20,000."""
    item = an_item(cast.seller)
    assert cast.rival.bids(item, max_amount=20_000).status_code == 201
    return item


@pytest.fixture
def proxy(item, database_url):
    """From here on the app reaches its database through a proxy of ours."""
    with in_between(database_url) as proxy:
        yield proxy


def bids_of(db, item, who="bidder"):
    return db.all("SELECT id, offer FROM bid WHERE item_id = %(id)s AND user_id = %(who)s", id=item["id"], who=who)


def row_of(db, item):
    return db.one("SELECT price, leader_id, bidCount FROM item WHERE id = %(id)s", id=item["id"])


def keys(db, key):
    return len(db.all("SELECT 1 FROM idempotency WHERE `key` = %(key)s", key=key))


def assert_unknown(answer):
    assert (answer.status_code, answer.json["code"]) == (503, "outcome_unknown")
    assert int(answer.headers["Retry-After"]) >= 1


def assert_nothing_done(answer, db, item):
    assert (answer.status_code, answer.json["code"]) == (503, "try_again")
    assert int(answer.headers["Retry-After"]) >= 1
    assert bids_of(db, item) == []
    assert row_of(db, item) == {"price": 10_000, "leader_id": "rival", "bidCount": 1}
    assert clean_audit(db, item)


def wait_at_once(item):
    """Bids on it wait for it at once, as when a batch has just found it locked."""
    paths.batchers.get().mark_contended(item["id"])


def works_again(bidder, item, amount=30_000):
    began = time.monotonic()
    assert bidder.bids(item, amount=amount).status_code == 201
    assert time.monotonic() - began < at_most(5)


# COMMIT's answer is lost


@pytest.mark.parametrize("what", [cut_before, cut_after, cut_midway])
def test_with_a_key_a_lost_commit_is_run_again_and_bids_once(proxy, db, bidder, item, what):
    proxy.fault(COMMIT, what)
    answer = bidder.bids(item, amount=15_000, key=what.__name__)
    assert answer.status_code == 201
    assert [row["id"] for row in bids_of(db, item)] == [entry_id(db, answer.json["bid"]["id"])]
    assert bidder.bids(item, amount=15_000, key=what.__name__).json == answer.json
    assert clean_audit(db, item)


@pytest.mark.parametrize(("what", "bids"), [(cut_before, 0), (cut_midway, 0), (cut_after, 1)])
def test_without_a_key_a_lost_commit_is_unknown_and_never_half_done(proxy, db, bidder, item, what, bids):
    proxy.fault(COMMIT, what)
    assert_unknown(bidder.bids(item, amount=15_000))
    assert len(bids_of(db, item)) == bids
    assert row_of(db, item)["bidCount"] == 1 + bids
    assert clean_audit(db, item)
    works_again(bidder, item)


def test_an_answer_to_commit_after_the_read_timeout_is_unknown_and_the_retry_gets_it(proxy, db, bidder, item):
    proxy.fault(COMMIT, answer_late(6.5))
    began = time.monotonic()
    assert_unknown(bidder.bids(item, amount=15_000, key="late"))
    assert 5 <= time.monotonic() - began < at_most(8)
    answer = bidder.bids(item, amount=15_000, key="late")
    assert answer.status_code == 201
    assert [row["id"] for row in bids_of(db, item)] == [entry_id(db, answer.json["bid"]["id"])]
    assert clean_audit(db, item)


def test_a_commit_that_lands_after_we_gave_up_still_counts_once(proxy, db, bidder, item):
    proxy.fault(COMMIT, arrive_late(5.5))
    assert_unknown(bidder.bids(item, amount=15_000, key="lands"))
    answer = bidder.bids(item, amount=15_000, key="lands")
    while answer.status_code != 201:
        assert answer.json["code"] in ("idempotency_key_in_flight", "try_again")
        answer = bidder.bids(item, amount=15_000, key="lands")
    assert [row["id"] for row in bids_of(db, item)] == [entry_id(db, answer.json["bid"]["id"])]
    assert clean_audit(db, item)


def test_a_second_lost_commit_is_unknown_too(proxy, db, bidder, item):
    proxy.fault(COMMIT, cut_before, times=3)
    assert_unknown(bidder.bids(item, amount=15_000, key="unlucky"))
    assert proxy.count(COMMIT) == 3
    assert bids_of(db, item) == []
    works_again(bidder, item)


@pytest.mark.parametrize("way", [lambda _item: None, wait_at_once], ids=["round", "queue"])
def test_a_lost_commit_stays_unknown_when_no_connection_is_left_to_ask(proxy, db, bidder, item, monkeypatch, way):
    way(item)
    database.configure(proxy.url, 1, checkout_timeout_s=0.2)
    proxy.fault(COMMIT, cut_after)
    taken = []

    def take_the_only_connection(event, _seconds):
        if event in ("retry", "commit_lost"):
            taken.append(pools.current().writers.acquire())

    monkeypatch.setattr(events, "listeners", [take_the_only_connection])
    assert_unknown(bidder.bids(item, amount=15_000, key=f"alone-{item['id']}"))
    assert len(bids_of(db, item)) == 1
    pools.current().writers.release(taken[0])


@pytest.mark.parametrize("what", [cut_before, cut_after])
def test_listing_buying_and_relisting_with_a_key_survive_a_lost_commit(proxy, db, seller, bidder, what):
    def twice(person, path, request):
        """Once with a lost COMMIT, and once more: the same answer."""
        proxy.fault(COMMIT, what)
        key = {"Idempotency-Key": f"{what.__name__}{path}"}
        answer, again = (person.post(path, headers=key, **request()) for _ in range(2))
        assert answer.status_code == 201, answer.text
        assert again.json == answer.json
        return answer.json

    form = {"buyNowPrice": "50000", "endTime": utc(days=1)}
    listing = {"content_type": "multipart/form-data"}
    before = _listings(db)
    for_sale = twice(seller, "/api/items", lambda: listing | {"data": an_item_form(**form)})
    assert _listings(db) == before + 1
    assert twice(bidder, f"/api/items/{for_sale['id']}/buy", lambda: {"json": {}})["outcome"] == "won"
    unsold = an_item(seller)
    pass_time_to_end(db, unsold["id"])
    historyUpdate.main()
    again = twice(seller, f"/api/items/{unsold['id']}/relist", lambda: {"json": {"endTime": form["endTime"]}})
    assert again["relistOf"] == unsold["id"]
    assert _listings(db) == before + 3


def _listings(db):
    return db.one("SELECT COUNT(*) AS n FROM item")["n"]


# connections that break before COMMIT


@pytest.mark.parametrize("what", [cut_before, cut_midway, cut_after])
@pytest.mark.parametrize("pattern", EVERY_STATEMENT)
def test_a_cut_before_commit_runs_the_whole_transaction_again(proxy, db, bidder, item, what, pattern):
    key = f"{what.__name__}:{pattern}".replace(" ", "-")
    proxy.fault(pattern, what)
    answer = bidder.bids(item, amount=15_000, key=key)
    assert answer.status_code == 201
    assert len(bids_of(db, item)) == 1
    assert keys(db, key) == 1
    assert proxy.count(WRITES) == (1 if pattern == READS else 2)
    assert clean_audit(db, item)


@pytest.mark.parametrize("what", [cut_before, cut_midway, cut_after])
@pytest.mark.parametrize("pattern", [*EVERY_STATEMENT, "UPDATE idempotency"])
def test_a_cut_in_the_auctions_queue_runs_the_whole_transaction_again(proxy, db, bidder, item, what, pattern):
    key = f"queue:{what.__name__}:{pattern}".replace(" ", "-")
    wait_at_once(item)
    proxy.fault(pattern, what)
    answer = bidder.bids(item, amount=15_000, key=key)
    assert answer.status_code == 201
    assert len(bids_of(db, item)) == 1
    assert keys(db, key) == 1
    assert proxy.count(WRITES) == (2 if pattern in (WRITES, "UPDATE idempotency") else 1)
    assert clean_audit(db, item)


def test_a_connection_killed_between_two_statements_is_replaced_and_the_bid_made_once(proxy, db, bidder, item):
    killed = []

    def kill(line):
        db.run(f"KILL CONNECTION {line.thread_id}")
        killed.append(line.thread_id)
        time.sleep(0.1)

    proxy.fault(WRITES, first(kill))
    assert bidder.bids(item, amount=15_000).status_code == 201
    assert len(killed) == 1
    assert len(bids_of(db, item)) == 1
    assert clean_audit(db, item)


def test_three_cuts_are_given_up_with_nothing_done(proxy, db, bidder, item):
    proxy.fault(WRITES, cut_before, times=3)
    assert_nothing_done(bidder.bids(item, amount=15_000), db, item)
    works_again(bidder, item)


def test_a_database_that_refuses_connections_is_waited_for_no_longer_than_promised(proxy, db, bidder, item):
    proxy.refuses = True
    for line in proxy.lines:
        line.cut()
    began = time.monotonic()
    assert_nothing_done(bidder.bids(item, amount=15_000), db, item)
    assert time.monotonic() - began < at_most(5)
    proxy.refuses = False
    works_again(bidder, item)


# the server refuses


def test_a_refusal_at_commit_is_run_again_as_a_whole(proxy, db, bidder, item):
    proxy.fault(COMMIT, refuse(1213, "40001", "Deadlock found when trying to get lock"))
    assert bidder.bids(item, amount=15_000).status_code == 201
    assert proxy.count(WRITES) == 2
    assert len(bids_of(db, item)) == 1
    assert clean_audit(db, item)


@pytest.mark.parametrize(
    ("code", "pattern"), [(1213, COMMIT), (1205, READS), (1205, WRITES), (1020, WRITES), (1047, READS)]
)
def test_three_attempts_with_full_jitter_then_nothing_done(proxy, db, bidder, item, code, pattern):
    proxy.fault(pattern, refuse(code, "HY000", "not now"), times=99)
    assert_nothing_done(bidder.bids(item, amount=15_000), db, item)
    attempts = proxy.times(READS)
    assert len(attempts) == 3
    for one, next_one in itertools.pairwise(attempts):
        assert 0.020 <= next_one - one < at_most(0.250 + 0.3)


@pytest.mark.parametrize("code", [1021, 1114])
def test_with_no_room_left_nothing_is_done_and_asking_later_works(proxy, db, bidder, item, code):
    # in a round, and once more by itself
    proxy.fault(WRITES, refuse(code, "HY000", "The table 'bid' is full"), times=2)
    assert_nothing_done(bidder.bids(item, amount=15_000), db, item)
    assert proxy.count(WRITES) == 2
    works_again(bidder, item)


def test_the_numbers_are_those_that_we_promise():
    assert (database.MAX_ATTEMPTS, database.DEADLINE_S, database.JITTER_S) == (3, 3.0, (0.020, 0.250))
    assert database.LOCK_WAIT_S == 3


def test_no_attempt_begins_after_three_seconds(proxy, db, bidder, item):
    proxy.fault(READS, first(lambda _: time.sleep(1.7)), times=9)
    proxy.fault(WRITES, refuse(1213, "40001", "Deadlock"), times=9)
    assert_nothing_done(bidder.bids(item, amount=15_000), db, item)
    assert proxy.count(READS) == 2


@contextlib.contextmanager
def somebody_else(database_url):
    """Another connection in a transaction, which may wait for locks for longer than ours."""
    with contextlib.closing(database.connect(database_url, timeout_s=30)) as connection:
        # MariaDB would end the transaction after ten seconds, and MySQL ends no line of ours before thirty
        idle = ", idle_transaction_timeout = 60" if "MariaDB" in connection.get_server_info() else ""
        connection.query(f"SET SESSION innodb_lock_wait_timeout = 30{idle}")
        connection.begin()
        yield database.Db(connection)
        connection.rollback()


def test_a_real_deadlock_is_run_again_as_a_whole(proxy, db, bidder, item, database_url):
    with somebody_else(database_url) as other:
        # InnoDB rolls back the transaction that has written less
        other.many("INSERT INTO rate VALUES (%s, %s, 1, UTC_TIMESTAMP(6))", [("x", slot) for slot in range(500)])
        other.one("SELECT id FROM prehistory WHERE item_id = %(id)s FOR UPDATE", id=item["id"])
        wait_at_once(item)
        caught = threading.Event()
        proxy.fault(WRITES, first(lambda _: caught.set()))
        with in_background(lambda: bidder.bids(item, amount=25_000, key="locked")) as answer:
            assert caught.wait(60)
            time.sleep(0.2)
            # the bid holds the item and waits for us; now we wait for it
            other.one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
            other.run("ROLLBACK")
    assert answer[0].status_code == 201
    assert proxy.count(WRITES) == 2
    assert len(bids_of(db, item)) == 1
    assert clean_audit(db, item)


def test_a_lock_held_elsewhere_for_over_three_seconds_means_nothing_is_done(proxy, db, bidder, item, database_url):
    with somebody_else(database_url) as other:
        other.one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        began = time.monotonic()
        answer = bidder.bids(item, amount=15_000)
        assert 2.9 < time.monotonic() - began < at_most(5)
    assert_nothing_done(answer, db, item)
    works_again(bidder, item)


def test_a_lock_wait_after_the_first_write_leaves_no_orphan(proxy, db, bidder, item, database_url):
    with somebody_else(database_url) as other:
        # the log entry is written, then the standing bid waits: 1205 undoes only that statement
        other.one("SELECT id FROM prehistory WHERE item_id = %(id)s FOR UPDATE", id=item["id"])
        answer = bidder.bids(item, amount=25_000, key="orphan")
        # for a second in a round, then for three by itself, and after that no attempt begins
        assert proxy.count(WRITES) == 2
    assert_nothing_done(answer, db, item)
    assert keys(db, "orphan") == 0
    assert bidder.bids(item, amount=25_000, key="orphan").status_code == 201


def test_a_lock_let_go_in_time_lets_the_bid_through(proxy, db, bidder, item, database_url):
    with somebody_else(database_url) as other:
        other.one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        with in_background(lambda: bidder.bids(item, amount=15_000)) as answer:
            time.sleep(1.5)
            other.run("ROLLBACK")
    assert answer[0].status_code == 201
    assert len(bids_of(db, item)) == 1


# afterwards


def test_no_lock_and_no_broken_connection_is_left_behind(proxy, db, bidder, rival, seller):
    for what in (cut_before, cut_after, cut_midway):
        for pattern in (COMMIT, READS, WRITES):
            item = an_item(seller)
            proxy.fault(pattern, what)
            bidder.bids(item, amount=15_000)
            began = time.monotonic()
            assert rival.bids(item, max_amount=40_000).status_code == 201
            assert time.monotonic() - began < at_most(5)
    assert database.pool_in_use() == 0
    assert clean_audit(db, item)
