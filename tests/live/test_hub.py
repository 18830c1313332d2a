"""The hub and its streams in this process: who may subscribe, what they are sent, and what never goes back."""

import itertools
import socket
import threading
import time
from datetime import datetime, timedelta

import pytest

from auction.live import hub as hubs
from auction.live import poller, streams
from auction.live.connection import Connection
from auction.live.hub import Hub, TooManyStreams
from auction.live.routes import live_of
from auction.live.rules import state_of
from auction.live.streams import Stream
from tests.cast import an_item
from tests.live.watching import parsed

NOON = datetime(2026, 11, 22, 12)
EVENING = NOON + timedelta(hours=8)


def a_row(item_id=1, price=10_000, bids=0, position=0, state="open", end=EVENING):
    """An item as live/store.py reads it."""
    return [item_id, price, 10_000, 1, bids, bids > 0, str(NOON), str(end), state, position]


def a_stream(hub, *rows, address="here"):
    return Stream(hub, [row[0] for row in rows], [state_of(row, NOON) for row in rows], address, Connection())


def blocks(piece):
    """The events in one piece of a stream."""
    return [parsed(block.split("\n")) for block in piece.decode().split("\n\n") if block]


def prices(piece):
    return [event.data["price"] for event in blocks(piece) if event.name == "price"]


def test_a_slow_reader_gets_the_newest_state_and_not_what_came_between():
    hub = Hub()
    stream = a_stream(hub, a_row())
    assert prices(next(stream)) == [10_000]
    for number in range(1, 1000):
        hub.publish_row(a_row(price=10_000 + number, bids=number, position=number), NOON)
    assert prices(next(stream)) == [10_999]


def test_an_unchanged_state_is_not_sent_again(monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.0)
    hub = Hub()
    stream = a_stream(hub, a_row(price=12_000, bids=1, position=3))
    next(stream)
    heard: list[bytes] = []
    # the leader has raised their own maximum, unseen: the log has grown, nothing else
    assert hub.publish_row(a_row(price=12_000, bids=1, position=4), NOON) == 0
    waiting = threading.Thread(target=lambda: heard.append(next(stream)))
    waiting.start()
    waiting.join(0.1)
    assert heard == []
    stream.check()
    waiting.join(5)
    assert heard == [b":\n\n"]


def test_an_answer_from_a_server_that_lags_is_not_shown():
    hub = Hub()
    stream = a_stream(hub, a_row(price=30_000, bids=2, position=7))
    next(stream)
    late = NOON + timedelta(seconds=5)
    assert hub.publish_row(a_row(price=20_000, bids=1, position=5), late) == 0
    assert hub.publish_row(a_row(price=40_000, bids=3, position=9, state="sold"), late) == 1
    assert hub.publish_row(a_row(price=40_000, bids=3, position=9), late) == 0
    hub.publish_missing(1)
    assert [(event.data["price"], event.data["status"]) for event in blocks(next(stream))] == [(40_000, "sold")]


def test_a_retraction_is_newer_though_its_price_and_count_are_lower():
    hub = Hub()
    stream = a_stream(hub, a_row(price=90_000, bids=2, position=7))
    next(stream)
    hub.publish_row(a_row(price=20_000, bids=1, position=8), NOON)
    assert prices(next(stream)) == [20_000]


def test_the_server_time_is_that_of_the_latest_reading():
    hub = Hub()
    a_stream(hub, a_row())
    later = NOON + timedelta(minutes=3)
    hub.publish_row(a_row(), later)
    newcomer = a_stream(hub, a_row())
    assert blocks(next(newcomer))[-1].data["serverTime"] == "2026-11-22T12:03:00Z"


def test_time_alone_ends_an_auction():
    hub = Hub()
    stream = a_stream(hub, a_row())
    next(stream)
    assert hub.publish_row(a_row(), EVENING - timedelta(microseconds=1)) == 0
    assert hub.publish_row(a_row(), EVENING) == 1
    assert blocks(next(stream))[0].data["status"] == "ended"


def test_closed_auctions_are_not_read_again_and_unwatched_ones_are_forgotten():
    hub = Hub()
    first, second = a_stream(hub, a_row(1)), a_stream(hub, a_row(1), a_row(2, state="unsold"))
    assert hub.changeable_ids() == [1]
    first.close()
    assert hub.changeable_ids() == [1]
    second.close()
    second.close()
    assert hub.changeable_ids() == []
    assert hub.state(1) is None
    assert not hub.has_subscribers.is_set()


def test_one_address_and_one_worker_have_their_limits(monkeypatch):
    monkeypatch.setattr(hubs, "MAX_SUBSCRIBERS", 3)
    hub = Hub()
    hub.max_per_address = 2
    first = a_stream(hub, a_row(), address="here")
    a_stream(hub, a_row(), address="here")
    with pytest.raises(TooManyStreams):
        a_stream(hub, a_row(), address="here")
    a_stream(hub, a_row(), address="there")
    with pytest.raises(TooManyStreams):
        a_stream(hub, a_row(), address="elsewhere")
    first.close()
    a_stream(hub, a_row(), address="here")


def test_an_ipv6_customer_has_the_streams_of_one_address_and_a_site_ten_times_as_many():
    hub = Hub(max_per_address=2)
    for customer in range(10):
        streams = [a_stream(hub, a_row(), address=f"2001:db8:0:{customer:x}::{device}") for device in range(2)]
        with pytest.raises(TooManyStreams):
            a_stream(hub, a_row(), address=f"2001:db8:0:{customer:x}::ffff")
    with pytest.raises(TooManyStreams):
        a_stream(hub, a_row(), address="2001:db8:0:ffff::1")
    streams[0].close()
    a_stream(hub, a_row(), address="2001:db8:0:ffff::1")


def test_the_stream_too_many_is_answered_429(app, client, seller, monkeypatch):
    monkeypatch.setattr(live_of(app).hub, "max_per_address", 2)
    path = f"/api/items/{an_item(seller)['id']}/events"
    first, second = client.get(path), client.get(path)
    refused = client.get(path)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_streams")
    assert int(refused.headers["Retry-After"]) > 0
    first.close()
    third = client.get(path)
    assert third.status_code == 200
    second.close()
    third.close()


def test_a_poller_that_fails_goes_on(monkeypatch):
    outcomes = itertools.cycle([ZeroDivisionError, None])

    def poll(_hub):
        if error := next(outcomes):
            raise error
        return 0

    monkeypatch.setattr(poller, "poll", poll)
    work = poller.keep_polling(lambda: poller.poll(Hub()))
    assert [next(work) for _ in range(4)] == [poller.FAILURE_PAUSE_S, poller.MIN_PAUSE_S] * 2


def test_many_woken_watchers_make_the_poller_slower_but_never_too_slow():
    assert poller.pause(0.001, 0) == poller.MIN_PAUSE_S
    assert poller.MIN_PAUSE_S < poller.pause(0.001, 1_000) < poller.MAX_PAUSE_S
    assert poller.pause(3.0, 3_000) == poller.MAX_PAUSE_S


@pytest.fixture
def line():
    """A TCP connection over loopback: our end and the reader's."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        reader = socket.create_connection(door.getsockname())
        ours, _ = door.accept()
    with ours, reader:
        yield ours, reader


def test_a_reader_who_hangs_up_is_noticed_without_writing(line):
    ours, reader = line
    connection = Connection(ours)
    assert not connection.hung_up()
    reader.close()
    time.sleep(0.05)
    assert connection.hung_up()


def test_a_stream_that_has_begun_keeps_nothing_of_its_request(line):
    ours, _ = line
    request = {"werkzeug.request": object(), "HTTP_COOKIE": "refresh=x"}
    stream = Stream(Hub(), [1], [state_of(a_row(), NOON)], "here", Connection(ours, request))
    assert request
    next(stream)
    assert request == {}


def test_a_reader_who_never_reads_is_cut_off(line, monkeypatch):
    monkeypatch.setattr(streams, "STUCK_AFTER_S", 0.0)
    ours, _ = line
    hub = Hub()
    row = a_row()
    stream = Stream(hub, [1], [state_of(row, NOON)], "here", Connection(ours))
    ours.sendall(next(stream))
    ours.settimeout(0.2)
    # the reader's own window, which the kernel sizes, and hardly more; by itself it would take megabytes
    assert writes_until_full(ours) < 1_000
    time.sleep(0.01)
    stream.check()
    with pytest.raises(BrokenPipeError):
        ours.sendall(b"x")


def writes_until_full(line):
    """How many events the kernel takes in before a writer waits."""
    for number in itertools.count():
        try:
            line.sendall(b"x" * 200)
        except TimeoutError:
            return number


def test_a_stopping_worker_sends_every_stream_a_retry_delay():
    hub = Hub()
    stream = a_stream(hub, a_row())
    next(stream)
    hub.is_serving = lambda: False
    next(poller.keep_maintaining(hub))
    (last,) = blocks(next(stream))
    assert 3_000 <= last.retry <= 9_000
    assert list(stream) == []


def test_a_new_stream_at_a_stopping_worker_gets_the_price_and_a_retry_delay():
    hub = Hub()
    hub.close()
    (first,) = list(a_stream(hub, a_row()))
    assert prices(first) == [10_000]
    assert 3_000 <= blocks(first)[-1].retry <= 9_000
