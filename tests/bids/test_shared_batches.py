"""Bids that come while a batch is under way share the next one, on any auctions, and wait for nobody."""

import threading
import time

import pytest

from auction.bids.batching import paths
from tests.bids.batches import clean_audit, held, log_of, outcome
from tests.cast import an_item
from tests.processes import at_most
from tests.proof.proxy import cut_after, cut_before, cut_midway, first, refuse
from tests.scenes import at_once, in_background, move_end

COMMIT = "^COMMIT"
ADD = "INSERT INTO `bid` "
KEEP = "INSERT INTO idempotency"


@pytest.fixture
def shelf(seller):
    """Four auctions at 10,000 won, none of which counts as contended."""
    paths.batchers.get().contended_until.clear()
    return [an_item(seller) for _ in range(4)]


@pytest.fixture
def patient(monkeypatch):
    """A bid waits for a batch for as long as a test takes."""
    monkeypatch.setattr(paths.batchers.get().any_auction, "max_wait_s", 20)


def wait_for(number):
    """Until so many bids wait for the next batch."""
    until = time.monotonic() + 10
    while paths.batchers.get().any_auction.waiting(paths.ANY_AUCTION) < number:
        assert time.monotonic() < until
        time.sleep(0.005)


def in_one_batch(proxy, opener, *bids):
    """While `opener` commits, the others come, in this order; the answers of those."""
    committing, gathered = threading.Event(), threading.Event()

    def hold_the_commit(_line):
        committing.set()
        assert gathered.wait(60)

    proxy.fault(COMMIT, first(hold_the_commit))

    def bid(number):
        if number == 0:
            return opener()
        assert committing.wait(60)
        wait_for(number - 1)
        if number <= len(bids):
            return bids[number - 1]()
        return gathered.set()

    return at_once(bid, len(bids) + 2)[1:-1]


@pytest.fixture
def batch_of(proxy, people, shelf, patient):
    """`batch_of((person, item, amount, key) …)` in one batch, behind a bid on another item; their answers."""

    def go(*wishes):
        proxy.seen.clear()
        calls = [lambda w=w: people[w[0]].bids(shelf[w[1]], amount=w[2], key=w[3]) for w in wishes]
        return in_one_batch(proxy, lambda: people[6].bids(shelf[3], amount=10_000), *calls)

    return go


def test_bids_on_several_auctions_are_committed_once_and_each_is_logged(proxy, db, batch_of, shelf):
    answers = batch_of((1, 0, 10_000, ""), (2, 1, 20_000, ""), (3, 2, 30_000, ""))
    assert [outcome(answer) for answer in answers] == ["leading"] * 3
    assert [[(row["user_id"], row["amount"]) for row in log_of(db, item)] for item in shelf[:3]] == [
        [("bidder0", 10_000)], [("bidder1", 20_000)], [("bidder2", 30_000)],
    ]  # fmt: skip
    assert proxy.count(COMMIT) == 2
    assert all(clean_audit(db, item) for item in shelf)


def test_two_on_one_auction_are_each_decided_after_the_other_the_lower_first(db, batch_of, shelf):
    answers = batch_of((1, 0, 40_000, ""), (2, 0, 10_000, ""), (3, 1, 10_000, ""), (4, 0, 40_500, ""))
    assert [outcome(answer) for answer in answers] == ["leading", "leading", "leading", "bid_too_low"]
    assert [row["number"] for row in log_of(db, shelf[0])] == [1, 2]
    assert clean_audit(db, shelf[0])


def test_keys_are_stored_with_their_answers_and_a_retry_gets_the_same(proxy, db, batch_of, people, shelf):
    wishes = [(1, 0, 20_000, "a"), (2, 1, 5_000, "b"), (3, 2, 30_000, "c")]
    answers = batch_of(*wishes)
    assert [outcome(answer) for answer in answers] == ["leading", "bid_too_low", "leading"]
    assert proxy.count(COMMIT) == 2
    added = proxy.count(ADD)
    again = [people[who].bids(shelf[item], amount=amount, key=key) for who, item, amount, key in wishes]
    assert [answer.json for answer in again if answer.status_code == 201] == [answers[0].json, answers[2].json]
    assert outcome(again[1]) == "bid_too_low"
    assert [len(log_of(db, item)) for item in shelf] == [1, 0, 1, 1]
    # each retry tried once more, and its key rolled that back
    assert proxy.count(ADD) - added <= 3
    assert all(clean_audit(db, item) for item in shelf)


def test_a_double_click_in_one_batch_bids_once_and_gets_one_answer(db, batch_of, shelf):
    answers = batch_of((1, 0, 20_000, "twice"), (1, 0, 20_000, "twice"), (2, 1, 20_000, ""))
    assert answers[2].status_code == 201
    answered = [outcome(answer) for answer in answers[:2]]
    assert answered[0] == answered[1] or "idempotency_key_in_flight" in answered
    assert len(log_of(db, shelf[0])) == 1
    assert clean_audit(db, shelf[0])


def test_each_gets_its_own_refusal(client, db, batch_of, people, shelf):
    client.post("/api/logout", headers={"Authorization": f"Bearer {people[4].refresh_token}"})
    move_end(db, shelf[2], -1)
    answers = batch_of(
        (0, 0, 20_000, ""), (1, 0, 5_000, ""), (2, 2, 20_000, "late"), (4, 1, 20_000, "gone"), (5, 1, 20_000, "")
    )
    assert [outcome(answer) if answer.status_code != 401 else 401 for answer in answers] == [
        "seller_cannot_bid", "bid_too_low", "auction_ended", 401, "leading",
    ]  # fmt: skip
    assert [row["key"] for row in db.all("SELECT `key` FROM idempotency")] == ["late"]
    assert [len(log_of(db, item)) for item in shelf[:3]] == [0, 1, 0]


def test_an_auction_that_is_not_there_is_not_found(batch_of, people, shelf, db):
    shelf[1] = {"id": shelf[1]["id"] + 1_000}
    answers = batch_of((1, 0, 20_000, ""), (2, 1, 20_000, ""))
    assert [outcome(answer) for answer in answers] == ["leading", "item_not_found"]


def test_a_bid_on_a_locked_auction_waits_for_it_and_the_others_do_not(database_url, db, batch_of, shelf):
    with held(database_url, shelf[0]) as holder:
        threading.Timer(1.5, holder.rollback).start()
        answers = batch_of((1, 0, 20_000, ""), (2, 1, 20_000, ""))
    assert [outcome(answer) for answer in answers] == ["leading", "leading"]
    first_at, second_at = (log_of(db, item)[0]["createdAt"] for item in shelf[:2])
    assert (first_at - second_at).total_seconds() > 0.8


def test_an_auction_that_was_just_locked_is_waited_for_at_once(proxy, database_url, people, shelf):
    with held(database_url, shelf[0]) as holder:
        threading.Timer(0.3, holder.rollback).start()
        assert people[1].bids(shelf[0], amount=20_000).status_code == 201
    skips = proxy.count("SKIP LOCKED")
    assert people[2].bids(shelf[0], amount=30_000).status_code == 201
    assert proxy.count("SKIP LOCKED") == skips
    time.sleep(paths.CONTENDED_FOR_S)
    assert people[3].bids(shelf[0], amount=40_000).status_code == 201
    assert proxy.count("SKIP LOCKED") == skips + 1


@pytest.mark.parametrize("what", [cut_before, cut_midway, refuse(1213, "40001", "Deadlock found")])
@pytest.mark.parametrize("pattern", ["SKIP LOCKED.*SKIP LOCKED", f"{ADD}.*{ADD}", KEEP])
def test_whatever_breaks_a_batch_each_goes_on_alone_and_bids_once(proxy, db, batch_of, shelf, what, pattern):
    proxy.fault(pattern, what)
    answers = batch_of((1, 0, 20_000, "a"), (2, 1, 20_000, ""), (3, 2, 20_000, "c"))
    assert [outcome(answer) for answer in answers] == ["leading"] * 3
    assert [len(log_of(db, item)) for item in shelf] == [1] * 4
    assert all(clean_audit(db, item) for item in shelf)


@pytest.mark.parametrize("what", [cut_before, cut_midway, cut_after])
def test_a_lost_commit_is_unknown_without_a_key_done_once_with_one_and_a_refusal_stands(
    proxy, db, batch_of, people, shelf, what
):
    # the opener's COMMIT comes first, and is met by the fault that gathers the others
    proxy.fault(f"{ADD}.*{ADD}", first(lambda _line: proxy.fault(COMMIT, what)))
    answers = batch_of((1, 0, 20_000, ""), (2, 1, 20_000, "k"), (3, 2, 5_000, ""))
    assert [outcome(answer) for answer in answers] == ["outcome_unknown", "leading", "bid_too_low"]
    landed = int(what is cut_after)
    assert [len(log_of(db, item)) for item in shelf] == [landed, 1, 0, 1]
    assert people[2].bids(shelf[1], amount=20_000, key="k").json == answers[1].json
    assert all(clean_audit(db, item) for item in shelf)


def test_a_batch_that_is_stuck_holds_up_the_others_for_half_a_second(proxy, db, people, shelf):
    stuck, let_go = threading.Event(), threading.Event()

    def stop(_line):
        stuck.set()
        let_go.wait(4)

    proxy.fault(COMMIT, first(stop))
    with in_background(lambda: people[1].bids(shelf[0], amount=20_000)) as slow:
        assert stuck.wait(60)
        began = time.monotonic()
        assert people[2].bids(shelf[1], amount=20_000).status_code == 201
        assert paths.MAX_WAIT_S <= time.monotonic() - began < paths.MAX_WAIT_S + at_most(1.5)
        let_go.set()
    assert slow[0].status_code == 201
