"""The proof: replay an auction's log by the pure rule and say wherever what is stored differs."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import database
from auction.bids import store
from auction.bids.engine import Offer, Standing, Terms, extended, outbid, replayed, reserve_met, smallest_offer
from auction.bids.retraction import BIDS, offer_of
from auction.bids.rules import is_silent, visible
from auction.history import rules as history
from auction.items import rules as items

Row = dict[str, Any]
CHUNK = 500


class Difference(NamedTuple):
    """One thing that is not as the rule says: in which item, at which entry (None: the item itself), what."""

    item_id: int
    bid_id: int | None
    what: str
    stored: object
    replayed: object


class State(NamedTuple):
    """An auction while its log is replayed."""

    standing: Standing
    number: int
    end: Any
    state: str = "open"


class Step(NamedTuple):
    """An entry, and the state right before and right after it by the rule."""

    entry: Row
    before: State
    after: State


def audit_after(db: database.Db, item_id: int) -> tuple[int, int, int, list[Difference]]:
    """The next auctions after this id: the last id seen (0: none), how many, how many entries, the differences."""
    rows = items.after_id(db, item_id, CHUNK)
    return (rows[-1]["id"], *audit_items(db, rows)) if rows else (0, 0, 0, [])


def audit_items(db: database.Db, rows: list[Row]) -> tuple[int, int, list[Difference]]:
    """These auctions: how many, how many entries, and the differences."""
    ids = [row["id"] for row in rows]
    logs: dict[int, list[Row]] = {item_id: [] for item_id in ids}
    for entry in store.logs_of(db, ids):
        logs[entry["item_id"]].append(entry)
    standings, sales = history.standings_of(db, ids), history.sales_of(db, ids)
    differences = [
        difference
        for row in rows
        for difference in audit_item(row, logs[row["id"]], standings.get(row["id"]), sales.get(row["id"]))
    ]
    return len(rows), sum(map(len, logs.values())), differences


def audit_item(item: Row, log: Sequence[Row], standing: Row | None, sale: Row | None) -> list[Difference]:
    """One auction: each entry as logged, the item as it stands, prehistory and history."""
    steps = replay(item, log)
    state = steps[-1].after if steps else start_of(item)
    return [
        *(difference for step in steps for difference in _entry_differences(item, step)),
        *_item_differences(item, state),
        *_books_differences(item, state, standing, sale),
    ]


def start_of(item: Row) -> State:
    """Before the first bid."""
    return State(Standing(item["startPrice"]), 0, item["originalEnd"])


def replay(item: Row, log: Sequence[Row]) -> list[Step]:
    """The log again, entry by entry, by the pure rule alone."""
    steps: list[Step] = []
    state = start_of(item)
    bids: dict[int, Row] = {}
    together = _taken_back_together(log)
    for entry in log:
        before = state
        if entry["kind"] in BIDS:
            bids[entry["id"]] = entry
            state = _after_bid(item, state, entry)
        elif entry["kind"] == "retract":
            state = _after_retraction(item, state, bids, together[entry["createdAt"]])
        else:
            state = _after_act(item, state, entry)
        steps.append(Step(entry, before, state))
    return steps


def _taken_back_together(log: Sequence[Row]) -> dict[Any, list[int]]:
    """Bids that were taken back at one moment; each of these entries has the standing after all of them."""
    together: dict[Any, list[int]] = {}
    for entry in log:
        if entry["kind"] == "retract":
            together.setdefault(entry["createdAt"], []).append(entry["retracts"])
    return together


def _terms(item: Row) -> Terms:
    return Terms(item["startPrice"], item["reserve"])


def _after_bid(item: Row, state: State, entry: Row) -> State:
    bidder, offer = offer_of(entry)
    if offer.amount < smallest_offer(_terms(item), state.standing, bidder):
        # it should have been refused; leaving the state as it is makes every later entry say so
        return state
    standing = outbid(_terms(item), state.standing, bidder, offer)
    if is_silent(state.standing, standing, bidder):
        return state._replace(standing=standing)
    end = extended(state.end, item["originalEnd"], entry["createdAt"]) if item["extends"] else state.end
    return State(standing, state.number + 1, end)


def _after_retraction(item: Row, state: State, bids: dict[int, Row], going: list[int]) -> State:
    """Take these out of the bids and replay the others; the end does not move."""
    if going[0] not in bids:
        # an earlier entry of the same retraction took them
        return state
    for bid_id in going:
        bids.pop(bid_id, None)
    standing = replayed(_terms(item), [offer_of(bid) for bid in bids.values()])
    return state._replace(standing=standing, number=sum(bid["kind"] != "raise" for bid in bids.values()))


def _after_act(item: Row, state: State, entry: Row) -> State:
    """A purchase at once, a cancellation or an early sale."""
    kind, at = entry["kind"], entry["createdAt"]
    if kind == "buy":
        bought = Standing(item["buyNowPrice"], entry["user_id"], item["buyNowPrice"])
        return State(bought, state.number + 1, at, "sold")
    if kind == "cancel":
        return State(Standing(item["startPrice"]), 0, at, "cancelled")
    return state._replace(end=at, state="sold")


def _entry_differences(item: Row, step: Step) -> Iterator[Difference]:
    entry, before, (standing, number, end, _) = step
    shown = visible(standing, entry["user_id"], Offer(entry["offer"]))
    yield from _compare(
        entry["item_id"], entry["id"],
        ("price", entry["price"], standing.price), ("leader", entry["leader_id"], standing.leader),
        ("count", entry["number"], number), ("end", entry["endTime"], end), ("amount", entry["amount"], shown),
        ("silent", entry["kind"] == "raise", entry["kind"] in BIDS and number == before.number),
        ("in time", _in_time(item, before, entry), True),
    )  # fmt: skip


def _in_time(item: Row, before: State, entry: Row) -> bool:
    """Nothing happens in an auction at or after its end, and no bid before its start."""
    if item["startTime"] >= item["originalEnd"]:
        # 2023 let an auction end before it began
        return True
    began = entry["kind"] == "cancel" or entry["createdAt"] >= item["startTime"]
    return began and before.state == "open" and entry["createdAt"] < before.end


def _item_differences(item: Row, state: State) -> Iterator[Difference]:
    standing, number, end, _ = state
    yield from _compare(
        item["id"], None,
        ("price", item["price"], standing.price), ("leader", item["leader_id"], standing.leader),
        ("maximum", item["maximum"], standing.maximum), ("count", item["bidCount"], number),
        ("end", item["endTime"], end), ("state", item["state"], _state_by_rule(item, state)),
        ("closed", item["closedAt"], _closed_by_rule(item, state)),
    )  # fmt: skip


def _state_by_rule(item: Row, state: State) -> str:
    """Open until somebody closes it; then sold exactly where a standing bid meets the reserve."""
    if state.state != "open" or item["state"] == "open":
        return state.state
    return "sold" if reserve_met(_terms(item), state.standing) else "unsold"


def _closed_by_rule(item: Row, state: State) -> Any:
    """An act closes at its own moment, which is the end; the closing job at some moment from the end on."""
    if item["state"] == "open":
        return None
    late = item["closedAt"] is not None and state.state == "open" and item["closedAt"] > state.end
    return item["closedAt"] if late else state.end


def _books_differences(item: Row, state: State, standing: Row | None, sale: Row | None) -> Iterator[Difference]:
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
