"""The process that decodes photos, apart from the workers: `python -m auction.items.images.decoder_process BYTES`.

For each photo that arrives it forks a child with limits on memory and processor time, so whatever a hostile photo does
to a decoder ends with that photo. A job is a byte that says what to make, 8 bytes of length and the photo; an answer is
a line of JSON, then the files. It holds no secret, file or socket of the site. Nothing but decoder.py speaks to it.
"""

import json
import os
import resource
import select
import sys
from collections.abc import Callable
from typing import NoReturn

from PIL import Image

from auction.errors import Refusal
from auction.items.images.cards import card
from auction.items.images.photos import clean_photo

STDIN, STDOUT = 0, 1
CPU_S = 20
# a photo waits for the requests of the workers beside it, and still gets a quarter of a core that is busy
NICENESS = 5
LENGTH_BYTES = 8
# what is made: the two files of a listing's photo, or the picture of a shared link
PHOTO, CARD = b"p", b"c"
# what is said of it, and its files
Made = tuple[dict[str, int], tuple[bytes, ...]]


def main(memory: int) -> None:
    """Say that it is ready, then decode until the input ends or a child has died."""
    # every child would import each format anew
    Image.init()
    os.nice(NICENESS)
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
        make = MAKERS[_read(1)]
        for part in _converted(make, _read(int.from_bytes(_read(LENGTH_BYTES)))):
            _write(part)
        os._exit(0)
    finally:
        os._exit(1)


def _photo(data: bytes) -> Made:
    photo = clean_photo(data)
    return {"width": photo.width, "height": photo.height}, (photo.full, photo.thumbnail)


def _card(data: bytes) -> Made:
    return {}, (card(data),)


MAKERS: dict[bytes, Callable[[bytes], Made]] = {PHOTO: _photo, CARD: _card}


def _converted(make: Callable[[bytes], Made], data: bytes) -> tuple[bytes, ...]:
    try:
        members, files = make(data)
    except Refusal as refusal:
        return (_line(refused=type(refusal).__name__),)
    return _line(files=[len(file) for file in files], **members), *files


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
