"""Lists of columns made from a row's type, so that each column is named in one place."""

from collections.abc import Iterable
from typing import Any

# above every id: where a list by descending id begins
ABOVE_ALL = 2**63 - 1


def columns(row: type[Any], table: str = "") -> str:
    """The columns of a row type for SELECT: `id, price`, or `item.id, item.price` with a table."""
    prefix = f"{table}." if table else ""
    return ", ".join(f"{prefix}`{name}`" for name in _names(row))


def insert_into(table: str, row: type[Any]) -> str:
    """`INSERT INTO table (a, b) VALUES (%(a)s, %(b)s)`: a row type's keys are both columns and parameters."""
    names = tuple(_names(row))
    return f"INSERT INTO `{table}` ({columns(row)}) VALUES ({', '.join(f'%({name})s' for name in names)})"


def assignments(row: type[Any]) -> str:
    """`a = %(a)s, b = %(b)s`, for UPDATE."""
    return ", ".join(f"`{name}` = %({name})s" for name in _names(row))


def _names(row: type[Any]) -> Iterable[str]:
    # a TypedDict's own keys come after those of the one it extends
    return row.__annotations__
