"""Messages of the commands: Korean first, then English; one line for each step."""

import sys


def say(text: str) -> None:
    """Print a line; a closed terminal does not stop the command."""
    try:
        print(text, flush=True)
    except OSError:
        _discard_output()


def echo(data: bytes) -> None:
    """Write a child's output unchanged."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError:
        _discard_output()


def _discard_output() -> None:
    # at exit Python would flush again, and fail again
    sys.stdout = open("/dev/null", "w")  # noqa: SIM115 - stays open to the end


class Stuck(Exception):
    """A command cannot continue; the message says what happened and what to do."""
