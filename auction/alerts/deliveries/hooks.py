"""Notifications as JSON for a user's own program, which verifies the signature (auction/contacts/hook.py)."""

import json
from typing import Any

from auction.alerts.deliveries.rows import Message, Part
from auction.alerts.words import words_of
from auction.contacts import hook, mail
from auction.http.fields import rfc3339, utc
from auction.items.rules import status_of
from auction.users.rows import SettingsRow


def send(message: Message) -> None:
    """Send a message to a hook. Raises TemporaryFailure, PermanentFailure."""
    hook.send(message.contact, f"msg_{message.name}_{message.contact['id']}", composed(message))


def composed(message: Message) -> bytes:
    """Return the body: the kind with its data, or `digest` with several."""
    parts = [_shown(part, message.settings) for part in message.parts]
    first = message.parts[0].notification
    data = {"notifications": parts} if message.is_digest else parts[0]
    body = {
        "type": "digest" if message.is_digest else first["kind"],
        "timestamp": rfc3339(utc(first["createdAt"])),
        "data": data,
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _shown(part: Part, settings: SettingsRow) -> dict[str, Any]:
    notification, words = part.notification, words_of(part, settings)
    return {
        "id": notification["id"],
        "kind": notification["kind"],
        "createdAt": rfc3339(utc(notification["createdAt"])),
        "title": words.subject,
        "text": " ".join(words.lines),
        "url": mail.link(words.path),
        "item": _item(part),
        "data": json.loads(notification["data"]),
    }


def _item(part: Part) -> dict[str, Any] | None:
    """Return what everybody may see of the item."""
    if part.item is None:
        return None
    item = part.item
    return {
        "id": item["id"],
        "name": item["name"],
        "price": item["price"],
        "bidCount": item["bidCount"],
        "endTime": rfc3339(utc(item["endTime"])),
        "status": status_of(item),
    }
