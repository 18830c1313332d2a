"""Who may sign up, in and out, and what becomes of a user who leaves."""

import secrets
from typing import NamedTuple

import database
from auction.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from auction.limits import rules as limits
from auction.users import passwords, store
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
    """One device's sign-in and the id of the one refresh token that works for it."""

    id: str
    user_id: str
    refresh: str


def sign_up(db: database.Db, user_id: str, password_hash: str, phone: str, nickname: str) -> SignIn:
    """A new user, signed in. Raises IdTaken."""
    if store.spelled_alike(db, user_id):
        raise IdTaken
    try:
        store.add(db, user_id, password_hash, phone, nickname)
    except database.Duplicate as error:
        raise IdTaken from error
    return begin_sign_in(db, user_id)


def id_whatever_case(db: database.Db, given: str) -> str:
    """The id of a user: spelled exactly so, else the only one that differs in case alone, else what was given."""
    found = store.ids_alike(db, given)
    # the database takes "name " for "name"
    same = [user_id for user_id in found if user_id.lower() == given.lower()]
    return same[0] if len(same) == 1 and given not in found else given


def check_password(user_id: str, password: str, address: str) -> None:
    """Raises WrongCredentials, alike for an unknown id, and TooManyRequests after too many wrong ones.

    The try is counted before the password is looked at and given back when it is right, so that a thousand
    simultaneous guesses are no better than ten.
    """
    database.transact(_count_guess, user_id, address)
    with database.reading() as db:
        user = store.find(db, user_id)
    # the database takes "name " for "name"; a token for the former would be somebody else
    known = user and user["id"] == user_id and user["leftAt"] is None
    stored = user["password"] if user and known else None
    if not passwords.matches(stored, password):
        raise WrongCredentials
    database.transact(_right_guess, user_id, address)
    if stored and passwords.outdated(stored):
        database.transact(store.change_password, user_id, passwords.hashed(password))


def _count_guess(db: database.Db, user_id: str, address: str) -> None:
    limits.take(db, limits.WRONG_PASSWORD_FROM_ADDRESS, address)
    limits.take(db, limits.WRONG_PASSWORD_OF_ACCOUNT, user_id.lower())


def _right_guess(db: database.Db, user_id: str, address: str) -> None:
    limits.give_back(db, limits.WRONG_PASSWORD_FROM_ADDRESS, address)
    limits.give_back(db, limits.WRONG_PASSWORD_OF_ACCOUNT, user_id.lower())


def begin_sign_in(db: database.Db, user_id: str) -> SignIn:
    """A sign-in of its own for one device."""
    sign_in = SignIn(secrets.token_hex(16), user_id, secrets.token_hex(16))
    store.begin_sign_in(db, sign_in.id, user_id, sign_in.refresh, SIGN_IN_DAYS)
    return sign_in


def refresh(user_id: str, sign_in_id: str, used: str) -> SignIn:
    """Rotate: the used refresh token stops working. One used before ends the whole sign-in. Raises SignInEnded."""
    fresh = secrets.token_hex(16)
    if not database.transact(store.rotate, sign_in_id, used, fresh):
        # a replayed token means that somebody else has a copy: nobody keeps this sign-in
        database.transact(end_sign_in, sign_in_id)
        raise SignInEnded
    return SignIn(sign_in_id, user_id, fresh)


def is_signed_in(sign_in_id: str) -> bool:
    """Does this sign-in still live?"""
    with database.reading() as db:
        return store.is_live(db, sign_in_id)


def end_sign_in(db: database.Db, sign_in_id: str) -> None:
    """Sign this device out."""
    store.end_sign_in(db, sign_in_id)


def hold_sign_in(pipeline: database.Pipeline, sign_in_id: str, user_id: str) -> database.Deferred[store.Found | None]:
    """Keep this user signed in until the transaction ends, so that nobody leads who has left; None: it has ended."""
    return store.hold_sign_in(pipeline, sign_in_id, user_id)


def require_present(db: database.Db, user_id: str) -> None:
    """Raises SignInEnded when this user has left. Once a row of theirs is added, its foreign key keeps them here."""
    user = store.find(db, user_id)
    if user is None or user["leftAt"] is not None:
        raise SignInEnded


def profile(db: database.Db, user_id: str) -> UserRow:
    """A user who has not left. Raises UserNotFound."""
    user = store.find(db, user_id)
    if user is None or user["leftAt"] is not None:
        raise UserNotFound
    return user


def change_profile(
    db: database.Db, user_id: str, sign_in_id: str, nickname: str | None, phone: str | None, password_hash: str | None
) -> UserRow:
    """Change what is given; a new password ends this user's other sign-ins. Raises UserNotFound."""
    user = store.hold(db, user_id)
    if user is None or user["leftAt"] is not None:
        raise UserNotFound
    store.change(db, user_id, nickname or user["nickname"], phone or user["phone"], password_hash or user["password"])
    if password_hash:
        store.end_sign_ins(db, user_id, but=sign_in_id)
    return profile(db, user_id)


def leave(db: database.Db, user_id: str) -> None:
    """Anonymise and sign out everywhere; what they sold and won stays. Raises UserNotFound."""
    if store.hold(db, user_id) is None:
        raise UserNotFound
    store.anonymise(db, user_id)
    store.end_sign_ins(db, user_id, but="")


def require_current_password(user_id: str, given: str | None, address: str) -> None:
    """Raises Invalid when none was given, WrongPassword when it is wrong."""
    if given is None:
        raise Invalid(("currentPassword", "missing"))
    try:
        check_password(user_id, given, address)
    except WrongCredentials as error:
        raise WrongPassword from error


def count_retraction(db: database.Db, user_id: str) -> None:
    """One more bid taken back, shown on the public profile."""
    store.count_retraction(db, user_id)


def forget_expired(db: database.Db, most: int = 10_000) -> int:
    """Remove sign-ins that no token can use any more. Returns how many."""
    return store.forget_expired(db, most)
