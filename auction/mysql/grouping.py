"""Rows by what they belong to."""

from collections.abc import Callable, Iterable
from typing import TypeVar

K = TypeVar("K")
R = TypeVar("R")


def grouped(keys: Iterable[K], rows: Iterable[R], key_of: Callable[[R], K]) -> dict[K, list[R]]:
    """Return the rows of each of these keys, in their order; none for a key without rows."""
    found: dict[K, list[R]] = {key: [] for key in keys}
    for row in rows:
        found[key_of(row)].append(row)
    return found
