"""One throw-away machine for the session, with a database beside it."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import database
from commands import embedded
from tests.deploy.machine import Machine, booted
from tests.processes import free_port

PASSWORD = "only for this test"


@pytest.fixture(scope="session")
def tcp_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database server of our own that listens on loopback; yields the URL of an empty database on it."""
    port = free_port()
    options = ["--skip-networking=OFF", "--bind-address=127.0.0.1", f"--port={port}"]
    server = embedded.start(tmp_path_factory.mktemp("database"), options)
    with contextlib.closing(database.connect(server.place.url("root", ""), autocommit=True)) as connection:
        for statement in (
            f"CREATE USER ssgbay@127.0.0.1 IDENTIFIED BY '{PASSWORD}'",
            "GRANT ALL ON ssgbay.* TO ssgbay@127.0.0.1",
        ):
            connection.query(statement)
    yield f"mysql://ssgbay:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/ssgbay"
    embedded.stop(server)


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Booted with a real systemd and cron; skips where the kernel or the user does not allow it."""
    if os.geteuid() or not all(shutil.which(tool) for tool in ("unshare", "nsenter", "/lib/systemd/systemd")):
        pytest.skip("NOT TESTED: deployments need root, util-linux and systemd on the machine that runs the tests")
    with contextlib.ExitStack() as stack:
        try:
            yield stack.enter_context(booted(tmp_path_factory.mktemp("machines") / "one"))
        except OSError as refused:
            pytest.skip(f"NOT TESTED: deployments need namespaces and a systemd. {refused}")


@pytest.fixture(scope="session")
def port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def ground(machine: Machine, tcp_database: str, port: int) -> Machine:
    """The machine as CloudFormation leaves it: settings and no release. The real cron runs."""
    machine.write("/etc/default/ssgbay", f"SSGBAY_PYTHON={sys.base_prefix}/bin/python3\nSSGBAY_PATIENCE=8\n")
    machine.write("/etc/ssgbay.env", f"DATABASE_URL='{tcp_database}'\nJWT_SECRET_KEY='{'k' * 40}'\nPORT='{port}'\n")
    machine.run("systemctl", "start", "cron")
    return machine


@pytest.fixture(scope="session")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the zips that are deployed."""
    return tmp_path_factory.mktemp("revisions")
