"""An auction's log played again, entry by entry, by the rules under which it was listed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from auction.bids.log import BIDS, FALLS, offer_of, own_bid
from auction.bids.ranking import OwnBids
from auction.bids.rows import WHOLE_LOG, BidRow, RemovalRow
from auction.engine.bidding import Standing, Terms, extended, is_silent, outbid, replay, smallest_offer
from auction.engine.falling import Best, standing_without
from auction.engine.versions import VERSIONS
from auction.items.rows import AuditedItem, RemovalKind


class State(NamedTuple):
    """An auction while its log is replayed; `number` counts its public bids."""

    standing: Standing
    number: int
    end: datetime
    state: str = "open"


class Step(NamedTuple):
    """An entry, the state right before and right after it by the rule, and the row of `removal` that goes with it."""

    entry: BidRow
    before: State
    after: State
    removal: RemovalRow | None


def terms_of(item: AuditedItem) -> Terms:
    """What was fixed when this item was listed."""
    return Terms(item["startPrice"], item["rulesVersion"], item["reserve"])


def start_of(item: AuditedItem) -> State:
    """Before the first bid."""
    return State(Standing(item["startPrice"]), 0, item["originalEnd"])


def replay_log(item: AuditedItem, log: Sequence[BidRow]) -> list[Step]:
    """Every entry of this item's log, oldest first, with the states that the rules give around it."""
    steps: list[Step] = []
    state = start_of(item)
    once = VERSIONS[item["rulesVersion"]].retracts_once
    bids: _BestBids | _AllBids = _BestBids(item) if once else _AllBids(item, log)
    for place, entry in enumerate(log):
        before, removal = state, None
        if entry["kind"] in BIDS:
            bids.add(entry)
            state = _after_bid(item, state, entry)
        elif entry["kind"] in FALLS:
            state, removal = bids.after_fall(state, entry, log[place + 1 : place + 2])
        else:
            state = _after_act(item, state, entry)
        steps.append(Step(entry, before, state, removal))
    return steps


class _BestBids:
    """The standing bids, where a bidder takes bids back once (from version 2 on): each bidder's best one counts."""

    def __init__(self, item: AuditedItem) -> None:
        self._terms, self._rules = terms_of(item), VERSIONS[item["rulesVersion"]]
        self._of: dict[str, OwnBids] = {}

    def add(self, entry: BidRow) -> None:
        self._of.setdefault(entry["user_id"], OwnBids(entry["user_id"], [])).add(own_bid(entry))

    def after_fall(self, state: State, entry: BidRow, following: Sequence[BidRow]) -> tuple[State, RemovalRow | None]:
        """Take the bids that fall by this entry out, and find the price again; the end does not move."""
        user_id = entry["user_id"]
        own = self._of.get(user_id, OwnBids(user_id, []))
        first, end = self._fallen(state, entry, own)
        fallen = own.bids[first:end]
        self._of[user_id] = OwnBids(user_id, [*own.bids[:first], *own.bids[end:]])
        fewer = 0 if entry["kind"] == "leave" else own.count_public(first, end)
        standing = standing_without(self._terms, state.standing, self._bests())
        ids = [bid["id"] for bid in fallen] or [entry["retracts"] or 0]
        removal = _removal(entry, "corrected" if _is_corrected(entry, following) else "withdrawn", ids[0], ids[-1])
        return state._replace(standing=standing, number=state.number - fewer), removal

    def _fallen(self, state: State, entry: BidRow, own: OwnBids) -> tuple[int, int]:
        if entry["kind"] != "retract" or state.end - entry["createdAt"] >= self._rules.retracts_all:
            return 0, len(own.bids)
        first = own.place_of(entry["retracts"] or 0)
        return (0, 0) if first is None else (first, own.end_of_raises(first))

    def _bests(self) -> list[Best]:
        bests = (own.best_without(0, 0) for own in self._of.values())
        return [best for best in bests if best]


class _AllBids:
    """The standing bids under version 1: all of them are replayed in their order."""

    def __init__(self, item: AuditedItem, log: Sequence[BidRow]) -> None:
        self._terms, self._retractions = terms_of(item), _retractions(log)
        self._bids: dict[int, BidRow] = {}

    def add(self, entry: BidRow) -> None:
        self._bids[entry["id"]] = entry

    def after_fall(self, state: State, entry: BidRow, _following: Sequence[BidRow]) -> tuple[State, RemovalRow | None]:
        """Take these out of the bids and replay the others; the end does not move."""
        removal = None
        if entry["kind"] == "retract":
            falling = self._retractions[entry["createdAt"]]
        else:
            falling = [bid["id"] for bid in self._bids.values() if bid["user_id"] == entry["user_id"]]
            removal = _removal(entry, "withdrawn", 0, 0)
        if not falling or falling[0] not in self._bids:
            # an earlier entry of the same retraction took them
            return state, removal
        for bid_id in falling:
            self._bids.pop(bid_id, None)
        standing = replay(self._terms, [offer_of(bid) for bid in self._bids.values()])
        number = sum(bid["kind"] != "raise" for bid in self._bids.values())
        return state._replace(standing=standing, number=number), removal


def _retractions(log: Sequence[BidRow]) -> dict[datetime, list[int]]:
    """The bids of each retraction, by its time: each of its entries has the standing after all of them fell."""
    retractions: dict[datetime, list[int]] = {}
    for entry in log:
        if entry["kind"] == "retract" and entry["retracts"] is not None:
            retractions.setdefault(entry["createdAt"], []).append(entry["retracts"])
    return retractions


def _is_corrected(entry: BidRow, following: Sequence[BidRow]) -> bool:
    """Whether a bid of the same person was placed in the same transaction."""
    return any(
        each["kind"] in BIDS and each["user_id"] == entry["user_id"] and each["createdAt"] == entry["createdAt"]
        for each in following
    )


def _removal(entry: BidRow, retracted: RemovalKind, first: int, last: int) -> RemovalRow:
    kinds: dict[str, RemovalKind] = {"retract": retracted, "strike": "struck", "leave": "left"}
    if entry["kind"] != "retract":
        first, last = WHOLE_LOG
    return {"item_id": entry["item_id"], "user_id": entry["user_id"], "kind": kinds[entry["kind"]],
            "firstBid": first, "lastBid": last, "createdAt": entry["createdAt"]}  # fmt: skip


def _after_bid(item: AuditedItem, state: State, entry: BidRow) -> State:
    terms = terms_of(item)
    bidder, offer = offer_of(entry)
    if offer.amount < smallest_offer(terms, state.standing, bidder):
        # it should have been refused; leaving the state as it is makes every later entry say so
        return state
    standing = outbid(terms, state.standing, bidder, offer)
    if is_silent(state.standing, standing, bidder):
        return state._replace(standing=standing)
    end = state.end
    if item["extends"]:
        end = extended(terms.version, end, item["originalEnd"], entry["createdAt"])
    return State(standing, state.number + 1, end)


def _after_act(item: AuditedItem, state: State, entry: BidRow) -> State:
    """A purchase at once, a cancellation or an early sale."""
    kind, at = entry["kind"], entry["createdAt"]
    if kind == "buy":
        price = item["buyNowPrice"] or 0
        bought = Standing(price, entry["user_id"], price)
        return State(bought, state.number + 1, at, "sold")
    if kind == "cancel":
        return State(Standing(item["startPrice"]), 0, at, "cancelled")
    return state._replace(end=at, state="sold")
