"""Honest bidders against a coalition of throw-away accounts, on one auction in memory, by the pure replay of its log.

The coalition bids, raises, retracts, corrects, leaves and is struck out. Honest bidders bid what the item is worth to
them whenever they can, for the last time one hour before the end.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from auction.bids.replay import State, replay_log, start_of
from auction.engine.bidding import Offer, Standing, Terms, minimum_bid, outbid, shown_amount, smallest_offer
from auction.engine.versions import VERSIONS

NOON = datetime(2026, 11, 27, 12)
HOUR = timedelta(hours=1)
END = NOON + 48 * HOUR
LAST_MOMENT = END - HOUR + timedelta(microseconds=1)
BIDS = ("open", "automatic", "raise")


@dataclass
class Auction:
    """One auction of 48 hours without extension, by this version of the rules."""

    version: int
    start: int
    worth: dict[str, int]
    reserve: int | None = None
    now: datetime = NOON
    log: list[Any] = field(default_factory=list)
    retracted: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    honest_have_acted: bool = False

    @property
    def item(self) -> Any:
        return {
            "id": 1, "startPrice": self.start, "reserve": self.reserve, "rulesVersion": self.version, "extends": 0,
            "originalEnd": END, "buyNowPrice": None,
        }  # fmt: skip

    @property
    def terms(self) -> Terms:
        return Terms(self.start, self.version, self.reserve)

    @property
    def state(self) -> State:
        return replay_log(self.item, self.log)[-1].after if self.log else start_of(self.item)

    @property
    def standing(self) -> Standing:
        return self.state.standing

    @property
    def minimum(self) -> int:
        return minimum_bid(self.terms, self.standing)

    def wait(self, by: timedelta) -> None:
        """Time goes by; at the last moment for it the honest bidders act."""
        later = min(self.now + by, END - timedelta(microseconds=1))
        if later >= LAST_MOMENT and not self.honest_have_acted:
            self.now, self.honest_have_acted = LAST_MOMENT, True
            self.let_honest_bid()
        self.now = max(self.now, later)

    def let_honest_bid(self) -> None:
        """Each honest bidder who does not lead offers what it is worth to them, where that is enough."""
        for who, worth in self.worth.items():
            self.bid(who, worth, automatic=True)

    def bid(self, who: str, amount: int, automatic: bool) -> bool:
        """Whether the bid was accepted."""
        standing, offer = self.standing, Offer(amount, automatic)
        if who in self.out | self.left or (who == standing.leader and not automatic):
            return False
        if amount < smallest_offer(self.terms, standing, who):
            return False
        after = outbid(self.terms, standing, who, offer)
        silent = standing.leader == who and standing.price == after.price
        kind = "raise" if silent else "automatic" if automatic else "open"
        self._add(who, kind, amount, after, shown_amount(after, who, offer))
        return True

    def retract(self, who: str, correction: int | None = None) -> bool:
        """Take back the newest bid of this bidder; whether it was allowed."""
        rules, own = VERSIONS[self.version], [entry for entry in self.log if self._stands(entry, who)]
        if not own or who in self.left or (rules.retracts_once and who in self.retracted | self.out):
            return False
        left = END - self.now
        if left < rules.settled or (left < rules.retracts_all and self.now - own[-1]["createdAt"] > HOUR):
            return False
        self._take_back(who, own if left >= rules.retracts_all else own[-1:], rules.retracts_once)
        self.retracted.add(who)
        if correction is None and rules.retracts_once:
            self.out.add(who)
        elif correction is not None and correction < max(entry["offer"] for entry in own):
            self.bid(who, correction, automatic=True)
        return True

    def strike(self, who: str) -> bool:
        """The seller strikes a bidder out; whether it was allowed."""
        if END - self.now < HOUR or who in self.out or not any(entry["user_id"] == who for entry in self.log):
            return False
        self._pass_by_the_departed(who)
        self._add(who, "strike", 0, self.standing, 0)
        self.out.add(who)
        return True

    def leave(self, who: str) -> bool:
        """Leave the site; whether it was allowed."""
        if who == self.standing.leader or who in self.left:
            return False
        self.left.add(who)
        return True

    def _stands(self, entry: Any, who: str) -> bool:
        fallen = {each["retracts"] for each in self.log if each["kind"] == "retract"}
        return entry["user_id"] == who and entry["kind"] in BIDS and entry["id"] not in fallen

    def _take_back(self, who: str, bids: list[Any], at_once: bool) -> None:
        self._pass_by_the_departed(who)
        for bid in bids[:1] if at_once else bids:
            self._add(who, "retract", 0, self.standing, 0, retracts=bid["id"])

    def _pass_by_the_departed(self, who: str) -> None:
        """By version 2 all who have left; by version 1 nobody did."""
        if VERSIONS[self.version].retracts_once:
            named = {entry["user_id"] for entry in self.log if entry["kind"] == "leave"}
            for gone in sorted(self.left - named - {who}):
                self._add(gone, "leave", 0, self.standing, 0)

    def _add(self, who: str, kind: str, offer: int, after: Standing, amount: int, retracts: int | None = None) -> None:
        self.log.append(
            {"id": len(self.log) + 1, "item_id": 1, "user_id": who, "kind": kind, "offer": offer, "amount": amount,
             "price": after.price, "leader_id": after.leader, "number": 0, "endTime": END, "createdAt": self.now,
             "retracts": retracts, "reason": None}
        )  # fmt: skip

    def fault(self) -> str:
        """What the coalition has gained at the end, in words; empty where it has gained nothing."""
        self.wait(48 * HOUR)
        price, leader, _ = self.standing
        if leader in self.left:
            return f"{leader} has left and wins"
        could = [who for who, worth in self.worth.items() if who != leader and worth >= self.minimum]
        if leader not in self.worth and could:
            return f"{leader} wins at {price:,}, which {could} would have paid more than: {self.worth}"
        return ""
