"""What a watcher sees of an auction, and which of two readings of it is the newer one."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from auction.bids.engine import Standing, Terms, minimum_bid
from auction.items.rules import status_of

GONE = "gone"
FINAL = frozenset({"sold", "unsold", "cancelled"})


@dataclass(slots=True)
class State:
    """One auction as everybody may see it, read at `now`. Won; naive UTC. `position`: the newest entry of its log."""

    id: int
    price: int
    minimum_bid: int
    bid_count: int
    end_time: datetime
    status: str
    position: int
    now: datetime
    # as it goes out; made when the first watcher needs it
    text: bytes = b""

    @property
    def final(self) -> bool:
        """It never changes again."""
        return self.status in FINAL

    def looks_like(self, other: "State") -> bool:
        """Would a watcher see no difference?"""
        return (
            self.bid_count == other.bid_count
            and self.price == other.price
            and self.status == other.status
            and self.end_time == other.end_time
            and self.minimum_bid == other.minimum_bid
        )

    def confirm(self, read: "State") -> None:
        """It still looks so at a later reading."""
        self.now, self.position, self.text = read.now, read.position, b""


def state_of(row: dict[str, Any]) -> State:
    """A row of live/store.py as a state."""
    standing = Standing(row["price"], row["leader_id"])
    return State(
        id=row["id"],
        price=row["price"],
        minimum_bid=minimum_bid(Terms(row["startPrice"]), standing),
        bid_count=row["bidCount"],
        end_time=row["endTime"],
        status=status_of(row),
        position=row["position"],
        now=row["now"],
    )


def gone(known: State) -> State:
    """It is not there any more: its seller took it down."""
    return replace(known, status=GONE, text=b"")


def is_older(read: State, known: State) -> bool:
    """Was `read` true before `known`? A server that lags behind the others may answer so.

    The log of an auction only grows, even by a retraction, which lowers price and count; and what has closed never
    opens again. Between equal positions the database's clock decides.
    """
    return (read.final, read.position, read.now) < (known.final, known.position, known.now)


def may_go(known: State) -> bool:
    """Only what nobody has bid on can be taken down; anything else is missing because a server lags."""
    return known.position == 0 and not known.final
