"""A user's second factors: which there are, who may add one, and what adding and removing one leaves."""

from typing import NamedTuple

import database
from auction.errors import NotFound
from auction.factors import recovery, store
from auction.factors.passkeys import store as passkeys
from auction.factors.rows import PasskeyRow, TotpRow
from auction.users import rules as users
from auction.users.rows import UNKNOWN_CLIENT, Caller, Client
from auction.users.security_events.rules import record
from auction.users.sign_ins.rules import prove, require_proven, unprove_all


class FactorNotFound(NotFound):
    """The caller has no such second factor."""


class Factors(NamedTuple):
    """The second factors of a user, and how many recovery codes are left."""

    totp: bool
    passkeys: list[PasskeyRow]
    recovery_codes: int


def of_user(db: database.Db, user_id: str) -> Factors:
    """Return the second factors of a user that can be shown."""
    totp = confirmed_totp(db, user_id)
    return Factors(totp is not None, passkeys.of_user(db, user_id), store.count_recovery_codes(db, user_id))


def has_any(db: database.Db, user_id: str) -> bool:
    """Whether a user has an authenticator app or a passkey."""
    return confirmed_totp(db, user_id) is not None or bool(passkeys.of_user(db, user_id))


def confirmed_totp(db: database.Db, user_id: str) -> TotpRow | None:
    """Return the secret of a user's authenticator app; None where none was confirmed by a code."""
    known = store.totp_of(db, user_id)
    return known if known and known["confirmedAt"] else None


def hold_to_add(db: database.Db, caller: Caller) -> None:
    """Lock the caller's row to add a factor; the first needs the password alone, each other one a factor shown.

    Raises SecondFactorNeeded, SignInEnded.
    """
    users.hold_caller(db, caller)
    if has_any(db, caller.user_id):
        require_proven(db, caller.sign_in_id)


def hold_proven(db: database.Db, caller: Caller) -> None:
    """Lock the caller's row to change what was added. Raises SecondFactorNeeded, SignInEnded."""
    users.hold_caller(db, caller)
    require_proven(db, caller.sign_in_id)


def added(db: database.Db, caller: Caller) -> list[str] | None:
    """Record a factor that was added, which was shown by that; return recovery codes unless there are some left."""
    prove(db, caller.sign_in_id)
    record(db, caller.user_id, "factorAdded", caller.client)
    return None if store.count_recovery_codes(db, caller.user_id) else _new_codes(db, caller.user_id)


def removed(db: database.Db, user_id: str, client: Client) -> None:
    """Record a factor that was removed; recovery codes go with the last one."""
    record(db, user_id, "factorRemoved", client)
    if not has_any(db, user_id):
        store.delete_recovery_codes(db, user_id)


def renew_recovery_codes(db: database.Db, caller: Caller) -> list[str]:
    """Return ten new recovery codes in place of the old ones.

    Raises FactorNotFound for one who has no factor that a code could stand in for, SecondFactorNeeded, SignInEnded.
    """
    hold_proven(db, caller)
    if not has_any(db, caller.user_id):
        raise FactorNotFound
    record(db, caller.user_id, "recoveryCodesMade", caller.client)
    return _new_codes(db, caller.user_id)


def _new_codes(db: database.Db, user_id: str) -> list[str]:
    codes = recovery.new_codes()
    store.delete_recovery_codes(db, user_id)
    store.add_recovery_codes(db, user_id, [recovery.digest_of(code) for code in codes])
    return codes


def reset(db: database.Db, user_id: str) -> None:
    """Delete all second factors of a user who has lost them; an event for their owner. No sign-in stays proven."""
    forget(db, user_id)
    unprove_all(db, user_id)
    record(db, user_id, "factorRemoved", UNKNOWN_CLIENT)


def forget(db: database.Db, user_id: str) -> None:
    """Delete all second factors of a user."""
    store.delete_any_totp(db, user_id)
    passkeys.delete_all(db, user_id)
    store.delete_recovery_codes(db, user_id)
