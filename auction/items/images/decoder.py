"""Has photos decoded by a process apart (decoder_process.py), so that none can take a worker's memory or time."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from auction.appstate import PerApp
from auction.config import ROOT
from auction.errors import Refusal, TryAgain
from auction.items.images.decoder_process import CARD, LENGTH_BYTES, PHOTO
from auction.items.images.photos import (
    LARGEST_BYTES,
    Photo,
    PhotoBroken,
    PhotoHeic,
    PhotoTooLarge,
    PhotoUnsupported,
)

log = logging.getLogger("ssgbay.images")

# address space; the largest photos that are taken need 300 to 500 MB of it
MEMORY_BYTES = 768 * 1024 * 1024
# on a machine that is busy with other work too
PHOTO_S = 30.0
CHUNK_BYTES = 65_536
REFUSALS: dict[str, type[Refusal]] = {
    kind.__name__: kind for kind in (PhotoTooLarge, PhotoUnsupported, PhotoHeic, PhotoBroken)
}


class DecoderUnavailable(TryAgain):
    """Photos cannot be decoded just now; nothing was kept."""

    retry_after = 10


class Decoder:
    """One process that decodes one photo at a time. It starts with the first photo, and again after it was killed."""

    def __init__(self, memory: int = MEMORY_BYTES, seconds: float = PHOTO_S) -> None:
        self._memory, self._seconds = memory, seconds
        self._lock = threading.Lock()
        self.process: Any = None

    def clean(self, file: BinaryIO) -> Photo:
        """Decode a photo. Raises PhotoTooLarge, PhotoUnsupported, PhotoHeic, PhotoBroken, DecoderUnavailable."""
        head, (full, thumbnail) = self._made(PHOTO, file)
        return Photo(full, thumbnail, head["width"], head["height"])

    def card(self, file: BinaryIO) -> bytes:
        """Make the picture of a shared link. Raises PhotoTooLarge, PhotoBroken, DecoderUnavailable."""
        _, (picture,) = self._made(CARD, file)
        return picture

    def _made(self, what: bytes, file: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
        """What the process says of the photo, and its files."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if size > LARGEST_BYTES:
            raise PhotoTooLarge
        with self._lock:
            process = self._running()
            timer = threading.Timer(self._seconds, _kill, [process])
            timer.start()
            try:
                return _exchange(process, what, file, size)
            except Refusal:
                raise
            except (OSError, ValueError, LookupError, EOFError) as error:
                log.warning("a photo was given up: %r", error)
                self.stop()
                raise PhotoBroken(("images", "photo_broken")) from error
            except BaseException:
                # the request has ended half-way, and the next photo would get this one's answer
                self.stop()
                raise
            finally:
                timer.cancel()

    def _running(self) -> Any:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = _start(self._memory)
        return self.process

    def stop(self) -> None:
        """End the process and what it is decoding."""
        process, self.process = self.process, None
        if process is not None:
            _kill(process)
            process.wait()
            process.stdin.close()
            process.stdout.close()


def clean_photos(files: Sequence[BinaryIO]) -> list[Photo]:
    """Clean the uploads in their order. Raises as `Decoder.clean`, with the photo's number, from 1, as `photo`."""
    return [_numbered(number, file) for number, file in enumerate(files, 1)]


def card_of(data: bytes) -> bytes:
    """Make the picture of a shared link from a stored photo. Raises as `Decoder.card`."""
    return _decoder.get().card(io.BytesIO(data))


def _numbered(number: int, file: BinaryIO) -> Photo:
    try:
        return _decoder.get().clean(file)
    except Refusal as refusal:
        refusal.extra["photo"] = number
        raise


def _start(memory: int) -> Any:
    command = [sys.executable, "-m", "auction.items.images.decoder_process", str(memory)]
    try:
        process = subprocess.Popen(
            command, cwd=ROOT, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            bufsize=0, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise DecoderUnavailable from error
    if not _read(process, 1):
        log.error("the process that decodes photos did not start: %s", " ".join(command))
        raise DecoderUnavailable
    return process


def _kill(process: Any) -> None:
    # the group has the child that decodes too
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: Any, what: bytes, file: BinaryIO, size: int) -> tuple[dict[str, Any], list[bytes]]:
    """Send a photo and read the answer. Raises EOFError where the process has died meanwhile."""
    _write(process, what + size.to_bytes(LENGTH_BYTES))
    while piece := file.read(CHUNK_BYTES):
        _write(process, piece)
    head = json.loads(_read_line(process))
    if refused := head.get("refused"):
        kind = REFUSALS[refused]
        raise kind(("images", "photo_broken")) if kind is PhotoBroken else kind
    files = [_read(process, length) for length in head["files"]]
    if [len(file) for file in files] != head["files"]:
        raise EOFError
    return head, files


def _write(process: Any, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[process.stdin.write(view) :]


def _read_line(process: Any) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        byte = process.stdout.read(1)
        if not byte:
            raise EOFError
        line += byte
    return line


def _read(process: Any, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (piece := process.stdout.read(size - len(data))):
        data += piece
    return bytes(data)


_decoder: PerApp[Decoder] = PerApp(Decoder)
