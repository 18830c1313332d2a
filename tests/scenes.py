"""Scenes set without the API: an end moved, many items at once, everything counted, many threads at one door."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from database import Db

T = TypeVar("T")
TABLES = ("user", "item", "image", "gram", "bid", "removal", "prehistory", "history", "idempotency", "sign_in")


def move_end(db: Db, item: dict[str, Any], seconds: float) -> None:
    """Let an auction end so many seconds from now (a past end: negative); the original end with it."""
    db.run(
        "UPDATE item SET endTime = UTC_TIMESTAMP(6) + INTERVAL %(micros)s MICROSECOND, originalEnd = endTime, "
        "startTime = LEAST(startTime, endTime - INTERVAL 1 SECOND) WHERE id = %(id)s",
        micros=round(seconds * 1_000_000),
        id=item["id"],
    )


def move_start(db: Db, item: dict[str, Any], seconds: float) -> None:
    """Let an auction start so many seconds from now."""
    db.run(
        "UPDATE item SET startTime = UTC_TIMESTAMP(6) + INTERVAL %(micros)s MICROSECOND WHERE id = %(id)s",
        micros=round(seconds * 1_000_000),
        id=item["id"],
    )


def stock(db: Db, seller_id: str, how_many: int, hours: int = 24, **columns: str) -> list[int]:
    """List up to 10,000 things at once; `columns` are SQL expressions of `n`, 1 to `how_many`. Returns the ids."""
    values = {
        "name": "CONCAT('상품 ', n)",
        "content": "''",
        "price": "1000 * n",
        "startTime": "UTC_TIMESTAMP(6) - INTERVAL 1 DAY",
        "endTime": f"UTC_TIMESTAMP(6) + INTERVAL {hours} HOUR + INTERVAL n SECOND",
        "image": "''",
        **columns,
    }
    values |= {"user_id": f"'{seller_id}'", "startPrice": values["price"], "originalEnd": values["endTime"]}
    first = db.one("SELECT COALESCE(MAX(id), 0) AS id FROM item")
    db.run(
        f"INSERT INTO item ({', '.join(values)}) "
        "WITH RECURSIVE few AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM few WHERE n < 1000), "
        "many AS (SELECT few.n + 1000 * (more.n - 1) AS n FROM few JOIN few AS more ON more.n <= 10) "
        f"SELECT {', '.join(values.values())} FROM many WHERE n <= {how_many} ORDER BY n"
    )
    return [row["id"] for row in db.all("SELECT id FROM item WHERE id > %(id)s ORDER BY id", **(first or {}))]


def counts(db: Db, resources: Path | None = None) -> dict[str, int]:
    """How many rows and files there are, to see that a refusal left none behind."""
    selects = (f"(SELECT COUNT(*) FROM `{table}`) AS `{table}`" for table in TABLES)
    rows = db.one(f"SELECT {', '.join(selects)}") or {}
    return rows | ({"files": sum(1 for _ in resources.iterdir())} if resources else {})


def at_once(work: Callable[[int], T], threads: int) -> list[T]:
    """Run `work(0)` … `work(threads - 1)` in real threads that start together; their results in that order."""
    gate = threading.Barrier(threads)
    results: dict[int, T] = {}
    failures: list[BaseException] = []

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = work(number)
        except BaseException as error:
            failures.append(error)

    crowd = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    if failures:
        raise failures[0]
    return [results[number] for number in range(threads)]


@contextmanager
def in_background(work: Callable[[], T]) -> Iterator[list[T]]:
    """Run `work` beside the block; the list holds its result once the block is left."""
    result: list[T] = []
    thread = threading.Thread(target=lambda: result.append(work()))
    thread.start()
    try:
        yield result
    finally:
        thread.join()
