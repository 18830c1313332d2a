"""When an order is due after a step, and when its next reminder is."""

from datetime import datetime, timedelta

from auction.appstate import PerApp
from auction.order_settings import OrderLimits
from auction.orders.process import REMINDERS, Limit, State

EXTENSION = timedelta(hours=48)
DISPUTE = timedelta(days=30)
SEND_BACK = timedelta(days=5)
RETURN = timedelta(days=10)

_limits: PerApp[OrderLimits] = PerApp(OrderLimits)


def configure(limits: OrderLimits) -> None:
    """Use these limits for the steps that are taken from now on."""
    _limits.set(limits)


def due_after(limit: Limit, now: datetime, due: datetime | None) -> datetime:
    """Return when an order is due after a step at `now` with this limit; more time is added to `due`."""
    ours = _limits.get()
    if limit == "extend":
        return (due or now) + EXTENSION
    lengths: dict[Limit, timedelta] = {
        "pay": timedelta(hours=ours.pay_hours), "ship": timedelta(days=ours.ship_days),
        "confirm": timedelta(days=ours.confirm_days), "inspect": timedelta(days=ours.inspect_days),
        "dispute": DISPUTE, "send-back": SEND_BACK, "return": RETURN,
    }  # fmt: skip
    return now + lengths[limit]


def next_reminder(state: State, now: datetime, due: datetime | None) -> datetime | None:
    """Return when the next reminder is after `now`; None where no more come before the due time."""
    moments = [due - before for before in REMINDERS.get(state, ())] if due else []
    return min((moment for moment in moments if moment > now), default=None)
