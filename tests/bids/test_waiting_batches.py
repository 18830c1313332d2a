"""Bids that wait for the same auction share a transaction; what goes wrong there harms none of them."""

import socket
import time

import pytest

import database
from auction.bids.batching import paths
from auction.mysql import events, pools
from tests.bids.batches import clean_audit, held, log_of, outcome
from tests.cast import an_item
from tests.proof.proxy import cut_after, cut_before, refuse
from tests.scenes import at_once, move_end

COMMIT = "^COMMIT"
ADD = "INSERT INTO `bid` "


@pytest.fixture
def item(seller):
    return an_item(seller)


def wait_for(number, item):
    """Until so many bids wait to join the batch of this auction."""
    until = time.monotonic() + 10
    while paths.batchers.get().one_auction.waiting(item["id"]) < number:
        assert time.monotonic() < until
        time.sleep(0.005)


def bid_in_one_batch(database_url, item, *bids):
    """The first waits for the row; the others come meanwhile, in this order, and join its batch."""
    with held(database_url, item) as holder:

        def bid(number):
            if number == len(bids):
                wait_for(len(bids) - 1, item)
                return holder.rollback()
            if number:
                wait_for(number - 1, item)
                while not paths.batchers.get().one_auction.is_busy(item["id"]):
                    time.sleep(0.005)
            return bids[number]()

        return at_once(bid, len(bids) + 1)[:-1]


def three_bids(database_url, item, people, *keys):
    """10,000, 20,000 and 30,000 won, in one transaction, under these keys."""
    calls = [lambda n=n, key=key: people[n].bids(item, amount=10_000 * n, key=key) for n, key in enumerate(keys, 1)]
    return bid_in_one_batch(database_url, item, *calls)


def test_many_bids_are_committed_once_and_each_is_logged(proxy, db, database_url, item, people):
    proxy.seen.clear()
    calls = [lambda n=n: people[n].bids(item, amount=10_000 * n) for n in range(1, 7)]
    answers = bid_in_one_batch(database_url, item, *calls)
    assert [outcome(answer) for answer in answers] == ["leading"] * 6
    assert [(row["user_id"], row["amount"], row["number"]) for row in log_of(db, item)] == [
        (f"bidder{n}", 10_000 * (n + 1), n + 1) for n in range(6)
    ]
    assert len({answer.json["bid"]["id"] for answer in answers}) == 6
    assert proxy.count(COMMIT) == 1
    assert clean_audit(db, item)


def test_of_those_that_waited_the_lowest_goes_first_so_that_none_is_too_low(db, database_url, item, people):
    calls = [lambda n=n: people[n].bids(item, amount=100_000 - 10_000 * n) for n in range(2, 6)]
    first = [lambda: people[1].bids(item, amount=10_000)]
    answers = bid_in_one_batch(database_url, item, *first, *calls)
    assert [outcome(answer) for answer in answers] == ["leading"] * 5
    assert [row["amount"] for row in log_of(db, item)] == [10_000, 50_000, 60_000, 70_000, 80_000]
    assert clean_audit(db, item)


def test_the_earlier_of_two_equal_maxima_keeps_the_lead(db, database_url, item, people):
    calls = [lambda n=n: people[n].bids(item, max_amount=60_000) for n in (3, 2, 4)]
    answers = bid_in_one_batch(database_url, item, lambda: people[1].bids(item, amount=10_000), *calls)
    assert [outcome(answer) for answer in answers] == ["leading", "leading", "outbid", "bid_too_low"]
    assert db.one("SELECT leader_id FROM item WHERE id = %(id)s", id=item["id"])["leader_id"] == "bidder2"
    assert clean_audit(db, item)


def test_each_gets_its_own_refusal_and_the_others_are_placed(db, database_url, item, people):
    seller, first, low, moved, good, *_ = people
    answers = bid_in_one_batch(
        database_url,
        item,
        lambda: first.bids(item, amount=20_000),
        lambda: low.bids(item, amount=5_000),
        lambda: seller.bids(item, amount=30_000),
        lambda: moved.post(f"/api/items/{item['id']}/bids", json={"amount": 40_000, "ifPrice": 10_000}),
        lambda: good.bids(item, max_amount=50_000),
    )
    assert [outcome(answer) for answer in answers] == [
        "leading", "bid_too_low", "seller_cannot_bid", "price_moved", "leading",
    ]  # fmt: skip
    assert answers[1].json["minimumBid"] == 10_000
    assert len(log_of(db, item)) == 2
    assert clean_audit(db, item)


def test_a_bidder_whose_sign_in_has_ended_places_nothing_and_the_others_do(client, db, database_url, item, people):
    client.post("/api/logout", headers={"Authorization": f"Bearer {people[2].refresh_token}"})
    answers = three_bids(database_url, item, people, "", "", "")
    assert [answer.status_code for answer in answers] == [201, 401, 201]
    assert [row["user_id"] for row in log_of(db, item)] == ["bidder0", "bidder2"]


def test_keys_are_stored_with_the_batch_and_answer_a_retry(proxy, db, database_url, item, people):
    def calls(n, amount):
        return lambda: people[n].bids(item, amount=amount, key=f"key-{n}")

    proxy.seen.clear()
    wishes = [(1, 20_000), (2, 5_000), (3, 40_000), (4, 50_000)]
    answers = bid_in_one_batch(database_url, item, *(calls(*wish) for wish in wishes))
    assert [outcome(answer) for answer in answers] == ["leading", "bid_too_low", "leading", "leading"]
    assert proxy.count(COMMIT) == 1
    before = proxy.count(ADD)
    assert [calls(*wish)().json for wish in wishes if wish[0] != 2] == [a.json for a in answers if a != answers[1]]
    assert outcome(calls(2, 5_000)()) == "bid_too_low"
    assert proxy.count(ADD) == before
    assert clean_audit(db, item)


def test_a_double_click_in_a_batch_bids_once(db, database_url, item, people):
    twice = [lambda: people[2].bids(item, amount=30_000, key="twice")] * 2
    other = [lambda: people[3].bids(item, amount=40_000)]
    answers = bid_in_one_batch(database_url, item, lambda: people[1].bids(item, amount=20_000), *twice, *other)
    assert answers[3].status_code == 201
    answered = [outcome(answer) for answer in answers[1:3]]
    # each then goes alone, in any order; both get the same answer
    assert answered[0] == answered[1] or "idempotency_key_in_flight" in answered
    assert len([row for row in log_of(db, item) if row["user_id"] == "bidder1"]) == answered.count("leading") // 2
    assert clean_audit(db, item)


@pytest.mark.parametrize(("what", "done"), [(cut_before, [30_000]), (cut_after, [10_000, 20_000, 30_000])])
def test_a_lost_commit_is_unknown_without_a_key_and_done_once_with_one(
    proxy, db, database_url, item, people, what, done
):
    proxy.fault(COMMIT, what)
    answers = three_bids(database_url, item, people, "", "", "k")
    assert [outcome(answer) for answer in answers] == ["outcome_unknown", "outcome_unknown", "leading"]
    assert [row["amount"] for row in log_of(db, item)] == done
    assert people[3].bids(item, amount=30_000, key="k").json == answers[2].json
    assert clean_audit(db, item)


@pytest.mark.parametrize("what", [cut_before, cut_after])
def test_a_lost_commit_makes_no_refusal_of_a_follower_unknown(proxy, db, database_url, item, people, what):
    proxy.fault(COMMIT, what)
    answers = bid_in_one_batch(
        database_url,
        item,
        lambda: people[1].bids(item, amount=20_000),
        lambda: people[2].bids(item, amount=5_000),
    )
    assert [outcome(answer) for answer in answers] == ["outcome_unknown", "bid_too_low"]
    assert len(log_of(db, item)) == int(what is cut_after)
    assert clean_audit(db, item)


@pytest.mark.parametrize(("what", "unkeyed"), [(cut_before, "leading"), (cut_after, "outcome_unknown")])
def test_after_a_lost_commit_of_a_key_all_go_again_unless_it_had_landed(
    proxy, db, database_url, item, people, what, unkeyed
):
    proxy.fault(COMMIT, what)
    answers = three_bids(database_url, item, people, "first", "", "third")
    assert [outcome(answer) for answer in answers] == ["leading", unkeyed, "leading"]
    assert [row["amount"] for row in log_of(db, item)] == [10_000, 20_000, 30_000]
    assert people[1].bids(item, amount=10_000, key="first").json == answers[0].json
    assert people[3].bids(item, amount=30_000, key="third").json == answers[2].json
    assert clean_audit(db, item)


def test_while_a_lost_commit_may_still_land_a_bid_without_a_key_is_unknown(proxy, db, database_url, item, people):
    def break_off_and_land_later(line, packet):
        line.client.shutdown(socket.SHUT_RDWR)
        time.sleep(4)
        line.server.sendall(packet)
        line.answered.wait(1)
        return True

    proxy.fault(COMMIT, break_off_and_land_later)
    answers = bid_in_one_batch(
        database_url,
        item,
        lambda: people[1].bids(item, amount=10_000, key="first"),
        lambda: people[2].bids(item, amount=20_000),
    )
    assert [outcome(answer) for answer in answers] == ["idempotency_key_in_flight", "outcome_unknown"]
    until = time.monotonic() + 60
    while not log_of(db, item):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert [row["amount"] for row in log_of(db, item)] == [10_000, 20_000]


def test_after_a_lost_commit_all_are_unknown_when_no_connection_is_left_to_ask(
    proxy, db, database_url, item, people, monkeypatch
):
    database.configure(proxy.url, 1, checkout_timeout_s=0.2)
    taken = []

    def take_the_only_connection(event, _seconds):
        if event == "commit_lost":
            taken.append(pools.current().writers.acquire())

    monkeypatch.setattr(events, "listeners", [take_the_only_connection])
    proxy.fault(COMMIT, cut_after)
    answers = three_bids(database_url, item, people, "", "", "k")
    assert [outcome(answer) for answer in answers] == ["outcome_unknown"] * 3
    assert len(log_of(db, item)) == 3
    pools.current().writers.release(taken[0])
    assert people[3].bids(item, amount=30_000, key="k").status_code == 201
    assert len(log_of(db, item)) == 3


@pytest.mark.parametrize("pattern", [ADD, COMMIT, "FOR UPDATE"])
@pytest.mark.parametrize("key", ["", "k"])
def test_when_the_server_refuses_all_go_again_as_a_whole(proxy, db, database_url, item, people, pattern, key):
    proxy.fault(pattern, refuse(1213, "40001", "Deadlock found"))
    calls = [lambda n=n: people[n].bids(item, amount=10_000 * n, key=key) for n in range(1, 5)]
    answers = bid_in_one_batch(database_url, item, *calls)
    assert [outcome(answer) for answer in answers] == ["leading"] * 4
    assert [row["number"] for row in log_of(db, item)] == [1, 2, 3, 4]
    assert clean_audit(db, item)


def test_a_key_whose_sign_in_has_ended_stays_free(client, db, database_url, item, people):
    client.post("/api/logout", headers={"Authorization": f"Bearer {people[2].refresh_token}"})
    answers = three_bids(database_url, item, people, "k1", "k2", "k3")
    assert answers[1].status_code == 401
    assert {answers[0].status_code, answers[2].status_code} <= {201, 409}
    assert answers[2].status_code == 201
    assert [row["key"] for row in db.all("SELECT `key` FROM idempotency ORDER BY `key`")] == ["k1", "k3"]
    assert clean_audit(db, item)


def test_a_follower_that_joins_after_the_end_is_late_by_the_clock_of_then(db, database_url, item, people):
    move_end(db, item, 1.0)
    with held(database_url, item) as holder:

        def act(number):
            if number == 2:
                wait_for(1, item)
                time.sleep(1.2)
                return holder.rollback()
            if number:
                wait_for(0, item)
            return people[number + 1].bids(item, amount=10_000 * (number + 1))

        answers = at_once(act, 3)[:2]
    assert [outcome(answer) for answer in answers] == ["auction_ended"] * 2
    assert log_of(db, item) == []


def test_a_rush_on_one_auction_takes_one_connection_and_leaves_the_others_to_the_rest(
    db, database_url, item, seller, people
):
    elsewhere = an_item(seller)
    calls = [lambda n=n: people[n].bids(item, amount=10_000 * n) for n in range(1, 6)]

    def bid_elsewhere():
        in_use = pools.current().writers.in_use
        return in_use, people[6].bids(elsewhere, amount=10_000)

    with held(database_url, item) as holder:

        def act(number):
            if number < 5:
                return calls[number]()
            wait_for(4, item)
            try:
                return bid_elsewhere()
            finally:
                holder.rollback()

        *_, (in_use, answer) = at_once(act, 6)
    assert in_use == 1
    assert answer.status_code == 201
