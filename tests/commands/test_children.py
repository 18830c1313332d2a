"""Child processes that commands start."""

import subprocess
import sys

from auction.config import ROOT

INTERRUPTED = """
import signal
from commands import children

signal.signal(signal.SIGALRM, signal.default_int_handler)
child = children.start(["sleep", "600"])

def watch():
    while not children.ended(child):
        pass

for _ in range(2_000):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0002)
        watch()
    except KeyboardInterrupt:
        pass
children.end(child, within=10)
"""


def test_a_child_can_be_ended_after_any_interruption():
    subprocess.run([sys.executable, "-c", INTERRUPTED], cwd=ROOT, check=True, timeout=120)
