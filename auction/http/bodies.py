"""Reads request bodies at a minimum upload rate, as a guard against slow clients (slowloris).

A body that is answered before its end is drained, or its client, which still sends, would lose the answer.
"""

import time
from collections.abc import Callable
from typing import Any

from flask import request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from auction.threads import shutdown_read, time_limit

# what any body may take, and the rate that earns more time
GRACE_S = 20.0
MIN_BYTES_PER_S = 16_384
# the largest body that is taken
MAX_DRAINED_BYTES = 88_000_000
CHUNK_BYTES = 65_536


class _MinimumRate:
    """How long a client may still take: the grace, and more for every chunk received."""

    def __init__(self) -> None:
        self._until = time.monotonic() + GRACE_S

    def read(self, read: Callable[[int], bytes], size: int) -> bytes:
        """Return `read(size)`. Raises TimeoutError once the client is slower than the minimum rate."""
        with time_limit(self._until - time.monotonic()):
            data = read(size)
        self._until += len(data) / MIN_BYTES_PER_S
        return data


class RateCheckedInput:
    """The server's input stream; raises TimeoutError once its client is slower than the minimum rate, and
    BadRequest for malformed chunks."""

    def __init__(self, stream: Any, sock: Any = None) -> None:
        self._stream = stream
        self._socket = sock
        self._rate = _MinimumRate()
        self._bytes_read = 0

    def read(self, size: int = -1) -> bytes:
        """As the stream's own."""
        return self._read_in_time(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        """As the stream's own."""
        return self._read_in_time(self._stream.readline, size)

    def _read_in_time(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            data = self._rate.read(read, size)
        except TimeoutError:
            # half a body was read: what follows on this connection must not be taken for a request
            shutdown_read(self._socket)
            raise
        except ParseException as error:
            # chunks that are none
            raise BadRequest from error
        self._bytes_read += len(data)
        if self._bytes_read > CHUNK_BYTES:
            # a fast client must not keep gevent's loop from everybody else
            time.sleep(0)
        self._refuse_more(read)
        return data

    def _refuse_more(self, read: Callable[[int], bytes]) -> None:
        """Refuse a chunked body beyond the limit; werkzeug would read up to the limit and take that for all of it."""
        if request.content_length is not None:
            return
        limit = request.max_content_length
        if limit is not None and self._bytes_read >= limit and read(1):
            raise RequestEntityTooLarge


def drain_body(body: Any) -> bool:
    """Read what is left of an answered body; return False where it is too long, too slow or malformed."""
    rate, drained = _MinimumRate(), 0
    while drained < MAX_DRAINED_BYTES:
        try:
            data = rate.read(body.read, CHUNK_BYTES)
        except (OSError, ParseException):
            return False
        if not data:
            return True
        drained += len(data)
        # a fast client must not keep gevent's loop from everybody else
        time.sleep(0)
    return False
