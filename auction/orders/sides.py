"""The two sides of an order."""

from collections.abc import Iterable

from auction.mysql.grouping import grouped
from auction.orders.errors import OrderNotFound
from auction.orders.process import Side
from auction.orders.rows import OrderRow


def party(order: OrderRow, role: Side) -> str:
    """Return the user on this side."""
    return order["buyer_id"] if role == "buyer" else order["seller_id"]


def other(side: Side) -> Side:
    """Return the opposite side."""
    return "seller" if side == "buyer" else "buyer"


def role_of(order: OrderRow, user_id: str) -> Side:
    """Return the side that a user is on. Raises OrderNotFound for any other user."""
    if user_id == order["buyer_id"]:
        return "buyer"
    if user_id == order["seller_id"]:
        return "seller"
    raise OrderNotFound


def by_side(orders: Iterable[OrderRow], user_id: str) -> dict[Side, list[OrderRow]]:
    """Return those of a user's orders in which they are the buyer, and those in which they are the seller."""
    return grouped(("buyer", "seller"), orders, lambda order: role_of(order, user_id))
