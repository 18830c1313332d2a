"""What a user may choose as id, nickname and password. Accounts keep what they have."""

from collections.abc import Iterable

from auction.errors import Invalid
from auction.users.names import fault_of
from auction.users.strength import weakness


def check_sign_up(user_id: str, nickname: str, phone: str, password: str) -> None:
    """Raises Invalid with each field that cannot be chosen."""
    faults = [
        ("id", fault_of(user_id)),
        ("nickname", fault_of(nickname)),
        ("password", weakness(password, (user_id, nickname, phone))),
    ]
    _refuse(faults)


def check_nickname(nickname: str) -> None:
    """Raises Invalid for one that cannot be chosen."""
    _refuse([("nickname", fault_of(nickname))])


def check_password(password: str, of_user: Iterable[str]) -> None:
    """Raises Invalid for a weak one; `of_user` are words that others know of its user."""
    _refuse([("password", weakness(password, of_user))])


def _refuse(faults: Iterable[tuple[str, str | None]]) -> None:
    found = [(field, fault) for field, fault in faults if fault]
    if found:
        raise Invalid(*found)
