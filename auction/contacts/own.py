"""A user's own contacts: adding, verifying and removing them."""

import base64
import json
import secrets
from functools import partial
from typing import NamedTuple

import database
from auction.contacts import encryption, mail, store
from auction.contacts.addresses import digest_of
from auction.contacts.codes import rules as codes
from auction.contacts.rows import Channel, ContactRow, NewContact
from auction.errors import Conflict, Invalid, NotFound
from auction.users import rules as users
from auction.users.rows import Caller, Kind
from auction.users.security_events.rules import record

MAX_CONTACTS = 10
EVENTS: dict[Channel, Kind] = {"mail": "mailChanged", "push": "pushChanged", "hook": "hookChanged"}
# Standard Webhooks 1.0
WEBHOOK_PREFIX = "whsec_"


class ContactNotFound(NotFound):
    """The caller has no such contact."""


class TooManyContacts(Conflict):
    """The caller has as many contacts as one may have."""


class AddressTaken(Conflict):
    """Another user has verified this mail address; only who reads its mails learns that."""


class MailIsOff(Conflict):
    """This site sends no mails."""


class WrongCode(Invalid):
    """The code is another one."""


class Subscription(NamedTuple):
    """A browser's push subscription: where messages go, and the keys to encrypt them with (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


class Hook(NamedTuple):
    """A hook, and the secret that its user sees once."""

    contact: ContactRow
    secret: str


def contacts_of(db: database.Db, user_id: str) -> list[ContactRow]:
    """Return all contacts of a user, the oldest first."""
    return store.of_user(db, user_id)


def add_mail(caller: Caller, address: str, current_password: str | None) -> ContactRow:
    """Add a mail address, or find the same one, and send a code to it unless it is verified.

    A sign-in older than a few minutes needs the current password: by a mail address an account can be taken over.
    Raises Invalid, WrongPassword, TooManyContacts, TooManyRequests, MailIsOff, SignInEnded.
    """
    if not mail.is_on():
        raise MailIsOff
    add = partial(_add_mail, caller=caller, address=address)
    if current_password is not None:
        return users.with_current_password(caller, current_password, add)
    return database.transact(_if_recent, caller, add)


def _if_recent(db: database.Db, caller: Caller, add: "partial[ContactRow]") -> ContactRow:
    if not users.is_recent(db, caller.sign_in_id):
        raise Invalid(("currentPassword", "missing"))
    return add(db)


def _add_mail(db: database.Db, caller: Caller, address: str) -> ContactRow:
    contact = _added(db, caller, _new(caller, "mail", address), verified=False)
    if contact["verifiedAt"] is None or contact["stoppedAt"] is not None:
        codes.request_code(db, caller.user_id, contact["id"], digest_of("mail", address))
    return contact


def add_push(db: database.Db, caller: Caller, subscription: Subscription) -> ContactRow:
    """Add a browser's push subscription; another account that used this browser loses it.

    Raises TooManyContacts, SignInEnded.
    """
    keys = json.dumps({"p256dh": subscription.p256dh, "auth": subscription.auth}).encode()
    new = _new(caller, "push", subscription.endpoint, keys, caller.client.device)
    contact = _added(db, caller, new, verified=True)
    # its address is a secret of that browser
    store.delete_of_others(db, new["digest"], caller.user_id)
    return contact


def add_hook(db: database.Db, caller: Caller, url: str) -> Hook:
    """Add a hook; the same one again gets a new secret. Raises TooManyContacts, SignInEnded."""
    secret = secrets.token_bytes(32)
    contact = _added(db, caller, _new(caller, "hook", url, secret), verified=True)
    return Hook(contact, WEBHOOK_PREFIX + base64.b64encode(secret).decode())


def _new(
    caller: Caller, channel: Channel, address: str, secret: bytes | None = None, label: str | None = None
) -> NewContact:
    sealed = encryption.encrypted(secret, caller.user_id) if secret is not None else None
    return NewContact(
        user_id=caller.user_id, channel=channel, address=address, digest=digest_of(channel, address), secret=sealed,
        label=label,
    )  # fmt: skip


def _added(db: database.Db, caller: Caller, new: NewContact, verified: bool) -> ContactRow:
    """Add a contact, or renew the same one. Raises TooManyContacts, SignInEnded."""
    users.hold_caller(db, caller)
    same = store.same_of_user(db, caller.user_id, new["digest"])
    if same is not None:
        if verified:
            store.renew(db, same["id"], new["secret"], new["label"])
        return same
    if store.count(db, caller.user_id) >= MAX_CONTACTS:
        raise TooManyContacts
    contact = store.find(db, store.add(db, new, verified))
    if verified:
        record(db, caller.user_id, EVENTS[new["channel"]], caller.client)
    return _known(contact)


def verify(db: database.Db, caller: Caller, contact_id: int, code: str) -> int | None:
    """Verify a mail address by the code that was sent to it; return None, or how many tries are left.

    Raises ContactNotFound, CodeExpired, AddressTaken, SignInEnded.
    """
    users.hold_caller(db, caller)
    contact = find_own(db, caller.user_id, contact_id)
    if contact["verifiedAt"] is not None and contact["stoppedAt"] is None:
        return None
    left = codes.tries_left(db, contact_id, code)
    if left is not None:
        return left
    try:
        store.verify(db, contact_id)
    except database.Duplicate as error:
        raise AddressTaken from error
    record(db, caller.user_id, EVENTS[contact["channel"]], caller.client)
    return None


def remove(db: database.Db, caller: Caller, contact_id: int) -> None:
    """Remove a contact; a verified mail address is written to once more. Raises ContactNotFound, SignInEnded."""
    users.hold_caller(db, caller)
    contact = find_own(db, caller.user_id, contact_id)
    store.delete(db, contact_id, caller.user_id)
    codes.forget_of_contact(db, contact_id)
    if contact["verifiedAt"] is None:
        return
    record(db, caller.user_id, EVENTS[contact["channel"]], caller.client)
    if contact["channel"] == "mail":
        codes.request_notice(db, caller.user_id, digest_of("mail", contact["address"]), contact["address"])


def find_own(db: database.Db, user_id: str, contact_id: int) -> ContactRow:
    """Return a contact of this user. Raises ContactNotFound."""
    contact = store.find(db, contact_id)
    if contact is None or contact["user_id"] != user_id:
        raise ContactNotFound
    return contact


def _known(contact: ContactRow | None) -> ContactRow:
    if contact is None:
        raise ContactNotFound
    return contact
