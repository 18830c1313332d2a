"""The requests that check a deployed site, and the changes that make a revision good or broken."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.cast import RunningServer
from tests.deploy.machine import HOME, Machine
from tests.processes import wait_for

Change = Callable[[Path], None]


def live(port: int) -> str:
    """The release that answers a new connection."""
    return str(RunningServer(f"http://127.0.0.1:{port}").get("/healthz").json["release"])


def units(site: Machine) -> list[str]:
    rows = site.says("systemctl", "list-units", "--plain", "--no-legend", "--state=active", "ssgbay@*").splitlines()
    return [row.split()[0] for row in rows]


def assert_serves_alone(site: Machine, port: int, release: str) -> None:
    # the one before stops accepting within a second or two, and finishes what it has
    wait_for(lambda: {live(port) for _ in range(20)} == {release})
    assert units(site) == [f"ssgbay@{release}.service"]
    assert site.says("readlink", f"{HOME}/current") == f"{HOME}/releases/{release}"


@contextlib.contextmanager
def replaced(site: Machine, file: str, old: str, new: str) -> Iterator[None]:
    """An operator's change to a settings file, taken back at the end."""
    before = site.says("cat", file)
    assert old in before
    site.write(file, before.replace(old, new) + "\n")
    try:
        yield
    finally:
        site.write(file, before + "\n")


def append(file: str, text: str) -> Change:
    return lambda tree: (tree / file).write_text((tree / file).read_text() + text)


def replace(file: str, old: str, new: str) -> Change:
    def change(tree: Path) -> None:
        text = (tree / file).read_text()
        assert old in text
        (tree / file).write_text(text.replace(old, new))

    return change


def answer(path: str, status: str) -> Change:
    """The release answers `path` in its own way, whatever the rest of it does."""
    return append(
        "app.py",
        f"""
_sound = create_app

def create_app():
    app = _sound()
    inner = app.wsgi_app
    def wsgi(environ, start):
        if environ["PATH_INFO"] != "{path}":
            return inner(environ, start)
        start("{status}", [("Content-Length", "2")])
        return [b"{{}}"]
    app.wsgi_app = wsgi
    return app
""",
    )


def failing_migration(tree: Path) -> None:
    (tree / "schema" / "9999_broken.sql").write_text("ALTER TABLE there_is_no_such_table ADD COLUMN one INT;\n")
