"""Compares sign-ins over HTTP with bare verifications of the same Argon2 hash, in as many processes as the site has."""

import json
import time
from collections.abc import Iterator
from multiprocessing import get_context

from argon2 import PasswordHasher

from auction.users.passwords import COSTS
from bench.figures import Figure, percentile, ratio
from bench.fill import user_id, users_of
from bench.harness import Harness
from bench.load import read
from bench.site import PRODUCTION, site

SUMMARY = "로그인: HTTP ÷ Argon2 확인 · sign-ins beside bare verifications of the password"
ITEMS = 10_000
WORKERS, CLIENTS = 2, 8
PASSWORD = "긴 암호 열두 글자 이상"  # of users that exist in a benchmark's database alone


def run(harness: Harness) -> list[Figure]:
    """Measure both sides in turn; the site runs as in production, and users sign in from an address each."""
    url = harness.fresh("sign_ins", ITEMS, searchable=False)
    stored = _hasher().hash(PASSWORD)
    with harness.connected("sign_ins") as db, site(url, WORKERS, PRODUCTION) as where:
        db.run("UPDATE `user` SET password = %(stored)s", stored=stored)
        requests, bare, loads = list(_requests(users_of(ITEMS))), [], []
        # each worker connects, and hashes once for ids that do not exist
        read(where.port, requests, min(1.0, harness.size.seconds), CLIENTS)
        for number in range(harness.size.rounds):
            harness.progress(f"sign-ins: round {number + 1} of {harness.size.rounds}")
            bare.append(_verifications(stored, harness.size.seconds))
            loads.append(read(where.port, requests, harness.size.seconds, CLIENTS))
    return [
        ratio("sign-ins ÷ bare verifications", [load.answered for load in loads], bare, "/s"),
        Figure("sign-ins: p99", [percentile(load.taken, 0.99) for load in loads], "ms"),
    ]


def _hasher() -> PasswordHasher:
    passes, memory = COSTS["full"]
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)


def _verifications(stored: str, seconds: float) -> float:
    """Return how many a second all processes together make."""
    with get_context("fork").Pool(WORKERS) as pool:
        return sum(pool.starmap(_verify_for, [(stored, seconds)] * WORKERS)) / seconds


def _verify_for(stored: str, seconds: float) -> int:
    hasher, done, until = _hasher(), 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        hasher.verify(stored, PASSWORD)
        done += 1
    return done


def _requests(users: int) -> Iterator[bytes]:
    """Yield a sign-in of each user, from addresses behind the proxy."""
    for number in range(users):
        body = json.dumps({"id": user_id(number), "password": PASSWORD}).encode()
        yield (
            f"POST /api/login HTTP/1.1\r\nHost: bench\r\nX-Forwarded-For: 10.2.{number // 250}.{number % 250}\r\n"
            f"X-Forwarded-Proto: https\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body
