"""Guards of the money of orders are taken away one by one, and the state machine of test_orders.py must find it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase

import database
from auction.ledger import rules as ledger
from auction.orders import money, paying
from auction.payments import rules as payments
from auction.payments import store as payment_store
from auction.payments.sandbox.provider import Sandbox
from tests.proof import machine
from tests.proof.machine import play
from tests.proof.test_orders import Trade, stage

# the fixture that the plays need
__all__ = ["stage"]
Patch = Callable[[pytest.MonkeyPatch], None]
# it ends with the first play that finds it
EXAMPLES, STEPS = 600, 30


def _second_attempt(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(payment_store, "holder", lambda _db, _order_id: None)


def _any_amount(patch: pytest.MonkeyPatch) -> None:
    def settle(db: Any, held: Any, payment: Any, truth: Any) -> None:
        paying.acts.move(db, held, "pay", "buyer", {"payment": payment["id"]})
        money.capture(db, held.order, payment, truth.method)

    patch.setattr(paying, "_settle", settle)


def _kept_surplus(patch: pytest.MonkeyPatch) -> None:
    def keep_apart(db: Any, payment: Any, captured: int, failure: str) -> None:
        payments.brought_surplus(db, payment, captured, failure)
        ledger.post(db, payment["order_id"], money.brought(payment, captured))

    patch.setattr(money, "keep_apart", keep_apart)


def _unposted_release(patch: pytest.MonkeyPatch) -> None:
    post = ledger.post
    patch.setattr(
        ledger, "post", lambda db, order_id, each: None if each.ref[:4] == "rele" else post(db, order_id, each)
    )


def _unsent_refund(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Sandbox, "refund", lambda *_: None)


GUARDS: dict[str, Patch] = {
    "one attempt of an order holds": _second_attempt,
    "another amount does not pay an order": _any_amount,
    "money that pays no order goes back": _kept_surplus,
    "what a seller earns is posted": _unposted_release,
    "a refund is sent before it is done": _unsent_refund,
}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_is_missing_is_found(stage, monkeypatch, guard):
    monkeypatch.setattr(machine, "PHASES", [Phase.generate])
    GUARDS[guard](monkeypatch)
    with pytest.raises((AssertionError, database.Error, ExceptionGroup)) as found:
        play(Trade, stage, Counter(), EXAMPLES, STEPS)
    print(f"{guard}: {type(found.value).__name__}: {str(found.value)[:300]}")
