"""Bids of one bidder fall, by a retraction or by striking out: the price is found again without them and those of
bidders who have left, and everything is written in the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from auction.bids.log import add_entry
from auction.bids.ranking import Ranking
from auction.bids.removals import store as removals
from auction.bids.rows import WHOLE_LOG, Kind, OwnBid
from auction.engine.bidding import Offer
from auction.engine.falling import Best, standing_without
from auction.items import rules as items
from auction.items.rows import RemovalKind
from auction.items.rules import Auction
from auction.users import presence
from database import Db, Pipeline

# entries written in one round trip
FALLS_AT_ONCE = 500
# a price depends on the two best bids
DECISIVE = 2


@dataclass(frozen=True)
class Fall:
    """Bids that fall: of whom, which, and how it is written; then the auction after it.

    `kind` None: version 1, where each bid that falls has an entry and there is no row of `removal`.
    """

    bidder: str
    first: int
    last: int
    entry: Kind
    kind: RemovalKind | None
    after: Auction
    named: OwnBid | None = None
    reason: str | None = None


class Contest:
    """A locked auction with those who would lead once bids of one bidder fall. They cannot leave until we commit."""

    def __init__(self, db: Db, auction: Auction, ranking: Ranking) -> None:
        self.own = ranking.own
        self._present, self._gone = _split(db, ranking)
        # read once they are locked: who left had left by then
        self.auction = items.later(db, auction)

    def falls(self, first: int, end: int, named: OwnBid, entry: Kind, kind: RemovalKind, reason: str) -> list[Fall]:
        """What falls when the owner's bids from the place `first` up to `end` do; first the bids of who has left."""
        falls, auction, left = [], self.auction, [*self._present, *self._gone]
        for gone in self._gone:
            left.remove(gone)
            auction = self._replayed(auction, left, self.own.best_without(0, 0), 0)
            falls.append(Fall(gone.bidder, *WHOLE_LOG, "leave", "left", auction))
        best = self.own.best_without(first, end)
        auction = self._replayed(auction, left, best, self.own.count_public(first, end))
        fallen = self.own.bids[first:end]
        ids = (fallen[0]["id"], fallen[-1]["id"]) if kind != "struck" else WHOLE_LOG
        return [*falls, Fall(self.own.bidder, *ids, entry, kind, auction, named, reason)]

    def _replayed(self, auction: Auction, rivals: list[Best], own: Best | None, fewer: int) -> Auction:
        standing = standing_without(auction.terms, auction.standing, [*rivals, *([own] if own else [])])
        return items.with_standing(auction, standing, auction.bid_count - fewer, auction.end_time)


def _split(db: Db, ranking: Ranking) -> tuple[list[Best], list[Best]]:
    """The two best rivals who are here, locked so that they cannot leave, and those who outbid them but have left."""
    present: list[Best] = []
    gone: list[Best] = []
    for best in ranking.rivals():
        if presence.lock_present(db, [best.bidder]):
            present.append(best)
            if len(present) == DECISIVE:
                break
        else:
            gone.append(best)
    return present, gone


def add_falls(db: Db, falls: Sequence[Fall]) -> None:
    """Write each fall into the log and into `removal`."""
    for first in range(0, len(falls), FALLS_AT_ONCE):
        with db.pipeline() as pipeline:
            for fall in falls[first : first + FALLS_AT_ONCE]:
                _add_fall(pipeline, fall)


def _add_fall(pipeline: Pipeline, fall: Fall) -> None:
    amount, retracts = (fall.named["amount"], fall.named["id"]) if fall.named else (0, None)
    add_entry(pipeline, fall.after, fall.entry, fall.bidder, Offer(amount), retracts=retracts, reason=fall.reason)
    if fall.kind:
        removals.add(
            pipeline,
            {"item_id": fall.after.id, "user_id": fall.bidder, "kind": fall.kind, "firstBid": fall.first,
             "lastBid": fall.last, "createdAt": fall.after.now},
        )  # fmt: skip
