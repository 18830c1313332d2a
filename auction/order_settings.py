"""How long each side of an order has for its next step. Standard library alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from auction.environment import whole


@dataclass(frozen=True)
class OrderLimits:
    """The limits that an operator may set: to pay, to ship, to confirm a parcel, and to inspect what has arrived."""

    pay_hours: int = 72
    ship_days: int = 5
    confirm_days: int = 10
    inspect_days: int = 3


def order_settings(environ: Mapping[str, str]) -> OrderLimits:
    """Return the settings of orders. Raises Misconfigured."""
    return OrderLimits(
        pay_hours=whole(environ, "ORDER_PAY_HOURS", 72, 1, 720),
        ship_days=whole(environ, "ORDER_SHIP_DAYS", 5, 1, 60),
        confirm_days=whole(environ, "ORDER_CONFIRM_DAYS", 10, 1, 60),
        inspect_days=whole(environ, "ORDER_INSPECT_DAYS", 3, 1, 60),
    )
