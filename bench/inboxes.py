"""Readers of their own notifications in a separate process, as pages that are open: when each saw which."""

import asyncio
import contextlib
import re
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.crowd import address_of

GET = "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
NEWEST = re.compile(rb'"newest":(?:null|\{"id":(\d+))')
OPENS_WITHIN_S = 60.0


@dataclass(frozen=True)
class Inboxes:
    """The file with a line for each event: when it came (seconds since 1970), to whom, and the newest notification."""

    path: Path

    def seen(self) -> dict[str, tuple[list[int], list[float]]]:
        """Return, for each user, the newest notification of each event in turn, and when it came."""
        found: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for line in self.path.read_text().splitlines():
            at, newest, user = line.split(" ", 2)
            found[user][0].append(int(newest))
            found[user][1].append(float(at))
        return found


def seen_at(events: tuple[list[int], list[float]], notification_id: int) -> float:
    """Return when a notification, or a later one of the same user, was seen. Raises IndexError if none was."""
    return events[1][bisect_left(events[0], notification_id)]


@contextlib.contextmanager
def inboxes(port: int, tokens: Mapping[str, str], path: Path) -> Iterator[Inboxes]:
    """Open a stream for each of these users; yields once each has got its first event."""
    path.write_text("")
    process = get_context("fork").Process(target=_read, args=(port, tokens, path), daemon=True)
    process.start()
    found, until = Inboxes(path), time.monotonic() + OPENS_WITHIN_S
    try:
        while len(found.seen()) < len(tokens):
            if time.monotonic() > until:
                raise RuntimeError(f"{len(found.seen())} of {len(tokens)} streams were opened")
            time.sleep(0.1)
        yield found
    finally:
        process.terminate()
        process.join()


def _read(port: int, tokens: Mapping[str, str], path: Path) -> None:
    async def run() -> None:
        with path.open("a", buffering=1) as file:

            async def follow(number: int, user: str, token: str) -> None:
                source = (address_of(number), 0)
                reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source)
                writer.write(GET.format(token=token).encode())
                while line := await reader.readline():
                    if found := NEWEST.search(line):
                        file.write(f"{time.time()} {int(found[1] or 0)} {user}\n")

            await asyncio.gather(*(follow(number, *each) for number, each in enumerate(tokens.items())))

    asyncio.run(run())
