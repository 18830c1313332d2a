"""deploy/install.sh on a machine that has nothing of ours, then once more as an upgrade, then deploy/rollback.sh."""

import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.deploy.machine import HOME, Machine, booted, revision
from tests.processes import free_port, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
CHECKOUT = "/opt/ssgbay"


@pytest.fixture
def bare(machine: Machine, tmp_path: Path) -> Iterator[Machine]:
    """A second machine; `machine` is requested first because it skips where there can be none."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 3306)) == 0:
            pytest.skip("NOT TESTED: install.sh brings a MariaDB on 3306, and this machine has one there")
    with booted(tmp_path / "bare") as other:
        other.write("/etc/default/ssgbay", f"SSGBAY_PYTHON={sys.base_prefix}/bin/python3\n")
        # boot.sh masks it
        other.run("rm", "-f", "/etc/systemd/system/mariadb.service")
        other.run("systemctl", "daemon-reload")
        if other.path("/lib/systemd/system/mariadb.service").exists():
            empty_mariadb(other)
        yield other


def empty_mariadb(machine: Machine) -> None:
    """Give the MariaDB of this machine an empty folder of its own inside."""
    machine.run("rm", "-rf", "/var/lib/mysql")
    machine.run("install", "-d", "-o", "mysql", "-g", "mysql", "/var/lib/mysql")
    machine.run("mariadb-install-db", "--user=mysql", "--datadir=/var/lib/mysql")


def test_one_command_brings_the_site_up_and_the_next_upgrades_it(bare: Machine, tmp_path: Path) -> None:
    tree = revision(tmp_path, "checkout").with_suffix("")
    copytree(tree, bare.path(CHECKOUT))
    port = str(free_port())
    releases = []
    for _ in range(2):
        said = bare.run(f"{CHECKOUT}/deploy/install.sh", PORT=port).stdout
        releases.append(re.findall(r"is SSGBay, release (\S+)", said)[0])
        wait_for(lambda: f'"{releases[-1]}"' in bare.says("curl", "-fsS", f"http://127.0.0.1:{port}/healthz"))
    page = bare.says("curl", "-fsS", "-H", "Accept: text/html", f"http://127.0.0.1:{port}/")
    assert "/assets/" in page
    assert bare.says("curl", "-fsS", f"http://127.0.0.1:{port}/api/items") == '{"items":[],"nextCursor":null}'
    assert bare.says("stat", "-c", "%a %G", "/etc/ssgbay.env") == "640 ssgbay"
    assert bare.says("stat", "-c", "%a %G", "/etc/ssgbay.migrations.env") == "600 root"
    grants = bare.says("mariadb", "-e", "SHOW GRANTS FOR ssgbay@localhost")
    assert "GRANT SELECT, INSERT, UPDATE, DELETE ON `ssgbay`.*" in grants
    assert "ALL" not in grants

    assert releases[0] in bare.says(f"{CHECKOUT}/deploy/rollback.sh")
    bare.run(f"{CHECKOUT}/deploy/rollback.sh", releases[0])
    assert bare.says("readlink", f"{HOME}/current").endswith(releases[0])
    again = bare.run(f"{CHECKOUT}/deploy/rollback.sh", releases[0], check=False)
    assert "is live" in again.stdout


def test_a_port_that_is_taken_is_named_before_anything_is_installed(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        script = Path(__file__).parents[2] / "deploy" / "install.sh"
        done = machine.run(
            str(script), check=False, PORT=str(port),
            SSGBAY_DEFAULTS="/nonexistent", SSGBAY_ETC="/nonexistent", SSGBAY_PYTHON=f"{sys.base_prefix}/bin/python3",
        )  # fmt: skip
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stdout
    assert "packages" not in done.stdout


def test_it_is_root_who_installs(machine: Machine) -> None:
    script = Path(__file__).parents[2] / "deploy" / "install.sh"
    done = machine.run("setpriv", "--reuid=nobody", "--clear-groups", "bash", str(script), check=False)
    assert done.returncode == 1
    assert "run it as root" in done.stdout
