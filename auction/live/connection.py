"""The socket under an event stream: small buffers, and noticing that nobody is there any more."""

import socket
from typing import Any

# a reader who stops is felt after some dozen events, not after megabytes in the kernel
SEND_BUFFER = 16_384
# a phone that lost its network acknowledges nothing; the kernel gives up on it after this (ms)
UNACKNOWLEDGED = 30_000
ESTABLISHED = 1


class Connection:
    """What a stream may do with its socket. Without one (Flask's test client, other servers) it does nothing."""

    __slots__ = ("_socket",)

    def __init__(self, sock: Any = None) -> None:
        # gevent's own shutdown() would raise EBADF in the greenlet that writes, which gunicorn logs as a fault
        self._socket = getattr(sock, "_sock", sock)
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if self._is_tcp():
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED)

    def hung_up(self) -> bool:
        """Has the other side closed, or been given up by the kernel? Asking takes the error, so nothing logs it."""
        if not self._is_tcp():
            return False
        try:
            failed = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            return bool(failed) or self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != ESTABLISHED
        except OSError:
            return True

    def read_no_more(self) -> None:
        """End the connection with this answer: a server must not wait for another request on it."""
        self._shut_down(socket.SHUT_RD)

    def cut(self) -> None:
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
