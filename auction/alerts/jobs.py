"""What `./ssgbay worker` runs, each job at its own pace."""

from collections.abc import Callable
from typing import NamedTuple

from auction.alerts import account, bids, closings, orders, searches, watches
from auction.alerts.deliveries import deriving, sending
from auction.contacts import mailing
from auction.orders import paying, timers
from auction.orders.messages import rules as messages
from auction.orders.offers import rules as offers
from auction.payments import reconciliation
from auction.payments.refunds import rules as refunds


class Job(NamedTuple):
    """Work that is repeated: its name, the shortest pause between two runs, and `run`, which returns how much it did.

    Any number of processes may run it at once, or be killed at any point. It rests for `rests` times as long as it
    worked, so that the database is never busy with it alone; what waits for other servers need not rest.
    """

    name: str
    every_s: float
    run: Callable[[], int]
    rests: int = 4


JOBS: tuple[Job, ...] = (
    # an outbid is in the page within a second
    Job("bids", 0.35, bids.derive),
    Job("closings", 1.0, closings.derive),
    # an order is there within a second of the sale
    Job("orders", 0.5, orders.open_new),
    Job("due", 5.0, timers.lapse_due),
    # what the provider has not said in time, and what goes back
    Job("payments", 1.0, paying.look_due, rests=0),
    Job("refunds", 1.0, refunds.send_due, rests=0),
    Job("books", 3_600.0, reconciliation.check),
    Job("offers", 20.0, offers.expire_due),
    Job("reminders", 20.0, timers.remind),
    Job("addresses", 3_600.0, timers.forget_addresses),
    Job("messages", 3_600.0, messages.forget_old),
    Job("account", 2.0, account.derive),
    Job("searches", 2.0, searches.derive),
    Job("watches", 20.0, watches.derive),
    Job("matches", 3_600.0, searches.forget_old),
    # and at the mail server within three
    Job("deliveries", 0.5, deriving.look),
    Job("mail", 0.5, sending.send_mails, rests=0),
    Job("push", 0.5, sending.start_pushes),
    Job("hook", 1.0, sending.start_hooks),
    # codes and links that their readers wait for
    Job("codes", 1.0, mailing.send_due),
)
