"""The process that decodes photos, apart from the workers: `python -m auction.items.images.decoder_process BYTES`.

For each photo that arrives it forks a child with limits on memory and processor time, so whatever a hostile photo does
to a decoder ends with that photo. A job is 8 bytes of length and the photo; an answer is a line of JSON, then the two
files. It holds no secret, file or socket of the site. Nothing but decoder.py speaks to it.
"""

import json
import os
import resource
import select
import sys
from typing import NoReturn

from PIL import Image

from auction.errors import Refusal
from auction.items.images.photos import Photo, clean_photo

STDIN, STDOUT = 0, 1
CPU_S = 20
LENGTH_BYTES = 8


def main(memory: int) -> None:
    """Say that it is ready, then decode until the input ends or a child has died."""
    # every child would import each format anew
    Image.init()
    os.write(STDOUT, b"\n")
    while select.select([STDIN], [], []):
        child = os.fork()
        if child == 0:
            _answer(memory)
        if os.waitpid(child, 0)[1] != 0:
            return


def _answer(memory: int) -> NoReturn:
    """Decode one photo within the limits and end; with 1 where there is none."""
    limits = {
        resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: CPU_S, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0,
    }  # fmt: skip
    try:
        for limit, most in limits.items():
            resource.setrlimit(limit, (most, most))
        data = _read(int.from_bytes(_read(LENGTH_BYTES)))
        for part in _converted(data):
            _write(part)
        os._exit(0)
    finally:
        os._exit(1)


def _converted(data: bytes) -> tuple[bytes, ...]:
    try:
        photo: Photo = clean_photo(data)
    except Refusal as refusal:
        return (_line(refused=type(refusal).__name__),)
    head = _line(full=len(photo.full), thumbnail=len(photo.thumbnail), width=photo.width, height=photo.height)
    return head, photo.full, photo.thumbnail


def _line(**members: object) -> bytes:
    return json.dumps(members).encode() + b"\n"


def _read(size: int) -> bytes:
    """Read so many bytes. Raises EOFError."""
    data = bytearray()
    while len(data) < size:
        piece = os.read(STDIN, size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(STDOUT, view) :]


if __name__ == "__main__":
    main(int(sys.argv[1]))
