"""A user's own sign-ins: which live, and ending them from another device."""

from datetime import datetime

import database
from auction.errors import Forbidden, NotFound
from auction.users import rules as users
from auction.users.rows import Caller, Found, SignInRow
from auction.users.security_events.rules import record
from auction.users.sign_ins import store

MAX_LISTED = 100
# how long a second factor counts for the sign-in that it was shown with
PROVEN_MINUTES = 15
# selects a row while the sign-in %(sign_in_id)s has neither ended nor expired, for statements of other rooms
LIVE = store.LIVE


class SecondFactorNeeded(Forbidden):
    """No second factor was shown with this sign-in in the last minutes."""


class SignInNotFound(NotFound):
    """The caller has no such sign-in, or it has ended."""


def live(pipeline: database.Pipeline, sign_in_id: str) -> database.Deferred[Found | None]:
    """Read whether a sign-in has neither ended nor expired; None where it has."""
    return store.live(pipeline, sign_in_id)


def living(db: database.Db, user_id: str) -> list[SignInRow]:
    """Return the sign-ins of a user that live, the latest first; of very many the last hundred."""
    return store.living(db, user_id, MAX_LISTED)


def prove(db: database.Db, sign_in_id: str) -> None:
    """Note that a second factor was shown with a sign-in just now."""
    store.prove(db, sign_in_id)


def unprove_all(db: database.Db, user_id: str) -> None:
    """Let no second factor that was shown with a sign-in of this user count any more."""
    store.unprove_all(db, user_id)


def proven_until(db: database.Db, sign_in_id: str) -> datetime | None:
    """Return until when the second factor shown with a sign-in counts (naive UTC); None where it does not."""
    return store.proven_until(db, sign_in_id, PROVEN_MINUTES)


def require_proven(db: database.Db, sign_in_id: str) -> None:
    """Raises SecondFactorNeeded for a sign-in with which no second factor was shown in the last minutes."""
    if proven_until(db, sign_in_id) is None:
        raise SecondFactorNeeded


def end(db: database.Db, caller: Caller, sign_in_id: str) -> None:
    """End one sign-in of the caller. Raises SignInNotFound, SignInEnded."""
    users.hold_caller(db, caller)
    # the column is ASCII and compares with nothing else
    if not sign_in_id.isascii() or not store.end(db, sign_in_id, caller.user_id):
        raise SignInNotFound
    record(db, caller.user_id, "signInEnded", caller.client)


def end_others(db: database.Db, caller: Caller) -> None:
    """End all sign-ins of the caller but this one. Raises SignInEnded."""
    users.hold_caller(db, caller)
    if store.end_all(db, caller.user_id, but=caller.sign_in_id):
        record(db, caller.user_id, "signInEnded", caller.client)
