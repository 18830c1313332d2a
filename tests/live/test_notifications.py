"""The `notification` events of a real server's streams: at once, when it changes, to the signed in alone."""

import time

import pytest

from auction.notifications import rules as notifications
from auction.notifications.rules import New
from tests.cast import an_item, sign_up
from tests.live.watching import watching
from tests.processes import at_most
from tests.scenes import move_end

NOTICED = 3.0
NOTHING = {"unseenCount": 0, "newest": None}


@pytest.fixture
def people(server):
    """Seller, bidder and rival at the real server."""
    return [sign_up(server, name) for name in ("seller", "bidder", "rival")]


def add(db, person, number, **data):
    assert notifications.add_all(db, [New(person.id, "outbid", f"bid:{number}", None, data)]) == 1


def notified(stream, within=10.0):
    event = stream.next(within)
    assert event is not None, "the stream has ended"
    assert event.name == "notification"
    return event.data


def cookie_of(server, person):
    """The Cookie header of a browser that has just signed in."""
    answer = server.post(
        "/api/login", json={"id": person.id, "password": person.password}, headers={"X-Refresh": "cookie"}
    )
    return {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}


def test_the_inbox_is_sent_at_once_and_when_it_changes(db, server, people):
    _, bidder, rival = people
    with watching(server, "/api/events", headers=bidder.headers) as (stream,):
        assert notified(stream) == NOTHING
        add(db, rival, 1)
        add(db, bidder, 2, price=5000)
        began = time.monotonic()
        got = notified(stream)
        assert time.monotonic() - began < at_most(NOTICED)
        assert got["unseenCount"] == 1
        assert set(got["newest"]) == {"id", "kind", "itemId", "data", "createdAt"}
        assert (got["newest"]["kind"], got["newest"]["data"]) == ("outbid", {"price": 5000})
        bidder.post("/api/me/notifications/seen", json={"upTo": got["newest"]["id"]})
        assert notified(stream) == got | {"unseenCount": 0}


def test_a_reader_that_comes_later_gets_the_newest_inbox(db, server, people):
    bidder = people[1]
    for number in (1, 2, 3):
        add(db, bidder, number)
    with watching(server, *["/api/events"] * 4, headers=bidder.headers) as streams:
        assert {notified(stream)["unseenCount"] for stream in streams} == {3}
        add(db, bidder, 4)
        assert {notified(stream)["unseenCount"] for stream in streams} == {4}


def test_prices_and_notifications_come_on_one_connection(db, server, people):
    seller, bidder, rival = people
    item = an_item(seller)
    with watching(server, f"/api/events?items={item['id']}", headers=bidder.headers) as (stream,):
        assert stream.price()["bidCount"] == 0
        assert notified(stream) == NOTHING
        rival.bids(item, amount=20_000)
        assert stream.price()["bidCount"] == 1
        add(db, bidder, 1)
        assert notified(stream)["unseenCount"] == 1


def test_a_stream_of_the_signed_in_outlives_its_items(db, server, people):
    seller, bidder, _ = people
    item = an_item(seller)
    path = f"/api/events?items={item['id']},{item['id'] + 1000}"
    with watching(server, path, headers=bidder.headers) as (stream,):
        assert [stream.next().name for _ in range(3)] == ["gone", "price", "notification"]
        assert seller.delete(f"/api/items/{item['id']}").status_code == 204
        assert stream.next().name == "gone"
        add(db, bidder, 1)
        assert notified(stream)["unseenCount"] == 1


def test_nobody_else_is_sent_notifications(db, server, people):
    seller, bidder, _ = people
    item = an_item(seller)
    with watching(server, f"/api/events?items={item['id']}", f"/api/items/{item['id']}/events") as streams:
        for stream in streams:
            stream.price()
        add(db, bidder, 1)
        move_end(db, item, -1)
        assert [stream.price()["status"] for stream in streams] == ["ended"] * 2


def test_the_refresh_cookie_of_the_page_opens_the_stream_and_stays_valid(db, server, people):
    bidder = people[1]
    cookie = cookie_of(server, bidder)
    add(db, bidder, 1)
    with watching(server, "/api/events", headers=cookie) as (stream,):
        assert notified(stream)["unseenCount"] == 1
    assert server.post("/api/token", headers={**cookie, "X-Refresh": "cookie"}).status_code == 200
    # it opens nothing else
    assert server.get("/api/me/notifications", headers=cookie).status_code == 401


def test_the_stream_of_a_sign_in_that_ends_is_ended(db, server, people):
    bidder = people[1]
    cookie = cookie_of(server, bidder)
    with watching(server, "/api/events", headers=cookie) as (stream,):
        assert notified(stream)["unseenCount"] == 0
        assert bidder.delete("/api/me/sign-ins").status_code == 204
        assert stream.next() is None
    answer = server.get("/api/events", headers=cookie)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "items")


@pytest.mark.parametrize("headers", [{}, {"Cookie": "refresh=forged"}])
def test_without_items_and_sign_in_there_is_nothing_to_stream(server, people, headers):
    answer = server.get("/api/events", headers=headers)
    assert (answer.status_code, [fault["field"] for fault in answer.json["errors"]]) == (422, ["items"])


def test_an_invalid_token_is_refused(server, people):
    assert server.get("/api/events", headers={"Authorization": "Bearer forged"}).status_code == 401
