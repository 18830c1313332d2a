"""Opens a connection from a URL and sets its session up: strict SQL, UTC, READ COMMITTED, time-outs.

Time-outs are ordered so that the inner one ends first: connect 2 s < lock wait 3 s < read and write 5 s.
"""

import sys
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pymysql.constants import CLIENT
from pymysql.cursors import DictCursor

from auction.mysql.driver import CONNECT_TIMEOUT_S, Connection

LOCK_WAIT_S = 3
# the least that MySQL accepts; at 0 MariaDB does not skip a locked row, it fails with 1180
SHORT_LOCK_WAIT_S = 1
STATEMENT_TIMEOUT_S = 5.0

SESSION = (
    "SET SESSION sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', "
    "innodb_lock_wait_timeout = {lock_wait_s}, wait_timeout = 30"
)
# a client that falls silent inside a transaction must not hold its locks for longer
MARIADB_SESSION = SESSION + ", idle_transaction_timeout = 10"
LIMITS = "SHOW VARIABLES WHERE Variable_name IN ('max_connections', 'max_user_connections', 'wsrep_on')"


def connect(
    url: str,
    autocommit: bool = False,
    timeout_s: float | None = STATEMENT_TIMEOUT_S,
    lock_wait_s: int = LOCK_WAIT_S,
) -> Connection:
    """Connect to `mysql://user:password@host:port/name?unix_socket=…&ssl_ca=…`.

    With `ssl_ca`, the file of a certificate authority, the server's certificate and host name are verified.
    `timeout_s` limits how long a statement may take, and connecting if it is shorter; None: no limit. Raises Error.
    """
    connection = Connection(
        **_address(url),
        charset="utf8mb4",
        collation="utf8mb4_unicode_520_ci",
        cursorclass=DictCursor,
        autocommit=autocommit,
        connect_timeout=min(CONNECT_TIMEOUT_S, timeout_s or CONNECT_TIMEOUT_S),
        read_timeout=timeout_s,
        write_timeout=timeout_s,
        local_infile=False,
        client_flag=CLIENT.MULTI_STATEMENTS,
    )
    _set_session(connection, lock_wait_s)
    return connection


def _address(url: str) -> dict[str, Any]:
    """The driver's arguments that say where the server is and who connects."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    local = "unix_socket" in options or parts.hostname in ("localhost", "127.0.0.1", "::1")
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or 3306,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path.lstrip("/")) or None,
        "unix_socket": options.get("unix_socket"),
        "ssl_ca": options.get("ssl_ca"),
        "ssl_verify_identity": "ssl_ca" in options,
        "ssl_disabled": True if local and "ssl_ca" not in options else None,
    }


def _set_session(connection: Connection, lock_wait_s: int) -> None:
    session = MARIADB_SESSION if connection.is_mariadb else SESSION
    with connection.cursor() as cursor:
        cursor.execute(session.format(lock_wait_s=lock_wait_s))
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        cursor.execute(LIMITS)
        limits = {row["Variable_name"]: row["Value"] for row in cursor.fetchall()}
        # 0: no limit of this user's own
        users_own = int(limits["max_user_connections"])
        connection.max_connections = min(int(limits["max_connections"]), users_own or sys.maxsize)
        connection.clustered = limits.get("wsrep_on") == "ON"
        if connection.clustered:
            # every read waits until what other nodes committed before has arrived
            cursor.execute("SET SESSION wsrep_sync_wait = 1")
