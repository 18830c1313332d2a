"""A seller's account for payouts, set by its route."""

from typing import Any

from tests.cast import Person

ACCOUNT = {"bank": "국민은행", "number": "123-45-6789012", "holder": "김판매"}


def set_account(seller: Person, **changes: str) -> Any:
    """Set the account with the seller's password; returns the whole answer."""
    form = {**ACCOUNT, "currentPassword": seller.password, **changes}
    return seller.put("/api/me/payout-account", json=form)
