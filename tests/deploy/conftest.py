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
from tests import kept
from tests.deploy.machine import HOME, Machine, booted, revision
from tests.deploy.traffic import flowing
from tests.processes import at_most, free_port

PASSWORD = "only for this test"
LIBRARIES = "deployed"


@pytest.fixture(scope="session")
def tcp_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database server of our own that listens on loopback; yields the URL that migrations use."""
    port = free_port()
    options = ["--skip-networking=OFF", "--bind-address=127.0.0.1", f"--port={port}"]
    server = embedded.start(tmp_path_factory.mktemp("database"), options)
    with contextlib.closing(database.connect(server.place.url("root", ""), autocommit=True)) as connection:
        for statement in (
            f"CREATE USER migrations@127.0.0.1 IDENTIFIED BY '{PASSWORD}'",
            "GRANT ALL ON ssgbay.* TO migrations@127.0.0.1 WITH GRANT OPTION",
            "GRANT CREATE USER ON *.* TO migrations@127.0.0.1",
            "GRANT SELECT ON mysql.user TO migrations@127.0.0.1",
            "DROP USER IF EXISTS ''@localhost",
        ):
            connection.query(statement)
    yield f"mysql://migrations:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/ssgbay"
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
    """The machine as CloudFormation leaves it: settings, no release, no account. The real cron runs."""
    python = f"{sys.base_prefix}/bin/python3"
    patience = f"SSGBAY_PATIENCE={round(at_most(20))}"
    machine.write("/etc/default/ssgbay", f"SSGBAY_PYTHON={python}\n{patience}\nSSGBAY_WATCH=4\n")
    application = tcp_database.replace("migrations:", "application:")
    machine.write("/etc/ssgbay.migrations.env", f"MIGRATION_DATABASE_URL='{tcp_database}'\n")
    machine.write("/etc/ssgbay.env", f"DATABASE_URL='{application}'\nJWT_SECRET_KEY='{'k' * 40}'\nPORT='{port}'\n")
    machine.run("systemctl", "start", "cron")
    return machine


@pytest.fixture(scope="session")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the zips that are deployed."""
    return tmp_path_factory.mktemp("revisions")


@pytest.fixture(scope="session")
def site(ground: Machine, revisions: Path) -> Machine:
    """The first deployment on an empty machine. Its hook builds the libraries, unless an earlier run did."""
    venvs, place = f"{HOME}/venvs", kept.folder(LIBRARIES)
    with kept.alone(place):
        if (place / "venvs").exists():
            ground.run("install", "-d", HOME)
            ground.run("cp", "-a", str(place / "venvs"), venvs)
        first = ground.deploy("d-first", revision(revisions, "first"))
        assert not first.failed, first.output
        if "afterInstall.sh: building" in first.output:
            half = place / "half"
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(ground.path(venvs), half, symlinks=True)
            shutil.rmtree(place / "venvs", ignore_errors=True)
            half.rename(place / "venvs")
    return ground


@pytest.fixture
def people(site: Machine, port: int) -> Iterator[None]:
    """Requests flow during the test, and not one may fail."""
    with flowing(port) as traffic:
        yield
    assert traffic.answered > 10
    assert traffic.failed == [], str(traffic)
