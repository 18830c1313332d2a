"""Attacks with uploads: as many bodies of photos at once as it takes, sent to the end or left half-way."""

import http.client
import io
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from commands import children
from tests.cast import Person, RunningServer, a_photo, utc
from tests.scenes import at_once, in_background

PHOTOS, PHOTO_BYTES = 8, 10_000_000


class Flood(NamedTuple):
    """What uploads at once were answered, and what other requests and the memory of the workers were meanwhile."""

    statuses: list[int]
    slowest_s: float
    largest_worker_mb: float


def body(photos: Sequence[bytes]) -> tuple[bytes, str]:
    """The multipart body of a good listing with these photos, and its content type."""
    files = [FileStorage(io.BytesIO(photo), "photo.jpg", content_type="image/jpeg") for photo in photos]
    form = {"name": "사진", "content": "", "price": "1000", "endTime": utc(days=1), "images": files}
    stream, length, boundary = stream_encode_multipart(form)
    return stream.read(length), f"multipart/form-data; boundary={boundary}"


def padded(photo: bytes) -> bytes:
    """A photo with a film behind it, as phones keep it: as large as a photo may be."""
    return photo + bytes(PHOTO_BYTES - len(photo))


def at_once_from(site: RunningServer, people: Sequence[Person]) -> Flood:
    """Let each of these people list an item with 80 MB of photos at the same time."""
    sent, kind = body([padded(a_photo(640, 480, seed=seed)) for seed in range(PHOTOS)])

    def upload(number: int) -> int:
        line = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=300)
        try:
            line.request("POST", "/api/items", sent, {"Content-Type": kind, **people[number].headers})
            answer = line.getresponse()
            answer.read()
            assert answer.status != 503 or int(answer.headers["Retry-After"]) > 0
            return answer.status
        finally:
            line.close()

    with _asking(site) as waits:
        statuses = at_once(upload, len(people))
    return Flood(statuses, max(waits), largest_worker_mb(site))


@contextmanager
def _asking(site: RunningServer) -> Iterator[list[float]]:
    """Ask for a list every 50 ms; yields how long each answer took (seconds)."""
    waits: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.05):
            began = time.perf_counter()
            assert site.get("/api/items?limit=1").status_code == 200
            waits.append(time.perf_counter() - began)

    with in_background(ask):
        try:
            yield waits
        finally:
            over.set()


def largest_worker_mb(site: RunningServer) -> float:
    """The most memory that any worker of the site has ever had (MB)."""
    peaks = [
        Path(f"/proc/{worker}/status").read_text().split("VmHWM:")[1].split()[0] for worker in children.of(site.pid)
    ]
    return max(map(int, peaks)) / 1024


def half_sent(site: RunningServer, person: Person) -> socket.socket:
    """A connection with half an upload."""
    sent, kind = body([a_photo(640, 480)])
    head = f"POST /api/items HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {len(sent)}\r\n"
    parts = urlsplit(site.url)
    line = socket.create_connection((parts.hostname, parts.port), timeout=60)
    line.sendall(f"{head}Authorization: {person.headers['Authorization']}\r\n\r\n".encode() + sent[: len(sent) // 2])
    return line
