"""Work in real threads under gevent: it imports nothing, because threads that import at once may deadlock there."""

import subprocess
import sys

import pytest

from auction.config import ROOT

# prints each module that a thread other than the main one imports while a password is judged, hashed and verified
SCRIPT = """
from gevent import monkey, get_hub
monkey.patch_all()
import sys
main, imported = get_hub().thread_ident, []
class Watching:
    def find_spec(name, path=None, target=None):
        if monkey.get_original("threading", "get_ident")() != main:
            print(name)
sys.meta_path.insert(0, Watching)
from auction.users import passwords, strength
{work}
"""


@pytest.mark.parametrize(
    "work",
    [
        "strength.weakness('correct horse battery', ['seller'])",
        "passwords.hashed('correct horse battery')",
        "passwords.verified(None, 'correct horse battery')",
        "passwords.verified(passwords.hashed('old password'), 'correct horse battery')",
    ],
)
def test_no_thread_imports_a_module(work):
    script = SCRIPT.format(work=work)
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
