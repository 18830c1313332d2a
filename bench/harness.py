"""The environment of the benchmarks: a database server, filled databases, and the site on them."""

import contextlib
import hashlib
import io
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

import database
from auction.config import ROOT
from bench.fill import FRESH_FOR, fill
from commands import embedded, migrate
from commands.console import say

FOLDER = ROOT / ".data" / "bench"
# a million items with all keys fit into memory, as on a machine of the right size
SERVER_OPTIONS = ("--innodb-buffer-pool-size=1G", "--innodb-log-file-size=1G")
PREFIX = "ssgbay_bench_"


class Size(NamedTuple):
    """The sizes: many and few items, how many end at once, rounds, and the duration of load (seconds)."""

    many: int
    few: int
    due: int
    rounds: int
    seconds: float


FULL = Size(1_000_000, 10_000, 100_000, 3, 3.0)
QUICK = Size(20_000, 2_000, 2_000, 1, 0.3)


@dataclass
class Harness:
    """The server's URL, for a user who may create databases, and the sizes to measure with.

    Growth is measured up to `largest` items where that is more than `size.many`; mixed load lasts `minutes`, where
    that is not 0.
    """

    server_url: str
    size: Size = FULL
    largest: int = 0
    minutes: int = 0
    began: float = field(default_factory=time.monotonic)
    _filled_in_s: float = 0.0

    @property
    def quick(self) -> bool:
        """Whether the sizes are smaller than those that the targets hold for."""
        return self.size != FULL

    def progress(self, text: str) -> None:
        """Print progress, with the seconds since the beginning."""
        say(f"  {time.monotonic() - self.began:6.1f} s  {text}")

    def url(self, name: str) -> str:
        """Return the URL of a benchmark database."""
        return urlsplit(self.server_url)._replace(path=f"/{PREFIX}{name}").geturl()

    def filled(self, items: int) -> str:
        """Return the URL of a database with so many open items, made once a day. It must not be changed."""
        name = f"{items}_items"
        if not self._kept(name):
            self.fresh(name, items)
            with self.connected(name) as db:
                db.run("CREATE TABLE filled (at DATETIME NOT NULL, recipe CHAR(64) NOT NULL, seconds DOUBLE NOT NULL)")
                db.run(
                    "INSERT INTO filled VALUES (UTC_TIMESTAMP(), %(recipe)s, %(seconds)s)",
                    recipe=_recipe(), seconds=self._filled_in_s,
                )  # fmt: skip
        return self.url(name)

    def filled_a_second(self, items: int) -> float:
        """Return how many items a second went into the kept database with so many, its schema not counted."""
        self.filled(items)
        with self.connected(f"{items}_items") as db:
            return items / float(db.single(database.Row, "SELECT seconds FROM filled")["seconds"])

    def fresh(self, name: str, items: int, searchable: bool = True, due: int = 0) -> str:
        """Return the URL of a new database with so many items, `due` of which have ended. It may be changed."""
        with contextlib.closing(database.connect(self.root_url, autocommit=True, timeout_s=None)) as connection:
            connection.query(f"DROP DATABASE IF EXISTS {PREFIX}{name}")
            connection.query(f"CREATE DATABASE {PREFIX}{name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")
        with contextlib.redirect_stdout(io.StringIO()):
            migrate.apply(self.url(name))
        began = time.monotonic()
        fill(self.url(name), items, searchable=searchable, due=due)
        self._filled_in_s = time.monotonic() - began
        self.progress(f"{items:,} items filled in {self._filled_in_s:.1f} s")
        return self.url(name)

    @contextlib.contextmanager
    def connected(self, name: str) -> Iterator[database.Db]:
        """Open a connection in autocommit mode whose statements may take long."""
        with contextlib.closing(database.connect(self.url(name), autocommit=True, timeout_s=None)) as connection:
            yield database.Db(connection)

    @property
    def root_url(self) -> str:
        """Return the server's URL without a benchmark's database."""
        return urlsplit(self.server_url)._replace(path="/mysql").geturl()

    def _kept(self, name: str) -> bool:
        young = FRESH_FOR - 2 * 3600
        try:
            with self.connected(name) as db:
                row = db.one("SELECT recipe, seconds, TIMESTAMPDIFF(SECOND, at, UTC_TIMESTAMP()) AS age FROM filled")
        except database.Error:
            return False
        return row is not None and row["recipe"] == _recipe() and row["age"] < young


def _recipe() -> str:
    """Return a hash that changes with anything a filled database depends on."""
    recipes = [ROOT / name for name in ("auction/items/search/ngrams.py", "bench/fill.py", "bench/names.py")]
    steps = sorted(path for path in (ROOT / "schema").iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*recipes, *steps))).hexdigest()


@contextlib.contextmanager
def harness(given: str | None, size: Size, largest: int = 0, minutes: int = 0) -> Iterator[Harness]:
    """Yield the environment on the server at `given`, or on an embedded one started for the block."""
    # processes start as on a server, where compiled modules are kept
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if given:
        yield Harness(given, size, largest, minutes)
        return
    ours = embedded.start(FOLDER, SERVER_OPTIONS)
    try:
        yield Harness(ours.place.url("root", ""), size, largest, minutes)
    finally:
        embedded.stop(ours)
