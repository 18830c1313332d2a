"""What the verbs say to a person: Korean first, then English; one line a step."""

import sys


def say(text: str) -> None:
    """Print a line; a console that has gone away (a closed terminal) is no reason to stop half-way."""
    try:
        print(text, flush=True)
    except OSError:
        _look_away()


def echo(data: bytes) -> None:
    """Pass on a child's output as it is."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError:
        _look_away()


def _look_away() -> None:
    # what Python could not flush now it would try again, and fail again, at exit
    sys.stdout = open("/dev/null", "w")  # noqa: SIM115 - stays open to the end


class Stuck(Exception):
    """A step cannot go on; the text tells a person what happened and what to do."""
