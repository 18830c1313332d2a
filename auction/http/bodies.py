"""A body is read for as long as its sender keeps a fair pace: a connection that trickles is not held for ever.

One that is answered before its end is taken in all the same, or its sender, still sending, would lose the answer.
"""

import time
from typing import Any

from flask import request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge

from auction.threads import read_no_more, within

# seconds for any body, and the pace (bytes a second) that earns more of them
GRACE = 20.0
PACE = 16_384
# bytes: of an answered body no more is taken in
MOST_UNREAD = 64 * 1024 * 1024


class _Pace:
    """How long a sender may still take: the grace, and more for every piece that has come."""

    def __init__(self) -> None:
        self._until = time.monotonic() + GRACE

    def take(self, read: Any, size: int) -> bytes:
        """What `read(size)` gives. Raises TimeoutError once the sender has fallen behind."""
        with within(self._until - time.monotonic()):
            taken: bytes = read(size)
        self._until += len(taken) / PACE
        return taken


class PatientInput:
    """The server's input stream; raises TimeoutError once its sender has fallen behind."""

    def __init__(self, stream: Any, sock: Any = None) -> None:
        self._stream = stream
        self._socket = sock
        self._pace = _Pace()
        self._taken = 0

    def read(self, size: int = -1) -> bytes:
        """As the stream's own."""
        return self._in_time(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        """As the stream's own."""
        return self._in_time(self._stream.readline, size)

    def _in_time(self, take: Any, size: int) -> bytes:
        try:
            taken = self._pace.take(take, size)
        except TimeoutError:
            # half a body was read: what follows on this connection must not be taken for a request
            read_no_more(self._socket)
            raise
        self._taken += len(taken)
        self._refuse_more(take)
        return taken

    def _refuse_more(self, take: Any) -> None:
        """A body in chunks has told no length; werkzeug reads as much as is allowed and takes that for all of it."""
        if request.content_length is not None:
            return
        most = request.max_content_length
        if most is not None and self._taken >= most and take(1):
            raise RequestEntityTooLarge


def pass_over(body: Any) -> bool:
    """Take in what is left of an answered body, if anything; False where it is too long, too slow or malformed."""
    pace, taken = _Pace(), 0
    while taken < MOST_UNREAD:
        try:
            piece = pace.take(body.read, 65_536)
        except (OSError, ParseException):
            return False
        if not piece:
            return True
        taken += len(piece)
        # a fast sender must not keep gevent's loop from everybody else
        time.sleep(0)
    return False
