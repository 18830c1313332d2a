"""What a worker takes: how long it needs to start, its memory then and after mixed load, and how others fare meanwhile.

The load is production's: lists, search, items, logs and profiles at READS_PER_S, bids at BIDS_PER_S, and listings with
eight photos of ten megabytes, UPLOADS_AT_ONCE at a time. It lasts a few seconds, or as long as `--minutes` says.
"""

import http.client
import io
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from bench.figures import Figure, percentile
from bench.fill import user_id, users_of
from bench.harness import Harness
from bench.load import Load, Offers, bid, in_process, read
from bench.reads import requests_of
from bench.site import PRODUCTION, Site, site

SUMMARY = "메모리와 시작: 올린 사진까지 섞인 부하 · memory and start of a worker, under mixed load with uploads"
WORKERS = 2
READS_PER_S, BIDS_PER_S, UPLOADS_AT_ONCE, UPLOADS_EVERY_S = 20, 2, 3, 13.0
PHOTOS, PHOTO_BYTES = 8, 10_000_000
STARTS_WITHIN_S, MOST_MB, MOST_MB_EVER, MOST_WAIT_MS = 1.5, 120, 250, 200


def run(harness: Harness) -> list[Figure]:
    """Start the site some times, then load it once and read the workers' memory before and after."""
    url = harness.fresh("memory", harness.size.few)
    started = [_seconds_to_start(url) for _ in range(harness.size.rounds + 1)]
    with site(url, WORKERS, PRODUCTION) as where, harness.connected("memory") as db:
        rows = db.all("SELECT id, price FROM item WHERE state = 'open' AND startTime < UTC_TIMESTAMP()")
        at_first = _memory(where, "VmRSS")
        seconds = harness.minutes * 60 or harness.size.seconds * 10
        harness.progress(f"mixed load for {seconds:.0f} s")
        mixed = _Mixed(where, users_of(harness.size.few), {row["id"]: row["price"] for row in rows}, seconds)
        reads, bids, uploads = mixed.run()
        after, most = _memory(where, "VmRSS"), _memory(where, "VmHWM")
    note = f"{len(reads.taken):,} reads, {len(bids.taken):,} bids, uploads {_counts(uploads)}, {seconds:.0f} s"
    return [
        # the first start compiles modules and reads all files from the disk
        Figure("start of the site to /readyz", started[1:], "s", at_most=STARTS_WITHIN_S),
        Figure("memory of a worker after its start", at_first, "MB"),
        Figure("memory of a worker after mixed load", after, "MB", at_most=MOST_MB, note=note),
        Figure("memory of a worker during mixed load, the most", [max(most)], "MB", at_most=MOST_MB_EVER),
        *(_waits(name, load) for name, load in (("reads", reads), ("bids", bids))),
    ]


def _waits(name: str, load: Load) -> Figure:
    above = sum(each > MOST_WAIT_MS for each in load.taken)
    note = f"the slowest {max(load.taken):,.0f} ms, {above} of {len(load.taken):,} above the target"
    return Figure(f"{name} during uploads: p99", [percentile(load.taken, 0.99)], "ms", at_most=MOST_WAIT_MS, note=note)


def _counts(statuses: "Counter[int]") -> str:
    return ", ".join(f"{how_many} × {status}" for status, how_many in sorted(statuses.items()))


def _seconds_to_start(url: str) -> float:
    began = time.perf_counter()
    with site(url, WORKERS, PRODUCTION):
        return time.perf_counter() - began


def _memory(where: Site, which: str) -> list[float]:
    """Return this value of /proc/PID/status for each worker (MB)."""
    texts = [Path(f"/proc/{worker}/status").read_text() for worker in where.workers()]
    return [int(text.split(f"{which}:")[1].split()[0]) / 1024 for text in texts]


@dataclass
class _Mixed:
    """Readers, bidders and sellers with photos, for so many seconds; `prices` are of the items that are bid on."""

    where: Site
    people: int
    prices: dict[int, int]
    seconds: float

    def run(self) -> tuple[Load, Load, "Counter[int]"]:
        """Return what readers and bidders saw, and how the uploads were answered."""
        sellers, bidders = self._tokens(range(self.people // 2)), self._tokens(range(self.people // 2, self.people))
        work: list[Callable[[], Any]] = [
            lambda: read(self.where.port, list(requests_of(self._paths())), self.seconds, most=READS_PER_S),
            lambda: bid(self.where.port, Offers(self.prices, bidders), self.seconds, most=BIDS_PER_S),
            lambda: in_process(lambda: _upload(self.where.port, sellers, self.seconds)),
        ]
        with ThreadPoolExecutor(len(work)) as threads:
            reads, bids, uploads = (job.result() for job in [threads.submit(each) for each in work])
        return reads, bids, uploads

    def _tokens(self, numbers: range) -> list[str]:
        return [self.where.token(number, lasts=round(self.seconds) + 900) for number in numbers]

    def _paths(self) -> list[str]:
        item = next(iter(self.prices))
        return [
            "/api/items?limit=20", f"/api/items?keyword={quote('아이폰')}", "/api/items?sort=endingSoon&limit=20",
            f"/api/items/{item}", f"/api/items/{item}/bids", f"/api/users/{user_id(1)}",
        ]  # fmt: skip


def _upload(port: int, tokens: list[str], seconds: float) -> "Counter[int]":
    """List items with photos, UPLOADS_AT_ONCE every UPLOADS_EVERY_S; return the answers by status."""
    body, kind = _listing()
    began, turns = time.monotonic(), _turns(tokens)
    statuses: Counter[int] = Counter()
    with ThreadPoolExecutor(UPLOADS_AT_ONCE) as threads:
        while time.monotonic() - began < seconds:
            due = time.monotonic() + UPLOADS_EVERY_S
            some = [next(turns) for _ in range(UPLOADS_AT_ONCE)]
            statuses.update(threads.map(lambda who: _list_item(port, body, {"Content-Type": kind, **who}), some))
            time.sleep(max(0.0, min(due, began + seconds) - time.monotonic()))
    return statuses


def _turns(tokens: list[str]) -> Iterator[dict[str, str]]:
    """Yield the headers of each seller in turn, without end, each from an address of their own."""
    while True:
        for number, token in enumerate(tokens):
            address = f"100.65.{number // 256}.{number % 256}"
            yield {"Authorization": f"Bearer {token}", "X-Forwarded-For": address, "X-Forwarded-Proto": "https"}


def _list_item(port: int, body: bytes, headers: dict[str, str]) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        line.request("POST", "/api/items", body, headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def _listing() -> tuple[bytes, str]:
    """Return the multipart body of a listing with photos as large as may be, and its content type."""
    photos = [FileStorage(io.BytesIO(_photo(seed)), "photo.jpg", content_type="image/jpeg") for seed in range(PHOTOS)]
    end = datetime.now(UTC) + timedelta(days=2)
    form = {"name": "사진", "content": "", "price": "1000", "endTime": end.strftime("%Y-%m-%dT%H:%M:%SZ")}
    stream, length, boundary = stream_encode_multipart({**form, "images": photos})
    return stream.read(length), f"multipart/form-data; boundary={boundary}"


def _photo(seed: int) -> bytes:
    """Return a JPEG of three megapixels of coarse noise, with a film behind it up to PHOTO_BYTES, as phones keep it."""
    coarse = Image.frombytes("RGB", (200, 150), random.Random(seed).randbytes(200 * 150 * 3))
    file = io.BytesIO()
    coarse.resize((2_000, 1_500)).save(file, "JPEG", quality=90)
    return file.getvalue() + bytes(PHOTO_BYTES - len(file.getvalue()))
