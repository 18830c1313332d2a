"""A throw-away machine with a real systemd, cron and users, in namespaces over a copy-on-write view of this one."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy2

from auction.config import ROOT
from commands import children
from tests import kept
from tests.processes import wait_for

HERE = Path(__file__).parent
HOME = "/home/ubuntu/ssgbay"
HANDED = ("PATH", "PIP_", "SSL_", "LANG")
# AWS's own agent: the path of its `codedeploy-local`, which must run on this machine
REAL_AGENT = os.environ.get("CODEDEPLOY_LOCAL", "")
AGENT_ROOT = "/opt/codedeploy-agent/deployment-root"


@dataclass
class Deployment:
    """How one deployment went: `failed` names the event that ended it, or is empty."""

    id: str
    failed: str
    output: str


@dataclass
class Machine:
    init: int
    folder: Path
    failures: list[str] = field(default_factory=list)

    def run(self, *command: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess:
        """One command inside, as root, with little environment, as a service would have it."""
        handed = {name: value for name, value in os.environ.items() if name.startswith(HANDED)}
        inside = ["nsenter", "-t", str(self.init), "-m", "-u", "-i", "-p", "-C", "-r", "--wdns=/", *command]
        done = subprocess.run(
            inside,
            env={**handed, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0 or not check, f"{command}: {done.stdout}"
        return done

    def says(self, *command: str) -> str:
        return self.run(*command).stdout.strip()

    def path(self, inside: str) -> Path:
        """A path of the machine, seen from here."""
        return Path(f"/proc/{self.init}/root") / inside.lstrip("/")

    def write(self, inside: str, text: str) -> None:
        path = self.path(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def deploy(self, deployment: str, bundle: Path) -> Deployment:
        """Deploy `bundle` by AWS's own agent where there is one, which names deployments itself; else by the model."""
        copy2(bundle, self.path(f"/tmp/{bundle.name}"))
        done = self._by_aws(bundle.name) if REAL_AGENT else self._by_model(deployment, bundle.name)
        print(f"  {deployment} ({done.id}): {done.failed or 'succeeded'}")
        return done

    def _by_aws(self, bundle: str) -> Deployment:
        configuration = "/etc/codedeploy-local.yml"
        self.write(configuration, f"---\n:root_dir: {AGENT_ROOT}\n:log_dir: /var/log/agent\n:pid_dir: /run\n")
        options = {
            "bundle-location": f"/tmp/{bundle}", "type": "zip", "deployment-group": "group",
            "agent-configuration-file": configuration,
        }  # fmt: skip
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        done = self.run(REAL_AGENT, *words, check=False)
        deployment = re.findall(r"from within folder \S+/(d-\w+-local)", done.stdout)[0]
        output = self.path(f"{AGENT_ROOT}/group/{deployment}/logs/scripts.log").read_text()
        failed = re.findall(r"LifecycleEvent - (\w+)", output)[-1] if done.returncode else ""
        return Deployment(deployment, failed, output + done.stdout)

    def _by_model(self, deployment: str, bundle: str) -> Deployment:
        agent = [sys.executable, str(HERE / "agent.py"), AGENT_ROOT, "group", deployment]
        done = self.run(*agent, f"/tmp/{bundle}", check=False)
        events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        for event in events:
            print(f"  {deployment} {event['event']:16} {event['seconds']:6.2f} s {event['problem']}")
        bad = [event["event"] for event in events if event["problem"]]
        assert bool(bad) == bool(done.returncode), done.stdout
        return Deployment(deployment, bad[0] if bad else "", "\n".join(event["output"] for event in events))


@contextlib.contextmanager
def booted(folder: Path) -> Iterator[Machine]:
    """Boot, wait until systemd runs, and end all of it afterwards. Raises OSError where namespaces are refused."""
    folder.mkdir(parents=True)
    log = (folder.parent / f"{folder.name}.log").open("wb+")
    seen = sorted({str(ROOT), sys.prefix, sys.base_prefix, str(kept.folder(""))})
    process = children.start(
        [
            *["unshare", "--pid", "--mount", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child"],
            str(HERE / "boot.sh"),
            str(folder),
            *seen,
        ],
        stdout=log,
        orphaned=signal.SIGKILL,
    )
    try:
        yield _up(process, folder, log)
    finally:
        process.kill()
        process.wait()
        log.close()


def _up(process: subprocess.Popen[bytes], folder: Path, log) -> Machine:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")

    def ready() -> bool:
        if process.poll() is not None:
            log.seek(0)
            raise OSError(f"no machine in namespaces here: {log.read().decode(errors='replace').strip()}")
        born = children.read_text().split()
        if not born or Path(f"/proc/{born[0]}/comm").read_text() != "systemd\n":
            return False
        state = Machine(int(born[0]), folder).run("systemctl", "is-system-running", check=False).stdout
        return state.strip() in ("running", "degraded")

    # a machine that is busy with other work takes minutes, not seconds
    wait_for(ready, 300)
    return Machine(int(children.read_text().split()[0]), folder)


def revision(folder: Path, name: str, change: Callable[[Path], None] = lambda _tree: None) -> Path:
    """The zip that `aws deploy push --ignore-hidden-files` would make of this repository, changed by `change`."""
    tree, bundle = folder / name, folder / f"{name}.zip"
    listed = subprocess.check_output(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"], text=True)
    for path in listed.split("\0"):
        hidden = any(part.startswith(".") for part in Path(path).parts)
        if path and not hidden and (ROOT / path).is_file():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            copy2(ROOT / path, tree / path)
    change(tree)
    with zipfile.ZipFile(bundle, "w") as archive:
        for file in sorted(tree.rglob("*")):
            archive.write(file, file.relative_to(tree))
    return bundle
