"""Double entry: each transfer debits one account and credits another, so the books always sum up to nothing.

An account's balance is stored nowhere; it is the sum of its transfers. Who posts holds the order's row, so that two
transactions never post for one order at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import database
from auction.ledger import accounts, store
from auction.ledger.store import TransferRow as TransferRow
from auction.mysql.grouping import grouped


class Transfer(NamedTuple):
    """An amount (won) to move: `debit` is the account that money comes into or is taken from, as in any ledger.

    `ref` names what is recorded. It is unique, so that nothing is recorded twice.
    """

    ref: str
    debit: str
    credit: str
    amount: int


def post(db: database.Db, order_id: int, transfer: Transfer) -> None:
    """Record a transfer of an order; one of 0 won is none. Raises Duplicate where its `ref` was recorded before."""
    if transfer.amount:
        store.add(db, order_id, *transfer)


def of_order(db: database.Db, order_id: int) -> list[TransferRow]:
    """Return the transfers of an order, oldest first."""
    return store.of_orders(db, [order_id])


def of_orders(db: database.Db, order_ids: list[int]) -> dict[int, list[TransferRow]]:
    """Return the transfers of each of these orders, oldest first."""
    rows = store.of_orders(db, order_ids) if order_ids else []
    return grouped(order_ids, rows, lambda row: row["order_id"])


def order_ids_after(db: database.Db, order_id: int, most: int) -> list[int]:
    """Return up to `most` ids of orders that have transfers, above this one."""
    return store.order_ids_after(db, order_id, most)


def between(db: database.Db, since: datetime, until: datetime, account: str) -> list[TransferRow]:
    """Return the transfers from or to an account that were recorded from `since` on and before `until`."""
    return store.between(db, since, until, account)


def balances(transfers: Iterable[TransferRow | Transfer]) -> dict[str, int]:
    """Return what each account holds after these transfers (won): an asset what it has, any other what it owes."""
    held: defaultdict[str, int] = defaultdict(int)
    for row in transfers:
        debit, credit, amount = _parts(row)
        held[debit] += amount if accounts.is_asset(debit) else -amount
        held[credit] += -amount if accounts.is_asset(credit) else amount
    return dict(held)


def _parts(row: TransferRow | Transfer) -> tuple[str, str, int]:
    return row[1:] if isinstance(row, Transfer) else (row["debit"], row["credit"], row["amount"])


def below_zero(transfers: Iterable[TransferRow]) -> list[tuple[str, TransferRow]]:
    """Return each account that owed less than nothing at some moment, with the first transfer after which it did."""
    held: defaultdict[str, int] = defaultdict(int)
    found: dict[str, TransferRow] = {}
    for row in transfers:
        held[row["debit"]] -= row["amount"]
        held[row["credit"]] += row["amount"]
        if not accounts.is_asset(row["debit"]) and held[row["debit"]] < 0:
            found.setdefault(row["debit"], row)
    return list(found.items())


def books(db: database.Db) -> dict[str, int]:
    """Return what each kind of account holds (won); assets equal what is owed and earned."""
    return balances(Transfer("", row["debit"], row["credit"], row["amount"]) for row in store.totals(db))
