"""Where users can be reached: mail addresses, push subscriptions and hooks."""

import database
from auction.contacts import encryption, store
from auction.contacts.codes import rules as codes
from auction.contacts.rows import ContactRow

# permanent failures in a row until nothing more is sent
MAX_FAILURES = 3


def reachable(db: database.Db, user_ids: list[str]) -> list[ContactRow]:
    """Return the contacts of these users that are verified and not stopped."""
    return store.reachable(db, user_ids) if user_ids else []


def lock_free(db: database.Db, contact_ids: list[int]) -> list[ContactRow]:
    """Lock those of these contacts that nobody else has locked, until the transaction ends."""
    return store.lock_free(db, contact_ids)


def existing(db: database.Db, contact_ids: list[int]) -> set[int]:
    """Return those of these contacts that exist."""
    return store.existing(db, contact_ids)


def find(db: database.Db, contact_id: int) -> ContactRow | None:
    """Return a contact; None where its user has deleted it."""
    return store.find(db, contact_id)


def secret_of(contact: ContactRow) -> bytes:
    """Return a contact's secret, decrypted: of a push subscription JSON of its keys, of a hook the signing key."""
    return encryption.decrypted(contact["secret"] or b"", contact["user_id"])


def note_success(db: database.Db, contact_id: int) -> None:
    """Note that a contact took a message."""
    store.succeeded(db, contact_id)


def note_failure(db: database.Db, contact_id: int, gone: bool = False) -> bool:
    """Note that a contact refused a message for good; the third in a row, or one that is `gone`, stops it.

    Return whether it has stopped now, and had not before.
    """
    contact = store.hold(db, contact_id)
    if contact is None or contact["stoppedAt"] is not None:
        return False
    stops = gone or contact["failures"] + 1 >= MAX_FAILURES
    store.failed(db, contact_id, stops)
    return stops


def forget(db: database.Db, user_id: str) -> None:
    """Delete all contacts of a user, and their codes."""
    codes.forget(db, user_id)
    store.delete_all(db, user_id)
