"""Replays the auction of each second chance: to whom it was offered, and at which price."""

import database
from auction.bids.second_chance import read_log, standing_without
from auction.items import rules as items
from auction.orders import store as orders
from auction.orders.audit import Difference
from auction.orders.offers import store
from auction.orders.rows import OfferRow
from auction.users import presence

CHUNK = 500


def audit_after(db: database.Db, offer_id: int) -> tuple[int, int, list[Difference]]:
    """Audit the next offers after this id: the last id (0: none), how many, the differences."""
    rows = store.after(db, offer_id, CHUNK)
    found = [difference for row in rows for difference in _audit(db, row)]
    return (rows[-1]["id"] if rows else 0), len(rows), found


def _audit(db: database.Db, offer: OfferRow) -> list[Difference]:
    item, log = items.find(db, offer["item_id"]), read_log(db, offer["item_id"])
    failed = [order for order in orders.of_item(db, item["id"]) if order["createdAt"] < offer["createdAt"]]
    earlier = [made for made in store.of_items(db, [item["id"]]) if made["id"] < offer["id"]]
    left = presence.left_among(db, {entry["user_id"] for entry in log})
    without = {order["buyer_id"] for order in failed} | {made["user_id"] for made in earlier}
    without |= {user_id for user_id, at in left.items() if at <= offer["createdAt"]}
    standing = standing_without(item, log, without)
    stored = offer["user_id"], offer["price"]
    replayed = standing.leader, min(standing.price, failed[0]["price"]) if failed else None
    return [] if stored == replayed else [Difference(0, f"offer {offer['id']}", stored, replayed)]
