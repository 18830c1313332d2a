"""Wrong passwords, counted so that nobody locks an owner out: docs/decisions/0095-who-may-guess.md.

An attempt is counted before its password is checked and uncounted when that is right, so that a thousand simultaneous
guesses gain nothing over ten.
"""

import database
from auction.limits import rules as limits
from auction.limits.networks import networks

# where this password was right within 30 to 60 days
RIGHT_PASSWORD = limits.Limit("password_right", 0, 30 * 86_400)


def take(db: database.Db, user_id: str, address: str) -> bool:
    """Count one attempt; return whether it is also counted against all strangers. Raises TooManyRequests.

    A stranger is an address that did not sign in to this account before, from its second attempt.
    """
    limits.take_address(db, limits.WRONG_PASSWORD_FROM_ADDRESS, address)
    attempts = limits.take_address(db, limits.WRONG_PASSWORD_OF_PAIR, address, _of(user_id))
    if attempts <= 1 or limits.is_noted(db, RIGHT_PASSWORD, _pair(user_id, address)):
        return False
    limits.take(db, limits.WRONG_PASSWORD_OF_ACCOUNT, user_id.lower())
    return True


def give_back(db: database.Db, user_id: str, address: str, as_stranger: bool) -> None:
    """Undo `take` for a right password; this address is no stranger from now on."""
    limits.give_back_address(db, limits.WRONG_PASSWORD_FROM_ADDRESS, address)
    limits.give_back_address(db, limits.WRONG_PASSWORD_OF_PAIR, address, _of(user_id))
    if as_stranger:
        limits.give_back(db, limits.WRONG_PASSWORD_OF_ACCOUNT, user_id.lower())
    remember(db, user_id, address)


def remember(db: database.Db, user_id: str, address: str) -> None:
    """Remember that the owner of this account was at this address."""
    limits.note(db, RIGHT_PASSWORD, _pair(user_id, address))


def _of(user_id: str) -> str:
    return f"{user_id.lower()}@"


def _pair(user_id: str, address: str) -> str:
    return _of(user_id) + networks(address)[0].name
