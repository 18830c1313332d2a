"""Reads single settings of the environment, and refuses those that are malformed."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path


class Misconfigured(SystemExit):
    """A setting is missing, malformed or unsafe; the message names the variable and what to set."""


def one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return one of these choices, by default the first. Raises Misconfigured."""
    value = environ.get(name) or choices[0]
    if value not in choices:
        raise Misconfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Return a whole number within its bounds. Raises Misconfigured."""
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise Misconfigured(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def folder(environ: Mapping[str, str], name: str) -> Path | None:
    """Return a folder's absolute path; None where none is set."""
    given = environ.get(name)
    return Path(given).resolve() if given else None


def stored_secret(path: Path) -> str:
    """Return the secret kept in this file, which is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    # a link is made whole or not at all: of several workers starting at once, the first one's secret stays
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text()
