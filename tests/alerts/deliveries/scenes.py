"""Contacts, notifications and deliveries set without the API."""

import hmac
import json
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from auction.alerts.deliveries import deriving
from auction.contacts import store as contacts
from auction.contacts.encryption import NAME
from auction.contacts.rows import Channel
from auction.notifications.rules import New, add_all
from database import Db

HOOK_KEY = b"k" * 32
AWAKE = {"quietFrom": None, "quietTo": None}


def add_contact(
    db: Db, user_id: str, channel: Channel, address: str, secret: bytes = b"", verified: bool = True
) -> int:
    """A contact of a user; returns its id."""
    kept = _encrypted(db, secret, user_id) if secret else None
    return contacts.add(
        db,
        {
            "user_id": user_id, "channel": channel, "address": address, "secret": kept, "label": None,
            "digest": sha256(f"{channel} {address}".encode()).digest(),
        },
        verified,
    )  # fmt: skip


def _encrypted(db: Db, secret: bytes, user_id: str) -> bytes:
    """As auction/contacts/encryption.py, also in a process that has no application."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    stored = db.one("SELECT value FROM secret WHERE name = %(name)s", name=NAME) or {}
    nonce = secrets.token_bytes(12)
    key = hmac.digest(stored["value"], b"encryption", sha256)
    return nonce + AESGCM(key).encrypt(nonce, secret, user_id.encode())


def add_browser(db: Db, user_id: str, url: str, keys: dict[str, str]) -> int:
    """A push subscription of a user."""
    return add_contact(db, user_id, "push", url, json.dumps(keys).encode())


def keep_awake(db: Db, *user_ids: str) -> None:
    """No hour is quiet for these users."""
    db.run("UPDATE `user` SET quietFrom = NULL, quietTo = NULL WHERE id IN %(ids)s", ids=user_ids)


def be_quiet(db: Db, user_id: str, begin: float, end: float) -> None:
    """The quiet hours of a user begin and end so many hours from now."""
    now = datetime.now(UTC)
    first, last = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (begin, end))
    db.run(
        "UPDATE `user` SET timeZone = 'UTC', quietFrom = %(first)s, quietTo = %(last)s WHERE id = %(user_id)s",
        user_id=user_id, first=first, last=last,
    )  # fmt: skip


def notify(db: Db, *news: New) -> list[int]:
    """Add notifications and their deliveries; returns the ids of the notifications."""
    first = db.one("SELECT COALESCE(MAX(id), 0) AS id FROM notification")
    add_all(db, news)
    ids = [row["id"] for row in db.all("SELECT id FROM notification WHERE id > %(id)s ORDER BY id", **(first or {}))]
    deriving.add_for(db, ids)
    return ids


def outbid(user_id: str, item: dict[str, Any], number: int = 1) -> New:
    """A user was outbid."""
    return New(user_id, "outbid", f"bid:{number}", item["id"], {"price": item["price"], "name": item["name"]})


def pass_time(db: Db, seconds: float) -> None:
    """Let everything that waits, and what was tried, be so much older."""
    db.run(
        "UPDATE delivery SET dueAt = dueAt - INTERVAL %(micros)s MICROSECOND, "
        "triedAt = triedAt - INTERVAL %(micros)s MICROSECOND",
        micros=round(seconds * 1_000_000),
    )


def states(db: Db) -> list[tuple[str, str | None]]:
    """The state and reason of each delivery, in their order."""
    return [(row["state"], row["reason"]) for row in db.all("SELECT state, reason FROM delivery ORDER BY id")]
