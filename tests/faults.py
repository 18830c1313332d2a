"""Broken rules of the sources: each is one line with a file, a line, what is wrong and what to do."""

from auction.config import ROOT


def assert_none(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    assert faults == [], "\n" + "\n".join(faults)


def place(name: str, text: str) -> str:
    """Return `name:line` of the first line of a file of the repository that has this text."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return f"{name}:{next(number for number, line in enumerate(lines, 1) if text in line)}"
