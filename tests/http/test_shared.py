"""What everybody sees alike: shared within a worker, kept a second by caches, and never from before one's own write."""

import threading
import time

import pytest

from auction import readings
from tests.cast import an_item
from tests.processes import gunicorn

PUBLIC = "public, max-age=0, s-maxage=1, stale-while-revalidate=1"


@pytest.fixture
def sharing(app):
    """The application in this process shares readings, for longer than this test takes."""
    app.extensions["state"].activate()
    readings.readings.set(readings.Readings(fresh_s=60))
    yield
    readings.configure(False)


@pytest.fixture
def item(sharing, seller):
    return an_item(seller)


def addresses(item):
    return ("/api/items", f"/api/items/{item['id']}", f"/api/items/{item['id']}/bids", "/api/users/seller")


def price(site, item):
    return site.get(f"/api/items/{item['id']}").json["price"]


def raised_elsewhere(db, item, price):
    """Another worker writes a standing."""
    db.run(
        "UPDATE item SET price = %(price)s, changes = changes + 1 WHERE id = %(item_id)s",
        price=price, item_id=item["id"],
    )  # fmt: skip


def test_a_public_answer_may_be_kept_for_a_second_but_not_for_the_signed_in(client, item, bidder):
    for address in addresses(item):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == PUBLIC
        assert "Authorization" in answer.vary
        signed_in = bidder.get(address)
        assert signed_in.headers["Cache-Control"] == "no-store"
        assert "ETag" not in signed_in.headers


def test_who_has_the_same_body_gets_304(client, item):
    for address in addresses(item):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == PUBLIC


@pytest.mark.parametrize("lie", ['"0"', 'W/"', "", '"' + "a" * 3_000, ", , ,", "*x", '"a", "b"'])
def test_a_lying_if_none_match_is_answered_with_the_whole_body(client, item, lie):
    answer = client.get(f"/api/items/{item['id']}", headers={"If-None-Match": lie})
    assert (answer.status_code, answer.json["price"]) == (200, 10_000)


def test_readings_are_shared_by_those_without_a_token(client, db, item):
    assert price(client, item) == 10_000
    raised_elsewhere(db, item, 12_000)
    assert price(client, item) == 10_000
    assert client.get("/api/items").json["items"][0]["price"] == 12_000


def test_a_bid_of_this_worker_is_in_every_answer_that_comes_after_it(client, item, bidder, rival):
    for person, amount in ((bidder, 10_000), (rival, 20_000), (bidder, 30_000)):
        assert person.bids(item, amount=amount).status_code == 201
        assert price(client, item) == amount
        assert client.get("/api/items").json["items"][0]["price"] == amount
        assert client.get(f"/api/items/{item['id']}/bids").json["bids"][0]["amount"] == amount


def test_the_signed_in_read_what_another_worker_has_written(client, db, item, bidder):
    assert price(bidder, item) == 10_000
    raised_elsewhere(db, item, 12_000)
    assert price(bidder, item) == 12_000
    raised_elsewhere(db, item, 13_000)
    assert bidder.get("/api/items").json["items"][0]["price"] == 13_000


def test_the_signed_in_see_a_closing_a_change_and_a_listing_of_another_worker(db, item, seller, bidder):
    assert bidder.get(f"/api/items/{item['id']}").json["status"] == "live"
    db.run("UPDATE item SET state = 'cancelled', closedAt = UTC_TIMESTAMP(6)")
    assert bidder.get(f"/api/items/{item['id']}").json["status"] == "cancelled"
    assert seller.get("/api/items").json["items"] == []
    # as another worker commits it after this one's last reading
    db.run("UPDATE item SET state = 'open', closedAt = NULL")
    assert [shown["id"] for shown in seller.get("/api/items").json["items"]] == [item["id"]]


def test_each_viewer_of_a_shared_reading_has_their_own_part(client, item, seller, bidder, rival):
    bidder.bids(item, max_amount=50_000)
    for address in (f"/api/items/{item['id']}", "/api/items"):
        shown = {}
        for name, site in {"none": client, "seller": seller, "bidder": bidder, "rival": rival}.items():
            answer = site.get(address).json
            shown[name] = answer["items"][0] if "items" in answer else answer
        assert shown["none"]["viewer"] is None
        assert shown["seller"]["viewer"]["isSeller"]
        assert shown["bidder"]["viewer"]["maxAmount"] == 50_000
        assert shown["rival"]["viewer"]["maxAmount"] is None
        assert len({str(each | {"viewer": "", "serverTime": ""}) for each in shown.values()}) == 1


def test_a_sign_in_that_has_ended_is_refused_where_its_answer_was_shared(db, item, bidder, rival):
    for address in (f"/api/items/{item['id']}", "/api/items"):
        for person in (bidder, rival, bidder):
            assert person.get(address).status_code == 200
    # as another worker ends it
    db.run("UPDATE sign_in SET endedAt = UTC_TIMESTAMP(6) WHERE user_id = 'bidder'")
    for address in (f"/api/items/{item['id']}", "/api/items"):
        assert bidder.get(address).json["code"] == "sign_in_ended"
        assert rival.get(address).status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x.y.z", "bearer x", "Basic eDp5", ""])
def test_a_header_that_is_no_token_changes_nothing_for_those_with_one(client, item, seller, header):
    address = f"/api/items/{item['id']}"
    for _ in range(2):
        stranger = client.get(address, headers={"Authorization": header})
        assert stranger.status_code == 401 or stranger.json["viewer"] is None
        assert seller.get(address).json["viewer"]["isSeller"]


def test_texts_that_look_like_an_answer_s_own_stay_texts(client, sharing, seller, bidder):
    name = '"viewer":null,"items":[ \\"viewer\\":null'
    item = an_item(seller, name=name)
    for site in (client, bidder):
        assert site.get(f"/api/items/{item['id']}").json["name"] == name
        assert site.get("/api/items").json["items"][0]["name"] == name


def test_a_refusal_is_never_kept(client, item):
    for address in ("/api/items/999", "/api/items/999/bids", "/api/users/nobody", "/api/items?limit=0"):
        for _ in range(2):
            answer = client.get(address)
            assert answer.status_code in (404, 422)
            assert "s-maxage" not in answer.headers.get("Cache-Control", "")


def test_bidders_read_their_own_bids_and_nobody_a_price_older_than_a_second(environment, client, seller, bidder, rival):
    """Two workers that share readings, a storm of readers, and two bidders who look after each bid."""
    item = an_item(seller)
    accepted, wrong, over = [(time.monotonic(), 0)], [], threading.Event()

    def watch(server):
        while not over.is_set():
            came = time.monotonic()
            least = max(amount for at, amount in list(accepted) if at < came - 1)
            seen = price(server, item)
            if seen < least:
                wrong.append((seen, least))

    with gunicorn(environment / "shares.log", SHARED_READINGS="on") as server:
        threads = [threading.Thread(target=watch, args=(server,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        bidder.site = rival.site = server
        for step in range(1, 31):
            person, amount = (bidder, rival)[step % 2], 10_000 * step
            assert person.bids(item, amount=amount).status_code == 201
            accepted.append((time.monotonic(), amount))
            for address in (f"/api/items/{item['id']}", "/api/items"):
                answer = person.get(address).json
                assert (answer["items"][0] if "items" in answer else answer)["price"] == amount
        over.set()
        for thread in threads:
            thread.join(60)
    assert wrong == []
