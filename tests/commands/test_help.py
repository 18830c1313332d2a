"""./ssgbay help, and the words for what it does not know."""

import subprocess

from auction.config import ROOT
from commands import help as help_verb
from commands.__main__ import command_names


def ssgbay(*arguments):
    return subprocess.run([ROOT / "ssgbay", *arguments], capture_output=True, text=True, cwd="/")


def test_help_shows_every_verb_in_korean_and_english():
    shown = ssgbay("help").stdout
    for verb in command_names():
        assert f"\n  {verb} " in shown
        assert " · " in help_verb.summary(verb)
    assert {"run", "test", "migrate", "settle", "help"} <= set(command_names())


def test_an_unknown_verb_shows_the_help_and_fails():
    done = ssgbay("fly")
    assert done.returncode == 2
    assert "unknown command: fly" in done.stderr
    assert "  run " in done.stdout


def test_no_verb_at_all_shows_the_help():
    assert ssgbay().stdout == ssgbay("--help").stdout == ssgbay("help").stdout
