"""A state machine of orders over HTTP, the faulty sandbox and the real database: every answer as the model has it."""

from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

import database
from auction.alerts import orders as job
from auction.history import rules as history
from auction.orders import audit, books, paying, timers
from auction.orders.errors import NotNow
from auction.orders.offers import audit as offer_audit
from auction.orders.process import FINAL, OPEN, STEPS
from auction.payments.refunds import rules as refunds
from auction.payments.sandbox.store import Fault
from tests.cast import utc
from tests.orders.paid import mismatches, step
from tests.orders.sales import ADDRESS, SHIPMENT, left_in_escrow
from tests.proof.faults.order_audit import wrong_rows
from tests.proof.machine import Machine, a_stage, never_met, play
from tests.proof.order_model import PART, Attempt, Offer, Order, Sale
from tests.proof.slow_model import SlowAuction, Will
from tests.scenes import move_end, stock

PEOPLE = ("seller", "anna", "bert", "cleo")
MOST_SALES, MOST_OPEN = 6, 2
START = 20_000
mostly = st.sampled_from([True, True, True, False])
numbers = st.integers(0, 99)
# mostly the side whose turn it may be
sides = st.sampled_from(["buyer", "buyer", "buyer", "seller", "seller", "seller", "other"])
ACTS = sorted({step.act for step in STEPS if step.who in ("buyer", "seller")} - {"choose", "pay"})
DECISIONS = sorted({step.act for step in STEPS if step.who == "operator"})
bids = st.lists(st.tuples(st.sampled_from(PEOPLE[1:]), st.integers(START, 90_000)), min_size=1, max_size=5)
wanted = st.sampled_from(["refund", "return", "part"])
faults = st.just("none") | st.sampled_from(get_args(Fault))
# how far a sale is when the play goes on, and how
ways = st.tuples(st.integers(0, 3), st.sampled_from(["parcel", "meet"]), faults, wanted)


class Trade(Machine):
    """The rules are what sides, bank, worker and time do."""

    @initialize(bids=bids, way=ways)
    def begin(self, bids, way):
        self.people, start, self.db = self.stage
        start()
        self.sales: list[Sale] = []
        self.keyed: list[tuple[Any, ...]] = []
        self.sell(bids, way)

    # helpers

    def some(self, number):
        """A sale and its newest order, or one before it."""
        sale = self.sales[number % len(self.sales)]
        return sale, sale.orders[-1 if number < 90 else 0]

    def person(self, order, side):
        outsider = next(name for name in PEOPLE if name not in (order.buyer, "seller"))
        return {"buyer": order.buyer, "seller": "seller", "other": outsider}[side]

    def ask(self, name, method, path, expected, what="", **request):
        """The answer, whose code is what the model expects."""
        answer = self.send(name, method, path, **request)
        self.compare(answer, expected, what or path.rpartition("/")[2], (method, path, request))
        return answer

    # what the sides do

    @rule(bids=bids, way=ways)
    def sell(self, bids, way):
        # what has ended stays, to be offered and listed again
        if len(self.sales) == MOST_SALES or sum(sale.orders[-1].state in OPEN for sale in self.sales) == MOST_OPEN:
            return
        terms = {"price": str(START), "shipping": "'parcel:3500,meet:0'", "extends": "0"}
        (item_id,) = stock(self.db, "seller", 1, **terms)
        auction = SlowAuction(START)
        for name, amount in bids:
            will = Will(name, amount, False)
            if auction.accepts(will):
                assert self.people[name].bids({"id": item_id}, max_amount=amount).status_code == 201
                auction = auction.with_(will)
        move_end(self.db, {"id": item_id}, -1)
        database.transact(history.close_due)
        sale = Sale(item_id, START, auction.wills)
        self._open(sale, auction.leader, auction.price)
        self.sales.append(sale)
        self._carry(sale.orders[0], *way)

    def _carry(self, order, far, kind, fault, wants):
        """Bring a new order so far that all states are met often: to its payment, its shipping, or a dispute."""
        if far:
            self._pay(order, kind, fault, returns=True)
        if far > 1 and order.state == "paid":
            self._act(order, "seller", "ship", wants, keyed=False)
        if far > 2 and order.state == "shipped":
            self._act(order, order.buyer, "dispute", wants, keyed=False)

    def _open(self, sale, buyer, price):
        """The order is opened by the worker, or by a side who looks for it first."""
        if len(self.sales) % 2:
            job.open_new()
        found = self.people[buyer].get(f"/api/orders?item={sale.item_id}").json["orders"]
        assert len(found) == 1
        assert (found[0]["price"], found[0]["state"]) == (price, "awaiting")
        sale.orders.append(Order(found[0]["id"], buyer, price))

    @rule(number=numbers, side=sides, kind=st.sampled_from(["parcel", "meet"]))
    def choose(self, number, side, kind):
        _, order = self.some(number)
        self._choose(order, self.person(order, side), kind)

    def _choose(self, order, name, kind):
        body = {"kind": kind, "address": ADDRESS if kind == "parcel" else None}
        self._step(order, name, "choose", "PUT", f"/api/orders/{order.id}/delivery", {"json": body}, kind=kind)

    def _step(self, order, name, act, method, path, request, **data):
        role = order.role_of(name)
        taken = order.find(act, role) if role else None
        expected = None if taken else "not_now" if role else "order_not_found"
        answer = self.ask(name, method, path, expected, act, **request)
        if taken:
            order.take(taken, **data)
            assert answer.json["state"] == order.state
        return answer

    @rule(number=numbers, side=sides, act=st.sampled_from(ACTS), wants=wanted, keyed=st.booleans())
    def act(self, number, side, act, wants, keyed):
        _, order = self.some(number)
        self._act(order, self.person(order, side), act, wants, keyed)

    @rule(number=numbers, pick=numbers, wants=wanted, keyed=st.booleans())
    def act_in_line(self, number, pick, wants, keyed):
        """One of the acts that the table allows now, so that orders get far."""
        _, order = self.some(number)
        steps = [each for role in ("buyer", "seller") for each in order.allowed(role)]
        steps = [each for each in steps if each.act not in ("choose", "pay")]
        # what ends an order early is taken less often
        steps += 2 * [each for each in steps if each.act not in ("cancel", "agree-to-cancel", "give-back")]
        if steps:
            chosen = steps[pick % len(steps)]
            self._act(order, self.person(order, chosen.who), chosen.act, wants, keyed)

    def _act(self, order, name, act, wants, keyed):
        body: dict[str, Any] = dict(SHIPMENT) if act in ("ship", "send-back") else {}
        if act == "dispute":
            body = {"reason": "broken", "text": "x", "wants": wants, "amount": PART if wants == "part" else None}
        headers = {"Idempotency-Key": f"act-{len(self.keyed)}"} if keyed else {}
        path, request = f"/api/orders/{order.id}/{act}", {"json": body, "headers": headers}
        answer = self._step(order, name, act, "POST", path, request, **({"wants": wants} if act == "dispute" else {}))
        if keyed:
            self.keyed.append((name, path, request, answer))

    @rule(number=numbers)
    def repeat_with_the_same_key(self, number):
        if self.keyed:
            name, path, request, first = self.keyed[number % len(self.keyed)]
            again = self.ask(name, "POST", path, first.json.get("code"), "again", **request)
            assert again.json == first.json or first.status_code != 200

    @rule(number=numbers, act=st.sampled_from(DECISIONS))
    def an_operator_decides(self, number, act):
        """By the act behind the operators' routes; who may use these, their own tests say."""
        _, order = self.some(number)
        taken = order.find(act, "operator")
        data = {"reason": "x", "amount": PART if act == "decide-part" else None}
        try:
            step(order.id, act, "operator", **data)
        except NotNow:
            assert taken is None
        else:
            order.take(taken)
        self.met[(act, "done" if taken else "not_now")] += 1

    # payments

    @rule(number=numbers, side=sides)
    def start_a_payment(self, number, side):
        _, order = self.some(number)
        self._start(order, self.person(order, side))

    def _start(self, order, name):
        role, path = order.role_of(name), f"/api/orders/{order.id}/payments"
        expected = self._refusal_of_a_payment(order, role) if role else "order_not_found"
        answer = self.ask(name, "POST", path, expected, json={})
        if expected is None:
            there = "/sandbox/" + answer.json["checkoutUrl"].partition("/sandbox/")[2]
            order.attempts.append(Attempt(answer.json["id"], there, order.total))

    def _refusal_of_a_payment(self, order, role):
        if order.state != "awaiting" or order.facts.is_due:
            return "not_awaiting_payment"
        if order.find("pay", role) is None:
            return "not_now"
        return "payment_in_flight" if order.holder else None

    @rule(number=numbers, which=numbers, fault=faults, pays=mostly)
    def answer_at_the_bank(self, number, which, fault, pays):
        _, order = self.some(number)
        if not order.attempts:
            return
        attempt = order.attempts[which % len(order.attempts)]
        form = {"choice": "pay" if pays else "refuse", "fault": fault}
        assert self.people[order.buyer].site.open(attempt.path, method="POST", data=form).status_code in (200, 303)
        if attempt.bank == "open":
            attempt.bank, attempt.fault = ("authorized", fault) if pays else ("failed", "none")

    @rule(number=numbers, which=numbers)
    def come_back(self, number, which):
        _, order = self.some(number)
        if order.attempts:
            self._come_back(order, order.attempts[which % len(order.attempts)])

    def _come_back(self, order, attempt):
        ref = self.db.single(database.Row, "SELECT ref FROM payment WHERE id = %(id)s", id=attempt.id)["ref"]
        path = f"/api/payments/sandbox/return?ref={ref}"
        assert self.people[order.buyer].site.open(path, method="GET").status_code == 303
        # what is late stays so, however slow this machine is
        self.db.run("UPDATE sandbox_movement SET at = at + INTERVAL 1 DAY WHERE at > UTC_TIMESTAMP(6)")
        order.advance(attempt, is_late=False)

    @rule(number=numbers, kind=st.sampled_from(["parcel", "meet"]), fault=faults, returns=mostly)
    def pay(self, number, kind, fault, returns):
        """All of it at once, but for the browser that may stay at the bank."""
        _, order = self.some(number)
        self._pay(order, kind, fault, returns)

    def _pay(self, order, kind, fault, returns):
        if order.state != "awaiting" or order.facts.is_due or order.holder:
            return
        if not order.facts.is_chosen:
            self._choose(order, order.buyer, kind)
        self._authorize(order, fault)
        if returns:
            self._come_back(order, order.attempts[-1])

    def _authorize(self, order, fault):
        self._start(order, order.buyer)
        attempt = order.attempts[-1]
        self.people[order.buyer].site.open(attempt.path, method="POST", data={"choice": "pay", "fault": fault})
        attempt.bank, attempt.fault = "authorized", fault

    @rule(number=numbers, one=faults, other=faults)
    def pay_in_two_tabs(self, number, one, other):
        """Both are authorized before the browser returns from either."""
        _, order = self.some(number)
        if order.state != "awaiting" or order.facts.is_due or order.holder:
            return
        self._choose(order, order.buyer, "parcel")
        for fault in (one, other):
            self._authorize(order, fault)
        for attempt in order.attempts[-2:]:
            self._come_back(order, attempt)

    @rule(text=st.sampled_from(["", "?ref=", "?ref=ssgbay-0", "?ref=%C3%A9&paymentKey=x&amount=1"]))
    def forge_a_return(self, text):
        answer = self.people["anna"].site.open(f"/api/payments/sandbox/return{text}", method="GET")
        assert answer.status_code in (303, 422)

    # second chances, and listing again

    @rule(number=numbers)
    def offer(self, number):
        sale = self.sales[number % len(self.sales)]
        bidder, price = sale.next_bidder
        expected = sale.why_no_offer or (None if bidder else "nobody_left")
        answer = self.ask("seller", "POST", f"/api/items/{sale.item_id}/offer", expected, json={})
        if expected is None:
            assert answer.json["price"] == price
            sale.offers.append(Offer(answer.json["id"], bidder, price))

    @rule(number=numbers, which=numbers, accepts=st.booleans(), by_the_bidder=mostly)
    def answer_an_offer(self, number, which, accepts, by_the_bidder):
        sale = self.sales[number % len(self.sales)]
        if not sale.offers:
            return
        offer = sale.offers[-1 - which % len(sale.offers)]
        name = offer.bidder if by_the_bidder else "seller"
        expected = "offer_not_found" if not by_the_bidder else None if offer.state == "open" else "offer_ended"
        path = f"/api/offers/{offer.id}/{'accept' if accepts else 'decline'}"
        answer = self.ask(name, "POST", path, expected, "take an offer" if accepts else "")
        if expected is None:
            offer.state = "accepted" if accepts else "declined"
            if accepts:
                sale.orders.append(Order(answer.json["id"], offer.bidder, offer.price))

    @rule(number=numbers)
    def relist(self, number):
        if number >= 30:
            return
        sale = self.sales[number % len(self.sales)]
        failed = not sale.open_offer and sale.orders[-1].state in ("cancelled", "refunded")
        expected = "not_unsold" if not failed else "already_relisted" if sale.is_relisted else None
        self.ask("seller", "POST", f"/api/items/{sale.item_id}/relist", expected, json={"endTime": utc(hours=30)})
        sale.is_relisted = sale.is_relisted or expected is None

    # what time and the worker do

    @rule(number=numbers)
    def limit_passes(self, number):
        if number < 15:
            self._limit_passes(self.some(number)[1])

    def _limit_passes(self, order):
        self.db.run("UPDATE orders SET dueAt = UTC_TIMESTAMP(6) WHERE id = %(id)s AND dueAt IS NOT NULL", id=order.id)
        order.facts = order.facts._replace(is_due=order.state not in FINAL)

    @rule()
    def clock(self):
        lapsing = [(order, order.find("lapse", "system")) for sale in self.sales for order in sale.orders]
        assert timers.lapse_due() == sum(lapse is not None for _, lapse in lapsing)
        for order, lapse in lapsing:
            if lapse:
                order.take(lapse)

    @rule()
    def worker(self):
        """It looks at the attempts in the order of their ids, then sends refunds, twice where an answer is lost."""
        self.db.run("UPDATE sandbox_movement SET at = LEAST(at, UTC_TIMESTAMP(6))")
        for order in [order for sale in self.sales for order in sale.orders]:
            for attempt in order.attempts:
                self.db.run(
                    "UPDATE payment SET lookAt = UTC_TIMESTAMP(6) + INTERVAL IF(id = %(id)s, 0, 3600) SECOND "
                    "WHERE lookAt IS NOT NULL", id=attempt.id,
                )  # fmt: skip
                paying.look_due()
                order.advance(attempt, is_late=True)
        for _ in range(2):
            self.db.run("UPDATE refund SET tryAt = UTC_TIMESTAMP(6) WHERE tryAt IS NOT NULL")
            refunds.send_due()
        for order in [order for sale in self.sales for order in sale.orders]:
            order.give_back()
        self._money_is_as_in_the_model()

    def _money_is_as_in_the_model(self):
        kept = Counter({
            row["id"]: int(row["won"])
            for row in self.db.all(
                "SELECT payment.id, SUM(sandbox_movement.amount) AS won FROM payment "
                "JOIN sandbox_payment ON sandbox_payment.ref = payment.ref "
                "JOIN sandbox_movement ON sandbox_id = sandbox_payment.id GROUP BY payment.id"
            )
        })  # fmt: skip
        states = {row["id"]: row["state"] for row in self.db.all("SELECT id, state FROM payment")}
        for order in [order for sale in self.sales for order in sale.orders]:
            assert [states[each.id] for each in order.attempts] == [each.state for each in order.attempts]
            assert [kept[each.id] for each in order.attempts] == [each.kept for each in order.attempts]
            assert left_in_escrow(self.db, {"id": order.id}) == order.escrow
        assert mismatches(self.db) == []

    def teardown(self):
        """Nobody does anything any more: the clock alone settles every order."""
        if not hasattr(self, "sales"):
            return
        for _ in range(4):
            self.worker()
            for sale in self.sales:
                for order in sale.orders:
                    self._limit_passes(order)
            self.clock()
        self.worker()
        self.every_order_is_as_the_model_has_it()
        self.the_audits_find_no_difference()
        assert wrong_rows(self.db) == []

    # what always holds

    @invariant()
    def every_order_is_as_the_model_has_it(self):
        for sale in self.sales:
            for order in sale.orders:
                for name in (order.buyer, "seller"):
                    seen = self.people[name].get(f"/api/orders/{order.id}").json
                    role = order.role_of(name)
                    assert (seen["state"], seen["reason"], seen["total"]) == (order.state, order.reason, order.total)
                    assert (seen["role"], seen["next"]) == (role, sale.next_of(order, role))
                    assert len(seen["events"]) == order.steps

    @invariant()
    def the_audits_find_no_difference(self):
        orders = sum(len(sale.orders) for sale in self.sales)
        for audit_after in (books.audit_after, audit.audit_after):
            assert audit_after(self.db, 0)[1:] == (orders, [])
        assert offer_audit.audit_after(self.db, 0)[2] == []


# a long play goes on until it has met all of this
MET = {
    "payments": ("done", "not_awaiting_payment", "not_now", "payment_in_flight", "order_not_found"),
    "offer": ("done", "not_now", "offer_open", "nobody_left"),
    "take an offer": ("done", "offer_ended", "offer_not_found"),
    "decline": ("done", "offer_ended", "offer_not_found"),
    "relist": ("done", "not_unsold", "already_relisted"),
    **dict.fromkeys(ACTS, ("done", "not_now", "order_not_found")),
    "choose": ("done", "not_now", "order_not_found"),
    **dict.fromkeys(DECISIONS, ("done", "not_now")),
}  # fmt: skip


@pytest.fixture
def stage(app, cleaner, db):
    return a_stage(app.test_client(use_cookies=False), cleaner, db, PEOPLE)


def test_whatever_the_sides_do_an_order_is_as_the_model_has_it(stage):
    play(Trade, stage, Counter(), examples=6, steps=25)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whatever_the_sides_do_for_long_an_order_is_as_the_model_has_it(stage):
    assert never_met(Trade, stage, MET, steps=50) == []
