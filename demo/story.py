"""The demo site's past: users signed up, listed items and bid on them, and auctions ended.

Everything goes by the site's own rules. Only the database's clock, for this one connection, is that of the story.
"""

import json
import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import database
from auction.alerts import bids as alerts_of_bids
from auction.alerts import closings as alerts_of_closings
from auction.bids.placing import BidRequest, place_bid
from auction.engine.bidding import Offer, minimum_bid
from auction.history.rules import close_all_due
from auction.items import listing
from auction.items import rules as items
from auction.items.forms import ItemForm
from auction.items.images.storage import SavedImage
from auction.items.watches import rules as watches
from auction.operators import roles
from auction.users import rules as users
from auction.users.forms import korean_phone
from auction.users.rows import Client
from auction.watching.searches import rules as searches
from auction.watching.searches.query import canonical
from demo import sales

HERE = Path(__file__).parent
# where all users of the story sit
ADDRESS = "127.0.0.1"
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
# later bids would put an end off, and the ends of the story are meant as they are written
LAST_BID_BEFORE_END = timedelta(seconds=330)
# how an item is received unless its auction says so
SHIPPING = [["parcel", 4_000], ["meet", 0]]
# before the first bid of the story, and less than a sign-in lives
SIGNED_IN_SINCE = timedelta(days=14)

# what is saved as a search: its name and its query
SEARCHES = (("캠핑", "keyword=캠핑"), ("카메라", "keyword=카메라&maxPrice=500000"), ("자전거", "keyword=자전거"))

Row = dict[str, Any]
Deed = Callable[[], object]


def auctions() -> list[Row]:
    """Return the auctions of auctions.toml."""
    listed: list[Row] = tomllib.loads((HERE / "auctions.toml").read_text(encoding="utf-8"))["auctions"]
    return listed


def people() -> list[Row]:
    """Return the users of people.toml."""
    cast: list[Row] = tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))["people"]
    return cast


def operator() -> Row:
    """Return the operator of people.toml."""
    found: Row = tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))["operator"]
    return found


def span(text: str) -> timedelta:
    """Parse a time span such as `3m`, `5h` or `-2d`."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


@dataclass
class Story:
    """Fills the tables within one transaction. The same seed gives the same data."""

    db: database.Db
    password_hash: str
    chance: random.Random
    # whether orders are paid in the sandbox; a real provider would know nothing of it
    is_play: bool

    def __post_init__(self) -> None:
        self.now: datetime = self._clock()
        self.people = people()
        self.deeds: list[tuple[datetime, Deed]] = []
        self.items: dict[str, int] = {}
        self.sign_ins: dict[str, str] = {}

    def tell(self, pictures: Sequence[Sequence[SavedImage]]) -> None:
        """Create everything in chronological order. `pictures` are those of each auction."""
        self._hire(operator())
        for number, person in enumerate(self.people, 1):
            self._sign_up(person, number)
        for auction, saved in zip(auctions(), pictures, strict=True):
            self._plan(auction, saved)
        for moment, deed in sorted(self.deeds, key=lambda planned: planned[0]):
            self._set_clock(moment)
            deed()
        self.db.run("SET SESSION timestamp = DEFAULT")
        self._watch()
        for user_id, sign_in in self.sign_ins.items():
            users.end_sign_in(self.db, sign_in, user_id)

    def _clock(self) -> datetime:
        row = self.db.one("SELECT UTC_TIMESTAMP(6) AS now")
        assert row is not None
        now: datetime = row["now"]
        return now

    def _set_clock(self, moment: datetime) -> None:
        self.db.run("SET SESSION timestamp = %(at)s", at=(moment - datetime(1970, 1, 1)).total_seconds())

    def _do(self, moment: datetime, deed: Deed) -> None:
        self.deeds.append((moment, deed))

    def _sign_up(self, person: Row, number: int) -> None:
        moment = self.now - timedelta(days=60) + timedelta(days=self.chance.uniform(0, 40))
        phone = korean_phone(f"010-0000-{number:04d}")
        form = (person["id"], self.password_hash, phone, person["nickname"], Client(address=ADDRESS))
        self._do(moment, lambda: users.sign_up(self.db, *form))
        # the sign-in of that day may have expired by the first bid
        self._do(self.now - SIGNED_IN_SINCE, lambda: self._sign_in(person["id"]))

    def _hire(self, person: Row) -> None:
        """Sign up an operator, who neither sells nor bids."""
        phone = korean_phone("010-0000-0000")
        client = Client(address=ADDRESS)

        def hire() -> None:
            users.sign_up(self.db, person["id"], self.password_hash, phone, person["nickname"], client)
            roles.change(self.db, person["id"], "chief", "데모 · demo")

        self._do(self.now - timedelta(days=60), hire)

    def _sign_in(self, user_id: str) -> None:
        self.sign_ins[user_id] = users.begin_sign_in(self.db, user_id).id

    def _plan(self, auction: Row, saved: Sequence[SavedImage]) -> None:
        end = self.now + self._about(span(auction["ends"]))
        over = end < self.now
        listed = min(end, self.now) - timedelta(hours=self.chance.uniform(30, 110) if over else self._age(auction))
        self._do(listed, lambda: self._list(auction, end, saved))
        last = min(end - LAST_BID_BEFORE_END, self.now - timedelta(seconds=20))
        for _ in range(auction["bids"]):
            # most bids come late
            share = self.chance.random() ** 0.6
            self._do(listed + (last - listed) * (0.02 + 0.98 * share), lambda: self._bid(auction))
        if over:
            close = end + timedelta(seconds=self.chance.uniform(5, 55))
            self._do(close, lambda: self._close(auction))
            for step in auction.get("order", []) if self.is_play else []:
                act, after = step.split()
                self._do(close + span(after), partial(self._go_on, auction, act))

    def _about(self, distance: timedelta) -> timedelta:
        """Return the time span with a random deviation, so that times do not look rounded."""
        inexact = abs(distance) >= timedelta(hours=2)
        return distance + timedelta(minutes=self.chance.randint(-50, 50)) if inexact else distance

    def _age(self, auction: Row) -> float:
        """Return the hours since the listing; an item without bids is new."""
        return self.chance.uniform(8, 90) if auction["bids"] else self.chance.uniform(0.5, 6)

    def _list(self, auction: Row, end: datetime, saved: Sequence[SavedImage]) -> None:
        form = {
            "name": auction["name"],
            "content": auction["content"],
            "price": str(auction["price"]),
            "endTime": _z(end),
            "startTime": _z(self.now + span(auction["begins"])) if "begins" in auction else None,
            "reservePrice": str(auction["reserve"]) if "reserve" in auction else None,
            "buyNowPrice": str(auction["buyNow"]) if "buyNow" in auction else None,
            "shipping": json.dumps([{"kind": kind, "fee": fee} for kind, fee in auction.get("shipping", SHIPPING)]),
            "buyNowUntil": auction.get("buyNowUntil", "firstBid"),
        }
        images = [(image.name, image.thumbnail, image.width, image.height) for image in saved]
        values = ItemForm.model_validate(form).values()
        self.items[auction["name"]] = listing.list_item(self.db, auction["seller"], values, images)

    def _bid(self, auction: Row) -> None:
        """Let somebody who does not lead bid, up to what the item is worth."""
        held = items.hold(self.db, self.items[auction["name"]])
        smallest = minimum_bid(held.terms, held.standing)
        if smallest > auction["worth"]:
            return
        others = [person["id"] for person in self.people if person["id"] not in (held.seller_id, held.standing.leader)]
        room = auction["worth"] - smallest
        amount = max(smallest, _rounded(smallest + room * self.chance.uniform(0, 2.2 / auction["bids"])))
        bidder, offer = self.chance.choice(others), Offer(amount, automatic=self.chance.random() < 0.5)
        placed = place_bid(self.db, BidRequest(held.id, self.sign_ins[bidder], bidder, offer))
        # notified at once, as by a worker
        alerts_of_bids.add_for(self.db, [placed.id])

    def _close(self, auction: Row) -> None:
        close_all_due(lambda work: work(self.db))
        alerts_of_closings.add_for(self.db, [self.items[auction["name"]]])
        sales.open_order(self.db, self.items[auction["name"]], auction["seller"])

    def _go_on(self, auction: Row, step: str) -> None:
        sales.take_step(self.db, self.items[auction["name"]], auction["seller"], step)

    def _watch(self) -> None:
        """Let everybody watch a few auctions of others, save a search, and have seen what is older than a day."""
        for number, person in enumerate(self.people):
            for place, auction in enumerate(auctions()):
                if (place + 2 * number) % 7 == 0 and auction["seller"] != person["id"]:
                    watches.add(self.db, person["id"], self.items[auction["name"]])
            name, query = SEARCHES[number % len(SEARCHES)]
            searches.save(self.db, person["id"], name, canonical(query), "now")
        self.db.run("UPDATE notification SET seenAt = createdAt WHERE createdAt < UTC_TIMESTAMP(6) - INTERVAL 1 DAY")


def _rounded(won: float) -> int:
    """Round to 500, 1,000 or 5,000 won, as people do."""
    unit = 500 if won < 20_000 else 1_000 if won < 100_000 else 5_000
    return round(won / unit) * unit


def _z(moment: datetime) -> str:
    return moment.isoformat() + "Z"
