"""Encrypts what is secret about contacts and addresses, with a key that no token is signed with (AES-256-GCM)."""

import hmac
import secrets
from hashlib import sha256

from auction.secrets.rules import shared

# the key of this site (schema/0067_key_of_contacts.py)
NAME = "contacts"
NONCE_BYTES = 12


def encrypted(secret: bytes, owner: str) -> bytes:
    """Return a secret encrypted for the row of one owner, such as a user; in another row it cannot be decrypted."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_key(b"encryption")).encrypt(nonce, secret, owner.encode())


def decrypted(stored: bytes, owner: str) -> bytes:
    """The inverse of `encrypted`. Raises cryptography's InvalidTag for what was altered or is another owner's."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(_key(b"encryption")).decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], owner.encode())


def digest_of_code(contact_id: int, code: str) -> bytes:
    """Return what is stored of a short code; without the key a million guesses would find it."""
    return hmac.digest(_key(b"code"), f"{contact_id}:{code}".encode(), sha256)


def unsubscribe_key() -> bytes:
    """Return the key that signs the links to unsubscribe."""
    return _key(b"unsubscribe")


def passkey_handle(user_id: str) -> bytes:
    """Return the name under which passkeys know a user; it says nothing of the id."""
    return hmac.digest(_key(b"passkey"), user_id.encode(), sha256)


def _key(purpose: bytes) -> bytes:
    return hmac.digest(shared(NAME), purpose, sha256)
