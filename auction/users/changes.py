"""Changes of an account by its user: the profile and, with the current password or by a link, the password."""

from typing import NamedTuple

import database
from auction.errors import Invalid
from auction.users import choices, passwords, rules, store
from auction.users.rows import Caller, Client, UserRow
from auction.users.security_events.rules import record
from auction.users.sign_ins import store as sign_ins


class ProfileChanges(NamedTuple):
    """What a user wants changed; None stays."""

    nickname: str | None
    phone: str | None
    password: str | None


def change_profile(caller: Caller, changes: ProfileChanges, current_password: str | None) -> UserRow:
    """Change a profile; a new password or phone takes the current password, and a new password ends other sign-ins.

    Raises Invalid, WrongPassword, TooManyRequests, SignInEnded.
    """
    if changes.password is None and (changes.phone is None or current_password is None):
        return database.transact(_change, caller, changes)
    hashed = None
    if changes.password is not None and current_password is not None:
        with database.reading() as db:
            user = rules.profile(db, caller.user_id)
        known = (user["id"], changes.nickname or user["nickname"] or "", changes.phone or user["phone"])
        choices.check_password(changes.password, known)
        hashed = passwords.hashed(changes.password)
    return rules.with_current_password(
        caller, current_password, lambda db: _change(db, caller, changes, hashed, proven=True)
    )


def _change(
    db: database.Db, caller: Caller, changes: ProfileChanges, hashed: str | None = None, proven: bool = False
) -> UserRow:
    user = rules.hold_caller(db, caller)
    nickname, phone = changes.nickname or user["nickname"], changes.phone or user["phone"]
    if nickname is not None and nickname != user["nickname"]:
        choices.check_nickname(nickname)
    if phone != user["phone"]:
        if not proven:
            raise Invalid(("currentPassword", "missing"))
        record(db, user["id"], "phoneChanged", caller.client)
    store.change(db, user["id"], nickname, phone, hashed or user["password"])
    if hashed:
        _end_others(db, user["id"], caller.client, but=caller.sign_in_id)
    return rules.profile(db, user["id"])


def check_new_password(user_id: str, password: str) -> None:
    """Raises Invalid for a weak password of this user, UserNotFound for one who has left."""
    with database.reading() as db:
        user = rules.profile(db, user_id)
    choices.check_password(password, (user["id"], user["nickname"] or "", user["phone"]))


def reset_password(db: database.Db, user_id: str, hashed: str, client: Client) -> rules.SignIn:
    """Store another password's hash for a locked user, end all sign-ins and begin one.

    Raises UserNotFound for one who has left.
    """
    user = rules.profile(db, user_id)
    store.change(db, user_id, user["nickname"], user["phone"], hashed)
    _end_others(db, user_id, client)
    return rules.begin_sign_in(db, user_id, client)


def _end_others(db: database.Db, user_id: str, client: Client, but: str = "") -> None:
    """End all sign-ins of a user whose password was changed, `but` the one that changed it."""
    record(db, user_id, "passwordChanged", client)
    sign_ins.end_all(db, user_id, but=but)
