"""The public log, and what I bid on."""

from auction.history.rules import close_due
from tests.cast import an_item
from tests.scenes import move_end


def log(site, item):
    answer = site.get(f"/api/items/{item['id']}/bids")
    assert answer.status_code == 200
    return answer.json["bids"]


def test_the_log_is_public_newest_first_and_masked(client, seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, max_amount=30000)
    rival.bids(item, amount=15000)
    rival.bids(item, amount=40000)
    entries = log(client, item)
    assert all(set(entry) >= {"id", "bidder", "amount", "createdAt"} for entry in entries)
    assert [(entry["bidder"], entry["amount"]) for entry in entries] == [
        ("r***l", 40000), ("r***l", 15000), ("b***r", 10000),
    ]  # fmt: skip
    moments = [entry["createdAt"] for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert len({entry["id"] for entry in entries}) == 3
    assert "bidder has" not in str(entries)


def test_nobody_is_named_in_the_log(client, seller, bidder):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    entry = log(client, item)[0]
    assert {"bidder", "Bidder"}.isdisjoint(str(value) for value in entry.values())


def test_an_item_without_bids_has_an_empty_log(client, seller):
    assert client.get(f"/api/items/{an_item(seller)['id']}/bids").json == {"bids": [], "nextCursor": None}


def test_an_item_that_does_not_exist_has_no_log(client):
    answer = client.get("/api/items/999999/bids")
    assert (answer.status_code, answer.json["code"]) == (404, "item_not_found")


def mine(person):
    answer = person.get("/api/me/bids")
    assert answer.status_code == 200
    assert set(answer.json) == {"entries", "nextCursor"}
    assert answer.headers["Cache-Control"] == "no-store"
    return [(entry["item"]["id"], entry["myAmount"], entry["standing"]) for entry in answer.json["entries"]]


def test_my_bids_say_how_i_stand(db, seller, bidder, rival):
    led, lost = an_item(seller), an_item(seller)
    bidder.bids(led, max_amount=30000)
    bidder.bids(lost, amount=10000)
    rival.bids(lost, amount=20000)
    assert mine(bidder) == [(lost["id"], 10000, "outbid"), (led["id"], 30000, "leading")]
    assert mine(rival) == [(lost["id"], 20000, "leading")]
    for item in (led, lost):
        move_end(db, item, -1)
    close_due(db)
    assert mine(bidder) == [(lost["id"], 10000, "lost"), (led["id"], 30000, "won")]
    assert mine(rival) == [(lost["id"], 20000, "won")]


def test_my_amount_is_the_most_i_offered(seller, bidder, rival):
    item = an_item(seller)
    bidder.bids(item, amount=10000)
    rival.bids(item, amount=20000)
    bidder.bids(item, max_amount=50000)
    bidder.bids(item, max_amount=70000)
    assert mine(bidder) == [(item["id"], 70000, "leading")]


def test_a_bidder_whose_bids_are_all_retracted_is_out_of_a_live_auction(seller, bidder, rival):
    item = an_item(seller)
    rival.bids(item, amount=10000)
    bid = bidder.bids(item, amount=20000).json["bid"]
    assert mine(bidder) == [(item["id"], 20000, "leading")]
    bidder.post(f"/api/items/{item['id']}/bids/{bid['id']}/retract", json={"reason": "a slip"})
    assert mine(bidder) == [(item["id"], 0, "lost")]


def test_my_bids_on_one_item(seller, bidder):
    first, second, other = an_item(seller), an_item(seller), an_item(seller)
    bidder.bids(first, amount=10000)
    bidder.bids(second, amount=11000)

    def on(item):
        page = bidder.get(f"/api/me/bids?itemId={item['id']}").json
        return [(entry["item"]["id"], entry["myAmount"]) for entry in page["entries"]], page["nextCursor"]

    assert on(first) == ([(first["id"], 10000)], None)
    assert on(second) == ([(second["id"], 11000)], None)
    assert on(other) == ([], None)


def test_my_bids_are_mine_alone(client, seller, bidder):
    bidder.bids(an_item(seller), amount=10000)
    assert mine(seller) == []
    assert client.get("/api/me/bids").status_code == 401
    entry = bidder.get("/api/me/bids").json["entries"][0]
    assert set(entry) == {"item", "myAmount", "standing", "removed"}
    assert entry["item"]["viewer"]["isLeading"] is True


def test_nobody_wins_below_the_reserve(db, seller, bidder):
    item = an_item(seller, reservePrice="50000")
    bidder.bids(item, amount=20000)
    move_end(db, item, -1)
    close_due(db)
    assert mine(bidder) == [(item["id"], 20000, "lost")]
