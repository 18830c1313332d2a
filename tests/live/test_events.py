"""Event streams of a real server with two workers, while real bids come in."""

import contextlib
import os
import signal
import time

import pytest

import database
import historyUpdate
from auction.items.rules import hold
from tests.cast import an_item, sign_up, utc
from tests.live.watching import events_of, watching
from tests.metrics import metrics
from tests.processes import at_most, gunicorn, wait_for
from tests.proof.proxy import Proxy
from tests.scenes import move_end, move_start

# the promise is one second, which bench/watchers.py measures; a machine that is busy with other things gets some more
NOTICED = 3.0


@pytest.fixture
def people(server):
    """Seller, bidder and rival at the real server."""
    return [sign_up(server, name) for name in ("seller", "bidder", "rival")]


def test_the_current_state_is_sent_at_once(server, people):
    item = an_item(people[0])
    began = time.monotonic()
    with watching(server, events_of(item)) as (stream,):
        got = stream.price()
        assert time.monotonic() - began < at_most(NOTICED)
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.headers["Cache-Control"] == "no-store"
        assert stream.headers["X-Accel-Buffering"] == "no"
    now = server.get(f"/api/items/{item['id']}").json
    assert set(got) == {"id", "price", "minimumBid", "bidCount", "endTime", "status", "serverTime"}
    assert {**got, "serverTime": ""} == {name: now[name] for name in got} | {"serverTime": ""}
    assert item["serverTime"] <= got["serverTime"] <= now["serverTime"]
    assert stream.retries == [2000]


def test_watchers_of_every_worker_see_a_bid_within_a_second(server, people):
    seller, bidder, _ = people
    item = an_item(seller)
    with watching(server, *[events_of(item)] * 8) as streams:
        assert {stream.price()["bidCount"] for stream in streams} == {0}
        answer = bidder.bids(item, amount=12_000).json["item"]
        until = time.monotonic() + at_most(NOTICED)
        for stream in streams:
            got = stream.price(until - time.monotonic())
            assert {name: got[name] for name in answer} == answer


def test_one_stream_sends_two_items_and_names_those_that_do_not_exist(server, people):
    seller, bidder, rival = people
    first, second = an_item(seller), an_item(seller)
    with watching(server, f"/api/events?items={first['id']},{second['id']},{second['id'] + 1000}") as (stream,):
        gone = stream.next()
        assert (gone.name, gone.data) == ("gone", {"id": second["id"] + 1000})
        assert {stream.price()["id"], stream.price()["id"]} == {first["id"], second["id"]}
        rival.bids(second, amount=20_000)
        assert stream.until(id=second["id"])["price"] == 20_000
        bidder.bids(first, amount=30_000)
        assert stream.until(id=first["id"])["price"] == 30_000


def test_a_reader_who_paused_finds_the_newest_state_last(server, people):
    seller, bidder, rival = people
    item = an_item(seller)
    with watching(server, events_of(item)) as (stream,):
        for step in range(6):
            (bidder, rival)[step % 2].bids(item, amount=10_000 + 5_000 * step)
        now = server.get(f"/api/items/{item['id']}").json
        got = stream.until(price=now["price"])
        assert (got["bidCount"], got["minimumBid"], got["endTime"]) == (6, now["minimumBid"], now["endTime"])
        assert stream.hears_nothing(0.5)


def test_start_end_and_closing_are_seen_and_the_first_two_by_the_clock_alone(server, people, db):
    item = an_item(people[0], startTime=utc(hours=1), endTime=utc(hours=2))
    step = at_most(1.2)
    move_end(db, item, 2 * step)
    move_start(db, item, step)
    with watching(server, events_of(item)) as (stream,):
        assert stream.price()["status"] == "scheduled"
        live = stream.price(step + at_most(NOTICED))
        assert live["status"] == "live"
        ended = stream.price(step + at_most(NOTICED))
        assert ended["status"] == "ended"
        assert ended["serverTime"] >= ended["endTime"]
        assert historyUpdate.main() == 0
        assert stream.price()["status"] == "unsold"


def test_a_cancelled_auction_and_one_taken_down_are_seen(server, people):
    seller, bidder, _ = people
    cancelled, taken_down = an_item(seller), an_item(seller)
    bidder.bids(cancelled, amount=50_000)
    with watching(server, events_of(cancelled), events_of(taken_down)) as (first, second):
        first.price(), second.price()
        assert seller.post(f"/api/items/{cancelled['id']}/end", json={"reason": "고장 났어요"}).status_code == 200
        assert seller.delete(f"/api/items/{taken_down['id']}").status_code == 204
        got = first.until(status="cancelled")
        assert (got["price"], got["bidCount"]) == (10_000, 0)
        assert second.next().name == "gone"
        assert second.next() is None
    assert server.get(events_of(taken_down)).status_code == 404


def test_a_retraction_lowers_the_price_in_every_tab(server, people):
    seller, bidder, rival = people
    item = an_item(seller)
    bidder.bids(item, amount=20_000)
    bid = rival.bids(item, amount=90_000).json["bid"]
    with watching(server, events_of(item)) as (stream,):
        assert stream.price()["price"] == 90_000
        answer = rival.post(f"/api/items/{item['id']}/bids/{bid['id']}/retract", json={"reason": "0 하나를 더 썼어요"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert stream.until(price=20_000)["bidCount"] == 1


def test_a_price_is_never_shown_before_it_is_committed(server, people, database_url):
    item = an_item(people[0])
    with watching(server, events_of(item)) as (stream,), contextlib.closing(database.connect(database_url)) as other:
        stream.price()
        for price, end in ((666_000, other.rollback), (777_000, other.commit)):
            other.begin()
            hold(database.Db(other), item["id"])
            database.Db(other).run("UPDATE item SET price = %(price)s WHERE id = %(id)s", price=price, id=item["id"])
            assert stream.hears_nothing(0.7)
            end()
        assert stream.price()["price"] == 777_000


def test_streams_hold_no_connection_and_who_leaves_is_noticed(server, people):
    items = [an_item(people[0]) for _ in range(3)]
    wait_for(lambda: metrics(server)["ssgbay_event_streams"] == 0)
    paths = [events_of(items[number % 3]) for number in range(40)]
    with contextlib.ExitStack() as stack:
        for host in range(1, 6):
            streams = stack.enter_context(watching(server, *paths, source=f"127.0.0.{host}"))
            assert {stream.status for stream in streams} == {200}
        assert metrics(server)["ssgbay_event_streams"] == 200
        in_use = [metrics(server)["ssgbay_pool_connections_in_use"] for _ in range(20)]
        # the two pollers alone ask now and then
        assert max(in_use) <= 2
        assert in_use.count(0) > 10
    wait_for(lambda: metrics(server)["ssgbay_event_streams"] == 0)


@pytest.mark.parametrize("path", ["/api/items/4711/events", "/api/events?items=4711,4712"])
def test_where_nothing_is_there_to_watch_it_is_not_found(server, path):
    answer = server.get(path)
    assert (answer.status_code, answer.json["code"]) == (404, "item_not_found")


@pytest.mark.parametrize("items", ["", "1,", "x", "1;2", "-1", "1.5", ",".join(map(str, range(1, 102)))])
def test_an_invalid_list_is_refused_by_its_field(server, items):
    answer = server.get("/api/events", query_string={"items": items})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json["errors"]] == ["items"]


def test_asking_for_the_head_alone_opens_no_stream(server, people):
    answer = server.open(events_of(an_item(people[0])), method="HEAD")
    assert (answer.status_code, answer.data) == (200, b"")
    wait_for(lambda: metrics(server)["ssgbay_event_streams"] == 0)


@pytest.fixture
def proxied(environment, database_url, clean):
    """A server of this test's own, and the proxy through which it reaches the database."""
    with Proxy(database_url) as proxy, gunicorn(environment / "proxied.log", DATABASE_URL=proxy.url) as server:
        yield server, proxy


def test_streams_outlive_the_database_and_end_with_their_workers(proxied):
    server, proxy = proxied
    seller, bidder = sign_up(server, "seller"), sign_up(server, "bidder")
    item = an_item(seller)
    with watching(server, *[events_of(item)] * 6) as streams:
        assert all(stream.price() for stream in streams)
        proxy.refuses = True
        for line in proxy.lines:
            line.cut()
        assert server.get(events_of(item)).status_code == 503
        assert all(stream.hears_nothing(0.2) for stream in streams)
        proxy.refuses = False
        wait_for(lambda: bidder.bids(item, amount=15_000).status_code == 201)
        assert {stream.price()["price"] for stream in streams} == {15_000}
    for stop in (signal.SIGHUP, signal.SIGTERM):
        streams_end_when(server, item, stop)
    # a single stream that stayed would hold the worker for all of its graceful 30 s
    wait_for(lambda: has_ended(server.pid), 25)


def streams_end_when(server, item, stop):
    """Every stream ends soon after the signal, each got of its own later time to come back."""
    with watching(server, *[events_of(item)] * 30) as streams:
        assert all(stream.price() for stream in streams)
        os.kill(server.pid, stop)
        until = time.monotonic() + at_most(NOTICED)
        assert all(stream.next(until - time.monotonic()) is None for stream in streams)
        retries = [stream.retries[-1] for stream in streams]
    assert all(3_000 <= retry <= 9_000 for retry in retries)
    assert len(set(retries)) > 20


def has_ended(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "Z"
