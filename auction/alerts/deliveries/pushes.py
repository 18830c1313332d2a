"""Notifications as push messages: what the service worker of the page shows (frontend/public/sw.js)."""

import json

from auction.alerts.deliveries.checks import WHILE_RUNNING
from auction.alerts.deliveries.rows import Message
from auction.alerts.words import framed, words_of
from auction.contacts import mail, push
from auction.contacts.push import PushMessage
from auction.notifications.kinds import KINDS

# what is kept for a device that is off; of no use for longer than that, or than the auction
LONGEST_TTL_S = 3 * 86_400
SHORTEST_TTL_S = 60
# what a digest lists
LISTED = 5


def send(message: Message) -> None:
    """Send a message to a browser. Raises TemporaryFailure, PermanentFailure."""
    push.send(message.contact, composed(message), mail.sender_address())


def composed(message: Message) -> PushMessage:
    """Return the push message; its tag and topic are the same in every attempt, so a device shows it once."""
    tag = f"n{message.name}"
    words = [words_of(part, message.settings) for part in message.parts]
    if message.is_digest:
        title = framed("digest", message.settings["locale"], count=len(words))
        text, url = "\n".join(each.subject for each in words[:LISTED]), "/notifications"
    else:
        title, url = words[0].heading, words[0].path
        text = "\n".join(filter(None, [words[0].name, *words[0].lines]))
    body = json.dumps({"title": title, "body": text, "tag": tag, "url": url}, ensure_ascii=False).encode()
    is_urgent = not message.is_digest and KINDS[message.parts[0].notification["kind"]].urgent
    return PushMessage(body, tag, "high" if is_urgent else "normal", _ttl(message))


def _ttl(message: Message) -> int:
    """Return how many seconds the push service keeps a message: no longer than its auction runs."""
    notification, item = message.parts[0]
    if message.is_digest or item is None or notification["kind"] not in WHILE_RUNNING:
        return LONGEST_TTL_S
    left = (item["endTime"] - item["now"]).total_seconds()
    return round(min(max(left, SHORTEST_TTL_S), LONGEST_TTL_S))
