"""A state machine over HTTP and the real database: every answer as the model has it, and never an audit difference."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
)

import historyUpdate
from auction.bids import audit
from auction.items import rules as items
from tests.cast import an_item_form
from tests.proof.clock import pass_time
from tests.proof.machine import Machine, a_stage, never_met, play
from tests.proof.model import Listing
from tests.proof.slow_model import Will

PEOPLE = ("seller", "anna", "bert", "cleo")
who = st.sampled_from(PEOPLE)
bidders = st.sampled_from(PEOPLE[1:] * 3 + PEOPLE[:1])
numbers = st.integers(0, 99)
FORM = {"content_type": "multipart/form-data"}
terms = st.tuples(
    st.sampled_from([500, 1_000, 4_900, 9_800, 100_000]),  # start
    st.none() | st.integers(0, 9_000),  # reserve over it
    st.none() | st.integers(10_000, 200_000),  # buy-now price over it
    st.booleans(),  # until the price reaches it
    st.booleans(),  # extends
    st.sampled_from([0] * 9 + [3]),  # starts in so many hours
    st.sampled_from([2, 20, 100]),  # and lasts so long
)
offers = st.tuples(
    bidders,
    st.booleans(),  # open
    st.sampled_from(["minimum", "minimum", "minimum", "maximum", "reserve", "nothing"]),
    st.sampled_from([-1, 0, 0, 0, 1, 100, 1_000]) | st.integers(0, 20_000),  # more than that
    st.sampled_from([None, None, None, 0, 1]),  # ifPrice, off by so much
    st.booleans(),  # with a key
)
# openly, from where, and how much more
corrections = st.none() | st.tuples(
    st.booleans(), st.sampled_from(["minimum", "minimum", "taken"]), st.sampled_from([-1, 0, 1, 1_000])
)
# nothing is decided within a second of a boundary: the machine's own steps take time
MARGIN = timedelta(seconds=1)


def moment(text):
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def z(time):
    return time.isoformat(timespec="microseconds") + "Z"


class Site(Machine):
    """The rules are what people do."""

    @initialize(some=st.lists(terms, min_size=1, max_size=3))
    def begin(self, some):
        self.people, start, self.db = self.stage
        start()
        self.left: set[str] = set()
        # the others have begun when they were listed: nothing depends on how fast we are
        self.scheduled: set[int] = set()
        self.listings: dict[int, Listing] = {}
        self.keyed: list[tuple] = []
        for each in some:
            self._list(*each)

    # helpers

    def now(self):
        return self.db.one("SELECT UTC_TIMESTAMP(6) AS now")["now"]

    def some(self, number):
        return list(self.listings.values())[number % len(self.listings)]

    def near(self, now, *boundaries):
        """So near to a boundary that the answer depends on how fast we are."""
        return any(abs(now - boundary) <= MARGIN for boundary in boundaries)

    def edges(self, listing):
        return (*self.begins(listing), *(listing.end - timedelta(hours=hours) for hours in (0, 1, 12)))

    def begins(self, listing):
        return [listing.starts] if listing.id in self.scheduled else []

    def ask(self, name, method, path, expected, what="", **request):
        """The answer, whose code is what the model expects; None, after a 401, for a user who has left."""
        answer = self.send(name, method, path, **request)
        if name in self.left:
            assert answer.status_code == 401, answer.text
            return None
        self.compare(answer, expected, what or path.rpartition("/")[2], (method, path, request))
        return answer

    # what people do

    @rule(terms=terms)
    def list_item(self, terms):
        if len(self.listings) < 5:
            self._list(*terms)

    def _list(self, start, reserve, buy_now, until_price, extends, wait, hours):
        now = self.now()
        more = {
            "reservePrice": start + reserve if reserve is not None else None,
            "buyNowPrice": start + buy_now if buy_now else None,
            "buyNowUntil": "price" if until_price else "firstBid",
            "extends": "true" if extends else "false",
            "startTime": z(now + timedelta(hours=wait)) if wait else None,
        }
        form = an_item_form(price=str(start), endTime=z(now + timedelta(hours=wait + hours)), **more)
        answer = self.ask("seller", "POST", "/api/items", None, data={**form}, **FORM)
        if answer:
            self._listed(answer.json, start, more["reservePrice"], more["buyNowPrice"], until_price, extends)
            if wait:
                self.scheduled.add(answer.json["id"])

    def _listed(self, said, start, reserve, buy_now, until_price, extends, relist_of=None):
        starts, end = moment(said["startTime"]), moment(said["endTime"])
        self.listings[said["id"]] = Listing(
            said["id"], "seller", start, reserve, buy_now, until_price, extends, starts, end, end, relist_of=relist_of
        )

    @rule(number=numbers, offers=st.lists(offers, min_size=1, max_size=6))
    def bid(self, number, offers):
        listing = self.some(number)
        for name, is_open, from_, more, if_price, key in offers:
            now, before = self.now(), listing.auction
            if self.near(now, *self.edges(listing)):
                return
            base = {"minimum": before.minimum, "maximum": before.maximum, "reserve": listing.reserve, "nothing": 1}[
                from_
            ]
            will = Will(name, max(1, (base or before.minimum) + more), is_open)
            seen = None if if_price is None else before.price + if_price
            self._bid(listing, will, seen, f"key-{len(self.keyed)}" if key else None, now)

    def _bid(self, listing, will, seen, key, now):
        body = {"amount" if will.is_open else "maxAmount": will.amount}
        body |= {} if seen is None else {"ifPrice": seen}
        before, expected = listing.auction, listing.answer_to_bid(will, seen, now)
        headers = {"Idempotency-Key": key} if key else {}
        request = {"json": body, "headers": headers}
        answer = self.ask(will.bidder, "POST", f"/api/items/{listing.id}/bids", expected, **request)
        if answer is None:
            return
        if key:
            self.keyed.append((will.bidder, f"/api/items/{listing.id}/bids", request, answer))
        if expected in ("bid_too_low", "price_moved"):
            leads = expected == "bid_too_low" and before.leader == will.bidder
            assert answer.json["minimumBid"] == (before.maximum + 1 if leads else before.minimum)
        if expected is None:
            self._accepted(listing, will, answer.json)

    def _accepted(self, listing, will, said):
        at = moment(said["bid"]["createdAt"])
        listing.take(said["bid"]["id"], will, at)
        leads = listing.auction.leader == will.bidder
        assert said["outcome"] == ("leading" if leads else "outbid")
        assert said["bid"]["amount"] == (listing.auction.price if leads else will.amount)
        self._stands(listing, said["item"], at)

    def _stands(self, listing, said, now):
        auction = listing.auction
        assert (said["price"], said["minimumBid"]) == (auction.price, auction.minimum)
        assert (said["bidCount"], moment(said["endTime"])) == (listing.bid_count, listing.end)
        assert said["status"] == listing.status(now)

    @rule(number=numbers)
    def ask_again_with_the_same_key(self, number):
        if not self.keyed:
            return
        name, path, request, first = self.keyed[number % len(self.keyed)]
        again = self.ask(name, "POST", path, first.json.get("code"), **request)
        if again and first.status_code == 201:
            assert again.json == first.json

    @rule(number=numbers, name=bidders)
    def buy(self, number, name):
        listing, now = self.some(number), self.now()
        if self.near(now, *self.edges(listing)):
            return
        price = listing.costs_now()
        expected = listing.open_to(name, now) or ("no_buy_now" if price is None else None)
        answer = self.ask(name, "POST", f"/api/items/{listing.id}/buy", expected, json={})
        if answer is None or expected:
            return
        assert answer.json["outcome"] == "won"
        listing.bought, listing.state = Will(name, price, True), "sold"
        listing.end = moment(answer.json["bid"]["createdAt"])
        listing.logged += 1
        self._stands(listing, answer.json["item"], now)

    @rule(number=numbers, entry=numbers, name=st.sampled_from(["owner"] * 5 + ["anna"]), correction=corrections)
    def retract(self, number, entry, name, correction):
        listing = self.some(number)
        if listing.entries:
            self._retract(listing, listing.entries[entry % len(listing.entries)], name, correction)

    @rule(number=numbers, back=st.integers(1, 3), correction=corrections)
    def think_twice(self, number, back, correction):
        bid_on = [listing for listing in self.listings.values() if listing.entries]
        if not bid_on:
            return
        listing = bid_on[number % len(bid_on)]
        self._retract(listing, listing.entries[-min(back, len(listing.entries))], "owner", correction)

    def _retract(self, listing, entry, name, correction):
        now = self.now()
        if self.near(now, *self.edges(listing), entry.at + timedelta(hours=1)):
            return
        name = entry.will.bidder if name == "owner" else name
        if name == listing.seller:
            return
        expected = listing.answer_to_retraction(entry, name, now, self._retractions(name, now))
        before, will, body = listing.auction.price, None, {"reason": "a slip"}
        if expected is None:
            going = listing.going_with(entry, now)
            after, _ = listing.after_fall(name, going, self.left)
            will = self._correction(name, correction, after, going)
            expected = listing.answer_to_correction(after, going, will)
        if will:
            body |= {"amount" if will.is_open else "maxAmount": will.amount}
        path = f"/api/items/{listing.id}/bids/{entry.id}/retract"
        answer = self.ask(name, "POST", path, expected, json=body)
        if answer is None or expected:
            return
        self._retracted(listing, name, going, will, answer.json, now)
        assert will or listing.auction.price <= before

    def _retracted(self, listing, name, going, will, said, now):
        listing.fall(name, going, self.left)
        listing.retracted[name] = now
        if will:
            listing.take(said["bid"]["id"], will, moment(said["bid"]["createdAt"]))
        else:
            assert (said["bid"], said["outcome"]) == (None, "withdrawn")
            listing.out.setdefault(name, "withdrawn_from_auction")
        self._stands(listing, said["item"], now)

    def _retractions(self, name, now):
        """How often this person retracted in 30 days."""
        times = [listing.retracted.get(name, datetime.min) for listing in self.listings.values()]
        return sum(at > now - timedelta(days=30) for at in times)

    def _correction(self, name, correction, after, going):
        if correction is None:
            return None
        is_open, from_, more = correction
        base = {"minimum": after.minimum, "taken": max(each.will.amount for each in going)}[from_]
        return Will(name, max(1, base + more), is_open)

    @rule(number=numbers, entry=numbers, name=st.sampled_from(["seller"] * 5 + ["anna"]))
    def strike(self, number, entry, name):
        # of many auctions few see it
        bid_on = [listing for listing in self.listings.values() if listing.entries]
        if not bid_on:
            return
        listing, now = bid_on[number % len(bid_on)], self.now()
        if self.near(now, *self.edges(listing)):
            return
        entry = listing.entries[entry % len(listing.entries)]
        expected = listing.answer_to_striking(entry, name, now)
        body = {"bidId": entry.id, "reason": "no answer"}
        answer = self.ask(name, "POST", f"/api/items/{listing.id}/strike", expected, json=body)
        if answer is None or expected:
            return
        struck = entry.will.bidder
        listing.fall(struck, [each for each in listing.standing if each.will.bidder == struck], self.left)
        listing.out[struck] = "struck_out"
        self._stands(listing, answer.json, now)

    @rule(number=numbers, name=st.sampled_from(["seller"] * 5 + ["anna"]), sell=st.booleans(), reasoned=st.booleans())
    def end_early(self, number, name, sell, reasoned):
        listing, now = self.some(number), self.now()
        if self.near(now, *self.edges(listing)):
            return
        reason = "it broke" if reasoned else None
        expected = listing.answer_to_ending(name, sell, reason, now)
        body = {"sell": sell} | ({"reason": reason} if reason else {})
        answer = self.ask(name, "POST", f"/api/items/{listing.id}/end", expected, json=body)
        if answer is None or expected:
            return
        listing.state = "sold" if sell else "cancelled"
        listing.end = moment(answer.json["endTime"])
        listing.logged += 1
        self._stands(listing, answer.json, now)

    @rule(number=numbers)
    def relist(self, number):
        listing, now = self.some(number), self.now()
        if self.near(now, *self.edges(listing)):
            return
        done = any(other.relist_of == listing.id for other in self.listings.values())
        again = listing.status(now) in ("unsold", "cancelled")
        expected = "not_unsold" if not again else "already_relisted" if done else None
        body = {"endTime": z(now + timedelta(hours=30))}
        answer = self.ask("seller", "POST", f"/api/items/{listing.id}/relist", expected, json=body)
        if answer and not expected:
            old = listing
            self._listed(answer.json, old.start, old.reserve, old.buy_now, old.until_price, old.extends, old.id)

    @rule(number=numbers, price=st.sampled_from([700, 5_000, 9_999, 150_000]), hours=st.sampled_from([2, 15, 200]))
    def change(self, number, price, hours):
        listing, now = self.some(number), self.now()
        if self.near(now, *self.edges(listing)):
            return
        end = max(now, listing.starts) + timedelta(hours=hours)
        too_dear = price > min(listing.reserve or price, listing.buy_now or price)
        expected = self._fixed(listing, now) or ("invalid" if too_dear else None)
        body = {"price": price, "endTime": z(end)}
        if self.ask("seller", "PATCH", f"/api/items/{listing.id}", expected, what="change", json=body) and not expected:
            listing.start, listing.end, listing.original_end = price, end, end

    def _fixed(self, listing, now):
        """The code with which its seller can neither change it nor take it down."""
        over = listing.status(now) not in ("scheduled", "live")
        return "has_bids" if listing.logged else "auction_ended" if over else None

    @rule(number=numbers)
    def take_down(self, number):
        listing, now = self.some(number), self.now()
        # the other rules want one to be left
        if len(self.listings) == 1 or self.near(now, *self.edges(listing)):
            return
        expected = self._fixed(listing, now)
        answer = self.ask("seller", "DELETE", f"/api/items/{listing.id}", expected, what="take down")
        if answer and not expected:
            del self.listings[listing.id]

    @rule(number=numbers, name=who)
    def leave(self, number, name):
        # who has left stays away; most stay
        if number >= 8:
            return
        now = self.now()
        if self.near(now, *(listing.end for listing in self.listings.values())):
            return
        open_ones = [listing for listing in self.listings.values() if listing.state == "open"]
        leads = any(listing.auction.leader == name for listing in open_ones)
        lists = any(listing.seller == name and (now < listing.end or listing.auction.leader) for listing in open_ones)
        # no worker opens the orders of sales here
        sold = [listing for listing in self.listings.values() if listing.state == "sold"]
        trades = any(name in (listing.seller, listing.auction.leader) for listing in sold)
        expected = (
            "still_leading" if leads else "live_listing" if lists else "still_trading" if trades else None
        )  # fmt: skip
        self.ask(name, "DELETE", "/api/me", expected, json={"currentPassword": self.people[name].password})
        if not expected:
            self.left.add(name)

    # what time does

    @rule(number=numbers, to=st.sampled_from([-13 * 3600, -11 * 3600, -11 * 3600, -1800, -100, -30, 10]))
    def time_goes_by_to_near_the_end(self, number, to):
        listing, now = self.some(number), self.now()
        self._later(listing, listing.end - now + timedelta(seconds=to))

    # no sum of these leads to a boundary, where the answer would depend on how fast we are
    @rule(number=numbers, by=st.sampled_from([700, 3_700]))
    def time_goes_by(self, number, by):
        self._later(self.some(number), timedelta(seconds=by))

    def _later(self, listing, by):
        if by <= timedelta(0) or listing.state != "open":
            return
        pass_time(self.db, listing.id, by.total_seconds())
        listing.later(by)

    @rule()
    def closing_job(self):
        now = self.now()
        if self.near(now, *(listing.end for listing in self.listings.values())):
            return
        assert historyUpdate.main() == 0
        for listing in self.listings.values():
            if listing.status(now) == "ended":
                listing.close()

    # what always holds

    @invariant()
    def every_item_is_as_the_model_has_it(self):
        now = self.now()
        for listing in self.listings.values():
            name = listing.auction.leader if listing.auction.leader not in self.left else None
            headers = self.people[name].headers if name else {}
            said = self.people["anna"].site.open(f"/api/items/{listing.id}", method="GET", headers=headers).json
            near = self.near(now, *self.begins(listing), listing.end)
            self._stands(listing, said if not near else said | {"status": listing.status(now)}, now)
            assert said["reserveMet"] == (None if listing.reserve is None else self._met(listing))
            if name:
                assert said["viewer"]["maxAmount"] == listing.auction.maximum

    def _met(self, listing):
        top = listing.auction.top
        return top is not None and top.amount >= listing.reserve

    @invariant()
    def the_audit_finds_no_difference(self):
        rows = items.after_id(self.db, 0, 100)
        assert len(rows) == len(self.listings)
        if not rows:
            return
        _, entries, differences = audit.audit_items(self.db, rows)
        assert differences == []
        assert entries == sum(listing.logged for listing in self.listings.values())

    @invariant()
    def every_sale_is_in_the_history_and_nothing_else(self):
        sold = [each for each in self.listings.values() if each.state == "sold"]
        rows = self.db.all("SELECT item_id, user_id, price FROM history ORDER BY item_id")
        assert [tuple(row.values()) for row in rows] == [
            (each.id, each.auction.leader, each.auction.price) for each in sorted(sold, key=lambda each: each.id)
        ]


# a long play goes on until it has met all of this, for so many rounds at most
MET = {
    "bids": ("done", "bid_too_low", "already_leading", "price_moved", "auction_ended", "auction_not_started",
             "auction_cancelled", "seller_cannot_bid", "withdrawn_from_auction", "struck_out"),
    "buy": ("done", "no_buy_now"),
    "retract": ("done", "already_retracted", "not_your_bid", "too_late_to_retract", "auction_ended", "bid_too_low",
                "correction_not_below", "too_many_requests", "struck_out"),
    "strike": ("done", "not_your_item", "already_struck_out", "too_late_to_strike", "auction_ended"),
    "end": ("done", "no_leader", "reserve_not_met", "too_late_to_cancel", "not_your_item", "auction_ended", "invalid"),
    "relist": ("done", "not_unsold", "already_relisted"),
    "change": ("done", "has_bids", "auction_ended", "invalid"),
    "take down": ("done", "has_bids", "auction_ended"),
    "me": ("done", "still_leading", "live_listing", "still_trading"),
}  # fmt: skip


@pytest.fixture
def stage(app, cleaner, db):
    return a_stage(app.test_client(use_cookies=False), cleaner, db, PEOPLE)


def test_whatever_users_do_the_site_answers_as_the_model(stage):
    play(Site, stage, Counter(), examples=20, steps=40)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whatever_users_do_for_long_the_site_answers_as_the_model(stage):
    assert never_met(Site, stage, MET, steps=60) == []
