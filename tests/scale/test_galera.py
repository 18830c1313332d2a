"""Three application hosts on three nodes of a Galera cluster, each host bound to its own node."""

import contextlib
import dataclasses
import os
import signal
import threading
from functools import partial

import pytest

import database
from tests.cast import an_item, sign_up, utc
from tests.processes import wait_for
from tests.scale import many
from tests.scale.fleet import is_whole
from tests.scenes import at_once, in_background

pytestmark = pytest.mark.timeout(900)
LAGS = 0.5  # seconds


@pytest.fixture
def harness(on_galera):
    return on_galera[0]


@pytest.fixture
def group(on_galera):
    return on_galera[1]


@pytest.fixture
def hosts(on_galera):
    return on_galera[2]


@pytest.fixture(autouse=True)
def nobody(on_galera):
    """All nodes and hosts are ready, and there is not a row of anybody's."""
    _, group, hosts = on_galera
    wait_for(lambda: all(node.is_synced() for node in group.nodes) and is_whole(hosts), many.PATIENCE)
    many.empty(group)


@contextlib.contextmanager
def connected(group, number):
    with contextlib.closing(database.connect(group.url(number, many.NAME), autocommit=True)) as connection:
        yield database.Db(connection)


@contextlib.contextmanager
def lagging(group, number):
    """The node applies nothing of what the others commit, for LAGS seconds or until the block ends."""
    with connected(group, number) as db:
        db.run("FLUSH TABLES WITH READ LOCK")
        timer = threading.Timer(LAGS, lambda: db.run("UNLOCK TABLES"))
        timer.start()
        try:
            yield
        finally:
            timer.join()


def test_bids_at_all_nodes_at_once_keep_every_promise(harness, group, hosts):
    notes = many.bid_while(harness, hosts.hosts, 1_500, 10, lambda: None)
    print(many.summary(notes))
    with harness.look() as db:
        assert many.journal.faults(notes, db) + many.audit_faults(harness) + many.differing(group) == []


def test_closers_at_all_nodes_at_once_sell_each_auction_once(harness, group):
    finding = many.closers(harness, group, sales=600)
    print(finding.figure)
    assert finding.faults == []


def test_what_one_node_has_answered_is_known_at_a_node_that_lags_behind(group, hosts):
    here, there = hosts.host(0), hosts.host(1)
    seller, bidder = (sign_up(here, name) for name in ("seller", "bidder"))
    with lagging(group, 1):
        item = an_item(seller)
        assert bidder.bids(item, amount=25_000).status_code == 201
        seen = there.get(f"/api/items/{item['id']}")
        assert (seen.status_code, seen.json["price"]) == (200, 25_000)


def test_a_sign_up_at_one_node_is_at_once_known_at_a_node_that_lags_behind(group, hosts):
    with lagging(group, 1):
        seller = sign_up(hosts.host(0), "seller")
        assert hosts.host(1).get("/api/me", headers=seller.headers).status_code == 200


def test_a_user_who_signed_up_at_one_node_signs_in_at_a_node_that_lags_behind(group, hosts):
    with lagging(group, 1):
        seller = sign_up(hosts.host(0), "seller")
        form = {"id": "seller", "password": seller.password}
        assert hosts.host(1).post("/api/login", json=form).status_code == 200


def test_a_fresh_refresh_token_works_at_a_node_that_lags_behind(group, hosts):
    seller = sign_up(hosts.host(0), "seller")

    def refresh(number, token):
        return hosts.host(number).post("/api/token", headers={"Authorization": f"Bearer {token}"})

    with lagging(group, 1):
        fresh = refresh(0, seller.refresh_token).json["refreshToken"]
        assert refresh(1, fresh).status_code == 200


def test_a_bid_is_placed_at_a_node_that_lags_behind_the_item_and_the_bidder(group, hosts):
    seller = sign_up(hosts.host(0), "seller")
    with lagging(group, 1):
        item, bidder = an_item(seller), sign_up(hosts.host(0), "bidder")
        bidder.site = hosts.host(1)
        assert bidder.bids(item, amount=25_000, key="k").status_code == 201


def test_a_retry_at_a_node_that_lags_behind_gets_the_same_answer(harness, group, hosts):
    seller, bidder = (sign_up(hosts.host(0), name) for name in ("seller", "bidder"))
    item = an_item(seller)
    with lagging(group, 1):
        first = bidder.bids(item, max_amount=50_000, key="the-same")
        bidder.site = hosts.host(1)
        again = bidder.bids(item, max_amount=50_000, key="the-same")
    assert (again.status_code, again.json) == (first.status_code, first.json)
    with harness.look() as db:
        assert db.one("SELECT COUNT(*) AS n FROM bid") == {"n": 1}


def test_a_key_sent_to_all_nodes_at_once_bids_once(harness, hosts):
    seller, bidder = (sign_up(hosts.front, name) for name in ("seller", "bidder"))
    for number in range(10):
        item = an_item(seller)

        def bid(node, item=item, number=number):
            path, headers = f"/api/items/{item['id']}/bids", {"Idempotency-Key": f"key-{number}"}
            return hosts.host(node).post(path, json={"maxAmount": 50_000}, headers=bidder.headers | headers)

        answers = [answer.json for answer in at_once(bid, 3)]
        assert all(answer == answers[0] for answer in answers)
    with harness.look() as db:
        assert db.one("SELECT COUNT(*) AS n FROM bid") == {"n": 10}


def test_nobody_leads_who_left_at_another_node_meanwhile(harness, hosts):
    seller = sign_up(hosts.front, "seller")
    left = 0
    for number in range(8):
        item, bidder = an_item(seller), sign_up(hosts.front, f"bidder-{number}")
        work = [
            lambda bidder=bidder, item=item: hosts.host(0).post(
                f"/api/items/{item['id']}/bids", json={"amount": 25_000}, headers=bidder.headers
            ),
            dataclasses.replace(bidder, site=hosts.host(1)).leave,
        ]
        bid, leave = at_once(lambda place, work=work: work[place](), 2)
        assert (bid.status_code == 201) + (leave.status_code == 204) == 1, (bid.text, leave.text)
        left += leave.status_code == 204
    print(f"{left} left, {8 - left} led")


def retract_and_leave(hosts, bid, leader, leaver):
    """Retract the bid at one node while `leaver` leaves at another; returns both answers."""
    work = [
        partial(hosts.host(0).post, f"{bid}/retract", json={"reason": "a slip"}, headers=leader.headers),
        dataclasses.replace(leaver, site=hosts.host(1)).leave,
    ]
    return at_once(lambda place: work[place](), 2)


def test_nobody_who_left_at_another_node_leads_because_the_leader_retracted_meanwhile(harness, hosts):
    """The retraction gives the lead to the runner-up, unless their leaving at another node was first."""
    seller = sign_up(hosts.front, "seller")
    led = 0
    for number in range(8):
        item = an_item(seller, endTime=utc(hours=6))
        runner_up, leader = (sign_up(hosts.front, f"{name}-{number}") for name in ("second", "first"))
        runner_up.bids(item, amount=25_000)
        bid = leader.bids(item, amount=90_000).json["bid"]["id"]
        retracted, left = retract_and_leave(hosts, f"/api/items/{item['id']}/bids/{bid}", leader, runner_up)
        assert retracted.status_code == 200, retracted.text
        assert left.status_code in (204, 409), left.text
        stands = hosts.host(2).get(f"/api/items/{item['id']}").json
        assert (stands["bidCount"] > 0 and stands["price"] == 25_000) == (left.status_code == 409), stands
        led += left.status_code == 409
    assert many.audit_faults(harness) == []
    print(f"{led} lead, {8 - led} left")


def test_a_leader_retracts_at_one_node_and_leaves_at_another(harness, hosts):
    """Leaving is refused before the retraction and a retraction after leaving; both may be done, in that order."""
    seller = sign_up(hosts.front, "seller")
    for number in range(8):
        item, leader = an_item(seller, endTime=utc(hours=6)), sign_up(hosts.front, f"leader-{number}")
        bid = leader.bids(item, amount=25_000).json["bid"]["id"]
        retracted, left = retract_and_leave(hosts, f"/api/items/{item['id']}/bids/{bid}", leader, leader)
        assert (retracted.status_code, left.status_code) in {(200, 204), (200, 409)}, (retracted.text, left.text)
    assert many.audit_faults(harness) == []


def test_no_sign_in_at_another_node_survives_a_new_password(hosts):
    """Each node compares the hash that it knows; the user's row, which both write, lets one of them commit first."""
    owner = sign_up(hosts.front, "owner")
    for number in range(12):
        old, owner.password = owner.password, f"a new long one, number {number}"
        owner.site = hosts.host(0)
        change, guess = {"password": owner.password, "currentPassword": old}, {"id": "owner", "password": old}
        log_in = partial(hosts.host(1).post, "/api/login", json=guess)
        work = [partial(owner.patch, "/api/me", json=change), log_in, log_in]
        changed, *guessed = at_once(lambda place, work=work: work[place](), 3)
        assert changed.status_code == 200, changed.text
        for answer in guessed:
            token = (answer.json or {}).get("accessToken", "none")
            headers = {"Authorization": f"Bearer {token}"}
            assert hosts.host(2).get("/api/me", headers=headers).status_code == 401


def test_a_retraction_that_changes_nothing_and_a_bid_elsewhere_are_logged_in_their_order(harness, hosts):
    """Its entry says how the auction stood; a bid at another node at the same moment comes before it or after it."""
    seller, leader, bidder = (sign_up(hosts.front, name) for name in ("seller", "leader", "bidder"))
    bidder.site = hosts.host(0)
    for number in range(15):
        # one person may retract three times in 30 days
        outbid = sign_up(hosts.front, f"outbid{number}")
        outbid.site = hosts.host(1)
        item = an_item(seller, price="10000000", endTime=utc(hours=6))
        outbid.bids(item, max_amount=12_000_000)
        silent = outbid.bids(item, max_amount=15_000_000).json["bid"]["id"]
        leader.bids(item, amount=20_000_000)
        work = [
            lambda path=f"/api/items/{item['id']}/bids/{silent}/retract", outbid=outbid: outbid.post(
                path, json={"reason": "a slip"}
            ),
            lambda item=item: bidder.bids(item, amount=22_000_000),
        ]
        answers = at_once(lambda place, work=work: work[place](), 2)
        assert [answer.status_code for answer in answers] == [200, 201]
    assert many.audit_faults(harness) == []


def test_a_node_that_loses_the_others_at_commit_says_that_it_does_not_know(harness, group, hosts):
    """Not "failed": the others may have got it. Then the node is not ready; and once they are back all is well."""
    seller, bidder = (sign_up(hosts.front, name) for name in ("seller", "bidder"))
    item, bidder.site = an_item(seller), hosts.host(0)
    with silenced(group.nodes[1:]) as silence:
        with (
            held(group, item) as (is_waited_for, let_go),
            in_background(lambda: bidder.bids(item, amount=25_000)) as answers,
        ):
            wait_for(is_waited_for)
            silence()
            let_go()
        assert (answers[0].status_code, answers[0].json["code"]) == (503, "outcome_unknown"), answers[0].text
        later = bidder.bids(item, amount=25_000)
        assert (later.status_code, later.json["code"]) == (503, "try_again"), later.text
        assert hosts.host(0).get("/readyz").status_code == 503
    wait_for(lambda: all(node.is_synced() for node in group.nodes), 60)
    wait_for(lambda: bidder.bids(item, amount=90_000).status_code in (201, 409), many.RECOVERS)
    assert many.audit_faults(harness) + many.differing(group) == []


@contextlib.contextmanager
def silenced(nodes):
    """Yields what stops these nodes where they are; they go on when the block ends."""

    def send(what):
        for node in nodes:
            os.kill(node.process.pid, what)

    try:
        yield lambda: send(signal.SIGSTOP)
    finally:
        send(signal.SIGCONT)


@contextlib.contextmanager
def held(group, item):
    """Hold an auction's row at the first node; yields whether somebody waits for it, and what lets it go."""
    with connected(group, 0) as db, connected(group, 0) as watch:
        db.run("START TRANSACTION")
        db.one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        waits = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"
        yield lambda: watch.one(waits)["Value"] != "0", lambda: db.run("ROLLBACK")


@pytest.mark.slow
def test_a_killed_node_rejoins_under_load_and_nothing_is_lost(harness, group, hosts):
    finding = many.kill_a_node(harness, group, hosts, bids=30_000, seconds=12)
    print(finding.figure)
    assert finding.faults == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nodes_that_are_killed_again_and_again_lose_nothing(harness, group, hosts):
    for number in range(5):
        many.empty(group)
        another = dataclasses.replace(harness, seed=harness.seed + number)
        finding = many.kill_a_node(another, group, hosts, bids=30_000, seconds=20)
        print(finding.figure)
        assert finding.faults == []
