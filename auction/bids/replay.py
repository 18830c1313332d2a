"""An auction's log played again, entry by entry, by the rules under which it was listed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from auction.bids.log import BIDS, offer_of
from auction.bids.rows import BidRow
from auction.engine.bidding import Standing, Terms, extended, is_silent, outbid, replay, smallest_offer
from auction.items.rows import AuditedItem


class State(NamedTuple):
    """An auction while its log is replayed; `number` counts its public bids."""

    standing: Standing
    number: int
    end: datetime
    state: str = "open"


class Step(NamedTuple):
    """An entry, and the state right before and right after it by the rule."""

    entry: BidRow
    before: State
    after: State


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
    bids: dict[int, BidRow] = {}
    retractions = _retractions(log)
    for entry in log:
        before = state
        if entry["kind"] in BIDS:
            bids[entry["id"]] = entry
            state = _after_bid(item, state, entry)
        elif entry["kind"] == "retract":
            state = _after_retraction(item, state, bids, retractions[entry["createdAt"]])
        else:
            state = _after_act(item, state, entry)
        steps.append(Step(entry, before, state))
    return steps


def _retractions(log: Sequence[BidRow]) -> dict[datetime, list[int]]:
    """The bids of each retraction, by its time: each of its entries has the standing after all of them fell."""
    retractions: dict[datetime, list[int]] = {}
    for entry in log:
        if entry["kind"] == "retract" and entry["retracts"] is not None:
            retractions.setdefault(entry["createdAt"], []).append(entry["retracts"])
    return retractions


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


def _after_retraction(item: AuditedItem, state: State, bids: dict[int, BidRow], falling: list[int]) -> State:
    """Take these out of the bids and replay the others; the end does not move."""
    if falling[0] not in bids:
        # an earlier entry of the same retraction took them
        return state
    for bid_id in falling:
        bids.pop(bid_id, None)
    standing = replay(terms_of(item), [offer_of(bid) for bid in bids.values()])
    return state._replace(standing=standing, number=sum(bid["kind"] != "raise" for bid in bids.values()))


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
