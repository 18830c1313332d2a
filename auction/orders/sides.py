"""The two sides of an order."""

from auction.orders.errors import OrderNotFound
from auction.orders.process import Side
from auction.orders.rows import OrderRow


def party(order: OrderRow, role: Side) -> str:
    """Return the user on this side."""
    return order["buyer_id"] if role == "buyer" else order["seller_id"]


def role_of(order: OrderRow, user_id: str) -> Side:
    """Return the side that a user is on. Raises OrderNotFound for anybody else."""
    if user_id == order["buyer_id"]:
        return "buyer"
    if user_id == order["seller_id"]:
        return "seller"
    raise OrderNotFound
