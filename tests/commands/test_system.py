"""What the operating system lacks is installed, or asked for by name."""

import multiprocessing
import os

import pytest

from commands import system
from commands.console import Stuck


def test_what_is_there_is_found_without_installing():
    assert system.need("mariadbd", "no-such-package").endswith("/mariadbd")


def test_without_root_the_exact_command_is_said():
    words = as_nobody("no-such-program", "first-package", "second-package")
    assert "no-such-program is missing" in words
    install = "sudo apt-get install -y --no-install-recommends first-package second-package"
    assert f"sudo apt-get update && {install}" in words


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install")
def test_a_package_that_nobody_has_is_said_with_what_apt_said():
    with pytest.raises(Stuck, match="Unable to locate package ssgbay-no-such-package"):
        system.need("no-such-program", "ssgbay-no-such-package")


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
    try:
        system.need(*words)
    except Stuck as reason:
        answers.put(str(reason))
