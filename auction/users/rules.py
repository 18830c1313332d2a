"""Accounts and sign-ins: signing up, in and out, profiles, and leaving."""

import secrets
from typing import NamedTuple

import database
from auction.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from auction.limits import rules as limits
from auction.users import guesses, passwords, store
from auction.users.rows import UserRow

SIGN_IN_DAYS = 30


class IdTaken(Conflict):
    """Somebody already has this id."""


class WrongCredentials(NotSignedIn):
    """The id or the password is wrong."""


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


def sign_up(db: database.Db, user_id: str, password_hash: str, phone: str, nickname: str, address: str) -> SignIn:
    """Add a user and sign them in at this address. Raises IdTaken."""
    if store.spelled_alike(db, user_id):
        raise IdTaken
    try:
        store.add(db, user_id, password_hash, phone, nickname)
    except database.Duplicate as error:
        raise IdTaken from error
    guesses.remember(db, user_id, address)
    return begin_sign_in(db, user_id)


def id_ignoring_case(db: database.Db, given: str) -> str:
    """Return the id spelled exactly as given, else the only one that differs in case alone, else `given`."""
    found = store.ids_alike(db, given)
    # in the collation of the database "name " equals "name"
    same = [user_id for user_id in found if user_id.lower() == given.lower()]
    return same[0] if len(same) == 1 and given not in found else given


def check_password(user_id: str, password: str, address: str) -> None:
    """Raises WrongCredentials, also for an unknown id, and TooManyRequests after too many wrong guesses."""
    as_stranger = database.transact(guesses.take, user_id, address)
    if not _is_password(user_id, password):
        raise WrongCredentials
    database.transact(guesses.give_back, user_id, address, as_stranger)


def _is_password(user_id: str, password: str) -> bool:
    """Whether it is this user's password, whose hash is brought up to date then."""
    with database.reading() as db:
        user = store.find(db, user_id)
    # in the collation of the database "name " equals "name", but a token for the former would not be this user's
    known = user and user["id"] == user_id and user["leftAt"] is None
    stored = user["password"] if user and known else None
    if not passwords.matches(stored, password):
        return False
    if stored and passwords.outdated(stored):
        database.transact(store.change_password, user_id, passwords.hashed(password))
    return True


def begin_sign_in(db: database.Db, user_id: str) -> SignIn:
    """Begin a sign-in on one device."""
    sign_in = SignIn(secrets.token_hex(16), user_id, secrets.token_hex(16))
    store.begin_sign_in(db, sign_in.id, user_id, sign_in.refresh, SIGN_IN_DAYS)
    return sign_in


def refresh(user_id: str, sign_in_id: str, used: str) -> SignIn:
    """Replace the refresh token; using an old one again ends the sign-in. Raises SignInEnded."""
    fresh = secrets.token_hex(16)
    if not database.transact(store.rotate, sign_in_id, used, fresh):
        # a replayed token means that somebody else has a copy
        database.transact(end_sign_in, sign_in_id)
        raise SignInEnded
    return SignIn(sign_in_id, user_id, fresh)


def is_signed_in(sign_in_id: str) -> bool:
    """Whether this sign-in has neither ended nor expired."""
    with database.reading() as db:
        return store.is_live(db, sign_in_id)


def end_sign_in(db: database.Db, sign_in_id: str) -> None:
    """End one sign-in."""
    store.end_sign_in(db, sign_in_id)


def hold_sign_in(pipeline: database.Pipeline, sign_in_id: str, user_id: str) -> database.Deferred[store.Found | None]:
    """Lock a sign-in until the transaction ends, so that nobody leads who has left; None where it has ended."""
    return store.hold_sign_in(pipeline, sign_in_id, user_id)


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


def change_profile(
    db: database.Db, user_id: str, sign_in_id: str, nickname: str | None, phone: str | None, password_hash: str | None
) -> UserRow:
    """Change what is not None; a new password ends the user's other sign-ins. Raises UserNotFound."""
    user = store.hold(db, user_id)
    if user is None or user["leftAt"] is not None:
        raise UserNotFound
    store.change(db, user_id, nickname or user["nickname"], phone or user["phone"], password_hash or user["password"])
    if password_hash:
        store.end_sign_ins(db, user_id, but=sign_in_id)
    return profile(db, user_id)


def leave(db: database.Db, user_id: str) -> None:
    """Anonymise a user and end all their sign-ins; their sales stay. Raises UserNotFound."""
    if store.hold(db, user_id) is None:
        raise UserNotFound
    store.anonymise(db, user_id)
    store.end_sign_ins(db, user_id, but="")


def require_current_password(user_id: str, given: str | None, sign_in_id: str) -> None:
    """Raises Invalid when none was given, WrongPassword when it is wrong, TooManyRequests.

    Guesses are counted by sign-in: neither strangers nor a thief's sign-in keep the owner from a change.
    """
    if given is None:
        raise Invalid(("currentPassword", "missing"))
    database.transact(limits.take, limits.WRONG_CURRENT_PASSWORD, sign_in_id)
    if not _is_password(user_id, given):
        raise WrongPassword
    database.transact(limits.give_back, limits.WRONG_CURRENT_PASSWORD, sign_in_id)


def count_retraction(db: database.Db, user_id: str) -> None:
    """Add one to the number of retracted bids on the public profile."""
    store.count_retraction(db, user_id)


def forget_expired(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` expired sign-ins; return how many."""
    return store.forget_expired(db, most)
