"""A MariaDB and a replica of it on loopback, which can be made to lag, to stop, to fall silent and to die."""

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import database
from commands import embedded
from tests.processes import free_port

# MariaDB gives each transaction of its log a number that the replica knows too
LOGGED = (
    "--log-bin", "--binlog-format=ROW", "--innodb-buffer-pool-size=64M", "--skip-networking=0",
    "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=2",
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """The two servers; both have the same database."""

    primary: embedded.Server
    replica: embedded.Server

    def urls(self, name: str) -> tuple[str, str]:
        """The addresses of this database at the primary and at the replica."""
        return self.primary.place.url("root", name), self.replica.place.url("root", name)

    def run_on_replica(self, *statements: str) -> None:
        """Run statements that set the replica up, as root."""
        with _root(self.replica) as db:
            for statement in statements:
                db.run(statement)

    def lag(self, seconds: int) -> None:
        """Let the replica wait for so long before it does what the primary did."""
        self.run_on_replica("STOP SLAVE", f"CHANGE MASTER TO MASTER_DELAY = {seconds}", "START SLAVE")

    def follow(self) -> None:
        """Let the replica do at once what the primary does, and wait until it has done all."""
        self.replica.process.send_signal(signal.SIGCONT)
        self.lag(0)
        with _root(self.primary) as db:
            reached = db.all("SELECT @@gtid_binlog_pos AS log")[0]
        with _root(self.replica) as db:
            assert db.all("SELECT MASTER_GTID_WAIT(%(log)s, 30) AS outcome", **reached) == [{"outcome": 0}]

    def selects(self) -> int:
        """How many SELECTs the replica has answered."""
        with _root(self.replica) as db:
            return int(db.all("SHOW GLOBAL STATUS LIKE 'Com_select'")[0]["Value"])

    def silence(self) -> None:
        """Stop the replica's process as it is; its connections stay open and nothing answers."""
        self.replica.process.send_signal(signal.SIGSTOP)


@contextlib.contextmanager
def pair(folder: Path) -> Iterator[Pair]:
    """Start both, the replica following the primary."""
    port = free_port()
    with _server(folder / "primary", f"--port={port}", "--server-id=1") as primary:
        with _root(primary) as db:
            db.run("CREATE USER copier@'127.0.0.1'")
            db.run("GRANT REPLICATION SLAVE ON *.* TO copier@'127.0.0.1'")
            # both have made the same users and an empty database for themselves
            begin = db.all("SELECT @@gtid_binlog_pos AS log")[0]["log"]
        with _server(folder / "replica", f"--port={free_port()}", "--server-id=2", "--read-only") as replica:
            ours = Pair(primary, replica)
            ours.run_on_replica(
                "RESET MASTER",
                f"SET GLOBAL gtid_slave_pos = '{begin}'",
                f"CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {port}, MASTER_USER = 'copier', "
                "MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1",
                "START SLAVE",
            )
            ours.follow()
            yield ours


@contextlib.contextmanager
def _server(folder: Path, *options: str) -> Iterator[embedded.Server]:
    server = embedded.start(folder, (*LOGGED, *options))
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGCONT)
        embedded.stop(server)


@contextlib.contextmanager
def _root(server: embedded.Server) -> Iterator[database.Db]:
    with contextlib.closing(database.connect(server.place.url("root", ""), True, timeout_s=None)) as connection:
        yield database.Db(connection)
