"""Where sellers' money goes: bank accounts, encrypted at rest, changed with the current password alone."""

import json
from functools import partial
from typing import NamedTuple

import database
from auction.contacts import encryption
from auction.payments.payouts import store
from auction.users.rows import Caller
from auction.users.rules import with_current_password
from auction.users.security_events.rules import record


class BankAccount(NamedTuple):
    """A bank account in Korea."""

    bank: str
    number: str
    holder: str

    @property
    def masked(self) -> "BankAccount":
        """With the last four digits of its number alone."""
        return self._replace(number=f"***{self.number[-4:]}")


def change(caller: Caller, account: BankAccount, current_password: str) -> None:
    """Let the caller's payouts go to an account from now on, those that a bank returned as well.

    Raises WrongPassword, TooManyRequests.
    """
    with_current_password(caller, current_password, partial(_change, caller=caller, account=account))


def _change(db: database.Db, caller: Caller, account: BankAccount) -> None:
    store.save_account(db, caller.user_id, encryption.encrypted(json.dumps(account).encode(), _row(caller.user_id)))
    store.retry_failed_of(db, caller.user_id)
    record(db, caller.user_id, "payoutChanged", caller.client)


def of_users(db: database.Db, user_ids: list[str]) -> dict[str, BankAccount]:
    """Return the accounts of those of these users who have one."""
    rows = store.accounts_of(db, user_ids) if user_ids else []
    return {row["user_id"]: _opened(row["user_id"], row["sealed"]) for row in rows}


def existing(db: database.Db, user_ids: list[str]) -> set[str]:
    """Return which of these users have an account."""
    return {row["user_id"] for row in store.with_account(db, user_ids)} if user_ids else set()


def _opened(user_id: str, sealed: bytes) -> BankAccount:
    return BankAccount(*json.loads(encryption.decrypted(sealed, _row(user_id))))


def _row(user_id: str) -> str:
    """Return the name of the row that an account is encrypted for."""
    return f"payout:{user_id}"


def forget(db: database.Db, user_id: str) -> None:
    """Delete a user's account."""
    store.forget_account(db, user_id)
