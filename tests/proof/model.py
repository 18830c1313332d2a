"""The whole auction site in memory, for the state machine: what each listing is, and what it answers to whom."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.proof.slow_model import SlowAuction, Will, best_first

HOUR = timedelta(hours=1)


@dataclass
class Entry:
    """An accepted offer."""

    id: int
    will: Will
    silent: bool
    at: datetime
    taken_back: bool = False


@dataclass
class Listing:
    """One auction; times are the database's, naive UTC."""

    id: int
    seller: str
    start: int
    reserve: int | None
    buy_now: int | None
    until_price: bool
    extends: bool
    starts: datetime
    end: datetime
    original_end: datetime
    state: str = "open"
    entries: list[Entry] = field(default_factory=list)
    bought: Will | None = None
    logged: int = 0
    relist_of: int | None = None
    # the auction by its bids; None until the first
    bidding: SlowAuction | None = None
    # who retracted bids, and when; who is out, by the code that they are refused with; who was passed by as departed
    retracted: dict[str, datetime] = field(default_factory=dict)
    out: dict[str, str] = field(default_factory=dict)
    departed: set[str] = field(default_factory=set)

    @property
    def standing(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.taken_back]

    @property
    def auction(self) -> SlowAuction:
        """As it stands; after a purchase that alone."""
        if self.state == "cancelled":
            return SlowAuction(self.start, self.reserve)
        if self.bought:
            return SlowAuction(self.start, None, [self.bought])
        return self.bidding or SlowAuction(self.start, self.reserve)

    @property
    def bid_count(self) -> int:
        if self.state == "cancelled":
            return 0
        return sum(not entry.silent for entry in self.standing) + bool(self.bought)

    def status(self, now: datetime) -> str:
        if self.state != "open":
            return self.state
        return "scheduled" if now < self.starts else "live" if now < self.end else "ended"

    def open_to(self, who: str, now: datetime) -> str | None:
        """The code with which anybody's offer is refused before it is looked at."""
        status = self.status(now)
        if who == self.seller:
            return "seller_cannot_bid"
        if status == "live":
            return self.out.get(who)
        return {"scheduled": "auction_not_started", "cancelled": "auction_cancelled"}.get(status, "auction_ended")

    def answer_to_bid(self, will: Will, if_price: int | None, now: datetime) -> str | None:
        """The code of the refusal, or None: it is accepted."""
        auction = self.auction
        if refused := self.open_to(will.bidder, now):
            return refused
        if if_price is not None and if_price != auction.price:
            return "price_moved"
        if auction.leader == will.bidder and will.is_open:
            return "already_leading"
        return None if auction.accepts(will) else "bid_too_low"

    def take(self, bid_id: int, will: Will, at: datetime) -> None:
        """An accepted bid at this moment of the database."""
        before, after = self.auction, self.auction.with_(will)
        self.bidding = after
        silent = before.leader == will.bidder and before.price == after.price
        self.entries.append(Entry(bid_id, will, silent, at))
        self.logged += 1
        if self.extends and not silent:
            self.end = max(self.end, min(at + timedelta(seconds=300), self.original_end + 24 * HOUR))

    def costs_now(self) -> int | None:
        """What it costs to buy at once, if that is open."""
        auction = self.auction
        if self.buy_now is None or auction.leader is None:
            return self.buy_now
        return self.buy_now if self.until_price and auction.price < self.buy_now else None

    def answer_to_retraction(self, entry: Entry, who: str, now: datetime, earlier: int) -> str | None:
        """The code of the refusal of a person who has retracted `earlier` times in 30 days, or None."""
        if entry.will.bidder != who:
            return "not_your_bid"
        refused = self.open_to("", now)
        if refused or self.out.get(who) == "struck_out":
            return refused or "struck_out"
        if who in self.retracted:
            return "already_retracted"
        fresh, left = now - entry.at <= HOUR, self.end - now
        if left < HOUR or (left < 12 * HOUR and not fresh):
            return "too_late_to_retract"
        return "too_many_requests" if earlier >= 3 else None

    def answer_to_correction(self, after: SlowAuction, going: list[Entry], will: Will | None) -> str | None:
        if will is None:
            return None
        if will.amount >= max(each.will.amount for each in going):
            return "correction_not_below"
        if after.leader == will.bidder and will.is_open:
            return "already_leading"
        return None if after.accepts(will) else "bid_too_low"

    def answer_to_striking(self, entry: Entry, who: str, now: datetime) -> str | None:
        if who != self.seller:
            return "not_your_item"
        refused = self.open_to("", now)
        if refused or self.out.get(entry.will.bidder) == "struck_out":
            return refused or "already_struck_out"
        if self.end - now < HOUR:
            return "too_late_to_strike"
        return "too_many_strikes" if list(self.out.values()).count("struck_out") >= 3 else None

    def going_with(self, entry: Entry, now: datetime) -> list[Entry]:
        """With twelve hours left everything of this bidder; later this one and the raises that stand on it."""
        own = [each for each in self.standing if each.will.bidder == entry.will.bidder]
        if self.end - now >= 12 * HOUR:
            return own
        later = own[own.index(entry) + 1 :]
        loud = next((place for place, each in enumerate(later) if not each.silent), len(later))
        return [entry, *later[:loud]]

    def after_fall(self, who: str, going: list[Entry], left: Container[str]) -> tuple[SlowAuction, set[str]]:
        """The auction without these entries of one bidder and without those who have left, and who of them counted."""
        auction = self.auction
        passed: set[str] = set()
        present = 0
        for will in best_first([will for will in auction.wills if will.bidder != who]):
            if present == 2 or will.bidder in passed:
                continue
            if will.bidder in left:
                passed.add(will.bidder)
                auction = auction.without([each for each in auction.wills if each.bidder == will.bidder])
            elif will == best_first([each for each in auction.wills if each.bidder == will.bidder])[0]:
                present += 1
        # who was passed by before has no bid left that counts
        fallen = [] if who in self.departed else [entry.will for entry in going]
        return auction.without(fallen), passed

    def fall(self, who: str, going: list[Entry], left: Container[str]) -> None:
        """Take these entries of one bidder back, and pass by those who have left."""
        self.bidding, passed = self.after_fall(who, going, left)
        self.departed |= passed
        self.logged += 1 + len(passed)
        for entry in going:
            entry.taken_back = True

    def answer_to_ending(self, who: str, sell: bool, reason: str | None, now: datetime) -> str | None:
        if who != self.seller:
            return "not_your_item"
        scheduled = self.status(now) == "scheduled"
        refused = None if scheduled and not sell else self.open_to("", now)
        if refused or sell:
            return refused or self._answer_to_selling()
        if self.end - now < 12 * HOUR:
            return "too_late_to_cancel"
        return None if reason or not self.bid_count else "invalid"

    def _answer_to_selling(self) -> str | None:
        if self.auction.leader is None:
            return "no_leader"
        return None if self.auction.meets_reserve else "reserve_not_met"

    def close(self) -> None:
        """The closing job meets it after its end."""
        self.state = "sold" if self.auction.meets_reserve else "unsold"

    def later(self, by: timedelta) -> None:
        """Time goes by: all its moments are longer ago."""
        self.starts, self.end, self.original_end = self.starts - by, self.end - by, self.original_end - by
        for entry in self.entries:
            entry.at -= by
        self.retracted = {who: at - by for who, at in self.retracted.items()}
