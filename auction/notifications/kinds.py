"""Every kind of notification in one table, and how each group is delivered unless a user chooses otherwise."""

from typing import NamedTuple

from auction.contacts.rows import Channel
from auction.notifications.rows import Choice, Group, Kind


class Traits(NamedTuple):
    """What holds for a kind: its group, and whether it is urgent: late it is worth little, so it waits for nothing."""

    group: Group
    urgent: bool = False


KINDS: dict[Kind, Traits] = {
    "outbid": Traits("bidding", urgent=True),
    "leadLost": Traits("bidding"),
    "priceFell": Traits("bidding", urgent=True),
    "struckOut": Traits("bidding"),
    "won": Traits("bidding", urgent=True),
    "lost": Traits("bidding"),
    "firstBid": Traits("selling"),
    "reserveMet": Traits("selling"),
    "sold": Traits("selling", urgent=True),
    "unsold": Traits("selling"),
    "endingSoon": Traits("watching", urgent=True),
    "watchedEnded": Traits("watching"),
    "searchMatch": Traits("watching"),
    "paymentReceived": Traits("orders"),
    "paymentExtended": Traits("orders"),
    "orderShipped": Traits("orders"),
    "orderReturning": Traits("orders"),
    "orderPaid": Traits("orders"),
    "cancelRequested": Traits("orders"),
    "orderUnpaid": Traits("orders"),
    "orderDisputed": Traits("orders"),
    "orderSentBack": Traits("orders"),
    "orderCompleted": Traits("orders"),
    "orderCancelled": Traits("orders"),
    "orderRefunded": Traits("orders"),
    "orderDecided": Traits("orders"),
    "paymentDue": Traits("orders", urgent=True),
    "shipmentDue": Traits("orders", urgent=True),
    "confirmationDue": Traits("orders", urgent=True),
    "answerDue": Traits("orders", urgent=True),
    "returnDue": Traits("orders", urgent=True),
    "offerMade": Traits("orders", urgent=True),
    "offerAccepted": Traits("orders"),
    "offerDeclined": Traits("orders"),
    "orderMessage": Traits("orders"),
    "newSignIn": Traits("account", urgent=True),
    "passwordChanged": Traits("account", urgent=True),
    "contactChanged": Traits("account", urgent=True),
    "factorChanged": Traits("account", urgent=True),
}

CHANNELS: tuple[Channel, ...] = ("mail", "push", "hook")
DEFAULTS: dict[Group, dict[Channel, Choice]] = {
    "bidding": {"mail": "now", "push": "now", "hook": "now"},
    "selling": {"mail": "now", "push": "now", "hook": "now"},
    "watching": {"mail": "digest", "push": "now", "hook": "now"},
    "orders": {"mail": "now", "push": "now", "hook": "now"},
    "account": {"mail": "now", "push": "now", "hook": "now"},
}
# notifications of these groups are always delivered at once
ALWAYS: frozenset[Group] = frozenset({"account"})
