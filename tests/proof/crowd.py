"""Bidders in processes of their own, and the journals they leave."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.cast import Person
from tests.proof import journal
from tests.proof.house import House


class Crowd:
    """What was started; `notes()` waits for its end."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.files: list[Path] = []
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, file: Path, job: dict[str, Any]) -> None:
        """One more process, which writes its journal to `file` when it ends."""
        self.files.append(file)
        self.running.append(self.house.run("-m", "tests.proof.bidders", str(file), job=json.dumps(job)))

    def tell_to_end(self) -> None:
        """Terminate the bidders; each still waits for the answer to its last request."""
        for process in self.running:
            process.terminate()

    def notes(self) -> list[journal.Note]:
        """Everybody's notes, once all have ended."""
        for process in self.running:
            assert process.wait() == 0, (self.house.folder / "processes.log").read_text(errors="replace")
        return journal.read(self.files)


@contextlib.contextmanager
def at_work(
    house: House, name: object, job: dict[str, Any], people: Sequence[Person], processes: int, urls: Sequence[str] = ()
) -> Iterator[Crowd]:
    """These people bid at the house's site, or each process of them at another of `urls`; none outlives the block."""
    tokens = [(person.id, person.access_token) for person in people]
    crowd, urls = Crowd(house), urls or [house.site.url]
    try:
        for number in range(processes):
            mine = {"people": tokens[number::processes], "url": urls[number % len(urls)]}
            crowd.start(house.folder / f"{name}-{house.seed}-{number}.jsonl", job | mine)
        yield crowd
    finally:
        for process in crowd.running:
            process.kill()
            process.wait()
