"""Runs the derivers in this process, and reads what they have written."""

import json
from typing import Any

from auction.alerts import account, bids, closings
from database import Db


def derive() -> None:
    """Read every log once, as the worker does at its own pace."""
    for job in (bids.derive, closings.derive, account.derive):
        job()


def derive_again(db: Db) -> int:
    """Read every log from its beginning, as a worker without a position; returns how many notifications are new."""
    logs = (
        (bids.add_for, "SELECT id FROM bid"),
        (closings.add_for, "SELECT id FROM item WHERE isOpen = 0"),
        (account.add_for, "SELECT id FROM security_event"),
    )
    return sum(add_for(db, [row["id"] for row in db.all(sql)] or [0]) for add_for, sql in logs)


def notified(db: Db) -> list[tuple[str, str]]:
    """Whom each notification is for, and its kind."""
    return sorted((row["user_id"], row["kind"]) for row in db.all("SELECT user_id, kind FROM notification"))


def data_of(db: Db, user_id: str, kind: str) -> dict[str, Any]:
    """The data of a user's one notification of this kind."""
    (row,) = db.all(
        "SELECT data FROM notification WHERE user_id = %(user_id)s AND kind = %(kind)s", user_id=user_id, kind=kind
    )
    found: dict[str, Any] = json.loads(row["data"])
    return found
