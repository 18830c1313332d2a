"""Codes of an authenticator app: setting it up, showing a code or a recovery code in its place, removing it.

Each attempt is counted before its code is compared and uncounted when that is right, so that simultaneous guesses gain
nothing. They are counted by user: by sign-in, a thief of the password would have as many as they begin sign-ins.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import database
from auction.contacts.encryption import decrypted, encrypted
from auction.errors import Conflict
from auction.factors import recovery, rules, store, totp
from auction.factors.errors import WrongSecondFactor
from auction.factors.rows import TotpRow
from auction.limits import rules as limits
from auction.mysql.clock import current_time
from auction.users import rules as users
from auction.users.rows import Caller
from auction.users.security_events.rules import record
from auction.users.sign_ins.rules import prove

T = TypeVar("T")

# how long a secret waits for its first code
SET_UP_FOR = timedelta(minutes=15)


class TotpAlreadyOn(Conflict):
    """The caller has an authenticator app; it has to be removed before another is set up."""


class TotpNotBegun(Conflict):
    """There is no secret that waits for its first code: none was made, or it was too long ago."""


def begin(caller: Caller, current_password: str) -> str:
    """Make a secret for an authenticator app and return it; it counts once a code of it is confirmed.

    Raises WrongPassword, SecondFactorNeeded, TotpAlreadyOn, TooManyRequests, SignInEnded.
    """
    secret = totp.new_secret()
    users.with_current_password(caller, current_password, partial(_begin, caller=caller, secret=secret))
    return secret


def _begin(db: database.Db, caller: Caller, secret: str) -> None:
    rules.hold_to_add(db, caller)
    if rules.confirmed_totp(db, caller.user_id):
        raise TotpAlreadyOn
    store.begin_totp(db, caller.user_id, encrypted(secret.encode(), _row(caller.user_id)))


def confirm(caller: Caller, code: str) -> list[str] | None:
    """Turn an authenticator app on by its first code; return recovery codes unless there are some left.

    Raises WrongSecondFactor, TotpNotBegun, SecondFactorNeeded, TooManyRequests, SignInEnded.
    """
    return _counted(caller.user_id, partial(_confirm, caller=caller, code=code))


def _confirm(db: database.Db, caller: Caller, code: str) -> list[str] | None:
    rules.hold_to_add(db, caller)
    known = store.totp_of(db, caller.user_id)
    if (
        known is None
        or known["confirmedAt"] is not None
        or known["createdAt"] + SET_UP_FOR < current_time(db)
    ):  # fmt: skip
        raise TotpNotBegun
    _use(db, known, code)
    store.confirm_totp(db, caller.user_id)
    return rules.added(db, caller)


def remove(db: database.Db, caller: Caller) -> None:
    """Remove the authenticator app. Raises FactorNotFound, SecondFactorNeeded, SignInEnded."""
    rules.hold_proven(db, caller)
    if not store.delete_totp(db, caller.user_id):
        raise rules.FactorNotFound
    rules.removed(db, caller.user_id, caller.client)


def show(caller: Caller, code: str) -> None:
    """Prove the caller's sign-in by a code, which works once.

    Raises WrongSecondFactor, also without an app, TooManyRequests, SignInEnded.
    """
    _counted(caller.user_id, partial(_show, caller=caller, code=code))


def _show(db: database.Db, caller: Caller, code: str) -> None:
    users.hold_caller(db, caller)
    known = rules.confirmed_totp(db, caller.user_id)
    if known is None:
        raise WrongSecondFactor
    _use(db, known, code)
    prove(db, caller.sign_in_id)


def show_recovery_code(caller: Caller, code: str) -> None:
    """Prove the caller's sign-in by a recovery code, which works once.

    Raises WrongSecondFactor, TooManyRequests, SignInEnded.
    """
    _counted(caller.user_id, partial(_show_recovery_code, caller=caller, code=code))


def _show_recovery_code(db: database.Db, caller: Caller, code: str) -> None:
    users.hold_caller(db, caller)
    if not store.use_recovery_code(db, caller.user_id, recovery.digest_of(code)):
        raise WrongSecondFactor
    record(db, caller.user_id, "recoveryCodeUsed", caller.client)
    prove(db, caller.sign_in_id)


def _use(db: database.Db, known: TotpRow, code: str) -> None:
    """Use a code up. Raises WrongSecondFactor for a wrong one, and for one as old as the last that was shown."""
    user_id = known["user_id"]
    step = totp.matching_step(decrypted(known["sealed"], _row(user_id)).decode(), code, current_time(db))
    if step is None or not store.use_step(db, user_id, known["sealed"], step):
        raise WrongSecondFactor


def _counted(user_id: str, work: Callable[[database.Db], T]) -> T:
    """Run `work(db)` in a transaction, counted as a guess unless it returns. Raises TooManyRequests."""
    guess = (limits.SECOND_FACTOR, user_id)

    def and_give_back(db: database.Db) -> T:
        result = work(db)
        limits.give_back(db, *guess)
        return result

    database.transact(limits.take, *guess)
    return database.transact(and_give_back)


def _row(user_id: str) -> str:
    """Return the name of the row that a secret is encrypted for."""
    return f"totp:{user_id}"
