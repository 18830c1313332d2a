"""The public state of an auction, and which of two readings of it is newer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from auction.engine.bidding import Standing, Terms
from auction.items.bounds import shown_minimum
from auction.items.rows import Status
from auction.items.rules import status

GONE: Final = "gone"
FINAL = frozenset({"sold", "unsold", "cancelled"})


@dataclass(slots=True)
class State:
    """One auction as everybody may see it, read at `now`. Amounts in won, times naive UTC."""

    id: int
    price: int
    minimum_bid: int | None
    bid_count: int
    end_time: datetime
    status: Status | Literal["gone"]
    # id of the newest entry of its log
    position: int
    # the row as it was read, and until when it stands for the same status
    row: list[Any]
    valid_until: datetime
    now: datetime
    # the serialised event; made when the first stream needs it
    text: bytes = b""

    @property
    def final(self) -> bool:
        """Whether it never changes again."""
        return self.status in FINAL

    def is_unchanged(self, row: list[Any], now: datetime) -> bool:
        """Whether `row`, read at `now`, says the same."""
        return self.row == row and now < self.valid_until

    def looks_like(self, other: "State") -> bool:
        """Whether both are shown alike."""
        return (
            self.bid_count == other.bid_count
            and self.price == other.price
            and self.status == other.status
            and self.end_time == other.end_time
            and self.minimum_bid == other.minimum_bid
        )

    def confirm(self, row: list[Any], now: datetime) -> None:
        """Record a later reading that is shown alike."""
        self.row, self.position = row, row[-1]
        if now > self.now:
            self.now, self.text = now, b""


def state_of(row: list[Any], now: datetime) -> State:
    """Build a state from a row of live/store.py."""
    item_id, price, start_price, rules_version, bid_count, is_led, start, end, state, position = row
    start_time, end_time = datetime.fromisoformat(start), datetime.fromisoformat(end)
    current_status = status(state, start_time, end_time, now)
    return State(
        id=item_id,
        price=price,
        minimum_bid=shown_minimum(Terms(start_price, rules_version), Standing(price, "somebody" if is_led else None)),
        bid_count=bid_count,
        end_time=end_time,
        status=current_status,
        position=position,
        row=row,
        valid_until={"scheduled": start_time, "live": end_time}.get(current_status, datetime.max),
        now=now,
    )


def gone(known: State) -> State:
    """The state of an item that its seller has deleted."""
    return replace(known, status=GONE, row=[known.id, known.position], text=b"")


def is_older(read: State, known: State) -> bool:
    """Whether `read` was true before `known`, as a lagging replica may answer.

    The log of an auction only grows, even by a retraction, which lowers price and count; and what has closed never
    opens again. Between equal positions the database's clock decides.
    """
    return (read.final, read.position, read.now) < (known.final, known.position, known.now)


def can_be_gone(known: State) -> bool:
    """Whether the item may have been deleted; one with bids cannot be, so a lagging replica does not know it yet."""
    return known.position == 0 and not known.final
