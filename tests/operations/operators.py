"""Operators and dear orders for the tests of what operators do."""

import json
from typing import Any

import database
from auction.operators import trail
from auction.operators.rows import Role
from auction.orders.rows import OrderRow
from tests.cast import Person, Site, sign_up
from tests.operators.acting import proven, with_role

# nobody may be called support or moderator
NAMES = {"support": "sora", "moderator": "mina"}


def an_operator(site: Site, role: Role, name: str = "") -> Person:
    """Somebody with a role who has just shown a second factor."""
    return proven(with_role(sign_up(site, name or NAMES.get(role, role)), role))


def make_dear(db: database.Db, order: OrderRow, total: int) -> None:
    """Let a paid order be of this total (won)."""
    db.run("UPDATE orders SET price = %(total)s - shippingFee WHERE id = %(id)s", total=total, id=order["id"])
    db.run("UPDATE payment SET amount = %(total)s WHERE order_id = %(id)s", total=total, id=order["id"])
    db.run("UPDATE transfer SET amount = %(total)s WHERE order_id = %(id)s", total=total, id=order["id"])


def events(db: database.Db, *kinds: str) -> list[tuple[Any, ...]]:
    """The events of these kinds, the latest first: who, in which role, about what, why, and what more."""
    return [
        (row["by_id"], row["role"], row["target"], row["reason"], json.loads(row["data"]))
        for row in trail.page(db, None, 100)
        if row["kind"] in kinds
    ]
