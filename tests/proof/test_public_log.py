"""Anybody can find the price of an ended auction again: from the API's answers alone, with no secret of ours."""

import random

import pytest

import historyUpdate
from tests.cast import an_item, sign_up
from tests.entries import entry_id
from tests.proof.clock import pass_time_to_end
from tests.proof.harness import chosen_seed
from tests.proof.slow_model import SlowAuction, Will

AUCTIONS = 30
# what a winner would have paid is nobody's business; all we know is that it was more than the price
MORE_THAN_ANYTHING = 10**15


def whole_log(client, item_id):
    """Page by page as anybody may read it; oldest first."""
    entries, cursor = [], None
    while True:
        query = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"/api/items/{item_id}/bids", query_string=query).json
        entries += page["bids"]
        cursor = page["nextCursor"]
        if cursor is None:
            return [entry | {"place": place} for place, entry in enumerate(entries[::-1])]


def price_found_again(item, log):
    """The price by the public rules, or None where no reserve explains what the log shows."""
    if any(entry["kind"] == "cancel" for entry in log):
        return item["startPrice"]
    bought = [entry["amount"] for entry in log if entry["kind"] == "buy"]
    if bought:
        return bought[0]
    taken_back = {entry["retracts"] for entry in log}
    wills = {entry["id"]: will_of(entry) for entry in log if entry["kind"] in ("open", "automatic", "raise")}
    for reserve in possible_reserves(item, log):
        left = [will for number, will in wills.items() if number not in taken_back]
        auction = SlowAuction(item["startPrice"], reserve).replayed(left)
        if auction.price == item["price"] and (taken_back != {None} or explains(item, reserve, log)):
            return auction.price
    return None


def will_of(entry):
    amount = entry["amount"] if entry["kind"] == "open" else entry["maxAmount"] or MORE_THAN_ANYTHING + entry["place"]
    return Will(entry["bidderKey"], amount, entry["kind"] == "open")


def possible_reserves(item, log):
    """None, one above every offer, or, where it was met, one of the prices that were ever shown."""
    if item["reserveMet"] is None:
        return [None]
    return sorted({entry["price"] for entry in log} | {item["startPrice"]}) if item["reserveMet"] else [10**18]


def explains(item, reserve, log):
    """Without retractions every single price of the log is found again."""
    auction = SlowAuction(item["startPrice"], reserve)
    for entry in log:
        if entry["kind"] != "end":
            auction = auction.with_(will_of(entry))
        if auction.price != entry["price"]:
            return False
    return True


@pytest.fixture
def played(client, db):
    """Auctions of every ending, bid on by chance."""
    seed = chosen_seed()
    chance = random.Random(seed)
    seller, *bidders = (sign_up(client, name) for name in ("seller", "anna", "bert", "cleo"))
    made = []
    for number in range(AUCTIONS):
        reserve = chance.choice([None, None, "15000", "60000"])
        made.append(an_item(seller, reservePrice=reserve, buyNowPrice="900000", buyNowUntil="price")["id"])
        taken = [_bid(chance, made[-1], chance.choice(bidders)) for _ in range(chance.randrange(9))]
        _second_thoughts(chance, made[-1], [each for each in taken if each])
        _end(chance, db, number, made[-1], seller, bidders)
    assert historyUpdate.main() == 0
    return made


def _bid(chance, item_id, bidder):
    """Openly or not, often equal to or just under what leads; who and which, when it was accepted."""
    least = bidder.get(f"/api/items/{item_id}").json
    base = least["viewer"]["maxAmount"] or least["minimumBid"]
    amount = chance.choice([base, base + 1, base + chance.randrange(30_000), 20_000, 40_000])
    answer = bidder.bids({"id": item_id}, **{chance.choice(["amount", "max_amount", "max_amount"]): amount})
    return (bidder, answer.json["bid"]["id"]) if answer.status_code == 201 else None


def _second_thoughts(chance, item_id, taken):
    if taken and chance.random() < 0.3:
        bidder, bid_id = chance.choice(taken)
        path = f"/api/items/{item_id}/bids/{bid_id}/retract"
        assert bidder.post(path, json={"reason": "a slip"}).status_code == 200


def _end(chance, db, number, item_id, seller, bidders):
    if number % 10 == 1:
        assert chance.choice(bidders).post(f"/api/items/{item_id}/buy", json={}).status_code == 201
    elif number % 10 == 2:
        assert seller.post(f"/api/items/{item_id}/end", json={"reason": "broken"}).status_code == 200
    elif number % 10 == 3:
        seller.post(f"/api/items/{item_id}/end", json={"sell": True})
    pass_time_to_end(db, item_id)


def test_the_price_of_every_ended_auction_is_found_again_from_its_public_log(client, played):
    for item_id in played:
        item, log = client.get(f"/api/items/{item_id}").json, whole_log(client, item_id)
        assert price_found_again(item, log) == item["price"], (item, log)


def test_no_winners_unused_maximum_is_in_the_log(client, db, played):
    for row in db.all("SELECT id, leader_id, price FROM item WHERE state = 'sold'"):
        log = whole_log(client, row["id"])
        assert all((entry["maxAmount"] or 0) <= row["price"] for entry in log if _is(db, entry, row["leader_id"]))


def _is(db, entry, user_id):
    return db.one("SELECT user_id FROM bid WHERE id = %(id)s", id=entry_id(db, entry["id"]))["user_id"] == user_id


def test_the_log_of_a_live_auction_shows_no_maximum_and_no_silent_raise(client, db):
    seller, bidder, rival = (sign_up(client, name) for name in ("seller", "bidder", "rival"))
    item = an_item(seller)
    for amount in (20_000, 30_000):
        assert bidder.bids(item, max_amount=amount).status_code == 201
    assert rival.bids(item, max_amount=15_000).status_code == 201
    log = whole_log(client, item["id"])
    assert [(entry["kind"], entry["amount"], entry["maxAmount"]) for entry in log] == [
        ("automatic", 10_000, None),
        ("automatic", 15_000, None),
    ]
    pass_time_to_end(db, item["id"])
    log = whole_log(client, item["id"])
    assert [(entry["kind"], entry["maxAmount"]) for entry in log] == [
        ("automatic", None), ("raise", None), ("automatic", 15_000),
    ]  # fmt: skip


def test_a_price_that_was_tampered_with_is_not_found_again(client, played):
    for item_id in played:
        item, log = client.get(f"/api/items/{item_id}").json, whole_log(client, item_id)
        assert price_found_again(item | {"price": item["price"] + 1}, log) != item["price"] + 1
