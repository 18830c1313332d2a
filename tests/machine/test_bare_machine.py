"""The two commands and the README's auction on a machine with git and Python alone."""

import json
import re
from collections.abc import Iterator

import pytest
import yaml

from auction.config import ROOT
from commands import needs
from tests.machine.bare import CHECKOUT, Bare, Impossible, bare
from tests.processes import free_port

pytestmark = pytest.mark.timeout(1200)
STOPPED = "everything has stopped"
# starts the site, waits until it is open, does something, and stops it
WHILE_IT_RUNS = """
: > /tmp/console  # emptied before it is read: the shell of the background command may come too late for that
./ssgbay run >> /tmp/console 2>&1 & run=$!
until grep -q 'is open' /tmp/console; do kill -0 $run 2> /dev/null || {{ cat /tmp/console; exit 1; }}; sleep 0.2; done
{0}
kill $run; wait $run; cat /tmp/console
"""
LOOPBACK_UP = """python3 -c '
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
'
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    try:
        with bare(tmp_path_factory.mktemp("bare")) as made:
            yield made
    except Impossible as why:
        pytest.skip(f"NOT TESTED: the two commands on a bare machine. {why}")


@pytest.mark.parametrize("verb", ["run", "test"])
def test_without_sudo_one_message_names_everything_and_nothing_is_made(machine: Bare, verb: str) -> None:
    done = machine.run(f"su --shell /bin/bash nobody --command './ssgbay {verb}'")
    assert done.returncode == 1
    listed = re.findall(r"^    sudo apt-get update && sudo apt-get install .*$", done.stdout, re.M)
    assert len(listed) == 1, done.stdout
    assert set(needs.PACKAGES[verb]) <= set(listed[0].split())
    assert re.search(r" python3\.\d+-venv ", listed[0])
    assert not (machine.root / CHECKOUT.lstrip("/") / ".venv").exists()


def test_the_site_opens_and_an_auction_is_held_by_the_readmes_lines(machine: Bare) -> None:
    first = machine.run(WHILE_IT_RUNS.format("true"), PORT=str(free_port()))
    assert STOPPED in first.stdout, first.stdout
    # the second start needs no network, and has the README's port for itself
    second = machine.run(LOOPBACK_UP + WHILE_IT_RUNS.format(auction_of_the_readme()), online=False)
    assert STOPPED in second.stdout, second.stdout
    won = [json.loads(line) for line in second.stdout.splitlines() if line.startswith('{"entries"')]
    assert [(one["item"]["status"], one["item"]["name"], one["price"]) for each in won for one in each["entries"]] == [
        ("sold", "필름카메라", 10_000)
    ], second.stdout


def auction_of_the_readme() -> str:
    """The lines that the README prints, to the letter."""
    return re.findall(r"```sh\n(api=.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[0]


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_the_whole_suite_passes_there(machine: Bare) -> None:
    done = machine.run("./ssgbay test -q --ignore tests/machine")
    assert done.returncode == 0, done.stdout[-20_000:]


# GitHub's image has sudo, a user for whom it asks nothing, and MySQL, which the job removes: a mention of it is enough
AS_GITHUB = """
apt-get -qq update && apt-get -qq -y --no-install-recommends install sudo > /dev/null
useradd --create-home runner && echo 'runner ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/runner
git clean -fdXq && cp -a . /home/runner/ssgbay && chown -R runner: /home/runner/ssgbay
cd /home/runner/ssgbay && HOME=/home/runner exec su runner --command '{0}'
"""


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_githubs_test_job_passes_as_a_user_with_sudo(machine: Bare) -> None:
    steps = yaml.safe_load((ROOT / ".github/workflows/api.yml").read_text())["jobs"]["test"]["steps"]
    lines = [step["run"] for step in steps if "run" in step]
    assert lines[-1] == "./ssgbay test"
    done = machine.run(AS_GITHUB.format("set -e\n" + "\n".join(lines).replace("'", "'\\''")))
    assert done.returncode == 0, done.stdout[-20_000:]
