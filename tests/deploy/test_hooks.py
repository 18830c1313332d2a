"""A hook that is run by hand, twice, out of order, as somebody else or on a full disk says so and changes nothing."""

import re
import sys
from pathlib import Path
from shutil import copytree

import pytest

from auction.config import ROOT
from tests.deploy.machine import Machine, revision
from tests.processes import free_port, wait_for

pytestmark = pytest.mark.timeout(900)
EVENTS = {
    "BeforeInstall": "beforeInstall.sh",
    "AfterInstall": "afterInstall.sh",
    "ApplicationStart": "runServer.sh",
    "ValidateService": "validateService.sh",
}
PLACE = "/srv/hooks"
UNUSED = free_port()
PYTHON = f"{sys.base_prefix}/bin/python3"
SETTINGS = f"DATABASE_URL='mysql://ssgbay:wrong@127.0.0.1:{UNUSED}/ssgbay'\nJWT_SECRET_KEY='{'k' * 40}'\n"


def settings(home: str = f"{PLACE}/home", **changes: str) -> dict[str, str]:
    """Places of their own: what production's defaults are overridden with."""
    return {
        "SSGBAY_DEFAULTS": "/nonexistent",
        "SSGBAY_HOME": home,
        "SSGBAY_ETC": f"{PLACE}/etc",
        "SSGBAY_LOG": f"{PLACE}/log",
        "SSGBAY_LOCK": f"{PLACE}/lock",
        "SSGBAY_USER": "bidders",
        "PORT": str(UNUSED),
        "SSGBAY_PYTHON": PYTHON,
        **changes,
    }


def hook(machine: Machine, event: str, deployment: str = "d-one", by: tuple[str, ...] = (), **changes: str):
    words = {"LIFECYCLE_EVENT": event, "DEPLOYMENT_ID": deployment} if deployment else {}
    script = str(ROOT / "scripts" / EVENTS[event])
    return machine.run(*by, script, check=False, **settings(**{**words, **changes}))


def tree(machine: Machine) -> str:
    """Every file, but for those of installed packages."""
    packages = ("-path", "*/site-packages/*", "-prune", "-o")
    return machine.says("find", PLACE, "/home", *packages, "-printf", "%p %s %T@ %u\n")


@pytest.fixture
def place(machine: Machine) -> Machine:
    machine.run("rm", "-rf", PLACE)
    machine.run("mkdir", "-p", f"{PLACE}/etc")
    return machine


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"deployment": ""}, "DEPLOYMENT_ID is not set"),
        ({"deployment": "../../etc"}, "DEPLOYMENT_ID is not set"),
        ({"LIFECYCLE_EVENT": "ApplicationStop"}, "but LIFECYCLE_EVENT is 'ApplicationStop'"),
        ({"by": ("setpriv", "--reuid=nobody", "--clear-groups")}, "run as root, not as nobody"),
        ({"SSGBAY_SPACE_MB": "999999999"}, "MB are needed"),
    ],
    ids=["by hand", "with a wrong name", "at a wrong event", "as somebody else", "on a full disk"],
)
def test_a_hook_refuses_and_changes_nothing(place: Machine, event: str, how: dict, said: str) -> None:
    if event != "BeforeInstall":
        assert hook(place, "BeforeInstall").returncode == 0
        before = {
            "AfterInstall": "BeforeInstall",
            "ApplicationStart": "AfterInstall",
            "ValidateService": "ApplicationStart",
        }
        place.write(f"{PLACE}/home/deploying", f"d-one {before[event]}\n")
    place.run("touch", f"{PLACE}/lock")
    was = tree(place)
    done = hook(place, event, **how)
    assert done.returncode == 1, done.stdout
    assert said in done.stdout
    assert "Nothing was changed" in done.stdout
    assert tree(place) == was


@pytest.mark.parametrize("event", EVENTS)
def test_a_hook_refuses_to_run_twice_or_before_its_turn(place: Machine, event: str) -> None:
    assert hook(place, "BeforeInstall").returncode == 0
    last = "BeforeInstall" if event == "AfterInstall" else event
    place.write(f"{PLACE}/home/deploying", f"d-{'other' if event == 'AfterInstall' else 'one'} {last}\n")
    was = tree(place)
    done = hook(place, event)
    assert done.returncode == 1
    assert "was installed here before" in done.stdout or "here the last hook was" in done.stdout
    assert tree(place) == was


def test_one_hook_at_a_time(place: Machine) -> None:
    done = place.run(
        "flock", f"{PLACE}/lock", str(ROOT / "scripts/beforeInstall.sh"), check=False,
        **settings(LIFECYCLE_EVENT="BeforeInstall", DEPLOYMENT_ID="d-one"),
    )  # fmt: skip
    assert done.returncode == 1
    assert "another deployment hook is running" in done.stdout


def test_the_ground_is_laid_and_stray_files_go(place: Machine) -> None:
    place.write(f"{PLACE}/home/incoming/stray/file", "left by hand")
    assert hook(place, "BeforeInstall").returncode == 0
    assert place.says("ls", "-A", f"{PLACE}/home/incoming") == ""
    assert place.says("stat", "-c", "%U %a", f"{PLACE}/home/shared/resources") == "bidders 755"
    assert place.says("stat", "-c", "%U %a", f"{PLACE}/home/releases") == "root 755"


def test_without_settings_a_release_is_removed_again(place: Machine, revisions: Path) -> None:
    """Stands for everything that fails on the way: the libraries are built, then there is nothing to serve with."""
    assert hook(place, "BeforeInstall").returncode == 0
    tree_of = revision(revisions, "few", lambda tree: (tree / "requirements.txt").write_text("")).with_suffix("")
    copytree(tree_of, place.path(f"{PLACE}/home/incoming"), dirs_exist_ok=True)
    done = hook(place, "AfterInstall")
    assert done.returncode == 1
    assert "there is no /srv/hooks/etc/ssgbay.env" in done.stdout
    assert place.says("ls", "-A", f"{PLACE}/home/releases") == ""
    assert place.says("ls", "-A", f"{PLACE}/etc").split() == ["cron.d", "logrotate.d", "systemd"]


def test_a_disk_that_fills_up_meanwhile_leaves_no_partial_release(place: Machine, revisions: Path) -> None:
    home = f"{PLACE}/small"
    place.run("mkdir", "-p", home)
    place.write(f"{PLACE}/etc/ssgbay.env", SETTINGS)
    place.run("mount", "-t", "tmpfs", "-o", "size=24M", "small", home)
    assert hook(place, "BeforeInstall", SSGBAY_HOME=home, SSGBAY_SPACE_MB="1").returncode == 0
    copytree(revision(revisions, "whole").with_suffix(""), place.path(f"{home}/incoming"), dirs_exist_ok=True)
    done = hook(place, "AfterInstall", SSGBAY_HOME=home, SSGBAY_SPACE_MB="1")
    assert done.returncode == 1
    assert "the new release is removed and the live one keeps serving" in done.stdout
    assert place.says("ls", "-A", f"{home}/releases", f"{home}/venvs").split() == [
        f"{home}/releases:",
        f"{home}/venvs:",
    ]
    place.run("umount", home)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not set DATABASE_URL"),
        ("DATABASE_URL=''\nJWT_SECRET_KEY='x'\n", "does not set DATABASE_URL"),
        ("DATABASE_URL='mysql://one@host/db'\n", "does not set JWT_SECRET_KEY"),
    ],
    ids=["empty", "no address", "no key"],
)
def test_settings_that_lack_something_are_refused_before_any_copy(place: Machine, text: str, said: str) -> None:
    assert hook(place, "BeforeInstall").returncode == 0
    place.write(f"{PLACE}/home/incoming/requirements.txt", "")
    place.write(f"{PLACE}/etc/ssgbay.env", text)
    was = tree(place)
    done = hook(place, "AfterInstall")
    assert done.returncode == 1
    assert said in done.stdout
    assert "Nothing was changed" in done.stdout
    assert tree(place) == was


def test_a_port_that_something_else_has_is_named_at_the_first_installation(place: Machine) -> None:
    place.run("touch", f"{PLACE}/lock")
    was = tree(place)
    place.run("systemd-run", "--unit=neighbour", PYTHON, "-m", "http.server", "--bind=127.0.0.1", str(UNUSED))
    wait_for(lambda: place.run("curl", "-s", f"http://127.0.0.1:{UNUSED}", check=False).returncode == 0)
    done = hook(place, "BeforeInstall")
    place.run("systemctl", "stop", "neighbour")
    assert done.returncode == 1
    assert re.search(rf"port {UNUSED} is taken by \"python3.*,pid=\d+", done.stdout), done.stdout
    assert tree(place) == was


def test_application_stop_stops_nothing_and_never_fails(machine: Machine) -> None:
    done = machine.run(str(ROOT / "scripts/applicationStop.sh"))
    assert "nothing to stop" in done.stdout
