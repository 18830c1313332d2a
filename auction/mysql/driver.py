"""PyMySQL's connection, with three of its private methods overridden for speed and for a short connect timeout.

tests/mysql/test_driver.py fails when a new PyMySQL changes what is overridden here.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pymysql
from pymysql.cursors import DictCursor
from pymysql.protocol import MysqlPacket

if TYPE_CHECKING:
    # only the published types are generic
    BaseConnection = pymysql.connections.Connection[DictCursor]
else:
    BaseConnection = pymysql.connections.Connection

CONNECT_TIMEOUT_S = 2


class Connection(BaseConnection):
    """A connection that caches column descriptions, sends a packet in one call, and connects within a short timeout."""

    # is the server a node of a Galera cluster, and how many connections does it allow?
    clustered = False
    max_connections = 0
    # members of the driver that its published types leave out
    server_version: str
    _sock: Any
    _read_timeout: float | None

    @property
    def is_mariadb(self) -> bool:
        """Whether the server is MariaDB, not MySQL."""
        return "MariaDB" in self.server_version

    def connect(self, sock: Any = None) -> None:
        """Connect and authenticate; a server that does not greet within CONNECT_TIMEOUT_S is not there."""
        with self._short_read_timeout():
            super().connect(sock)

    def ping(self, reconnect: Any = False) -> None:
        """Check that the server answers within CONNECT_TIMEOUT_S."""
        with self._short_read_timeout():
            super().ping(reconnect)

    def discard(self) -> None:
        """Close without waiting for the server. The connection may be broken, or closed already."""
        with suppress(pymysql.Error, OSError):
            self.close()

    @contextmanager
    def _short_read_timeout(self) -> Iterator[None]:
        read_timeout = self._read_timeout
        self._read_timeout = min(CONNECT_TIMEOUT_S, read_timeout or CONNECT_TIMEOUT_S)
        try:
            yield
        finally:
            self._read_timeout = read_timeout

    def _write_bytes(self, data: bytes) -> None:
        """Send by one system call where it fits: gevent's sendall asks first how much does, 5 µs a packet."""
        try:
            sent = self._sock.send(data)
        except OSError:
            # the driver's own method meets the same error, and translates it
            sent = 0
        if sent < len(data):
            super()._write_bytes(data[sent:])  # type: ignore[misc]  # the published types leave it out

    def _read_packet(self, packet_type: Any = MysqlPacket) -> Any:
        """Parse each distinct column description once: 5 µs a column."""
        packet = super()._read_packet()  # type: ignore[no-untyped-call]  # the published types say nothing of it
        return packet if packet_type is MysqlPacket else _parsed(packet_type, packet.get_all_data(), self.encoding)


@lru_cache(2_000)
def _parsed(packet_type: Any, description: bytes, encoding: str) -> Any:
    return packet_type(description, encoding)
