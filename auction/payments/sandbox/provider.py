"""The sandbox: a payment provider with play money that keeps books of its own, and misbehaves on request.

It does what a two-step provider does, in the same database but in transactions of its own, and with the faults that
real ones have; a fault is chosen for each payment on the sandbox's page.
"""

import secrets
from datetime import datetime

import database
from auction.payments.provider import Begun, Declined, Movement, NoAnswer, Truth
from auction.payments.sandbox import store
from auction.payments.sandbox.store import SandboxRow

METHOD = "sandbox"
# what a bank that confuses amounts takes too much (won)
TOO_MUCH = 1_000


class Sandbox:
    """The provider of development and tests."""

    name = "sandbox"

    def begin(self, ref: str, amount: int, title: str, back: str) -> Begun:
        """Open a payment; repeated with the same `ref`, return the one that is open."""
        row = database.transact(_begin, ref, amount, title, back)
        origin = back.partition("/api/")[0]
        return Begun(row["paymentKey"], f"{origin}/sandbox/{row['paymentKey']}")

    def look(self, key: str) -> Truth:
        """Return what is true of a payment."""
        with database.reading() as db:
            return _truth(db, store.find(db, key))

    def confirm(self, key: str, ref: str, amount: int) -> Truth:
        """Take an authorized payment's money."""
        answer = database.transact(_confirm, key, ref, amount)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def refund(self, key: str, amount: int, reason: str, once: str) -> None:
        """Give money back."""
        answer = database.transact(_refund, key, amount, once)
        if answer is not None:
            raise answer

    def moved(self, since: datetime, until: datetime) -> list[Movement]:
        """Return what was taken and given back in a span of time."""
        with database.reading() as db:
            return [Movement(row["ref"], row["amount"], row["at"]) for row in store.moved(db, since, until)]

    def ref_of(self, event: object) -> str | None:
        """Return which attempt an event is about."""
        found = event.get("ref") if isinstance(event, dict) else None
        return found if isinstance(found, str) else None


def _begin(db: database.Db, ref: str, amount: int, title: str, back: str) -> SandboxRow:
    store.add(db, f"sandbox-{secrets.token_urlsafe(24)}", ref, amount, title[:100], back)
    return store.find_by_ref(db, ref)


def _truth(db: database.Db, row: SandboxRow | None) -> Truth:
    if row is None:
        return Truth("failed", failure="unknown")
    if row["state"] == "failed":
        return Truth("failed", failure="declined")
    if row["state"] != "done":
        return Truth(row["state"])
    taken = [movement for movement in store.movements(db, row["id"]) if movement["amount"] > 0]
    if not all(movement["isPast"] for movement in taken):
        return Truth("authorized")
    return Truth("done", sum(movement["amount"] for movement in taken), METHOD)


def _confirm(db: database.Db, key: str, ref: str, amount: int) -> Truth | Exception:
    """Take the money; an exception is the answer of a call that has changed something nevertheless."""
    row = store.hold(db, key)
    if row is None or row["ref"] != ref or row["amount"] != amount:
        return Declined("NOT_FOUND_PAYMENT")
    if row["state"] == "done":
        truth = _truth(db, row)
        return truth if truth.state == "done" else NoAnswer("still at work")
    if row["state"] != "authorized":
        return Declined("NOT_AUTHORIZED")
    if row["fault"] == "declined":
        store.change(db, row["id"], "failed", row["fault"])
        return Declined("REJECT_CARD_COMPANY")
    extra = TOO_MUCH if row["fault"] == "other-amount" else 0
    store.move(db, row["id"], "confirm", amount + extra, store.LATE_S if row["fault"] == "late" else 0)
    store.change(db, row["id"], "done", row["fault"])
    return NoAnswer("lost") if row["fault"] in ("answer-lost", "late") else Truth("done", amount + extra, METHOD)


def _refund(db: database.Db, key: str, amount: int, once: str) -> Exception | None:
    """Give money back; an exception is the answer of a call that may have changed something nevertheless."""
    row = store.hold(db, key)
    if row is None or row["state"] != "done":
        return Declined("NOT_FOUND_PAYMENT")
    if store.was_moved(db, row["id"], once):
        return None
    if row["fault"] == "refund-refused":
        return Declined("REFUND_REJECTED")
    left = sum(movement["amount"] for movement in store.movements(db, row["id"]))
    if amount > left:
        return Declined("NOT_CANCELABLE_AMOUNT")
    store.move(db, row["id"], once, -amount)
    return NoAnswer("lost") if row["fault"] == "refund-lost" else None


def authorize(key: str, fault: store.Fault) -> SandboxRow | None:
    """Do what a buyer does who pays on the sandbox's page; return the payment, None where there is no open one."""
    return database.transact(_answer, key, "authorized", fault)


def refuse(key: str) -> SandboxRow | None:
    """Do what a buyer does who gives up on the sandbox's page, or whose card is refused there."""
    return database.transact(_answer, key, "failed", "none")


def _answer(db: database.Db, key: str, state: str, fault: store.Fault) -> SandboxRow | None:
    row = store.hold(db, key)
    if row is None or row["state"] != "open":
        return None
    store.change(db, row["id"], state, fault)
    return row


def find(key: str) -> SandboxRow | None:
    """Return a payment by its key."""
    with database.reading() as db:
        return store.find(db, key)
