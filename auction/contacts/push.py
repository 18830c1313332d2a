"""Web Push: encrypts a message for one browser (RFC 8291) and hands it to the browser's push service (RFC 8030)."""

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

from auction.appstate import PerApp
from auction.contacts import outbound
from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.contacts.rows import ContactRow
from auction.contacts.rules import secret_of
from auction.secrets.rules import shared

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from webpush import WebPush

# the key pair of this site (schema/0071_key_of_push.py)
NAME = "push"
# of what every push service takes of an encrypted message, 4,096 bytes, the encryption needs 103
LONGEST = 3_993
# of the curve P-256
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# the subscription has ended
GONE = (404, 410)
# too slow, too early, too many
LATER = (408, 425, 429)


class PushMessage(NamedTuple):
    """What a browser gets. Of two with one `topic`, the push service keeps the later one; after `ttl_s` it gives up."""

    body: bytes
    topic: str
    urgency: Literal["normal", "high"]
    ttl_s: int


def public_key() -> str:
    """Return the key that browsers subscribe with: an uncompressed point in base64url (VAPID, RFC 8292)."""
    from webpush.vapid import VAPID

    return str(VAPID.get_application_server_key(_private_key().public_key()))


def send(contact: ContactRow, message: PushMessage, subject: str) -> None:
    """Send one message; `subject` is the site's mail address, for the push service.

    Raises TemporaryFailure, PermanentFailure; the contact is gone when the push service does not know it any more.
    """
    from webpush import WebPushSubscription

    keys = json.loads(secret_of(contact))
    subscription = WebPushSubscription(endpoint=contact["address"], keys=keys)
    encrypted = _signer.get().get(message.body, subscription, subscriber=subject)
    headers = {
        "Authorization": encrypted.headers["authorization"],
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(message.ttl_s),
        "Urgency": message.urgency,
        "Topic": message.topic,
    }
    _judge(outbound.post(contact["address"], encrypted.encrypted, headers))


def _judge(answer: outbound.Answer) -> None:
    """Raises what a push service's answer other than 2xx means."""
    if answer.status in GONE:
        raise PermanentFailure(str(answer.status), gone=True)
    if answer.status in LATER or answer.status >= 500:
        raise TemporaryFailure(str(answer.status), answer.retry_after_s)
    if not 200 <= answer.status < 300:
        raise PermanentFailure(str(answer.status))


def _private_key() -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec

    number = int.from_bytes(shared(NAME)) % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _make_signer() -> "WebPush":
    from cryptography.hazmat.primitives import serialization as form
    from webpush import WebPush

    key = _private_key()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    return WebPush(private, public)


_signer: PerApp["WebPush"] = PerApp(_make_signer)
