"""What the parts of ./ssgbay audit share: the walk over a table, and the form in which differences are printed."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, TypeVarTuple

import database
from commands.console import say

SHOWN = 20

Found = TypeVarTuple("Found")
D = TypeVar("D")


def parts(
    look: database.RunTransaction, audit_after: Callable[[database.Db, int], tuple[int, *Found]], last: int = 0
) -> Iterator[tuple[*Found]]:
    """Yield what `audit_after` returns, but for the last id, for one part of its table after another.

    It is called with the last id of the part before, and returns 0 as the last id once nothing follows.
    """

    def next_part(db: database.Db) -> tuple[int, *Found]:
        return audit_after(db, last)

    while (part := look(next_part))[0]:
        last = part[0]
        yield part[1:]


def all_parts(
    look: database.RunTransaction, audit_after: Callable[[database.Db, int], tuple[int, int, list[D]]]
) -> tuple[int, list[D]]:
    """Audit a whole table; return how many rows it has, and the differences."""
    rows, differences = 0, list[D]()
    for seen, found in parts(look, audit_after):
        rows, differences = rows + seen, differences + found
    return rows, differences


def report(differences: Sequence[D], line: Callable[[D], str], summary: str) -> int:
    """Print the first differences, then the summary with a mark; return how many differences there are."""
    for difference in differences[:SHOWN]:
        say(line(difference))
    say(f"{'✗' if differences else '✓'} {summary}")
    return len(differences)


def order_line(difference: tuple[int, str, object, object]) -> str:
    """Return the line of a difference of an order: its id, what differs, what is stored and what should be."""
    order_id, what, stored, right = difference
    return f"  order {order_id}: {what} 저장 · stored {stored} ≠ {right}"
