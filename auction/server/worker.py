"""gunicorn's gevent worker with a graceful shutdown that loses no request, and problem+json for unreadable requests.

On TERM it first answers /readyz with "not ready", accepts new connections for another second, and answers every
request that it has with `Connection: close`. Idle connections stay open for as long as a last request could still be
answered in time, and then end; gunicorn's own worker waits for them until it is killed, with whatever was sent last.
"""

import time
import uuid
from contextlib import suppress
from typing import Any

from gevent import Timeout, getcurrent, sleep
from gunicorn import util
from gunicorn.workers.ggevent import GeventWorker

from auction.threads import shutdown_read

# the longest request (8 s) must still fit into the graceful time-out when idle lines are ended
LAST_REQUEST_S = 10.0
# on a connection that was opened or answered more recently, a request may be on its way
MIN_IDLE_S = 2.0
# for the whole head of a connection's first request; later ones have gunicorn's keepalive
FIRST_HEAD_S = 10.0


class Worker(GeventWorker):
    """One process of the server."""

    alive: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stopping, self.stop_requested_at = False, 0.0
        # sockets on which no request is being answered, and since when; the longest idle first
        self.idle_since: dict[Any, float] = {}
        # greenlets whose connection has not sent a request yet
        self._fresh: set[Any] = set()

    def init_process(self) -> None:
        """As gunicorn's, with errors before a request was read answered as problem+json."""
        from auction.config import load
        from auction.limits.networks import OpenByNetwork

        settings = load()
        # behind proxies of ours all connections are theirs, and they bound those of their clients
        self._most_from_address = None if settings.trusted_proxies else settings.access.connections_per_address
        self._open = OpenByNetwork()
        util.write_error = write_problem
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Begin a graceful shutdown at TERM."""
        if not self.stopping:
            self.stopping, self.stop_requested_at = True, time.monotonic()

    def notify(self) -> None:
        """Advance the shutdown, and set the gauge that no answer sets; gunicorn calls this every second."""
        super().notify()
        if not self.alive and time.monotonic() - self.stop_requested_at >= self.cfg.graceful_timeout - LAST_REQUEST_S:
            self._shut_down_idle()
        # gunicorn reads it after another second and then accepts no connection
        self.alive = self.alive and not self.stopping
        _maintain_pool()

    def timeout_ctx(self) -> Any:
        """The time for the head of a request."""
        if getcurrent() not in self._fresh:
            return super().timeout_ctx()
        self._fresh.discard(getcurrent())
        return Timeout(FIRST_HEAD_S, False)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Serve one connection, from its first request to its last, unless its address has too many open."""
        # a Unix socket has no address
        address = addr[0] if isinstance(addr, tuple) else ""
        if address and self._most_from_address and not self._open.has_room(address, self._most_from_address):
            client.close()
            return
        self._make_room()
        self._open.add(address)
        self._fresh.add(getcurrent())
        self.idle_since[client] = time.monotonic()
        try:
            super().handle(listener, client, addr)
        finally:
            self.idle_since.pop(client, None)
            self._fresh.discard(getcurrent())
            self._open.remove(address)

    def _make_room(self) -> None:
        """End the longest idle connection once half of all that may be open are idle."""
        if len(self.idle_since) >= self.worker_connections // 2:
            oldest = next(iter(self.idle_since))
            del self.idle_since[oldest]
            shutdown_read(oldest)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Serve one request of a connection."""
        self.idle_since.pop(sock, None)
        coalescing = _CoalescingSocket(sock)
        try:
            super().handle_request(listener_name, req, coalescing, addr)
        finally:
            # a connection that has broken meanwhile is noticed when it is read from
            with suppress(OSError):
                coalescing.flush()
            self.idle_since[sock] = time.monotonic()
            if not _drained(req):
                req.force_close()
        # a connection whose next request is here already would be served on and on, and all others wait
        sleep(0)

    def _shut_down_idle(self) -> None:
        """Read no more from idle connections: a request that has arrived whole is still answered, then they end."""
        for sock, since in list(self.idle_since.items()):
            if time.monotonic() - since > MIN_IDLE_S:
                shutdown_read(sock)


def _drained(req: Any) -> bool:
    """Read what is left of a body; return False where that cannot be done in time."""
    # nothing was sent, or the application has read all of it
    if getattr(req.body.reader, "length", None) == 0:
        return True
    # loaded with the app, in this process and not in the one that starts it
    from auction.http.bodies import drain_body

    return drain_body(req.body)


class _CoalescingSocket:
    """A socket that sends the head of a response together with the first of its body, in one packet."""

    def __init__(self, sock: Any) -> None:
        self._sock_below = sock
        self._head: bytes | None = None
        self._has_begun = False

    def sendall(self, data: bytes) -> None:
        """Send data; the first of a response is its head, which waits."""
        if not self._has_begun:
            self._has_begun, self._head = True, data
        elif self._head is None:
            self._sock_below.sendall(data)
        else:
            head, self._head = self._head, None
            self._sock_below.sendall(head + data)

    def sendfile(self, *args: Any, **kwargs: Any) -> Any:
        """Send a file after the head."""
        self.flush()
        return self._sock_below.sendfile(*args, **kwargs)

    def flush(self) -> None:
        """Send a head that waits: a response without a body ends with it."""
        if self._head is not None:
            head, self._head = self._head, None
            self._sock_below.sendall(head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock_below, name)


def _maintain_pool() -> None:
    # loaded with the app, in this process and not in the one that starts it
    import database
    from auction.observability import metrics

    database.close_idle()
    metrics.pool_in_use.set(database.pool_in_use())


def write_problem(sock: Any, status: int, reason: str, _message: str) -> None:
    """Answer a request whose head could not be read with problem+json; replaces gunicorn's HTML page."""
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
