"""Replays each auction's log by the rules under which it was listed, and reports what is stored differently."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import database
from auction.bids import store
from auction.bids.log import BIDS
from auction.bids.removals import store as removals
from auction.bids.replay import State, Step, replay_log, start_of, terms_of
from auction.bids.rows import BidRow, RemovalRow
from auction.engine.bidding import Offer, is_reserve_met, shown_amount
from auction.engine.versions import VERSIONS
from auction.history import rules as history
from auction.history.rows import LeaderRow, SaleRow
from auction.items import rules as items
from auction.items.rows import AuditedItem
from auction.mysql.grouping import grouped
from auction.users import presence

CHUNK = 500


class Difference(NamedTuple):
    """A stored value, of an item or (`bid_id`) of an entry of its log, that differs from what the rules give."""

    item_id: int
    bid_id: int | None
    what: str
    stored: object
    replayed: object


class Stored(NamedTuple):
    """What is stored of auctions beside their rows and logs, and who of their leaders and buyers has left."""

    leaders: Mapping[int, LeaderRow]
    sales: Mapping[int, SaleRow]
    removed: Mapping[int, list[RemovalRow]]
    left: Mapping[str, datetime]


def audit_after(db: database.Db, item_id: int) -> tuple[int, int, int, list[Difference]]:
    """Audit the next auctions after this id: the last id (0: none), how many, how many entries, the differences."""
    rows = items.after_id(db, item_id, CHUNK)
    return (rows[-1]["id"], *audit_items(db, rows)) if rows else (0, 0, 0, [])


def audit_items(db: database.Db, rows: Sequence[AuditedItem]) -> tuple[int, int, list[Difference]]:
    """Audit these auctions: how many, how many entries, and the differences."""
    ids = [row["id"] for row in rows]
    logs = grouped(ids, store.logs_of(db, ids), lambda entry: entry["item_id"])
    stored = _stored(db, rows, logs)
    differences = [difference for row in rows for difference in audit_item(row, logs[row["id"]], stored)]
    return len(rows), sum(map(len, logs.values())), differences


def _stored(db: database.Db, rows: Sequence[AuditedItem], logs: dict[int, list[BidRow]]) -> Stored:
    ids = [row["id"] for row in rows]
    removed = grouped(ids, removals.of_items(db, ids), lambda removal: removal["item_id"])
    sales = history.sales_of(db, ids)
    leaders = {entry["leader_id"] for log in logs.values() for entry in log} | {row["leader_id"] for row in rows}
    buyers = {sale["user_id"] for sale in sales.values()}
    left = presence.left_among(db, {user for user in leaders if user} | buyers)
    return Stored(history.leaders_of(db, ids), sales, removed, left)


def audit_item(item: AuditedItem, log: Sequence[BidRow], stored: Stored) -> list[Difference]:
    """Audit one auction: each entry of its log, the item, its rows in prehistory, history and removal."""
    steps = replay_log(item, log)
    state = steps[-1].after if steps else start_of(item)
    standing, sale = stored.leaders.get(item["id"]), stored.sales.get(item["id"])
    gone = _gone(item, steps, stored.left)
    return [
        *(difference for step in steps for difference in _entry_differences(item, step, gone)),
        *_item_differences(item, state),
        *_sale_differences(item, state, standing, sale),
        *_removal_differences(item, steps, stored.removed.get(item["id"], [])),
        *_departed(item, sale, gone),
    ]


def _removal_differences(
    item: AuditedItem, steps: Sequence[Step], removed: Sequence[RemovalRow]
) -> Iterator[Difference]:
    """Who is out of the auction follows from its log."""
    by_rule = [step.removal for step in steps if step.removal]
    yield from _compare(item["id"], None, ("removals", _in_order(removed), _in_order(by_rule)))


def _in_order(removed: Sequence[RemovalRow]) -> list[RemovalRow]:
    return sorted(removed, key=lambda removal: (removal["user_id"], removal["kind"]))


def _gone(item: AuditedItem, steps: Sequence[Step], left: Mapping[str, datetime]) -> dict[str, datetime]:
    """Who has left and may not lead; whose account was deleted in 2023 still has the bid of 2023."""
    kept = {step.entry["user_id"] for step in steps if _of_2023(item, step.entry)}
    return {user: at for user, at in left.items() if user not in kept}


def _of_2023(item: AuditedItem, entry: BidRow) -> bool:
    """Whether the entry is the last bid of an auction of 2023, which opens its log (schema/0015_bids_of_2023.sql)."""
    return entry["createdAt"] == min(item["startTime"], item["originalEnd"])


def _departed(item: AuditedItem, sale: SaleRow | None, left: Mapping[str, datetime]) -> Iterator[Difference]:
    """Nobody leads, or wins, who has left."""
    leader = item["leader_id"] if item["state"] == "open" and item["leader_id"] in left else None
    gone = sale is not None and sale["user_id"] in left and left[sale["user_id"]] <= sale["closedAt"]
    yield from _compare(
        item["id"], None,
        ("leader has left", leader, None), ("buyer has left", sale["user_id"] if sale and gone else None, None),
    )  # fmt: skip


def _entry_differences(item: AuditedItem, step: Step, left: Mapping[str, datetime]) -> Iterator[Difference]:
    entry, before, (standing, number, end, _), _ = step
    leader = entry["leader_id"]
    departed = leader if leader and leader in left and left[leader] <= entry["createdAt"] else None
    shown = shown_amount(standing, entry["user_id"], Offer(entry["offer"]))
    yield from _compare(
        entry["item_id"], entry["id"],
        ("price", entry["price"], standing.price), ("leader", entry["leader_id"], standing.leader),
        ("count", entry["number"], number), ("end", entry["endTime"], end), ("amount", entry["amount"], shown),
        ("silent", entry["kind"] == "raise", entry["kind"] in BIDS and number == before.number),
        ("in time", _in_time(item, before, entry), True), ("leader has left", departed, None),
    )  # fmt: skip


def _in_time(item: AuditedItem, before: State, entry: BidRow) -> bool:
    """Nothing happens in an auction at or after its end, and no bid before its start."""
    if item["startTime"] >= item["originalEnd"]:
        # 2023 let an auction end before it began
        return True
    began = entry["kind"] == "cancel" or entry["createdAt"] >= item["startTime"]
    left = before.end - entry["createdAt"]
    settled = entry["kind"] in ("retract", "strike") and left < VERSIONS[item["rulesVersion"]].settled
    return began and before.state == "open" and left > timedelta(0) and not settled


def _item_differences(item: AuditedItem, state: State) -> Iterator[Difference]:
    standing, number, end, _ = state
    yield from _compare(
        item["id"], None,
        ("price", item["price"], standing.price), ("leader", item["leader_id"], standing.leader),
        ("maximum", item["maximum"], standing.maximum), ("count", item["bidCount"], number),
        ("end", item["endTime"], end), ("state", item["state"], _state_by_rule(item, state)),
        ("closed", item["closedAt"], _closed_by_rule(item, state)),
    )  # fmt: skip


def _state_by_rule(item: AuditedItem, state: State) -> str:
    """Return the expected state: open until the auction is closed, then sold if the reserve is met, else unsold."""
    if state.state != "open" or item["state"] == "open":
        return state.state
    return "sold" if is_reserve_met(terms_of(item), state.standing) else "unsold"


def _closed_by_rule(item: AuditedItem, state: State) -> Any:
    """Return the expected closing time: of a sale or cancellation, its own; of the closing job, any from the end on."""
    if item["state"] == "open":
        return None
    late = item["closedAt"] is not None and state.state == "open" and item["closedAt"] > state.end
    return item["closedAt"] if late else state.end


def _sale_differences(
    item: AuditedItem, state: State, standing: LeaderRow | None, sale: SaleRow | None
) -> Iterator[Difference]:
    """Prehistory holds who leads an open auction; history the one sale of a sold one."""
    leads = state.standing.leader if item["state"] == "open" else None
    sold = item["state"] == "sold"
    yield from _compare(
        item["id"], None,
        ("prehistory", standing and standing["user_id"], leads),
        ("prehistory end", standing and standing["endTime"], state.end if leads else None),
        ("history", sale and sale["user_id"], state.standing.leader if sold else None),
        ("history price", sale and sale["price"], state.standing.price if sold else None),
        ("history seller", sale and sale["seller_id"], item["user_id"] if sold else None),
        ("history closed", sale and sale["closedAt"], item["closedAt"] if sold else None),
    )  # fmt: skip


def _compare(item_id: int, bid_id: int | None, *pairs: tuple[str, object, object]) -> Iterator[Difference]:
    for what, stored, by_rule in pairs:
        if stored != by_rule:
            yield Difference(item_id, bid_id, what, stored, by_rule)
