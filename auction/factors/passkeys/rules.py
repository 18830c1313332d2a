"""Passkeys of a user: adding, showing and removing them. `site` is the origin of the page, as the browser knows it."""

from functools import partial
from typing import Any

import database
from auction.errors import Conflict
from auction.factors import rules
from auction.factors.errors import WrongSecondFactor
from auction.factors.passkeys import challenges, relying_party, store
from auction.factors.rows import PasskeyRow
from auction.users import rules as users
from auction.users.rows import Caller
from auction.users.sign_ins.rules import prove

MAX_PASSKEYS = 10


class TooManyPasskeys(Conflict):
    """The caller has as many passkeys as one may have."""


class PasskeyTaken(Conflict):
    """This passkey was added before."""


def begin(caller: Caller, current_password: str, site: str) -> dict[str, Any]:
    """Return the options with which the caller's browser makes a passkey.

    Raises WrongPassword, SecondFactorNeeded, TooManyPasskeys, TooManyRequests, SignInEnded.
    """
    return users.with_current_password(caller, current_password, partial(_begin, caller=caller, site=site))


def _begin(db: database.Db, caller: Caller, site: str) -> dict[str, Any]:
    rules.hold_to_add(db, caller)
    known = store.of_user(db, caller.user_id)
    if len(known) >= MAX_PASSKEYS:
        raise TooManyPasskeys
    return relying_party.creation_options(site, caller.user_id, challenges.new(db, caller.sign_in_id, "create"), known)


def add(
    db: database.Db, caller: Caller, site: str, label: str, answer: dict[str, Any]
) -> tuple[PasskeyRow, list[str] | None]:
    """Add what the browser has made; return it, and recovery codes unless there are some left.

    Raises WrongSecondFactor, SecondFactorNeeded, PasskeyTaken, TooManyPasskeys, SignInEnded.
    """
    rules.hold_to_add(db, caller)
    made = relying_party.created(site, challenges.use(db, caller.sign_in_id, "create"), answer)
    if len(store.of_user(db, caller.user_id)) >= MAX_PASSKEYS:
        raise TooManyPasskeys
    try:
        passkey_id = store.add(db, caller.user_id, made.id, made.public_key, made.counter, label)
    except database.Duplicate as error:
        raise PasskeyTaken from error
    codes = rules.added(db, caller)
    (passkey,) = [row for row in store.of_user(db, caller.user_id) if row["id"] == passkey_id]
    return passkey, codes


def remove(db: database.Db, caller: Caller, passkey_id: int) -> None:
    """Remove a passkey of the caller. Raises FactorNotFound, SecondFactorNeeded, SignInEnded."""
    rules.hold_proven(db, caller)
    if not store.delete(db, passkey_id, caller.user_id):
        raise rules.FactorNotFound
    rules.removed(db, caller.user_id, caller.client)


def request(db: database.Db, caller: Caller, site: str) -> dict[str, Any]:
    """Return the options with which the caller's browser shows a passkey. Raises FactorNotFound, SignInEnded."""
    users.hold_caller(db, caller)
    known = store.of_user(db, caller.user_id)
    if not known:
        raise rules.FactorNotFound
    return relying_party.request_options(site, challenges.new(db, caller.sign_in_id, "get"), known)


def show(db: database.Db, caller: Caller, site: str, answer: dict[str, Any]) -> None:
    """Prove the caller's sign-in by a passkey's answer, which works once. Raises WrongSecondFactor, SignInEnded."""
    users.hold_caller(db, caller)
    challenge = challenges.use(db, caller.sign_in_id, "get")
    known = {relying_party.name_of(row): row for row in store.of_user(db, caller.user_id)}
    passkey = known.get(answer["id"])
    if passkey is None:
        raise WrongSecondFactor
    if not store.use(db, passkey["id"], relying_party.shown(site, challenge, answer, passkey)):
        raise WrongSecondFactor
    prove(db, caller.sign_in_id)
