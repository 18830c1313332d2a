"""Checks each row that is read in this process against the type that the reading names."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from auction.mysql.statements import Row


def check(kind: type[Any], row: Row) -> None:
    """Fails when the row has other columns than its type, or a value of another type."""
    if not is_typeddict(kind):
        # a tool that does not know the columns before it runs
        return
    kinds = _kinds(kind)
    assert set(row) == set(kinds), f"{kind.__name__} does not have {set(row) ^ set(kinds)}"
    wrong = {name: value for name, value in row.items() if not isinstance(value, kinds[name])}
    assert not wrong, f"{kind.__name__} says otherwise of {wrong}"


@cache
def _kinds(kind: type[Any]) -> dict[str, tuple[type, ...]]:
    return {name: _classes(hint) for name, hint in get_type_hints(kind).items()}


def _classes(hint: Any) -> tuple[type, ...]:
    """The classes that a value of this type may have."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(part for one in get_args(hint) for part in _classes(one))
    if get_origin(hint) is Literal:
        return tuple({type(value) for value in get_args(hint)})
    assert hint in (int, float, str, bytes, datetime, Decimal, NoneType), f"no column has the type {hint}"
    return (hint,)
