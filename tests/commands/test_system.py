"""What the operating system lacks is installed, or listed by name."""

import multiprocessing
import os

import pytest

from commands import system
from commands.console import Stuck


@pytest.fixture
def unheard_of(monkeypatch):
    """Two packages that no machine has."""
    names = ["ssgbay-first-package", "ssgbay-second-package"]
    for name in names:
        monkeypatch.setitem(system.PRESENT, name, lambda: False)
    return names


def test_what_is_there_is_found_without_installing():
    assert system.missing(*system.MARIADB) == []
    assert system.program("mariadbd", *system.MARIADB).endswith("/mariadbd")


def test_without_root_everything_missing_is_listed_in_one_command(unheard_of):
    words = as_nobody("curl", *unheard_of)
    assert words.splitlines()[1:] == [
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends "
        "ssgbay-first-package ssgbay-second-package"
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install")
def test_an_unknown_package_is_reported_with_the_output_of_apt(unheard_of):
    with pytest.raises(Stuck, match="Unable to locate package ssgbay-first-package"):
        system.need(*unheard_of)


def as_nobody(*words):
    """What `system.need` says to a user without rights."""
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    process = fork.Process(target=_ask, args=(answers, words))
    process.start()
    said = answers.get(timeout=60)
    process.join()
    return said


def _ask(answers, words):
    if os.geteuid() == 0:
        os.setuid(65534)
    # a user with sudo would install
    os.environ["PATH"] = ""
    try:
        system.need(*words)
    except Stuck as reason:
        answers.put(str(reason))
