"""Deployments as the CodeDeploy agent runs them, on a real systemd and cron, while people go on using the site."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import database
from tests.deploy.conftest import PASSWORD
from tests.deploy.machine import HOME, Machine, revision
from tests.deploy.traffic import flowing
from tests.processes import wait_for

pytestmark = pytest.mark.timeout(420)


@pytest.fixture(scope="module")
def site(ground: Machine, revisions: Path) -> Machine:
    """The first deployment on an empty machine; the libraries are built here, once."""
    first = ground.deploy("d-first", revision(revisions, "first"))
    assert not first.failed, first.output
    return ground


@pytest.fixture
def people(site: Machine, port: int) -> Iterator[None]:
    """Requests flow during the test, and not one may fail."""
    with flowing(port) as traffic:
        yield
    assert traffic.answered > 50
    assert traffic.failed == [], str(traffic)


def live(site: Machine, port: int) -> str:
    return json.loads(site.says("curl", "-fsS", f"http://127.0.0.1:{port}/healthz"))["release"]


def units(site: Machine) -> list[str]:
    rows = site.says("systemctl", "list-units", "--plain", "--no-legend", "--state=active", "ssgbay@*").splitlines()
    return [row.split()[0] for row in rows]


def assert_serves_alone(site: Machine, port: int, release: str) -> None:
    # the one before stops accepting within a second or two, and finishes what it has
    wait_for(lambda: {live(site, port) for _ in range(20)} == {release}, 10)
    assert units(site) == [f"ssgbay@{release}.service"]
    assert site.says("readlink", f"{HOME}/current") == f"{HOME}/releases/{release}"


def test_three_deployments_lose_no_request_and_leave_one_cron_line(
    site: Machine, people: None, port: int, revisions: Path
) -> None:
    photo = f"{HOME}/shared/resources/kept.webp"
    site.write(photo, "a photo")
    for number in (1, 2, 3):
        done = site.deploy(f"d-{number}", revision(revisions, f"good{number}"))
        assert not done.failed, done.output
        assert_serves_alone(site, port, done.id)
    lines = [line for file in site.path("/etc/cron.d").iterdir() for line in file.read_text().splitlines()]
    assert sum("close.sh" in line for line in lines) == 1
    assert site.says("cat", photo) == "a photo"


def append(file: str, text: str):
    return lambda tree: (tree / file).write_text((tree / file).read_text() + text)


def replace(file: str, old: str, new: str):
    def change(tree: Path) -> None:
        text = (tree / file).read_text()
        assert old in text
        (tree / file).write_text(text.replace(old, new))

    return change


def answer(path: str, status: str):
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


BROKEN = {
    "import error": ("AfterInstall", append("app.py", "\nimport a_module_that_nobody_has\n")),
    "failing migration": ("AfterInstall", failing_migration),
    "unhealthy answer": ("AfterInstall", answer("/readyz", "503 Service Unavailable")),
    "bad requirement": ("AfterInstall", replace("requirements.txt", "flask==", "flask==9999.")),
    "no start behind the socket": (
        "ApplicationStart",
        append("gunicorn.conf.py", '\nif "LISTEN_FDS" in os.environ:\n    raise SystemExit("broken only when live")\n'),
    ),
    "another name at healthz": (
        "ValidateService",
        answer("/healthz", "200 OK"),
    ),
}
SHORT = ("import error", "another name at healthz")


@pytest.mark.parametrize("why", [pytest.param(why, marks=[] if why in SHORT else pytest.mark.slow) for why in BROKEN])
def test_a_broken_release_leaves_the_live_one_serving(
    why: str, site: Machine, people: None, port: int, revisions: Path
) -> None:
    before, (event, change) = live(site, port), BROKEN[why]
    name = why.replace(" ", "-")
    done = site.deploy(f"d-{name}", revision(revisions, name, change))
    assert done.failed == event, done.output
    assert_serves_alone(site, port, before)
    if event == "AfterInstall":
        assert not site.path(f"{HOME}/releases/{done.id}").exists()


@pytest.mark.slow
def test_a_good_release_follows_a_broken_one(site: Machine, people: None, port: int, revisions: Path) -> None:
    for number in range(4, 6):
        done = site.deploy(f"d-{number}", revision(revisions, f"good{number}"))
        assert not done.failed, done.output
    assert_serves_alone(site, port, done.id)
    assert len(list(site.path(f"{HOME}/releases").iterdir())) <= 6
    assert len(list(site.path(f"{HOME}/venvs").iterdir())) == 1


def test_the_real_cron_closes_every_minute(site: Machine) -> None:
    log = site.path("/var/log/ssgbay/closing.log")
    wait_for(lambda: "sold=" in log.read_text(), 75, log.read_text)
    assert "stopped" not in log.read_text()


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


UNREACHED = {
    "wrong password": ("test@", "tost@", "refuses the user 'migrations': wrong password"),
    "stopped database": ("127.0.0.1:", "127.0.0.1:1/", "No database answers at 127.0.0.1:1"),
}


@pytest.mark.parametrize("why", UNREACHED)
def test_a_database_that_cannot_be_used_is_named_before_anything_is_changed(
    why: str, site: Machine, people: None, port: int, revisions: Path
) -> None:
    before, (old, new, said) = live(site, port), UNREACHED[why]
    settings = site.says("cat", "/etc/ssgbay.env")
    with replaced(site, "/etc/ssgbay.migrations.env", old, new):
        done = site.deploy("d-" + why.replace(" ", "-"), revision(revisions, why.replace(" ", "-")))
    assert done.failed == "AfterInstall"
    assert said in done.output
    assert "afterInstall.sh: migrations" not in done.output
    assert PASSWORD not in done.output
    assert site.says("cat", "/etc/ssgbay.env") == settings
    assert_serves_alone(site, port, before)


def test_a_new_password_is_a_new_setting_and_a_deployment(
    site: Machine, people: None, port: int, revisions: Path
) -> None:
    with replaced(site, "/etc/ssgbay.env", "test@", "tost@"):
        done = site.deploy("d-rotated", revision(revisions, "rotated"))
        assert not done.failed, done.output
        assert "new password, the one before stays good" in done.output
        assert_serves_alone(site, port, done.id)
    # and back, so that the settings of the other tests are true again
    done = site.deploy("d-again", revision(revisions, "again"))
    assert not done.failed, done.output
    assert_serves_alone(site, port, done.id)


def test_the_application_may_change_rows_and_no_tables(site: Machine, tcp_database: str) -> None:
    application = tcp_database.replace("migrations:", "application:")
    with contextlib.closing(database.connect(application)) as connection:
        db = database.Db(connection)
        assert db.all("SELECT * FROM item") == []
        for statement in ("CREATE TABLE one (two INT)", "ALTER TABLE item ADD one INT", "DROP TABLE item"):
            with pytest.raises(database.Error, match="denied"):
                db.run(statement)


def test_logs_are_rotated_while_the_server_writes(site: Machine, port: int) -> None:
    log = site.path("/var/log/ssgbay/app.log")
    site.run("logrotate", "--force", "/etc/logrotate.d/ssgbay")
    live(site, port)
    wait_for(lambda: "GET /healthz" in log.read_text(), 5)
    assert (log.parent / "app.log.1").stat().st_size > 0


def test_the_application_cannot_write_where_its_code_is(site: Machine) -> None:
    refused = site.run("setpriv", "--reuid=ssgbay", "--clear-groups", "touch", f"{HOME}/current/x", check=False)
    assert "Permission denied" in refused.stdout
    assert site.says("stat", "-c", "%a %U %G", "/etc/ssgbay.env") == "640 root ssgbay"


def test_scripts_are_executable_whatever_the_agent_made_of_them(site: Machine) -> None:
    assert not site.path("/usr/bin/unzip").exists()
    for script in ("ssgbay", "deploy/rollback.sh", "deploy/close.sh"):
        assert site.says("stat", "-c", "%a", f"{HOME}/current/{script}") == "755"


def test_the_unit_may_do_little(site: Machine) -> None:
    """The unit's own figure, 0 (nothing) to 10 (everything); a stock unit has 9.6."""
    said = site.says("systemd-analyze", "security", "--offline=true", "/etc/systemd/system/ssgbay@.service")
    assert float(re.findall(r"exposure level for \S+: ([0-9.]+)", said)[0]) <= 1.5


def test_units_are_as_systemd_wants_them(site: Machine) -> None:
    release = Path(site.says("readlink", f"{HOME}/current")).name
    said = site.says("systemd-analyze", "verify", f"ssgbay@{release}.service", "ssgbay.socket")
    assert "ssgbay" not in said
