"""Sets up orders and their payments in a process that makes or moves them."""

from auction import config
from auction.orders import limits
from auction.payments import configured as payments


def set_up_orders() -> None:
    """Let the running application take orders as its settings say. Raises Misconfigured."""
    payments.configure(config.payments())
    limits.configure(config.order_limits())
