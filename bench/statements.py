"""Records the statements that a call of the site's own functions sends."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import database

Call = Callable[[database.Db], Any]
Statement = tuple[str, dict[str, Any]]
# a statement that looks for rows
READS = re.compile(r"\bFROM\b|^\s*UPDATE\b")


@contextmanager
def _recording(statements: list[Statement]) -> Iterator[None]:
    """Record the statements run within the block, as they are sent."""
    names = ("one", "single", "all", "run")
    kept = {(kind, name): getattr(kind, name) for kind in (database.Db, database.Pipeline) for name in names}

    def recorded(call: Callable[..., Any]) -> Callable[..., Any]:
        def record(self: Any, *query: Any, **params: Any) -> Any:
            statements.append((query[-1], params))
            return call(self, *query, **params)

        return record

    for (kind, name), call in kept.items():
        setattr(kind, name, recorded(call))
    try:
        yield
    finally:
        for (kind, name), call in kept.items():
            setattr(kind, name, call)


def statements(db: database.Db, call: Call) -> list[Statement]:
    """Return the statements that `call` sends; roll its changes back."""
    statements: list[Statement] = []
    db.run("START TRANSACTION")
    try:
        with _recording(statements):
            call(db)
    finally:
        db.run("ROLLBACK")
    return list({sql: (sql, params) for sql, params in statements if READS.search(sql)}.values())
