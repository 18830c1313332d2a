"""A mail server for benchmarks: a process that takes every mail at once and notes when which arrived."""

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

NAME = re.compile(rb"^Message-ID: <([^@>]+)", re.M | re.I)
# the largest mail that is read at once, in bytes
LONGEST = 1_000_000


@dataclass(frozen=True)
class MailSink:
    """Its port, and the file with a line for each mail: when it came (seconds since 1970), and its name."""

    port: int
    path: Path

    def arrived(self) -> dict[str, float]:
        """Return when each mail arrived for the first time, by name."""
        lines = [line.split(" ", 1) for line in self.path.read_text().splitlines()]
        return {name: float(at) for at, name in reversed(lines)}


@contextlib.contextmanager
def mail_sink(path: Path) -> Iterator[MailSink]:
    """Run a mail server that writes to this file."""
    path.write_text("")
    listener = socket.create_server(("127.0.0.1", 0))
    process = get_context("fork").Process(target=_serve, args=(listener, path), daemon=True)
    process.start()
    try:
        yield MailSink(listener.getsockname()[1], path)
    finally:
        process.terminate()
        process.join()
        listener.close()


def _serve(listener: socket.socket, path: Path) -> None:
    async def run() -> None:
        with path.open("a", buffering=1) as file:

            async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                    await _talk(reader, writer, file.write)
                writer.close()

            async with await asyncio.start_server(talk, sock=listener, limit=LONGEST) as server:
                await server.serve_forever()

    asyncio.run(run())


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: object) -> None:
    assert callable(note)
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        if line[:4].upper() == b"QUIT":
            return
        if line[:4].upper() == b"DATA":
            writer.write(b"354 go on\r\n")
            content = await reader.readuntil(b"\r\n.\r\n")
            found = NAME.search(content)
            note(f"{time.time()} {found[1].decode() if found else '?'}\n")
        writer.write(b"250 OK\r\n")
