"""Orders carried through the sandbox with each of its faults, while worker, server and database are killed."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, get_args

from auction.payments.sandbox.store import Fault
from tests.cast import Person
from tests.orders.paid import make_due
from tests.payments.accounts import set_account
from tests.processes import wait_for
from tests.proof.faults.order_audit import Audits, audited, judged
from tests.proof.faults.private_site import PrivateSite, private_site
from tests.proof.faults.shop import Shop, answer, each, patiently, under_kills
from tests.proof.harness import Finding, Harness, auctions
from tests.scenes import stock

SELLER = "sally"
BUYERS = ("anna", "bert", "cleo", "dirk")
# a browser that never returns
STAYS = ("event-only", "neither")
FAULTS: tuple[Fault, ...] = get_args(Fault)
# no payout of it waits for the approval of two people
PRICE = "1000 + 1000 * (n %% 300)"
# of so many orders one is of an auction with three bidders
CONTESTED = 8
# what the worker has to do still
WAITING = """
    SELECT (SELECT COUNT(*) FROM payment WHERE lookAt IS NOT NULL)
         + (SELECT COUNT(*) FROM refund WHERE tryAt IS NOT NULL)
         + (SELECT COUNT(*) FROM orders WHERE dueAt <= UTC_TIMESTAMP(6)) AS number
"""
LAPSE: tuple[tuple[str, str], ...] = (("", "lapse"),)
RETURN = (("seller", "ship"), ("buyer", "return"), ("seller", "accept"))
# how a paid order ends: who does what, one after the other; of the clock nobody
WAYS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("seller", "ship"), ("buyer", "confirm")),
    (("seller", "ship"), ("buyer", "arrived"), ("buyer", "confirm")),
    (("seller", "give-back"),),
    (("buyer", "cancel"), ("seller", "agree-to-cancel")),
    LAPSE,
    (("seller", "ship"), *LAPSE),
    (("seller", "ship"), ("buyer", "part"), ("seller", "accept")),
    (("seller", "ship"), ("buyer", "refund"), ("seller", "accept")),
    (("seller", "ship"), ("buyer", "refund"), ("buyer", "withdraw")),
    (("seller", "ship"), ("buyer", "refund"), *LAPSE),
    (*RETURN, *LAPSE),
    (*RETURN, ("buyer", "send-back"), ("seller", "received-back")),
    (*RETURN, ("buyer", "send-back"), *LAPSE),
    # nobody does anything: the clock alone carries it to its end
    (),
)


class People(NamedTuple):
    """Who sells everything, and who buys, by id."""

    seller: Person
    buyers: dict[str, Person]


def carried_apart(harness: Harness, orders: int, kills: int) -> Finding:
    """`carried` on a site of its own."""
    with private_site(harness) as here:
        return carried(here, orders, kills)


def carried(here: PrivateSite, orders: int, kills: int) -> Finding:
    """Carry so many orders from the sale to their end under so many kills; no won may be lost, made or kept."""
    shop = Shop(here)
    shop.start_worker()
    try:
        people = _people(shop)
        ids = _sold(shop, people, orders)
        with audited(here.harness) as audits:
            _carry(shop, people, ids, kills)
        return _finding(shop, orders, audits)
    finally:
        shop.stop_worker()


def _people(shop: Shop) -> People:
    seller, *buyers = shop.here.harness.people([SELLER, *BUYERS])
    assert set_account(seller).status_code == 200
    return People(seller, {buyer.id: buyer for buyer in buyers})


def _sold(shop: Shop, people: People, how_many: int) -> list[int]:
    """Sell things by the closing job; return the orders that the worker opens."""
    leader = f"ELT(1 + n %% {len(BUYERS)}, {', '.join(map(repr, BUYERS))})"
    contested = how_many // CONTESTED
    with shop.here.harness.look() as db:
        ids = stock(db, SELLER, contested, extends="0", price=PRICE)
        each(ids, partial(_contest, shop, people))
        db.run("UPDATE item SET endTime = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id IN %(ids)s", ids=[0, *ids])
        auctions(db, SELLER, how_many - contested, "UTC_TIMESTAMP(6) - INTERVAL 1 SECOND", leader, price=PRICE)
        shop.here.harness.close_due()

        def opened() -> list[int]:
            return [row["id"] for row in db.all("SELECT id FROM orders WHERE seller_id = %(id)s", id=SELLER)]

        wait_for(lambda: len(opened()) == how_many, 60)
        return opened()


def _contest(shop: Shop, people: People, item_id: int) -> None:
    """Let three buyers bid on an item."""
    chance = shop.here.harness.chance(f"bids on {item_id}")
    for buyer in chance.sample(BUYERS, 3):
        people.buyers[buyer].bids({"id": item_id}, max_amount=chance.randint(400_000, 900_000))


def _carry(shop: Shop, people: People, ids: Sequence[int], kills: int) -> None:
    """Let orders be paid or not, be offered to the next bidder, and end, a third of the kills each; then wait."""
    unpaid = set(_unpaid(shop))
    _let_lapse(shop, list(unpaid))
    paying = [order_id for order_id in ids if order_id not in unpaid]
    _busy(shop, kills // 3, "paying", paying, partial(_pay, shop, people))
    _settle(shop)
    failed = [row["id"] for row in shop.read("SELECT item_id AS id FROM orders WHERE reason = 'unpaid'")]
    _busy(shop, kills // 3, "offering", failed, partial(_offer, shop, people))
    _settle(shop)
    left = [row["id"] for row in shop.read("SELECT id FROM orders WHERE state = 'paid'")]
    _busy(shop, kills - kills // 3 * 2, "ending", left, partial(_end, shop, people))
    _settle(shop)
    _settle_by_the_clock(shop)
    _pay_out(shop)


def _busy(shop: Shop, kills: int, name: str, ids: Sequence[int], work: Callable[[int], None]) -> None:
    under_kills(shop, kills, name, lambda: each(ids, work))


def _unpaid(shop: Shop) -> list[int]:
    """Return every other order of an auction with three bidders: nobody pays it."""
    query = "SELECT orders.id FROM orders JOIN item ON item.id = item_id WHERE item.bidCount > 1"
    return [row["id"] for row in shop.read(f"{query} AND orders.id %% 2 = 0")]


def _let_lapse(shop: Shop, order_ids: Sequence[int]) -> None:
    shop.write(
        "UPDATE orders SET dueAt = UTC_TIMESTAMP(6) WHERE id IN %(ids)s AND dueAt IS NOT NULL", ids=[0, *order_ids]
    )


def _buyer(shop: Shop, people: People, order_id: int) -> Person:
    (row,) = shop.read("SELECT buyer_id FROM orders WHERE id = %(id)s", id=order_id)
    return people.buyers[row["buyer_id"]]


def _pay(shop: Shop, people: People, order_id: int) -> None:
    """Choose a delivery and pay, with a fault, sometimes in two tabs."""
    chance = shop.here.harness.chance(f"order {order_id}")
    buyer = _buyer(shop, people, order_id)
    answer(buyer, "put", f"/api/orders/{order_id}/delivery", json={"kind": "meet", "address": None})
    for tab in range(chance.choice((1, 1, 2))):
        key = {"Idempotency-Key": f"{order_id}-{tab}"}
        started = answer(buyer, "post", f"/api/orders/{order_id}/payments", json={}, headers=key)
        if started.status_code != 201:
            continue
        fault = chance.choice(FAULTS)
        path = "/sandbox/" + started.json["checkoutUrl"].partition("/sandbox/")[2]
        paid = answer(buyer, "post", path, data={"choice": "pay", "fault": fault})
        if fault not in STAYS:
            back = paid.headers.get("Location") or _back(shop, path)
            answer(buyer, "get", "/api/" + back.partition("/api/")[2])


def _back(shop: Shop, path: str) -> str:
    """The address of the return, for a browser whose redirect was lost."""
    query = "SELECT back FROM sandbox_payment WHERE paymentKey = %(key)s"
    (row,) = shop.read(query, key=path.rpartition("/")[2])
    return str(row["back"])


def _offer(shop: Shop, people: People, item_id: int) -> None:
    """Offer an item whose order was not paid to the next bidder, who declines it, or accepts and pays."""
    chance = shop.here.harness.chance(f"offer of {item_id}")
    for turn in range(chance.choice((1, 2))):
        key = {"Idempotency-Key": f"offer-{item_id}-{turn}"}
        made = answer(people.seller, "post", f"/api/items/{item_id}/offer", json={}, headers=key)
        if made.status_code != 201:
            return
        (row,) = shop.read("SELECT user_id FROM offer WHERE id = %(id)s", id=made.json["id"])
        bidder, path = people.buyers[row["user_id"]], f"/api/offers/{made.json['id']}"
        if chance.random() < 0.3:
            answer(bidder, "post", f"{path}/decline")
            continue
        accepted = answer(bidder, "post", f"{path}/accept", headers={"Idempotency-Key": f"accept-{item_id}-{turn}"})
        _pay(shop, people, accepted.json["id"])
        return


def _end(shop: Shop, people: People, order_id: int) -> None:
    """Let a paid order end on one of the ways."""
    chance = shop.here.harness.chance(f"end of order {order_id}")
    buyer = _buyer(shop, people, order_id)
    for who, act in chance.choice(WAYS):
        if act == "lapse":
            _let_lapse(shop, [order_id])
            continue
        path, body = f"/api/orders/{order_id}/{act}", dict[str, Any]()
        if act in ("refund", "return", "part"):
            path, amount = f"/api/orders/{order_id}/dispute", chance.randint(1, 900) if act == "part" else None
            body = {"reason": "broken", "text": "x", "wants": act, "amount": amount}
        answer(buyer if who == "buyer" else people.seller, "post", path, json=body)


def _settle(shop: Shop) -> None:
    """Let time pass until the worker has found out everything, given back what goes back, and lapsed what is due."""

    def settled() -> bool:
        shop.write("UPDATE sandbox_movement SET at = UTC_TIMESTAMP(6) WHERE at > UTC_TIMESTAMP(6)")
        # again where the worker and these deadlock
        patiently(lambda: _make_due(shop))
        time.sleep(0.3)
        return shop.read(WAITING) == [{"number": 0}]

    wait_for(settled, 300, lambda: str(shop.read("SELECT * FROM payment WHERE lookAt IS NOT NULL LIMIT 3")))


def _make_due(shop: Shop) -> None:
    with shop.here.harness.look() as db:
        make_due(db)


def _settle_by_the_clock(shop: Shop) -> None:
    """Let all limits pass until every order has ended; no way has more than four steps of the clock."""
    for _ in range(4):
        if not shop.read("SELECT id FROM orders WHERE dueAt IS NOT NULL LIMIT 1"):
            return
        shop.write("UPDATE orders SET dueAt = UTC_TIMESTAMP(6) WHERE dueAt IS NOT NULL")
        _settle(shop)


def _pay_out(shop: Shop) -> None:
    """Hand what is due to the bank by files, until nothing is; the bank pays it."""
    harness = shop.here.harness
    while shop.read("SELECT id FROM payout WHERE state = 'due' LIMIT 1"):
        file = harness.folder / f"payouts-{time.time_ns()}.csv"
        assert harness.run("-m", "commands", "money", "payouts", str(file)).wait() == 0
        sent = [str(row["id"]) for row in shop.read("SELECT id FROM payout WHERE state = 'sent'")]
        assert harness.run("-m", "commands", "money", "paid", *sent).wait() == 0


def _finding(shop: Shop, orders: int, audits: Audits) -> Finding:
    faults = audits.faults + judged(shop.here.harness)
    (tried,) = shop.read("SELECT (SELECT COUNT(*) FROM payment) AS n, (SELECT COUNT(*) FROM offer) AS offers")
    states = Counter(row["state"] for row in shop.read("SELECT state FROM orders"))
    figure = (
        f"{orders:,} sales, {tried['n']:,} attempts to pay, {tried['offers']:,} second chances, "
        f"{shop.killed.total()} × kill -9 "
        f"({', '.join(f'{name} {number}' for name, number in sorted(shop.killed.items()))}); audited "
        f"{audits.done} times meanwhile; in the end "
        f"{', '.join(f'{number:,} {name}' for name, number in sorted(states.items()))}, "
        f"and all earned was paid out; {len(faults)} differences"
    )
    return Finding(figure, faults)
