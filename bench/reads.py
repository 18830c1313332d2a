"""Compares what people look at all day with a trivial JSON answer of the same workers, and how evenly it is served."""

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from bench.figures import Figure, ratio
from bench.fill import user_id, users_of
from bench.harness import Harness
from bench.load import Load, read
from bench.site import PRODUCTION, TRIVIAL, Site, site

SUMMARY = "읽기: 목록, 상품, 프로필 ÷ 빈 응답, 고른 정도 · reads beside a trivial answer, and how even they are"
CLIENTS, MANY_CLIENTS = 16, 64
# clients behind the proxy: none of them comes near the limit for an address
ADDRESSES = 2_000
ANONYMOUS, SIGNED_IN = 0.4, 0.2
TAIL, FAIRNESS = 4.0, 0.5


class Subject(NamedTuple):
    """What is read: its name, its paths, and the targets for readers without and with a token."""

    name: str
    paths: list[str]
    anonymous: float | None = ANONYMOUS
    signed_in: float | None = SIGNED_IN


def run(harness: Harness) -> list[Figure]:
    """Measure each subject and the trivial answer in turn, by 16 clients; then the evenness for 64."""
    url, people = harness.filled(harness.size.many), users_of(harness.size.many)
    with ExitStack() as stack:
        trivial = stack.enter_context(site(url, wsgi=TRIVIAL))
        ours = stack.enter_context(site(url, changes=PRODUCTION))
        pair = _Pair(harness, trivial, ours, people)
        subjects = _subjects(harness.size.many)
        return [
            *(figure for subject in subjects for figure in pair.compare(subject)),
            *(figure for subject in subjects[:1] + subjects[3:4] for figure in pair.evenness(subject)),
        ]


def _subjects(items: int) -> list[Subject]:
    some = range(items - 1, items - 100_000 if items > 100_000 else 0, -max(1, items // 50))
    return [
        Subject("list", ["/api/items?sort=newest&status=live&limit=20"]),
        Subject("ending soon", ["/api/items?sort=endingSoon&status=live&limit=20"]),
        Subject("search 아이폰", [f"/api/items?keyword={quote('아이폰')}"]),
        Subject("one item", [f"/api/items/{items // 2}"]),
        Subject("its log", [f"/api/items/{items // 2}/bids"], signed_in=None),
        Subject("a profile", [f"/api/users/{user_id(1)}"]),
        Subject(f"{len(some)} items in turn", [f"/api/items/{number}" for number in some], None, None),
    ]


class _Pair:
    """The site and a trivial application, served by workers of the same settings."""

    def __init__(self, harness: Harness, trivial: Site, ours: Site, people: int) -> None:
        self._harness, self._trivial, self._ours = harness, trivial, ours
        self._tokens = [ours.token(number) for number in range(people // 2, people // 2 + 100)]

    def compare(self, subject: Subject) -> list[Figure]:
        """Measure a subject with and without a token beside the trivial answer, round by round."""
        loads: list[list[Load]] = []
        for number in range(self._harness.size.rounds):
            self._harness.progress(f"reading {subject.name}: round {number + 1} of {self._harness.size.rounds}")
            loads.append([self._trivial_load(), self._load(subject.paths), self._load(subject.paths, signed_in=True)])
        bare, anonymous, signed_in = zip(*loads, strict=True)
        return [
            _ratio(f"{subject.name} ÷ trivial", anonymous, bare, subject.anonymous),
            _ratio(f"{subject.name}, signed in ÷ trivial", signed_in, bare, subject.signed_in),
        ]

    def evenness(self, subject: Subject) -> list[Figure]:
        """Measure the tail and the shares of the connections at 64 clients."""
        rounds = range(self._harness.size.rounds)
        loads = [self._load(subject.paths, clients=MANY_CLIENTS) for _ in rounds]
        return evenness(subject.name, loads)

    def _trivial_load(self) -> Load:
        return read(self._trivial.port, list(requests_of(["/"])), self._harness.size.seconds, CLIENTS)

    def _load(self, paths: list[str], signed_in: bool = False, clients: int = CLIENTS) -> Load:
        requests = list(requests_of(paths, self._tokens if signed_in else []))
        return read(self._ours.port, requests, self._harness.size.seconds, clients)


def evenness(name: str, loads: list[Load]) -> list[Figure]:
    """Return how far the slowest answers are from the mean, and the least served connection from the most served."""
    clients = len(loads[0].served)
    return [
        Figure(f"{name}, {clients} clients: p99 ÷ mean", [load.tail for load in loads], at_most=TAIL),
        Figure(
            f"{name}, {clients} clients: least ÷ most served connection",
            [load.fairness for load in loads],
            at_least=FAIRNESS,
        ),
    ]


def _ratio(name: str, over: tuple[Load, ...], under: tuple[Load, ...], target: float | None) -> Figure:
    note = f"load generator {median(load.core for load in over):.0%} of a core"
    rates = [load.answered for load in over], [load.answered for load in under]
    return ratio(name, *rates, "/s", note=note, at_least=target)


def requests_of(paths: list[str], tokens: list[str] | None = None) -> Iterator[bytes]:
    """Yield requests of many addresses behind the proxy, with these tokens in turn."""
    for number in range(ADDRESSES):
        token = f"Authorization: Bearer {tokens[number % len(tokens)]}\r\n" if tokens else ""
        address = f"10.1.{number // 250}.{number % 250}"
        yield (
            f"GET {paths[number % len(paths)]} HTTP/1.1\r\nHost: bench\r\nX-Forwarded-For: {address}\r\n"
            f"X-Forwarded-Proto: https\r\n{token}\r\n"
        ).encode()
