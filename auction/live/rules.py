"""What a watcher sees of an auction, and which of two readings of it is the newer one."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from auction.bids.engine import Standing, Terms, minimum_bid
from auction.items.rules import status

GONE = "gone"
FINAL = frozenset({"sold", "unsold", "cancelled"})


@dataclass(slots=True)
class State:
    """One auction as everybody may see it, read at `now`. Won; naive UTC."""

    id: int
    price: int
    minimum_bid: int
    bid_count: int
    end_time: datetime
    status: str
    # the newest entry of its log
    position: int
    # as it was read, and until when that means the same
    row: list[Any]
    turns_at: datetime
    now: datetime
    # as it goes out; made when the first watcher needs it
    text: bytes = b""

    @property
    def final(self) -> bool:
        """It never changes again."""
        return self.status in FINAL

    def still(self, row: list[Any], now: datetime) -> bool:
        """Was the same read again at `now`?"""
        return self.row == row and now < self.turns_at

    def looks_like(self, other: "State") -> bool:
        """Would a watcher see no difference?"""
        return (
            self.bid_count == other.bid_count
            and self.price == other.price
            and self.status == other.status
            and self.end_time == other.end_time
            and self.minimum_bid == other.minimum_bid
        )

    def confirm(self, row: list[Any], now: datetime) -> None:
        """A later reading looks the same."""
        self.row, self.position = row, row[-1]
        if now > self.now:
            self.now, self.text = now, b""


def state_of(row: list[Any], now: datetime) -> State:
    """A row of live/store.py as a state."""
    item_id, price, start_price, bid_count, is_led, start, end, state, position = row
    start_time, end_time = datetime.fromisoformat(start), datetime.fromisoformat(end)
    stands = status(state, start_time, end_time, now)
    return State(
        id=item_id,
        price=price,
        minimum_bid=minimum_bid(Terms(start_price), Standing(price, "somebody" if is_led else None)),
        bid_count=bid_count,
        end_time=end_time,
        status=stands,
        position=position,
        row=row,
        turns_at={"scheduled": start_time, "live": end_time}.get(stands, datetime.max),
        now=now,
    )


def gone(known: State) -> State:
    """It is not there any more: its seller took it down."""
    return replace(known, status=GONE, row=[known.id, known.position], text=b"")


def is_older(read: State, known: State) -> bool:
    """Was `read` true before `known`? A server that lags behind the others may answer so.

    The log of an auction only grows, even by a retraction, which lowers price and count; and what has closed never
    opens again. Between equal positions the database's clock decides.
    """
    return (read.final, read.position, read.now) < (known.final, known.position, known.now)


def may_go(known: State) -> bool:
    """Only what nobody has bid on can be taken down; anything else is missing because a server lags."""
    return known.position == 0 and not known.final
