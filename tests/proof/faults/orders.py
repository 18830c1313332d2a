"""Orders carried through the sandbox with each of its faults, while worker, server and database are killed."""

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from subprocess import Popen
from typing import Any, get_args

import database
from auction.appstate import AppState
from auction.mysql.clock import current_time
from auction.orders import books
from auction.payment_settings import PaymentSettings
from auction.payments import configured, reconciliation
from auction.payments.sandbox.store import Fault
from commands.differences import all_parts
from tests.cast import Person
from tests.orders.paid import make_due
from tests.processes import at_most, wait_for
from tests.proof.faults.private_site import PrivateSite, private_site
from tests.proof.harness import Finding, Harness, auctions
from tests.scenes import at_once, in_background

SELLER = "sally"
BUYERS = ("anna", "bert", "cleo", "dirk")
THREADS = 8
# a browser that never returns
STAYS = ("event-only", "neither")
FAULTS: tuple[Fault, ...] = get_args(Fault)
PAID = ("paid", "shipped", "completed", "refunded")
WORKS = "dueAt IS NOT NULL AND state <> 'awaiting'"


@dataclass
class Shop:
    """A site of its own with a worker, and what is killed there."""

    here: PrivateSite
    worker: Popen[bytes] | None = None
    killed: Counter[str] = field(default_factory=Counter)

    def start_worker(self) -> None:
        """Start a worker where none runs."""
        if self.worker is None or self.worker.poll() is not None:
            self.worker = self.here.harness.run("-m", "commands", "worker")

    def stop_worker(self) -> None:
        """kill -9."""
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()

    def kill(self, what: str, chance: Random) -> None:
        """Kill one of the three, and start it again."""
        if what == "worker":
            self.stop_worker()
        elif what == "server":
            for process in self.here.unit.workers()[: chance.randint(1, 2)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        else:
            self.here.kill_database()
            self.here.start_database()
        self.start_worker()
        self.here.unit.await_ready()
        self.killed[what] += 1


def carried_apart(harness: Harness, orders: int, kills: int) -> Finding:
    """`carried` on a site of its own."""
    with private_site(harness) as here:
        return carried(here, orders, kills)


def carried(here: PrivateSite, orders: int, kills: int) -> Finding:
    """Carry so many orders from the sale to their end under so many kills; no won may be lost, made or kept."""
    shop = Shop(here)
    shop.start_worker()
    try:
        seller, *buyers = here.harness.people([SELLER, *BUYERS])
        order_ids = _sold(shop, orders)
        _under_kills(shop, kills // 2, "paying", lambda: _each(order_ids, partial(_pay, shop, buyers)))
        _settle(shop)
        _under_kills(shop, kills - kills // 2, "ending", lambda: _each(order_ids, partial(_end, shop, seller, buyers)))
        _settle(shop)
        return _judged(shop, orders)
    finally:
        shop.stop_worker()


def _sold(shop: Shop, how_many: int) -> list[int]:
    """Sell things by the closing job; return the orders that the worker opens."""
    leader = f"ELT(1 + n %% {len(BUYERS)}, {', '.join(map(repr, BUYERS))})"
    with shop.here.harness.look() as db:
        auctions(db, SELLER, how_many, "UTC_TIMESTAMP(6) - INTERVAL 1 SECOND", leader)
        shop.here.harness.close_due()

        def opened() -> list[int]:
            return [row["id"] for row in db.all("SELECT id FROM orders WHERE seller_id = %(id)s", id=SELLER)]

        wait_for(lambda: len(opened()) == how_many, 60)
        return opened()


def _under_kills(shop: Shop, times: int, name: str, work: Callable[[], None]) -> None:
    """Kill so often at random moments while `work` runs in the background; return when both are done.

    The kills are this thread's: a process that it starts would end together with any other thread.
    """
    chance = shop.here.harness.chance(f"kills while {name}")

    def run() -> bool:
        work()
        return True

    with in_background(run) as done:
        for number in range(times):
            time.sleep(chance.uniform(0.05, 0.6))
            shop.kill(("worker", "server", "database")[number % 3], chance)
            shop.here.harness.progress(f"{number + 1} of {times} kills while {name}")
    assert done, "a client got no answer; its error is printed above"


def _each(order_ids: list[int], work: Callable[[int], None]) -> None:
    def run(thread: int) -> None:
        for order_id in order_ids[thread::THREADS]:
            work(order_id)

    at_once(run, THREADS)


def _answer(person: Person, method: str, path: str, **request: Any) -> Any:
    """Send a request, and repeat it as it was, until an answer is no failure of the site."""
    until = time.monotonic() + at_most(120)
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            answer = getattr(person, method)(path, **request)
            if answer.status_code < 500:
                return answer
        time.sleep(0.05)
    raise AssertionError(f"{method} {path} got no answer")


def _buyer(shop: Shop, buyers: list[Person], order_id: int) -> Person:
    with shop.here.harness.look() as db:
        row = db.one("SELECT buyer_id FROM orders WHERE id = %(id)s", id=order_id)
    return next(person for person in buyers if row and person.id == row["buyer_id"])


def _pay(shop: Shop, buyers: list[Person], order_id: int) -> None:
    """Choose a delivery and pay, with a fault, sometimes in two tabs."""
    chance = shop.here.harness.chance(f"order {order_id}")
    buyer = _patiently(_buyer, shop, buyers, order_id)
    _answer(buyer, "put", f"/api/orders/{order_id}/delivery", json={"kind": "meet", "address": None})
    for tab in range(chance.choice((1, 1, 2))):
        key = {"Idempotency-Key": f"{order_id}-{tab}"}
        started = _answer(buyer, "post", f"/api/orders/{order_id}/payments", json={}, headers=key)
        if started.status_code != 201:
            continue
        fault = chance.choice(FAULTS)
        path = "/sandbox/" + started.json["checkoutUrl"].partition("/sandbox/")[2]
        paid = _answer(buyer, "post", path, data={"choice": "pay", "fault": fault})
        if fault not in STAYS:
            back = paid.headers.get("Location") or _back(shop, path)
            _answer(buyer, "get", "/api/" + back.partition("/api/")[2])


def _patiently(work: Callable[..., Any], *args: Any) -> Any:
    """Call until the database answers."""
    until = time.monotonic() + at_most(60)
    while True:
        try:
            return work(*args)
        except database.Error:
            assert time.monotonic() < until, "the database did not come back"
            time.sleep(0.1)


def _back(shop: Shop, path: str) -> str:
    """The address of the return, for a browser whose redirect was lost."""

    def read() -> str:
        with shop.here.harness.look() as db:
            row = db.one("SELECT back FROM sandbox_payment WHERE paymentKey = %(key)s", key=path.rpartition("/")[2])
        return str(row and row["back"])

    return str(_patiently(read))


def _end(shop: Shop, seller: Person, buyers: list[Person], order_id: int) -> None:
    """Let a paid order be confirmed, given back or lapse; or a part go back after a dispute."""
    chance = shop.here.harness.chance(f"end of order {order_id}")
    buyer, path = _patiently(_buyer, shop, buyers, order_id), f"/api/orders/{order_id}"
    way = chance.choice(("confirm", "give-back", "part", "lapse"))
    if way == "give-back":
        _answer(seller, "post", f"{path}/give-back", json={})
    elif way == "lapse":
        _patiently(_let_lapse, shop, order_id)
    else:
        _answer(seller, "post", f"{path}/ship", json={})
        if way == "part":
            part = {"reason": "broken", "text": "x", "wants": "part", "amount": chance.randint(1, 900)}
            _answer(buyer, "post", f"{path}/dispute", json=part)
            _answer(seller, "post", f"{path}/accept", json={})
        else:
            _answer(buyer, "post", f"{path}/confirm", json={})


def _let_lapse(shop: Shop, order_id: int) -> None:
    with shop.here.harness.look() as db:
        db.run(f"UPDATE orders SET dueAt = UTC_TIMESTAMP(6) WHERE id = %(id)s AND {WORKS}", id=order_id)


def _settle(shop: Shop) -> None:
    """Let time pass until the worker has found out everything and given back what goes back."""
    with shop.here.harness.look() as db:

        def settled() -> bool:
            db.run("UPDATE sandbox_movement SET at = LEAST(at, UTC_TIMESTAMP(6))")
            make_due(db)
            time.sleep(0.3)
            waiting = db.one(
                "SELECT (SELECT COUNT(*) FROM payment WHERE lookAt IS NOT NULL) "
                "+ (SELECT COUNT(*) FROM refund WHERE tryAt IS NOT NULL) "
                "+ (SELECT COUNT(*) FROM orders WHERE dueAt <= UTC_TIMESTAMP(6)) AS number"
            )
            return waiting == {"number": 0}

        wait_for(settled, 120, lambda: str(db.all("SELECT * FROM payment WHERE lookAt IS NOT NULL LIMIT 3")))


def _judged(shop: Shop, orders: int) -> Finding:
    harness = shop.here.harness
    with database.snapshots(harness.database_url) as look:
        _, found = all_parts(look, books.audit_after)
    faults = [f"books: {difference}" for difference in found]
    with AppState().active():
        database.configure(harness.database_url, 2)
        configured.configure(PaymentSettings("sandbox", "", fee_percent=0, site=""))
        with database.reading() as db:
            now = current_time(db)
        moved = reconciliation.compare(configured.provider("sandbox"), now - timedelta(days=1), now)
        faults += [f"provider: {mismatch}" for mismatch in moved]
    with harness.look() as db:
        states = Counter(row["state"] for row in db.all("SELECT state FROM orders"))
        faults += [f"order {row['id']}: {row['what']}" for row in db.all(WRONG, paid=PAID)]
        tried = db.one("SELECT COUNT(*) AS n FROM payment") or {}
    figure = (
        f"{orders:,} orders, {tried['n']:,} attempts to pay them, {shop.killed.total()} × kill -9 "
        f"({', '.join(f'{name} {number}' for name, number in sorted(shop.killed.items()))}); in the end "
        f"{', '.join(f'{number:,} {name}' for name, number in sorted(states.items()))}; {len(faults)} differences"
    )
    return Finding(figure, faults)


# what the provider keeps of an order, beside what was refused on purpose, against what the order says
WRONG = """
    SELECT id, CONCAT(state, ', the provider keeps ', kept) AS what
      FROM (
        SELECT orders.id, orders.state, orders.price + COALESCE(orders.shippingFee, 0) AS total,
               COALESCE(SUM(sandbox_movement.amount), 0) AS kept,
               (SELECT COALESCE(SUM(amount), 0) FROM refund WHERE order_id = orders.id AND state = 'stuck') AS stuck
          FROM orders
          LEFT JOIN payment ON payment.order_id = orders.id
          LEFT JOIN sandbox_payment ON sandbox_payment.ref = payment.ref
          LEFT JOIN sandbox_movement ON sandbox_movement.sandbox_id = sandbox_payment.id
         GROUP BY orders.id, orders.state, orders.price, orders.shippingFee
      ) AS each_order
     WHERE (state IN ('awaiting', 'cancelled', 'refunded') AND kept <> stuck)
        OR (state IN %(paid)s AND kept > total)
        OR (state IN ('paid', 'shipped') AND kept <> total)
"""
