"""Bidders in processes of their own, and the journals they leave."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.cast import Person
from tests.proof import journal
from tests.proof.harness import Harness


class Crowd:
    """The started processes; `notes()` waits until they end."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.files: list[Path] = []
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, file: Path, job: dict[str, Any]) -> None:
        """Start a process, which writes its journal to `file` when it ends."""
        self.files.append(file)
        self.running.append(self.harness.run("-m", "tests.proof.bidders", str(file), job=json.dumps(job)))

    def terminate(self) -> None:
        """Terminate the bidders; each still waits for the answer to its last request."""
        for process in self.running:
            process.terminate()

    def notes(self) -> list[journal.Note]:
        """The notes of all, once all have ended."""
        for process in self.running:
            assert process.wait() == 0, (self.harness.folder / "processes.log").read_text(errors="replace")
        return journal.read(self.files)


@contextlib.contextmanager
def at_work(
    harness: Harness,
    name: object,
    job: dict[str, Any],
    people: Sequence[Person],
    processes: int,
    urls: Sequence[str] = (),
) -> Iterator[Crowd]:
    """These people bid at the harness's site, or each process at another of `urls`; all end with the block."""
    tokens = [(person.id, person.access_token) for person in people]
    crowd, urls = Crowd(harness), urls or [harness.site.url]
    try:
        for number in range(processes):
            mine = {"people": tokens[number::processes], "url": urls[number % len(urls)]}
            crowd.start(harness.folder / f"{name}-{harness.seed}-{number}.jsonl", job | mine)
        yield crowd
    finally:
        for process in crowd.running:
            process.kill()
            process.wait()
