"""A browser's side of Web Push: a subscription, and the decryption of what arrives (RFC 8188, RFC 8291)."""

import base64
import hashlib
import hmac
import os
from typing import NamedTuple

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser(NamedTuple):
    """The keys of one subscription."""

    key: ec.EllipticCurvePrivateKey
    auth: bytes

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(form.Encoding.X962, form.PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        """As `PushSubscription.toJSON().keys` says."""
        return {"p256dh": base64url(self.point), "auth": base64url(self.auth)}

    def decrypted(self, body: bytes) -> bytes:
        """The text of a message in one record."""
        salt, sender = body[:16], body[21 : 21 + body[20]]
        secret = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        shared = _hkdf(self.auth, secret, b"WebPush: info\0" + self.point + sender, 32)
        key = _hkdf(salt, shared, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, shared, b"Content-Encoding: nonce\0", 12)
        text = AESGCM(key).decrypt(nonce, body[21 + body[20] :], None)
        return text.rstrip(b"\0").removesuffix(b"\x02")


def a_browser() -> Browser:
    """A new subscription."""
    return Browser(ec.generate_private_key(ec.SECP256R1()), os.urandom(16))


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(hmac.digest(salt, secret, hashlib.sha256), info + b"\x01", hashlib.sha256)[:length]
