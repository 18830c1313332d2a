"""Codes and links that come by mail: requested by a route, made and sent by the worker (auction/contacts/mailing.py).

A request for an address of nobody leaves the same row as one for a user's, so its time tells nothing either.
"""

import hmac
import secrets
from hashlib import sha256

import database
from auction.contacts import encryption
from auction.contacts.codes import store
from auction.contacts.codes.rows import CodeRow, NewMail, Purpose
from auction.errors import Conflict
from auction.limits import rules as limits

CODE_MINUTES = 15
LINK_MINUTES = 30
MAX_TRIES = 5
# at most one link to an address in each of these, no matter who requests it
RESET_SLOT_S = 600
# a notice that an address was removed is sent within a day or never
NOTICE_MINUTES = 1440
CODES_TO_ADDRESS = limits.Limit("codes_address", 5, 3600)
CODES_OF_USER = limits.Limit("codes_user", 20, 3600)
RESETS_FROM_ADDRESS = limits.Limit("resets_address", 30, 3600)


class CodeExpired(Conflict):
    """There is no code that could be right: none was sent, it has expired, or it was wrong too often."""


class ResetLinkEnded(Conflict):
    """The link was used, has expired or never was one."""


def request_code(db: database.Db, user_id: str, contact_id: int, recipient: bytes) -> None:
    """Request a code to verify a contact; the one before is no longer valid. Raises TooManyRequests."""
    limits.take(db, CODES_OF_USER, user_id)
    limits.take(db, CODES_TO_ADDRESS, recipient.hex())
    store.delete_of_contact(db, contact_id)
    store.add(db, _mail_to("verify", recipient, user_id, contact_id=contact_id), CODE_MINUTES)


def request_notice(db: database.Db, user_id: str, recipient: bytes, address: str) -> None:
    """Request a mail to an address that was removed from an account."""
    store.add(db, _mail_to("removed", recipient, user_id, address=address), NOTICE_MINUTES)


def request_reset(db: database.Db, recipient: bytes, from_address: str) -> None:
    """Request a link to reset the password of an address's owner. Raises TooManyRequests."""
    limits.take_address(db, RESETS_FROM_ADDRESS, from_address)
    store.request_reset(db, recipient, RESET_SLOT_S, LINK_MINUTES)


def _mail_to(
    purpose: Purpose, recipient: bytes, user_id: str, contact_id: int | None = None, address: str | None = None
) -> NewMail:
    return NewMail(purpose=purpose, recipient=recipient, user_id=user_id, contact_id=contact_id, address=address)


def new_code(db: database.Db, row: CodeRow, contact_id: int, user_id: str) -> str:
    """Make the six digits of a mail; only their digest is stored."""
    code = f"{secrets.randbelow(1_000_000):06}"
    store.store_digest(db, row["id"], user_id, encryption.digest_of_code(contact_id, code), CODE_MINUTES)
    return code


def new_link(db: database.Db, row: CodeRow, user_id: str) -> str:
    """Make the token of a link; only its digest is stored."""
    token = secrets.token_urlsafe(32)
    store.store_digest(db, row["id"], user_id, sha256(token.encode()).digest(), LINK_MINUTES)
    return token


def tries_left(db: database.Db, contact_id: int, code: str) -> int | None:
    """Check a code: None if it is right, or how often another may be tried. Raises CodeExpired."""
    row = store.hold_of_contact(db, contact_id)
    if row is None or row["tries"] >= MAX_TRIES:
        raise CodeExpired
    if hmac.compare_digest(row["digest"] or b"", encryption.digest_of_code(contact_id, code)):
        store.delete_of_contact(db, contact_id)
        return None
    store.count_try(db, row["id"])
    return MAX_TRIES - 1 - row["tries"]


def owner_of_link(db: database.Db, token: str) -> str:
    """Return whose password a link resets; it can still be used. Raises ResetLinkEnded."""
    row = store.by_digest(db, sha256(token.encode()).digest())
    if row is None or row["user_id"] is None:
        raise ResetLinkEnded
    return row["user_id"]


def use_link(db: database.Db, token: str) -> str:
    """Use a link up, and with it all others of its user; return whose password it resets. Raises ResetLinkEnded."""
    row = store.by_digest(db, sha256(token.encode()).digest())
    # of several at once only one deletes it
    if row is None or row["user_id"] is None or not store.delete(db, row["id"]):
        raise ResetLinkEnded
    store.delete_resets(db, row["user_id"])
    return row["user_id"]


def forget(db: database.Db, user_id: str) -> None:
    """Delete all codes and links of a user."""
    store.delete_all(db, user_id)


def forget_of_contact(db: database.Db, contact_id: int) -> None:
    """Delete the codes of a contact."""
    store.delete_of_contact(db, contact_id)


def forget_expired(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` expired codes and links; return how many."""
    return store.forget_expired(db, most)
