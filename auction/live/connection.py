"""The socket of an event stream: small buffers, and detection of clients that are gone."""

import socket
from typing import Any

# a client that stops reading is noticed after some dozen events, not after megabytes in the kernel
SEND_BUFFER_BYTES = 16_384
# a phone that lost its network acknowledges nothing; the kernel gives up after this
USER_TIMEOUT_MS = 30_000
ESTABLISHED = 1


class Connection:
    """A stream's socket; without one (Flask's test client, other servers) every method does nothing."""

    __slots__ = ("_request", "_socket")

    def __init__(self, sock: Any = None, request: dict[str, Any] | None = None) -> None:
        # the WSGI environment, with Flask's request in it
        self._request = request
        # gevent's own shutdown() would raise EBADF in the greenlet that writes, which gunicorn logs as a fault
        self._socket = getattr(sock, "_sock", sock)
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if self._is_tcp():
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)

    def forget_request(self) -> None:
        """Free what the server keeps of the request for as long as its response lasts: several KiB a watcher."""
        if self._socket is not None and self._request is not None:
            self._request.clear()

    def hung_up(self) -> bool:
        """Whether the client has closed, or the kernel has given up on it. Clears the error, so nothing logs it."""
        if not self._is_tcp():
            return False
        try:
            failed = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            return bool(failed) or self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != ESTABLISHED
        except OSError:
            return True

    def shutdown_read(self) -> None:
        """Take no further request on this connection."""
        self._shut_down(socket.SHUT_RD)

    def shutdown(self) -> None:
        """End it now, whatever is still to be written."""
        self._shut_down(socket.SHUT_RDWR)

    def _shut_down(self, how: int) -> None:
        if self._socket is not None:
            try:
                self._socket.shutdown(how)
            except OSError:
                # it has ended by itself
                self._socket = None

    def _is_tcp(self) -> bool:
        return self._socket is not None and self._socket.family in (socket.AF_INET, socket.AF_INET6)
