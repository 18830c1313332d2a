"""A MariaDB of its own for tests that change the server: few connections, passwords, certificates."""

import contextlib

import pytest

import database
from commands import embedded


@pytest.fixture(scope="session")
def own_mariadb(tmp_path_factory):
    """`with own_mariadb("--max-connections=20", …) as server:` starts a MariaDB with these options, and ends it."""

    @contextlib.contextmanager
    def start(*options):
        server = embedded.start(tmp_path_factory.mktemp("mariadb"), options)
        try:
            yield server
        finally:
            embedded.stop(server)

    return start


@contextlib.contextmanager
def as_root(server):
    """A look into the server, that may set and kill things."""
    with contextlib.closing(database.connect(server.place.url("root", ""), autocommit=True)) as connection:
        connection.query("SET SESSION wait_timeout = 28800")
        yield database.Db(connection)
