"""Derives notifications from the log of bids: outbid, leadLost, priceFell, struckOut, firstBid, reserveMet."""

from collections import defaultdict
from collections.abc import Iterator

import database
from auction.alerts.logs import store
from auction.alerts.positions import Log
from auction.alerts.rows import EntryRow
from auction.appstate import PerApp
from auction.bids.log import BIDS
from auction.notifications import rules as notifications
from auction.notifications.rules import New

# of the entries by which bids fall, those that are notified: not a leaving
NOTIFIED_FALLS = ("retract", "strike")

_log = PerApp(lambda: Log("bids", "bid"))


def derive() -> int:
    """Add the notifications of the entries that are new; return how many."""
    return _log.get().look(add_for)


def add_for(db: database.Db, ids: list[int]) -> int:
    """Add the notifications of these entries; return how many were new."""
    rows = store.entries(db, ids)
    bidders = _bidders(db, [row["id"] for row in rows if _lowers(row)])
    return notifications.add_all(db, (new for row in rows for new in news_of(row, bidders[row["id"]])))


def _bidders(db: database.Db, ids: list[int]) -> defaultdict[int, list[str]]:
    """The bidders whose bids stayed when others fell, by the entry by which they fell."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in store.bidders_before(db, ids) if ids else []:
        found[row["id"]].append(row["user_id"])
    return found


def news_of(row: EntryRow, bidders: list[str]) -> Iterator[New]:
    """Yield what an entry is news of; `bidders` are those whose bids stayed when others fell by it."""
    if row["kind"] in NOTIFIED_FALLS:
        yield from _of_fall(row, bidders)
    elif row["kind"] in BIDS and not row["corrects"]:
        yield from _of_bid(row)


def _of_bid(row: EntryRow) -> Iterator[New]:
    item_id, about_item = row["item_id"], f"item:{row['item_id']}"
    data = {"price": row["price"], "name": row["name"]}
    if row["leaderBefore"] is None:
        yield New(row["seller_id"], "firstBid", about_item, item_id, data)
    elif row["leaderBefore"] != row["leader_id"]:
        yield New(row["leaderBefore"], "outbid", f"bid:{row['id']}", item_id, data)
    if row["reserve"] is not None and _price_before(row) < row["reserve"] <= row["price"]:
        yield New(row["seller_id"], "reserveMet", about_item, item_id, data)


def _price_before(row: EntryRow) -> int:
    """The standing price before this entry (won); 0 where nobody led."""
    return 0 if row["leaderBefore"] is None else row["priceBefore"] or 0


def _of_fall(row: EntryRow, bidders: list[str]) -> Iterator[New]:
    """All entries by which bids fell at once are news about the last one, so they are notified once."""
    about, item_id = f"bid:{row['lastId']}", row["item_id"]
    data = {"price": row["priceAfter"], "name": row["name"]}
    if row["kind"] == "strike":
        yield New(row["user_id"], "struckOut", about, item_id, {"reason": row["reason"], "name": row["name"]})
    elif row["leaderBefore"] == row["user_id"] != row["leaderAfter"]:
        yield New(row["user_id"], "leadLost", about, item_id, data)
    if _lowers(row):
        for bidder in bidders:
            yield New(bidder, "priceFell", about, item_id, data | {"leading": bidder == row["leaderAfter"]})
        if row["kind"] == "retract":
            yield New(row["seller_id"], "priceFell", about, item_id, data | {"role": "seller"})


def _lowers(row: EntryRow) -> bool:
    """Whether bids fell by this entry, and the price or the leader with them."""
    before, after = (row["priceBefore"], row["leaderBefore"]), (row["priceAfter"], row["leaderAfter"])
    return row["kind"] in NOTIFIED_FALLS and before != after
