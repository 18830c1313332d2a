"""The log of an auction: one entry for every accepted act."""

from auction.bids import store
from auction.bids.removals import store as removals
from auction.bids.rows import BidRow, Kind, NewBid, OwnBid
from auction.engine.bidding import Offer, shown_amount
from auction.items.rows import REMOVAL_WEIGHT, RemovalKind
from auction.items.rules import Auction
from database import Db, Deferred, Pipeline

# the kinds of entries that are offers
BIDS = ("open", "automatic", "raise")
OFFERS = (*BIDS, "buy")
# those by which bids fall
FALLS = ("retract", "strike", "leave")


def add_entry(
    pipeline: Pipeline, after: Auction, kind: Kind, user_id: str, offer: Offer,
    retracts: int | None = None, reason: str | None = None,
) -> Deferred[int]:  # fmt: skip
    """Append an entry, with the auction as it stands after it; returns the id of the entry."""
    entry: NewBid = {
        "item_id": after.id,
        "user_id": user_id,
        "kind": kind,
        "offer": offer.amount,
        "amount": shown_amount(after.standing, user_id, offer),
        "price": after.standing.price,
        "leader_id": after.standing.leader,
        "number": after.bid_count,
        "endTime": after.end_time,
        "createdAt": after.now,
        "retracts": retracts,
        "reason": reason,
    }
    return store.add(pipeline, entry)


def offer_of(entry: BidRow) -> tuple[str, Offer]:
    """Who made a logged bid, and its offer."""
    return entry["user_id"], Offer(entry["offer"], automatic=entry["kind"] != "open")


def own_bid(entry: BidRow) -> OwnBid:
    """What a retraction needs of a logged bid."""
    return {
        "id": entry["id"], "kind": entry["kind"], "offer": entry["offer"], "amount": entry["amount"],
        "createdAt": entry["createdAt"],
    }  # fmt: skip


def public_log(db: Db, item_id: int, over: bool, before: int | None, limit: int) -> list[BidRow]:
    """Entries before the id `before`, newest first; the silent raises too once the auction is over."""
    return store.log_with_raises(db, item_id, before, limit) if over else store.public_log(db, item_id, before, limit)


def fallen(db: Db, entries: list[BidRow]) -> set[int]:
    """The ids of those bids that have fallen: retracted, or of a bidder who was struck out or has left."""
    return {row["id"] for row in store.fallen(db, [entry["id"] for entry in entries])}


def how_removed(db: Db, user_id: str, item_ids: list[int]) -> dict[int, RemovalKind]:
    """How bids of this user on these items fell, by item; the weightiest kind counts."""
    rows = removals.of_bidder(db, user_id, item_ids)
    return {row["item_id"]: row["kind"] for row in sorted(rows, key=lambda row: REMOVAL_WEIGHT[row["kind"]])}


def price_by_bids(db: Db, item_id: int) -> int:
    """The price that the bids made, before a purchase at once or a cancellation changed it (won)."""
    return store.price_by_bids(db, item_id)


def items_bid_on(db: Db, user_id: str, before: int | None, limit: int) -> list[int]:
    """The ids of the items this user bid on, below the id `before`, newest listing first."""
    return [row["item_id"] for row in store.items_bid_on(db, user_id, before, limit)]


def standing_offers(db: Db, user_id: str, item_ids: list[int]) -> dict[int, int]:
    """The most that this user offers on each item by bids that are not retracted (won); items without are left out."""
    entries = store.own_entries(db, user_id, item_ids)
    retracted = {entry["retracts"] for entry in entries}
    most: dict[int, int] = {}
    for entry in entries:
        if entry["kind"] in OFFERS and entry["id"] not in retracted:
            most[entry["item_id"]] = max(entry["offer"], most.get(entry["item_id"], 0))
    return most
