"""What a replay needs of an auction's log, read before its row is locked: each bidder's best bid, and one's own bids.

So the time for which the row is locked does not grow with the log: under the lock only the entries are read that were
added meanwhile.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator

from auction.bids import store
from auction.bids.log import BIDS, own_bid
from auction.bids.rows import BestRow, BidRow, Kind, OwnBid
from auction.engine.falling import Best
from auction.items import rules as items
from auction.items.rules import Auction
from database import Db

# so few entries are read under the lock that others do not feel it
FEW = 100
MAX_ROUNDS = 5


class OwnBids:
    """All standing bids of one bidder, oldest first."""

    def __init__(self, bidder: str, bids: list[OwnBid]) -> None:
        self.bidder = bidder
        self.bids: list[OwnBid] = []
        # for each place, the best of the bids before it, and how many of these are in the public log
        self._before: list[tuple[Best | None, int]] = [(None, 0)]
        for bid in bids:
            self.add(bid)

    def add(self, bid: OwnBid) -> None:
        """Append a newer bid."""
        best, public = self._before[-1]
        self.bids.append(bid)
        self._before.append((_better(best, self.bidder, bid["id"], bid["kind"], bid["offer"]), public + is_public(bid)))

    def place_of(self, bid_id: int) -> int | None:
        """The place of the bid with this id."""
        place = bisect_left(self.bids, bid_id, key=lambda bid: bid["id"])
        return place if place < len(self.bids) and self.bids[place]["id"] == bid_id else None

    def end_of_raises(self, first: int) -> int:
        """The place after the silent raises that follow the bid at `first`: they stand on it and fall with it."""
        end = first + 1
        while end < len(self.bids) and not is_public(self.bids[end]):
            end += 1
        return end

    def best_without(self, first: int, end: int) -> Best | None:
        """The best of these bids without those from the place `first` up to `end`."""
        if first == end:
            return self._before[-1][0]
        best, _ = self._before[first]
        for bid in self.bids[end:]:
            best = _better(best, self.bidder, bid["id"], bid["kind"], bid["offer"])
        return best

    def highest(self, first: int, end: int) -> int:
        """The highest offer from the place `first` up to `end` (won)."""
        best = self._before[end][0]
        if first == 0 and best:
            return best.amount
        return max(bid["offer"] for bid in self.bids[first:end])

    def count_public(self, first: int, end: int) -> int:
        """How many from the place `first` up to `end` are in the public log."""
        return self._before[end][1] - self._before[first][1]


class Ranking:
    """The bidders of one auction by their best standing bids, and all standing bids of one of them, the `owner`."""

    def __init__(self, db: Db, item_id: int, owner: str) -> None:
        self.item_id, self.owner = item_id, owner
        self.last = store.newest(db, item_id)
        self.own = OwnBids(owner, store.standing_bids(db, item_id, owner, self.last))
        self._bests = {row["user_id"]: _best(row) for row in store.bests(db, item_id, self.last)}
        self._ranked = sorted(self._bests.values(), key=_rank)

    def catch_up(self, db: Db) -> int:
        """Read the entries that were added since; returns how many."""
        entries = store.entries_after(db, self.item_id, self.last)
        for entry in entries:
            self.last = entry["id"]
            if entry["kind"] in BIDS:
                self._add(entry)
            else:
                self._read_again(db, entry["user_id"])
        return len(entries)

    def rivals(self) -> Iterator[Best]:
        """The best bids of all but the owner, highest first."""
        return (best for best in self._ranked if best.bidder != self.owner)

    def _add(self, entry: BidRow) -> None:
        bidder = entry["user_id"]
        known = self._bests.get(bidder)
        self._replace(bidder, _better(known, bidder, entry["id"], entry["kind"], entry["offer"]))
        if bidder == self.owner:
            self.own.add(own_bid(entry))

    def _read_again(self, db: Db, bidder: str) -> None:
        """After bids of this bidder have fallen."""
        rows = store.bests(db, self.item_id, self.last, bidder)
        self._replace(bidder, _best(rows[0]) if rows else None)
        if bidder == self.owner:
            self.own = OwnBids(bidder, store.standing_bids(db, self.item_id, bidder, self.last))

    def _replace(self, bidder: str, best: Best | None) -> None:
        known = self._bests.pop(bidder, None)
        if known:
            del self._ranked[bisect_left(self._ranked, known.rank, key=_rank)]
        if best:
            self._bests[bidder] = best
            insort(self._ranked, best, key=_rank)


def lock_with_ranking(db: Db, item_id: int, owner: str) -> tuple[Auction, Ranking]:
    """Read the ranking, then lock the auction and read what came since. Raises ItemNotFound."""
    ranking = Ranking(db, item_id, owner)
    for _ in range(MAX_ROUNDS):
        if ranking.catch_up(db) <= FEW:
            break
    auction = items.hold(db, item_id)
    ranking.catch_up(db)
    return auction, ranking


def is_public(bid: OwnBid) -> bool:
    """Whether the log of a live auction shows it."""
    return bid["kind"] != "raise"


def _better(best: Best | None, bidder: str, entry_id: int, kind: Kind, offer: int) -> Best:
    """A bidder's best once they have made this newer bid."""
    amount, first, open_amount = (best.amount, best.entry_id, best.open_amount) if best else (0, 0, 0)
    if offer > amount:
        amount, first = offer, entry_id
    return Best(bidder, amount, first, max(open_amount, offer) if kind == "open" else open_amount)


def _best(row: BestRow) -> Best:
    return Best(row["user_id"], row["amount"], row["entry_id"], row["open_amount"])


def _rank(best: Best) -> tuple[int, int]:
    return best.rank
