"""Walks over the logs without the derivers, and says what notifications there must be: the oracle of their proofs."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from database import Db

BIDS = ("open", "automatic", "raise")
FALLS = ("retract", "strike", "leave")
Found = tuple[str, str, int]


def expected(db: Db, after: int = 0) -> set[Found]:
    """(user, kind, item or entry) of every notification about bids and closings of items with an id over `after`."""
    items = {row["id"]: row for row in db.all("SELECT * FROM item WHERE id > %(after)s", after=after)}
    log = db.all("SELECT * FROM bid WHERE item_id > %(after)s ORDER BY item_id, id", after=after)
    by_item = {item_id: list(entries) for item_id, entries in groupby(log, lambda entry: entry["item_id"])}
    watchers: dict[int, set[str]] = {item_id: set() for item_id in items}
    for row in db.all("SELECT item_id, user_id FROM watch WHERE item_id > %(after)s", after=after):
        watchers[row["item_id"]].add(row["user_id"])
    found = {
        new for item_id, item in items.items() for new in _of_auction(item, by_item.get(item_id, []), watchers[item_id])
    }
    left = {row["id"] for row in db.all("SELECT id FROM `user` WHERE leftAt IS NOT NULL")}
    return {new for new in found if new[0] not in left}


def actual(db: Db, after: int = 0) -> set[Found]:
    """The notifications that there are, about bids and closings of these items."""
    rows = db.all(
        "SELECT user_id, kind, about FROM notification "
        "WHERE (about LIKE 'bid:%%' OR about LIKE 'item:%%') AND item_id > %(after)s AND kind <> 'endingSoon'",
        after=after,
    )
    return {(row["user_id"], row["kind"], int(row["about"].partition(":")[2])) for row in rows}


def _of_auction(item: dict[str, Any], log: list[dict[str, Any]], watchers: set[str]) -> Iterator[Found]:
    seller, leader, price = item["user_id"], None, item["startPrice"]
    bidding: dict[str, bool] = {}
    for act in _acts(log):
        last, main = act[-1], act[0]
        falls = [entry for entry in act if entry["kind"] in FALLS]
        for entry in act:
            if entry["kind"] in (*BIDS, *FALLS):
                bidding[entry["user_id"]] = entry["kind"] in BIDS
        if falls:
            yield from _of_fall(seller, leader, price, falls, last, bidding)
        elif main["kind"] in BIDS:
            if leader is None:
                yield seller, "firstBid", item["id"]
            elif leader != main["leader_id"]:
                yield leader, "outbid", main["id"]
            reserve = item["reserve"]
            if reserve is not None and (price if leader else 0) < reserve <= main["price"]:
                yield seller, "reserveMet", item["id"]
        leader, price = last["leader_id"], last["price"]
    yield from _of_closing(item, {user for user, still in bidding.items() if still}, watchers)


def _acts(log: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Entries of one transaction by which bids fall, with the correction after them; any other entry by itself."""
    acts: list[list[dict[str, Any]]] = []
    for entry in log:
        before = acts[-1][-1] if acts else None
        if before and before["kind"] in FALLS and before["createdAt"] == entry["createdAt"]:
            acts[-1].append(entry)
        else:
            acts.append([entry])
    return acts


def _of_fall(
    seller: str, leader: str | None, price: int, falls: list[dict[str, Any]], last: dict[str, Any],
    bidding: dict[str, bool],
) -> Iterator[Found]:  # fmt: skip
    owner = falls[-1]["user_id"]
    if falls[-1]["kind"] == "strike":
        yield owner, "struckOut", last["id"]
    elif leader == owner != last["leader_id"]:
        yield owner, "leadLost", last["id"]
    if (leader, price) != (last["leader_id"], last["price"]):
        fallen = {entry["user_id"] for entry in falls}
        for user in {user for user, still in bidding.items() if still} - fallen:
            yield user, "priceFell", last["id"]
        if falls[-1]["kind"] == "retract":
            yield seller, "priceFell", last["id"]


def _of_closing(item: dict[str, Any], bidders: set[str], watchers: set[str]) -> Iterator[Found]:
    if item["state"] == "open":
        return
    winner = item["leader_id"] if item["state"] == "sold" else None
    if winner:
        yield winner, "won", item["id"]
        yield item["user_id"], "sold", item["id"]
    elif item["state"] == "unsold":
        yield item["user_id"], "unsold", item["id"]
    for bidder in bidders - {winner}:
        yield bidder, "lost", item["id"]
    for watcher in watchers - bidders - {item["user_id"]}:
        yield watcher, "watchedEnded", item["id"]
