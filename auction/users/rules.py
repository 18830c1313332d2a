"""Accounts and sign-ins: signing up, in and out, and leaving."""

import secrets
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import database
from auction.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from auction.legal import rules as legal
from auction.limits import rules as limits
from auction.users import guesses, store
from auction.users.credentials import WrongCredentials, with_password
from auction.users.rows import UNKNOWN_CLIENT, Caller, Client, Found, UserRow
from auction.users.security_events.rules import record
from auction.users.sign_ins import store as sign_ins

T = TypeVar("T")

SIGN_IN_DAYS = 30
RECENT_MINUTES = 15


class IdTaken(Conflict):
    """Somebody already has this id."""


class WrongPassword(Forbidden):
    """The current password is wrong."""


class SignInEnded(NotSignedIn):
    """This sign-in has ended; sign in again."""


class UserNotFound(NotFound):
    """There is no such user."""


class SignIn(NamedTuple):
    """One device's sign-in, and the id of its only valid refresh token."""

    id: str
    user_id: str
    refresh: str


def sign_up(
    db: database.Db, user_id: str, password_hash: str, phone: str, nickname: str, client: Client = UNKNOWN_CLIENT,
    agreed: Mapping[legal.Document, str] | None = None,
) -> SignIn:  # fmt: skip
    """Add a user and sign them in; store their consent. Raises IdTaken, Invalid."""
    if store.spelled_alike(db, user_id):
        raise IdTaken
    try:
        store.add(db, user_id, password_hash, phone, nickname, client.locale)
    except database.Duplicate as error:
        raise IdTaken from error
    legal.consent(db, user_id, agreed or {})
    if client.address:
        guesses.remember(db, user_id, client.address)
    return begin_sign_in(db, user_id, client)


def sign_in(user_id: str, password: str, client: Client) -> SignIn:
    """Sign in with a password. Raises WrongCredentials, also for an unknown id, and TooManyRequests."""
    address = client.address or "unknown"
    as_stranger = database.transact(guesses.take, user_id, address)

    def begin(db: database.Db) -> SignIn:
        record(db, user_id, "newSignIn", client)
        return begin_sign_in(db, user_id, client)

    return with_password(
        user_id, password, begin, lambda: database.transact(guesses.give_back, user_id, address, as_stranger)
    )


def begin_sign_in(db: database.Db, user_id: str, client: Client = UNKNOWN_CLIENT) -> SignIn:
    """Begin a sign-in on one device."""
    sign_in = SignIn(secrets.token_hex(16), user_id, secrets.token_hex(16))
    sign_ins.begin(db, sign_in.id, user_id, sign_in.refresh, client, SIGN_IN_DAYS)
    return sign_in


def refresh(caller: Caller, used: str) -> SignIn:
    """Replace the refresh token; using an old one again ends the sign-in. Raises SignInEnded."""
    fresh = secrets.token_hex(16)
    if not database.transact(sign_ins.rotate, caller.sign_in_id, used, fresh, caller.client.address):
        # a replayed token means that somebody else has a copy
        database.transact(_end_replayed, caller)
        raise SignInEnded
    return SignIn(caller.sign_in_id, caller.user_id, fresh)


def _end_replayed(db: database.Db, caller: Caller) -> None:
    if sign_ins.end(db, caller.sign_in_id, caller.user_id):
        record(db, caller.user_id, "refreshReused", caller.client)


def note_use(caller: Caller) -> None:
    """Note when and from where a sign-in whose refresh token is not replaced was used. Raises SignInEnded."""
    if not database.transact(sign_ins.touch, caller.sign_in_id, caller.client.address):
        raise SignInEnded


def is_signed_in(sign_in_id: str) -> bool:
    """Whether this sign-in has neither ended nor expired."""
    with database.reading() as db:
        return sign_ins.is_live(db, sign_in_id)


def is_recent(db: database.Db, sign_in_id: str) -> bool:
    """Whether a sign-in began just now, so that its user need not prove again to be there."""
    return sign_ins.is_recent(db, sign_in_id, RECENT_MINUTES)


def require_live(db: database.Db, sign_in_id: str) -> None:
    """Raises SignInEnded for a sign-in that has ended or expired."""
    if not sign_ins.is_live(db, sign_in_id):
        raise SignInEnded


def end_sign_in(db: database.Db, sign_in_id: str, user_id: str) -> bool:
    """End one sign-in of a user; False where they have no such one."""
    return sign_ins.end(db, sign_in_id, user_id)


def hold_sign_in(pipeline: database.Pipeline, sign_in_id: str, user_id: str) -> database.Deferred[Found | None]:
    """Lock a sign-in until the transaction ends, so that nobody leads who has left; None where it has ended."""
    return sign_ins.hold(pipeline, sign_in_id, user_id)


def hold_caller(db: database.Db, caller: Caller) -> UserRow:
    """Lock the caller's row, whose sign-ins nobody else then begins or ends, and return it. Raises SignInEnded."""
    user = store.hold(db, caller.user_id)
    if user is None or not sign_ins.is_live(db, caller.sign_in_id):
        raise SignInEnded
    return user


def require_present(db: database.Db, user_id: str) -> None:
    """Raises SignInEnded when this user has left. A row added before, by its foreign key, makes leaving wait."""
    user = store.find(db, user_id)
    if user is None or user["leftAt"] is not None:
        raise SignInEnded


def profile(db: database.Db, user_id: str) -> UserRow:
    """Return the row of a user who has not left. Raises UserNotFound."""
    user = store.find(db, user_id)
    if user is None or user["leftAt"] is not None:
        raise UserNotFound
    return user


def leave(db: database.Db, caller: Caller) -> None:
    """Anonymise a user and end all their sign-ins; their sales stay. Raises SignInEnded."""
    hold_caller(db, caller)
    store.anonymise(db, caller.user_id)
    sign_ins.end_all(db, caller.user_id)
    record(db, caller.user_id, "left", caller.client)


def with_current_password(caller: Caller, given: str | None, work: Callable[[database.Db], T]) -> T:
    """Run `work(db)` in a transaction if this is the caller's password, which stays so until the transaction ends.

    Guesses are counted by sign-in: neither strangers nor a thief's sign-in keep the owner from a change. Raises
    Invalid when none was given, WrongPassword when it is wrong, SignInEnded and TooManyRequests.
    """
    if given is None:
        raise Invalid(("currentPassword", "missing"))
    guess = (limits.WRONG_CURRENT_PASSWORD, caller.sign_in_id)
    database.transact(limits.take, *guess)
    try:
        return with_password(caller.user_id, given, work, lambda: database.transact(limits.give_back, *guess))
    except WrongCredentials as error:
        # it was right when the caller signed in; another sign-in may have changed it and ended this one
        raise (WrongPassword if is_signed_in(caller.sign_in_id) else SignInEnded) from error


def lock(db: database.Db, user_id: str) -> None:
    """Lock a user's row until the transaction ends."""
    store.hold(db, user_id)


def count_strike(db: database.Db, user_id: str) -> None:
    """Add one to the number of bidders whom this seller has struck out."""
    store.count_strike(db, user_id)


def count_retraction(db: database.Db, user_id: str) -> None:
    """Add one to the number of retracted bids on the public profile."""
    store.count_retraction(db, user_id)


def forget_expired(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` expired sign-ins; return how many."""
    return sign_ins.forget_expired(db, most)
