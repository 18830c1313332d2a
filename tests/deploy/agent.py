"""What the CodeDeploy agent does with one deployment, for tests: `agent.py ROOT GROUP DEPLOYMENT BUNDLE.zip`.

The order, the folders and the rules follow the agent's own published code: ApplicationStop comes from the revision
installed last (even if its deployment then failed); Install first deletes all that the last Install wrote, and then
refuses to overwrite; scripts run from the archive; a script that outlives its time-out, or leaves its output open,
fails; what a failed deployment shows is the last 2,048 characters. Where the machine has no `unzip`, the agent's own
library unpacks without the executable bits, as this does always. Prints one JSON line for each script.

With CODEDEPLOY_LOCAL=/path/to/codedeploy-local the tests run AWS's own agent instead.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from shutil import copy2, rmtree

import yaml

BEFORE, AFTER = ("BeforeInstall",), ("AfterInstall", "ApplicationStart", "ValidateService")


class Failed(Exception):
    """The deployment ends here."""


class Agent:
    def __init__(self, root: Path, group: str, deployment: str) -> None:
        self.deployment, self.group = deployment, group
        self.archive = root / group / deployment / "deployment-archive"
        self.notes = root / "deployment-instructions"
        self.notes.mkdir(parents=True, exist_ok=True)
        self.cleanup = self.notes / f"{group}-cleanup"
        self.last = self.notes / f"{group}_last_successful_install"

    def deploy(self, bundle: Path) -> None:
        """Run every event in order. Raises Failed at the first that goes wrong."""
        if self.last.exists():
            self.run(Path(self.last.read_text()), "ApplicationStop")
        self.forget_old_archives()
        self.unpack(bundle)
        for event in BEFORE:
            self.run(self.archive, event)
        self.install()
        for event in AFTER:
            self.run(self.archive, event)

    def unpack(self, bundle: Path) -> None:
        self.archive.mkdir(parents=True)
        with zipfile.ZipFile(bundle) as revision:
            revision.extractall(self.archive)
        for path in self.archive.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)

    def forget_old_archives(self) -> None:
        """Five are kept, and the one that was installed last."""
        last = Path(self.last.read_text()) if self.last.exists() else None
        archives = [folder.parent for folder in self.archive.parent.parent.glob("*/deployment-archive")]
        older = sorted(set(archives) - {self.archive.parent}, key=lambda folder: folder.stat().st_mtime)
        for folder in [folder for folder in older if last is None or folder != last.parent][: max(0, len(older) - 4)]:
            rmtree(folder)

    def install(self) -> None:
        if self.cleanup.exists():
            for line in reversed(self.cleanup.read_text().splitlines()):
                self.remove(Path(line))
        wanted = [
            (source, Path(rule["destination"]) / source.relative_to(self.archive / rule["source"].strip("/")))
            for rule in self.appspec(self.archive)["files"]
            for source in sorted((self.archive / rule["source"].strip("/")).rglob("*"))
        ]
        for source, target in wanted:
            if source.is_file() and target.exists():
                raise Failed(f"a specified file already exists at this location: {target}")
        for rule in self.appspec(self.archive)["files"]:
            Path(rule["destination"]).mkdir(parents=True, exist_ok=True)
        with self.cleanup.open("w") as written:
            for source, target in wanted:
                written.write(f"{target}\n")
                if source.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                else:
                    copy2(source, target)
        self.last.write_text(str(self.archive))

    @staticmethod
    def remove(path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink(missing_ok=True)

    @staticmethod
    def appspec(archive: Path) -> dict:
        return yaml.safe_load((archive / "appspec.yml").read_text())

    def run(self, archive: Path, event: str) -> None:
        for script in self.appspec(archive)["hooks"].get(event, []):
            began = time.monotonic()
            try:
                output, problem = self.script(archive / script["location"], script, event), ""
            except Failed as error:
                output, problem = error.args[1], error.args[0]
            report = {"event": event, "script": script["location"], "seconds": round(time.monotonic() - began, 2)}
            print(json.dumps({**report, "problem": problem, "output": output}), flush=True)
            if problem:
                raise Failed(problem)

    def script(self, path: Path, rule: dict, event: str) -> str:
        if not path.exists():
            raise Failed(f"Script does not exist at specified location: {path}", "")
        path.chmod(path.stat().st_mode | 0o111)
        command = ["su", rule["runas"], "-c", str(path)] if "runas" in rule else [str(path)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment(event)},
            process_group=0,
        )
        return self.watch(process, time.monotonic() + rule.get("timeout", 3600))

    def watch(self, process: subprocess.Popen[bytes], deadline: float) -> str:
        said: list[bytes] = []
        assert process.stdout
        reader = threading.Thread(target=lambda: said.extend(process.stdout or []), daemon=True)
        reader.start()
        try:
            status = process.wait(deadline - time.monotonic())
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            raise Failed("failed to complete in time", self.text(said)) from None
        # the real one waits for the rest of the time-out; a hook that leaves its output open fails there or here
        reader.join(min(5, max(0, deadline - time.monotonic())))
        if reader.is_alive():
            raise Failed("failed to close STDOUT", self.text(said))
        if status:
            raise Failed(f"failed with exit code {status}", self.text(said))
        return self.text(said)

    @staticmethod
    def text(said: list[bytes]) -> str:
        return b"".join(said).decode(errors="replace")

    def environment(self, event: str) -> dict[str, str]:
        return {
            "LIFECYCLE_EVENT": event,
            "DEPLOYMENT_ID": self.deployment,
            "APPLICATION_NAME": "SSGBay",
            "DEPLOYMENT_GROUP_NAME": self.group,
            "DEPLOYMENT_GROUP_ID": self.group,
        }


if __name__ == "__main__":
    try:
        Agent(Path(sys.argv[1]), sys.argv[2], sys.argv[3]).deploy(Path(sys.argv[4]))
    except Failed as failure:
        sys.exit(str(failure.args[0]))
