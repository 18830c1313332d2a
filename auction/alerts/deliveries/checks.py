"""Whether a delivery may be sent now, decided from what is true at that moment. Pure functions."""

from datetime import datetime
from typing import NamedTuple

from auction.alerts.schedule import next_digest, quiet_until
from auction.items.rows import ItemRow
from auction.items.rules import status_of
from auction.notifications.kinds import ALWAYS, KINDS
from auction.notifications.rows import Choice, Kind, NotificationRow
from auction.users.rows import SettingsRow

# of no use once the auction is over
WHILE_RUNNING: frozenset[Kind] = frozenset(
    {"outbid", "leadLost", "priceFell", "firstBid", "reserveMet", "endingSoon", "searchMatch"}
)
# of no use to a user who leads again
WHILE_OUTBID: frozenset[Kind] = frozenset({"outbid", "leadLost"})

# many in a short time: their mails wait for the pause although the auction is over
TALKING: frozenset[Kind] = frozenset({"orderMessage"})


class Go(NamedTuple):
    """It may be sent now."""


class Skip(NamedTuple):
    """It is not sent at all."""

    reason: str


class Wait(NamedTuple):
    """It is not sent before `until`; in a digest or by itself."""

    until: datetime
    is_digest: bool


def check(
    notification: NotificationRow,
    choice: Choice,
    settings: SettingsRow,
    item: ItemRow | None,
    is_digest: bool,
    now: datetime,
) -> Go | Skip | Wait:
    """Decide on one delivery at `now`. What concerns the account's security is always sent."""
    if KINDS[notification["kind"]].group in ALWAYS:
        return Go()
    if notification["seenAt"] is not None:
        return Skip("seen")
    if choice == "never":
        return Skip("switched off")
    if is_pointless(notification, item):
        return Skip("pointless")
    if choice == "digest" and not is_digest:
        return Wait(next_digest(now, settings["timeZone"], settings["digestHour"]), True)
    until = quiet_until(now, settings["timeZone"], settings["quietFrom"], settings["quietTo"])
    return Wait(until, is_digest) if until else Go()


def is_pointless(notification: NotificationRow, item: ItemRow | None) -> bool:
    """Return whether events have overtaken a notification; `item` is None where it has been deleted."""
    kind = notification["kind"]
    if kind not in WHILE_RUNNING or notification["item_id"] is None:
        return False
    if item is None or status_of(item) not in ("live", "scheduled"):
        return True
    return kind in WHILE_OUTBID and item["leader_id"] == notification["user_id"]


def first_due(kind: Kind, choice: Choice, settings: SettingsRow, now: datetime) -> datetime:
    """Return when a delivery that is made at `now` is looked at for the first time."""
    if KINDS[kind].group in ALWAYS:
        return now
    zone = settings["timeZone"]
    at = next_digest(now, zone, settings["digestHour"]) if choice == "digest" else now
    return quiet_until(at, zone, settings["quietFrom"], settings["quietTo"]) or at
