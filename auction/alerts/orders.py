"""Opens the orders of new sales, which the worker finds in `history` as it finds bids in their log."""

from auction.alerts.positions import Log
from auction.appstate import PerApp
from auction.orders import opening

_log = PerApp(lambda: Log("orders", "history"))


def open_new() -> int:
    """Open the orders of the sales that are new; return how many."""
    return _log.get().look(opening.open_for)
