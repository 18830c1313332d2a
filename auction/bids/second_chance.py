"""Who would have won an auction without some of its bidders, and at which price."""

from collections.abc import Container, Sequence

from auction.bids import store
from auction.bids.log import BIDS, FALLS
from auction.bids.replay import replay_log
from auction.bids.rows import BidRow
from auction.engine.bidding import Standing
from auction.items.rows import AuditedItem
from database import Db


def standing_without(item: AuditedItem, log: Sequence[BidRow], without: Container[str]) -> Standing:
    """Return the standing of an auction's log replayed without these bidders, by the rules of its version.

    How the auction ended is left out: by its time, early, or by a purchase at once.
    """
    kept = [entry for entry in log if entry["kind"] in (*BIDS, *FALLS) and entry["user_id"] not in without]
    steps = replay_log(item, kept)
    return steps[-1].after.standing if steps else Standing(item["startPrice"])


def read_log(db: Db, item_id: int) -> list[BidRow]:
    """Return the log of an auction, oldest first."""
    return store.whole_log(db, item_id)
