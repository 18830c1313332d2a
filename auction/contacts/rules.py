"""Where users can be reached: mail addresses, push subscriptions and hooks."""

import database
from auction.contacts import encryption, store
from auction.contacts.rows import ContactRow

# permanent failures in a row until nothing more is sent
MAX_FAILURES = 3


def reachable(db: database.Db, user_ids: list[str]) -> list[ContactRow]:
    """Return the contacts of these users that are verified and not stopped."""
    return store.reachable(db, user_ids) if user_ids else []


def find(db: database.Db, contact_id: int) -> ContactRow | None:
    """Return a contact; None where its user has deleted it."""
    return store.find(db, contact_id)


def secret_of(contact: ContactRow) -> bytes:
    """Return a contact's secret, decrypted: of a push subscription JSON of its keys, of a hook the signing key."""
    return encryption.decrypted(contact["secret"] or b"", contact["user_id"])


def note_success(db: database.Db, contact_id: int) -> None:
    """Note that a contact took a message."""
    store.succeeded(db, contact_id)


def note_failure(db: database.Db, contact_id: int, gone: bool = False) -> None:
    """Note that a contact refused a message for good; the third in a row, or one that is `gone`, stops it."""
    store.failed(db, contact_id, 1 if gone else MAX_FAILURES)


def forget(db: database.Db, user_id: str) -> None:
    """Delete all contacts of a user."""
    store.delete_all(db, user_id)
