"""Deployments as the CodeDeploy agent runs them, on a real systemd and cron, while people go on using the site."""

import contextlib
import re
from pathlib import Path

import pytest

import database
from tests.cast import RunningServer, sign_up
from tests.deploy.machine import HOME, Deployment, Machine, revision
from tests.deploy.site import answer, append, assert_serves_alone, failing_migration, live, replaced
from tests.processes import wait_for
from tests.scenes import stock

pytestmark = pytest.mark.timeout(900)


def test_a_second_deployment_loses_no_request(site: Machine, people: None, port: int, revisions: Path) -> None:
    deployed(site, port, "d-1", revisions)


def deployed(site: Machine, port: int, name: str, revisions: Path) -> Deployment:
    """A deployment that succeeds, and serves alone."""
    done = site.deploy(name, revision(revisions, name))
    assert not done.failed, done.output
    assert_serves_alone(site, port, done.id)
    return done


@pytest.mark.slow
def test_a_good_release_follows_a_broken_one(site: Machine, people: None, port: int, revisions: Path) -> None:
    for number in range(4, 6):
        done = site.deploy(f"d-{number}", revision(revisions, f"good{number}"))
        assert not done.failed, done.output
    assert_serves_alone(site, port, done.id)
    assert len(list(site.path(f"{HOME}/releases").iterdir())) <= 6
    assert len(list(site.path(f"{HOME}/venvs").iterdir())) == 1


def test_the_real_cron_closes_every_minute(site: Machine) -> None:
    # before a password is rotated: from the operator's edit to the deployment, cron is refused
    log = site.path("/var/log/ssgbay/closing.log")
    wait_for(lambda: "sold=" in log.read_text(), 120, log.read_text)
    assert "stopped" not in log.read_text()
    # the worker says only what fails, and cron what it could not start
    worker_log = site.path("/var/log/ssgbay/worker.log")
    wait_for(worker_log.exists, 120)
    assert worker_log.read_text() == ""


def test_a_new_password_is_a_setting_and_a_deployment_and_there_is_one_cron_line(
    site: Machine, people: None, port: int, revisions: Path
) -> None:
    photo = f"{HOME}/shared/resources/kept.webp"
    site.write(photo, "a photo")
    with replaced(site, "/etc/ssgbay.env", "test@", "tost@"):
        rotated = deployed(site, port, "d-2", revisions)
    assert "new password; the previous one stays valid" in rotated.output
    # and back, so that the settings of the other tests are true again
    deployed(site, port, "d-3", revisions)
    lines = [line for file in site.path("/etc/cron.d").iterdir() for line in file.read_text().splitlines()]
    assert [sum(script in line for line in lines) for script in ("close.sh", "worker.sh")] == [1, 1]
    assert site.says("cat", photo) == "a photo"


def test_auctions_that_wait_for_their_closing_alarm_without_cron(site: Machine, port: int, tcp_database: str) -> None:
    """The timer's own run; by itself it runs every minute, and alarms after three: within five in all."""
    seller = sign_up(RunningServer(f"http://127.0.0.1:{port}"), "a_patient_seller")
    site.run("systemctl", "stop", "cron")
    site.write("/etc/default/ssgbay", site.says("cat", "/etc/default/ssgbay") + "\nSSGBAY_ALARM='cat >> /tmp/alarms'\n")
    with contextlib.closing(database.connect(tcp_database, autocommit=True)) as connection:
        db = database.Db(connection)
        stock(db, seller.id, 1, endTime="UTC_TIMESTAMP(6) - INTERVAL 200 SECOND")
        for _ in range(2):
            assert site.run("systemctl", "start", "ssgbay-watch", check=False).returncode != 0
        site.run("systemctl", "start", "cron")
        wait_for(lambda: not db.all("SELECT id FROM item WHERE isOpen = 1 AND endTime < UTC_TIMESTAMP(6)"), 120)
    # the first start may join a run of the timer that began before the closing
    wait_for(lambda: site.run("systemctl", "start", "ssgbay-watch", check=False).returncode == 0, 60)
    alarms = site.says("cat", "/tmp/alarms").splitlines()
    assert ["Ended auctions have waited 2" in line for line in alarms] == [True, False]
    assert "Auctions close in time again." in alarms[1]
    assert "ssgbay-watch.timer" in site.says("systemctl", "list-units", "--state=active", "--type=timer")


def test_the_application_may_change_rows_and_no_tables(site: Machine, tcp_database: str) -> None:
    application = tcp_database.replace("migrations:", "application:")
    with contextlib.closing(database.connect(application)) as connection:
        db = database.Db(connection)
        assert db.run("UPDATE item SET name = name WHERE id = 0") == 0
        for statement in ("CREATE TABLE one (two INT)", "ALTER TABLE item ADD one INT", "DROP TABLE item"):
            with pytest.raises(database.Error, match="denied"):
                db.run(statement)


def test_logs_are_rotated_while_the_server_writes(site: Machine, port: int) -> None:
    log = site.path("/var/log/ssgbay/app.log")
    site.run("logrotate", "--force", "/etc/logrotate.d/ssgbay")
    live(port)
    wait_for(lambda: "GET /healthz" in log.read_text())
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


@pytest.mark.slow
def test_five_good_releases_are_kept_with_their_libraries(site: Machine, port: int, revisions: Path) -> None:
    """Failed deployments between them take no place; a release keeps libraries that no other one has."""
    others, unnamed = append("requirements.txt", "# others\n"), answer("/healthz", "200 OK")
    changes = [others, None, failing_migration, None, unnamed, None, None]
    done = [
        site.deploy(f"d-kept-{number}", revision(revisions, f"kept{number}", *([change] if change else [])))
        for number, change in enumerate(changes)
    ]
    good = [deployment.id for deployment in done if not deployment.failed]
    assert len(good) == 5
    assert {path.name for path in site.path(f"{HOME}/releases").iterdir()} == set(good)
    libraries = {site.says("readlink", f"{HOME}/releases/{release}/.venv") for release in good}
    assert len(libraries) == 2
    assert {f"{HOME}/venvs/{path.name}" for path in site.path(f"{HOME}/venvs").iterdir()} == libraries
    site.run(f"{HOME}/current/deploy/rollback.sh", good[0])
    assert_serves_alone(site, port, good[0])
