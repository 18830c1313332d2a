"""Three MariaDB servers on loopback that are one database: Debian's Galera, started, killed and joined again.

Nobody copies a whole database here (that would need rsync and root): the first node's fresh tables are copied before
the others start, and a node that returns is sent what it missed out of the others' memory.
"""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import database
from commands import children, system
from tests.processes import free_port, wait_for

PROVIDER = Path("/usr/lib/galera/libgalera_smm.so")
STARTS_WITHIN = 120
# a node that is gone is given up after two seconds, not five: until then no node can commit
GROUP = (
    "base_host=127.0.0.1;gcache.size=32M;evs.keepalive_period=PT0.5S;evs.inactive_check_period=PT0.25S;"
    "evs.suspect_timeout=PT2S;evs.inactive_timeout=PT5S"
)
SETTINGS = (
    "--bind-address=127.0.0.1", "--skip-name-resolve", "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci", "--default-time-zone=+00:00", "--max-connections=150",
    "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--innodb-flush-log-at-trx-commit=1",
    "--binlog-format=ROW", "--innodb-autoinc-lock-mode=2", "--performance-schema=OFF", "--wsrep-on=ON",
    f"--wsrep-provider={PROVIDER}", "--wsrep-cluster-name=ssgbay", "--wsrep-node-address=127.0.0.1",
    "--wsrep-sst-method=catchup", "--wsrep-slave-threads=4",
)  # fmt: skip

# where the servers find wsrep_sst_catchup
ENVIRON = {**os.environ, "PATH": f"{Path(__file__).parent}:{system.PATH}"}


@dataclass
class Node:
    """One server: its ports for clients, for the group, and for incremental state transfer."""

    number: int
    folder: Path
    port: int = field(default_factory=free_port)
    group: int = field(default_factory=free_port)
    catch_up: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def url(self, name: str = "") -> str:
        """Its address for root, who may do all here."""
        return f"mysql://root@127.0.0.1:{self.port}/{name}"

    @property
    def tables(self) -> Path:
        return self.folder / f"node{self.number}"

    @property
    def log(self) -> Path:
        return self.folder / f"node{self.number}.log"

    def status(self, name: str) -> str:
        """One of its `wsrep_…` words; empty while it does not answer."""
        try:
            with contextlib.closing(database.connect(self.url(), autocommit=True)) as connection:
                row = database.Db(connection).one("SHOW GLOBAL STATUS LIKE %(name)s", name=f"wsrep_{name}")
                return str(row["Value"]) if row else ""
        except (database.Error, OSError):
            return ""

    def is_synced(self) -> bool:
        """It takes part, and has all that the others have."""
        return self.status("local_state_comment") == "Synced" and self.status("ready") == "ON"


class Cluster:
    """The three nodes. `url(n)` is node n's address, 0 to 2."""

    def __init__(self, folder: Path) -> None:
        self.nodes = [Node(number, folder) for number in range(3)]

    def url(self, number: int, name: str = "") -> str:
        return self.nodes[number].url(name)

    def total(self, name: str) -> int:
        """One of the `wsrep_…` numbers, of all nodes together, since each was started."""
        return sum(int(node.status(name) or 0) for node in self.nodes)

    def start(self) -> None:
        """Begin a new cluster with the first node's empty tables on all."""
        first = self.nodes[0]
        _make_tables(first.tables)
        # for a moment it is a cluster of one, which gives its tables the name and place that the others begin at
        self._launch(first, "--wsrep-new-cluster")
        self.stop()
        for node in self.nodes[1:]:
            shutil.copytree(first.tables, node.tables)
        (first.tables / "grastate.dat").write_text(
            (first.tables / "grastate.dat").read_text().replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1")
        )
        self._launch(first, "--wsrep-new-cluster")
        for node in self.nodes[1:]:
            self._launch(node)

    def kill(self, number: int) -> None:
        """kill -9: nothing is said to anybody, no buffer is written out."""
        node = self.nodes[number]
        assert node.process is not None
        node.process.kill()
        node.process.wait()

    def rejoin(self, number: int) -> None:
        """Start a killed node; it finds out how far its tables are and is sent the rest."""
        node = self.nodes[number]
        self._launch(node, f"--wsrep-start-position={self._position(node)}")

    def stop(self) -> None:
        """End all of them; the last one knows that it was the last."""
        for node in reversed(self.nodes):
            if node.process is not None:
                children.end(node.process, within=30)

    def _launch(self, node: Node, *options: str) -> None:
        with node.log.open("ab") as log:
            node.process = children.start([*self._command(node), *options], stdout=log, env=ENVIRON)
        process = node.process
        wait_for(lambda: node.is_synced() or process.poll() is not None, STARTS_WITHIN, lambda: _tail(node.log))
        assert process.poll() is None, _tail(node.log)

    def _position(self, node: Node) -> str:
        """How far this node's tables are: the cluster's name and the number of the last transaction in them."""
        done = subprocess.run([*self._command(node), "--wsrep-recover"], capture_output=True, text=True, timeout=60)
        found = re.findall(r"Recovered position:\s*(\S+:-?\d+)", done.stderr + done.stdout)
        assert found, done.stderr
        return str(found[-1])

    def _command(self, node: Node) -> list[str]:
        others = ",".join(f"127.0.0.1:{other.group}" for other in self.nodes)
        own = f"base_port={node.group};gmcast.listen_addr=tcp://127.0.0.1:{node.group}"
        return [
            str(system.find("mariadbd")), "--no-defaults", *SETTINGS, *_as_user(), f"--datadir={node.tables}",
            f"--tmpdir={_temporary(node.tables)}", f"--port={node.port}",
            f"--socket={node.folder / f'node{node.number}.sock'}",
            f"--pid-file={node.folder / f'node{node.number}.pid'}", f"--wsrep-node-name=node{node.number}",
            f"--wsrep-cluster-address=gcomm://{others}",
            f"--wsrep-provider-options={GROUP};{own};ist.recv_addr=tcp://127.0.0.1:{node.catch_up}",
        ]  # fmt: skip


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A running cluster with its tables under `folder`. Raises Stuck where Galera is not there and cannot be had."""
    system.need(*system.MARIADB, "galera-4")
    folder.mkdir(parents=True, exist_ok=True)
    ours = Cluster(folder)
    try:
        ours.start()
        yield ours
    finally:
        ours.stop()


def _temporary(tables: Path) -> Path:
    """A folder for a server's temporary tables: MariaDB removes at its start all that it finds there."""
    folder = tables.with_name(f"{tables.name}.tmp")
    folder.mkdir(exist_ok=True)
    return folder


def _make_tables(folder: Path) -> None:
    made = subprocess.run(
        [
            str(system.find("mariadb-install-db")), "--no-defaults", f"--datadir={folder}", "--skip-name-resolve",
            "--auth-root-authentication-method=normal", "--skip-test-db", *_as_user(),
        ],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, "PATH": system.PATH, "TMPDIR": str(_temporary(folder))},
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr


def _as_user() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def _tail(log: Path, lines: int = 25) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
