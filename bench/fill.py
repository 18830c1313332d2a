"""Fills an empty, migrated database with the items of a large site, about 25,000 a second.

Two processes, each with its own connection: one writes images and the lists of the search, the other the rest. Rows go
in the order of their keys, thousands at a time; keys and references are right by construction, so the server need not
check, and the keys of the item lists are made when the rows are there.
"""

import contextlib
import random
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from typing import Any

import database
from auction.items.search.ngrams import BLOCK, grams
from bench import names

ROWS = 5_000  # for each statement, far below max_allowed_packet and the connections' time-out
DAY = 86_400
LISTED_FOR = 25 * DAY
# no auction ends within this time after filling, so that a kept database stays as it was
FRESH_FOR = 24 * 3600
CONTENT = "직접 쓰던 물건입니다. 생활 기스 있고 작동은 잘 됩니다. 직거래, 택배 모두 됩니다."
USERS_EVERY = 100  # items for each user

Job = tuple[Callable[..., None], tuple[Any, ...]]


def fill(url: str, items: int, seed: int = 1, searchable: bool = True, due: int = 0) -> None:
    """Add `items` items with sellers, bids, images and posting lists; the first `due` of them have just ended."""
    kinds = _kinds(items, seed)
    jobs: list[Job] = [(_fill_items, (url, kinds, seed, due)), (_fill_images, (url, len(kinds)))]
    if searchable:
        jobs.append((_fill_grams, (url, kinds)))
    other = get_context("fork").Process(target=_do, args=(jobs[1:],))
    other.start()
    _do(jobs[:1])
    other.join()
    if other.exitcode:
        raise RuntimeError("filling failed; its traceback is above")
    with loading(url) as db:
        db.all("ANALYZE TABLE item, gram, image, bid, prehistory, history, `user`")


def _do(jobs: list[Job]) -> None:
    for job, arguments in jobs:
        job(*arguments)


def user_id(number: int) -> str:
    """Return the id of the user with this number, from 0."""
    return f"user{number:06d}"


def sign_in_id(number: int) -> str:
    """Return the id of this user's only sign-in."""
    return f"{number:032d}"


def users_of(items: int) -> int:
    """Return how many users a database with so many items has: the first half sell, the second half bid."""
    return max(400, items // USERS_EVERY)


@contextlib.contextmanager
def loading(url: str) -> Iterator[database.Db]:
    """Open a connection for bulk inserts, without checks of keys."""
    with contextlib.closing(database.connect(url, timeout_s=None)) as connection:
        connection.query("SET SESSION unique_checks = 0, foreign_key_checks = 0, wait_timeout = 600")
        # ALTER TABLE item also locks image, which another process is filling in one transaction
        connection.query("SET SESSION innodb_lock_wait_timeout = 600")
        with contextlib.suppress(database.Error):
            connection.query("SET SESSION idle_transaction_timeout = 0")
        yield database.Db(connection)
        connection.commit()


def _kinds(items: int, seed: int) -> list[tuple[str, str]]:
    """Choose a state and a name for each item."""
    chance = random.Random(seed)
    pool = names.pool(max(200, min(40_000, items // 20)))
    any_name, cheap, ended, rare = (len(part) for part in (pool.any, pool.cheap, pool.ended, pool.rare))
    kinds = []
    for _ in range(items):
        luck, pick = chance.random(), chance.random()
        if luck < 0.02:
            kinds.append(("unsold", pool.ended[int(pick * ended)]))
        elif luck < 0.05:
            kinds.append(("cheap", pool.cheap[int(pick * cheap)]))
        elif luck < 0.0502:
            kinds.append(("open", pool.rare[int(pick * rare)]))
        else:
            kinds.append((_state(luck), pool.any[int(pick * any_name)]))
    return kinds


def _state(luck: float) -> str:
    return "sold" if luck < 0.15 else "unsold" if luck < 0.20 else "cancelled" if luck < 0.21 else "open"


def _fill_grams(url: str, kinds: list[tuple[str, str]]) -> None:
    """The lists of the search, each with the items that search.grams gives it."""
    grams_of = {name: grams(name) for name in {name for _, name in kinds}}
    lists: list[tuple[bytes, int, str]] = []
    for block in range(len(kinds) // BLOCK + 1):
        places: dict[bytes, list[int]] = {}
        first = block * BLOCK
        for item_id in range(max(1, first), min(first + BLOCK, len(kinds) + 1)):
            for gram in grams_of[kinds[item_id - 1][1]]:
                places.setdefault(gram, []).append(item_id - first)
        lists += ((gram, block, struct.pack(f">{len(found)}H", *found).hex()) for gram, found in places.items())
    with loading(url) as db:
        _insert(
            db, "gram (gram, block, items)", (f"(x'{g.hex()}',{block},x'{items}')" for g, block, items in sorted(lists))
        )


def _fill_images(url: str, items: int) -> None:
    with loading(url) as db:
        _insert(db, "image (item_id, position, name, thumbnail, width, height)", (
            f"({item_id},0,'{item_id:032x}.webp','{item_id:032x}_t.webp',1280,960)" for item_id in range(1, items + 1)
        ))  # fmt: skip


def _fill_items(url: str, kinds: list[tuple[str, str]], seed: int, due: int) -> None:
    with loading(url) as db:
        now = db.single(database.Row, "SELECT UTC_TIMESTAMP() AS now")["now"]
        add_users(db, range(users_of(len(kinds))))
        rows = _Rows(now, kinds, seed, due)
        with _without_list_keys(db):
            _insert(db, _Rows.ITEM, rows.items())
        _insert(
            db, "bid (item_id, user_id, kind, offer, amount, price, leader_id, number, endTime, createdAt)", rows.bids
        )
        _insert(db, "prehistory (user_id, item_id, endTime)", rows.standing)
        _insert(db, "history (user_id, item_id, seller_id, price, closedAt)", rows.sales)


def add_users(db: database.Db, numbers: range) -> None:
    """Add the users with these numbers, each with a sign-in."""
    _insert(db, "`user` (id, phone, password, nickname)", (
        f"('{user_id(n)}','010{n:08d}','!','사용자{n}')" for n in numbers
    ))  # fmt: skip
    _insert(db, "sign_in (id, user_id, refresh, createdAt, expiresAt)", (
        f"('{sign_in_id(n)}','{user_id(n)}','{n:032d}',UTC_TIMESTAMP(6),UTC_TIMESTAMP(6) + INTERVAL 30 DAY)"
        for n in numbers
    ))  # fmt: skip


@contextlib.contextmanager
def _without_list_keys(db: database.Db) -> Iterator[None]:
    """Build the keys after all rows are inserted, which is much faster than updating them for each row."""
    shown = db.single(database.Row, "SHOW CREATE TABLE item")["Create Table"]
    keys = re.findall(r"^ +(KEY `(list_by_\w+)` \(.*\)),?$", shown, re.MULTILINE)
    db.run(f"ALTER TABLE item {', '.join(f'DROP KEY {name}' for _, name in keys)}")
    yield
    db.run(f"ALTER TABLE item {', '.join(f'ADD {definition}' for definition, _ in keys)}")


def _insert(db: database.Db, table: str, rows: Iterable[str]) -> None:
    """Insert rows, thousands at a time; the next are made while the server takes those before."""
    source, sent = iter(rows), None
    with ThreadPoolExecutor(1) as sender:
        while chunk := list(islice(source, ROWS)):
            statement = f"INSERT INTO {table} VALUES {','.join(chunk)}"
            if sent:
                sent.result()
            sent = sender.submit(db.run, statement)
        if sent:
            sent.result()


class _Rows:
    """The rows of each table as SQL text, generated in one pass over the items."""

    ITEM = (
        "item (id, endTime, originalEnd, startTime, createdAt, name, content, price, startPrice, user_id, image,"
        " bidCount, leader_id, maximum, state, closedAt)"
    )

    def __init__(self, now: datetime, kinds: list[tuple[str, str]], seed: int, due: int) -> None:
        self._kinds, self._due, self._chance = kinds, due, random.Random(seed + 1)
        self._people = users_of(len(kinds))
        self._midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self._now = (now - self._midnight).seconds
        self._days = {day: f"{self._midnight + timedelta(days=day):%Y-%m-%d}" for day in range(-60, 61)}
        self._clock = [f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" for at in range(DAY)]
        self.bids: list[str] = []
        self.standing: list[str] = []
        self.sales: list[str] = []

    def items(self) -> Iterator[str]:
        for item_id, (kind, name) in enumerate(self._kinds, 1):
            yield self._item(item_id, kind, name)

    def _item(self, item_id: int, kind: str, name: str) -> str:
        state = "open" if kind == "cheap" or item_id <= self._due else kind
        listed = self._now - LISTED_FOR * (len(self._kinds) - item_id) // len(self._kinds) - DAY
        ends, begins = self._end(item_id, state, listed), self._moment(listed)
        seller = user_id(int(self._chance.random() * self._people / 2))
        start = self._start_price(kind)
        bids, price, leader = self._bids(item_id, state, start)
        self._note(item_id, state, seller, bids, price, leader, ends, begins)
        quoted = f"'{leader}'" if leader else "NULL"
        closed = "NULL" if state == "open" else ends
        return (
            f"({item_id},{ends},{ends},{begins},{begins},'{name}','{CONTENT}',{price},{start},'{seller}',"
            f"'{item_id:032x}.webp',{bids},{quoted},{price if leader else 'NULL'},'{state}',{closed})"
        )

    def _end(self, item_id: int, state: str, listed: int) -> str:
        if item_id <= self._due:
            return self._moment(self._now - 1)
        luck = self._chance.random()
        if state == "open":
            return self._moment(self._now + FRESH_FOR + int(luck * 27 * DAY))
        return self._moment(listed + int(luck * (self._now - listed - 60)))

    def _start_price(self, kind: str) -> int:
        luck = self._chance.random()
        return int(1_000 + luck * 2_000) if kind == "cheap" else int(10 ** (3.5 + 2.8 * luck)) // 100 * 100

    def _bids(self, item_id: int, state: str, start: int) -> tuple[int, int, str]:
        """Choose the number of bids, the price and the leader. Half of the ended items have bids, all sold ones do."""
        luck = self._chance.random()
        if state == "unsold" or (state != "sold" and luck > (0.5 if item_id <= self._due else 0.35)):
            return 0, start, ""
        count = 1 + int(60 * luck**3)
        return count, start + count * 500, user_id(int((1 + self._chance.random()) * self._people / 2))

    def _note(
        self, item_id: int, state: str, seller: str, bids: int, price: int, leader: str, ends: str, begins: str
    ) -> None:
        if not leader:
            return
        self.bids.append(f"({item_id},'{leader}','open',{price},{price},{price},'{leader}',{bids},{ends},{begins})")
        if state == "open":
            self.standing.append(f"('{leader}',{item_id},{ends})")
        if state == "sold":
            self.sales.append(f"('{leader}',{item_id},'{seller}',{price},{ends})")

    def _moment(self, seconds: int) -> str:
        """Return the time so many seconds after today's midnight, quoted; much faster than formatting a datetime."""
        day, second = divmod(seconds, DAY)
        return f"'{self._days[day]} {self._clock[second]}.{seconds * 7919 % 1000000:06d}'"
