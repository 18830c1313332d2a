"""Signed hooks: posts JSON with the headers of Standard Webhooks 1.0, by which the other side knows who sent it."""

import base64
import hmac
import time

from auction.contacts import outbound
from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.contacts.rows import ContactRow
from auction.contacts.rules import secret_of

GONE = 410


def send(contact: ContactRow, message_id: str, body: bytes) -> None:
    """Post one message; `message_id` is the same in every attempt, so that a program can handle it once.

    Raises TemporaryFailure for every answer but 2xx, PermanentFailure for 410, which ends the hook.
    """
    answer = outbound.post(contact["address"], body, signed_headers(secret_of(contact), message_id, body))
    if answer.status == GONE:
        raise PermanentFailure("410", gone=True)
    if not 200 <= answer.status < 300:
        raise TemporaryFailure(str(answer.status), answer.retry_after_s)


def signed_headers(key: bytes, message_id: str, body: bytes) -> dict[str, str]:
    """Return the headers of a message that is sent now."""
    sent_at = str(int(time.time()))
    signature = hmac.digest(key, b".".join([message_id.encode(), sent_at.encode(), body]), "sha256")
    return {
        "Content-Type": "application/json",
        "User-Agent": "SSGBay",
        "webhook-id": message_id,
        "webhook-timestamp": sent_at,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
