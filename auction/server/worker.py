"""gunicorn's gevent worker, with our manner of leaving and our words where no request could be read.

Told to stop, it first says at /readyz that it is not ready, lets in whoever still comes for a second, and answers all
it has with `Connection: close`. Lines on which nothing is asked it keeps for as long as a last request could still be
answered in time, and then ends them; gunicorn's own waits for those until it is killed, with whatever was asked last.
"""

import time
import uuid
from contextlib import suppress
from typing import Any

from gunicorn import util
from gunicorn.workers.ggevent import GeventWorker

from auction.threads import read_no_more

# the longest request (8 s) must still fit into the graceful time-out when idle lines are ended
LAST_REQUEST = 10.0
# a line that was opened or answered so few seconds ago is surely about to ask
IDLE = 2.0


class Worker(GeventWorker):
    """One process of the server."""

    alive: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaving, self.told_at = False, 0.0
        # lines on which no request is being answered, and since when
        self.idle: dict[Any, float] = {}

    def init_process(self) -> None:
        """As gunicorn's, once it can no longer answer with a page of its own."""
        util.write_error = refuse_unread
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """TERM: leave, but not at this very moment."""
        if not self.leaving:
            self.leaving, self.told_at = True, time.monotonic()

    def notify(self) -> None:
        """Called every second: one step further out, and what Prometheus cannot learn from answers."""
        super().notify()
        if not self.alive and time.monotonic() - self.told_at >= self.cfg.graceful_timeout - LAST_REQUEST:
            self._let_go()
        # the server looks at it after another second and then lets nobody in
        self.alive = self.alive and not self.leaving
        _look_after_pool()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """One line, from its first request to its last."""
        self.idle[client] = time.monotonic()
        try:
            super().handle(listener, client, addr)
        finally:
            self.idle.pop(client, None)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """One request of a line."""
        self.idle.pop(sock, None)
        envelope = _Envelope(sock)
        try:
            super().handle_request(listener_name, req, envelope, addr)
        finally:
            # a line that has broken meanwhile is noticed when it is read from
            with suppress(OSError):
                envelope.send_what_waits()
            self.idle[sock] = time.monotonic()
            if not _passed_over(req):
                req.force_close()

    def _let_go(self) -> None:
        """Read no further than what has arrived: a whole request among it is still answered, and then the line ends."""
        for line, since in list(self.idle.items()):
            if time.monotonic() - since > IDLE:
                read_no_more(line)


def _passed_over(req: Any) -> bool:
    # loaded with the app, in this process and not in the one that starts it
    from auction.http.bodies import pass_over

    return pass_over(req.body)


class _Envelope:
    """A line on which the head of an answer waits for the first of its body: one packet, and the client wakes once."""

    def __init__(self, line: Any) -> None:
        self._line = line
        self._head: bytes | None = None
        self._begun = False

    def sendall(self, data: bytes) -> None:
        """As the line's own; the first piece of an answer is its head."""
        if not self._begun:
            self._begun, self._head = True, data
        elif self._head is None:
            self._line.sendall(data)
        else:
            head, self._head = self._head, None
            self._line.sendall(head + data)

    def sendfile(self, *args: Any, **kwargs: Any) -> Any:
        """As the line's own, after the head."""
        self.send_what_waits()
        return self._line.sendfile(*args, **kwargs)

    def send_what_waits(self) -> None:
        """An answer without a body is a head alone."""
        if self._head is not None:
            head, self._head = self._head, None
            self._line.sendall(head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)


def _look_after_pool() -> None:
    # loaded with the app, in this process and not in the one that starts it
    import database
    from auction.observability import metrics

    database.close_idle()
    metrics.pool_in_use.set(database.pool_in_use())


def refuse_unread(sock: Any, status: int, reason: str, _said: str) -> None:
    """Answer a request of which not even the head could be read, as every other refusal is answered."""
    from auction.http import problems

    code = "internal" if status >= 500 else "unreadable"
    request_id = uuid.uuid4().hex
    problems.log.info("refused", extra={"code": code, "status": status, "requestId": request_id})
    content = problems.body(status, code, request_id).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {problems.CONTENT_TYPE}\r\n"
        f"Content-Language: ko\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: {request_id}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("latin1") + content)
