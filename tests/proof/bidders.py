"""A client process: bidders on keep-alive connections, each noting in a journal what every answer said.

python -m tests.proof.bidders JOURNAL, with the job as JSON on its standard input. A bidder sometimes hangs up before
the answer has come, sometimes asks twice with the same key, and sometimes bids too little on purpose. TERM ends it:
whoever waits for an answer still hears it, and the journal is written.
"""

import http.client
import json
import random
import signal
import sys
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# every auction starts where steps do not grow any more (won)
START = 10_000_000
STEP = 100_000
# a client without an answer retries after so long (seconds)
PAUSE = 0.05
# an answer that takes longer hangs (seconds)
PATIENCE = 30


class Bidder(threading.Thread):
    """One person with one connection."""

    def __init__(self, job: dict[str, Any], who: str, token: str, known: dict[int, int]) -> None:
        super().__init__(daemon=True)
        self.job, self.who, self.known = job, who, known
        self.chance = random.Random(f"{job['seed']}:{who}")
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.line: http.client.HTTPConnection | None = None
        self.journal: list[dict[str, Any]] = []

    def run(self) -> None:
        for number in range(self.job["bids"]):
            if time.time() > self.job["until"]:
                return
            self._bid(f"{self.who}-{number}")

    def _bid(self, name: str) -> None:
        item, chance = self._item(), self.chance
        body = self._offer(item)
        note = self._note(item, body, f"{self.job['seed']}-{name}" if chance.random() < 0.5 else None)
        self._send(note, hang_up=chance.random() < 0.04)
        if note["key"]:
            # with a key a client retries until there is an answer, and sometimes once more
            while not note["answers"] or chance.random() < 0.1:
                self._send(note, hang_up=False)

    def bid_until_accepted(self, item: int, until: float) -> bool:
        """Bid on this item until a bid is accepted; False when none was by `until` (monotonic seconds)."""
        for number in count():
            # a bidder who is outbid again and again offers more each time
            offer = {"maxAmount": self.known.get(item, START) + 50 * number * STEP}
            note = self._note(item, offer, f"{self.job['seed']}-{self.who}-insists-{len(self.journal)}")
            while not note["answers"] and time.monotonic() < until:
                self._send(note, hang_up=False)
            if note["answers"] and note["answers"][0]["status"] == 201:
                return True
            if time.monotonic() > until:
                return False
        raise AssertionError("counting never ends")

    def _note(self, item: int, body: dict[str, int], key: str | None) -> dict[str, Any]:
        note = {"user": self.who, "item": item, "body": body, "key": key, "answers": [], "lost": 0}
        note |= {"hung": False, "slowest": 0.0, "errors": 0}
        self.journal.append(note)
        return note

    def _item(self) -> int:
        last = self.journal[-1] if self.journal else None
        if last and last["answers"] and last["answers"][0]["code"] == "bid_too_low" and self.chance.random() < 0.8:
            return int(last["item"])
        others = self.job["items"]
        return int(self.job["hot"] if self.chance.random() < 0.3 else self.chance.choice(others))

    def _offer(self, item: int) -> dict[str, int]:
        chance, least = self.chance, self.known.get(item, START)
        roll = chance.random()
        if roll < 0.05:
            return {"amount": least - chance.randrange(1, 500_000)}
        # often enough to be over what the others bid meanwhile, never so much that the price leaves the ground
        more = chance.randrange(60) * STEP + chance.choice([0, 0, 1])
        return {"amount": least + more} if roll < 0.5 else {"maxAmount": least + more}

    def _send(self, note: dict[str, Any], hang_up: bool) -> None:
        headers = self.headers | ({"Idempotency-Key": note["key"]} if note["key"] else {})
        began = time.monotonic()
        try:
            line = self.line or self._dial()
            line.request("POST", f"/api/items/{note['item']}/bids", json.dumps(note["body"]), headers)
            if hang_up:
                time.sleep(self.chance.random() * 0.01)
                raise ConnectionAbortedError
            answer = line.getresponse()
            said = json.loads(answer.read())
            note["slowest"] = max(note["slowest"], time.monotonic() - began)
            self._take_answer(note, answer.status, said)
        except ConnectionRefusedError:
            # nothing was sent
            time.sleep(PAUSE)
        except (OSError, http.client.HTTPException, ValueError) as error:
            note["lost"] += 1
            note["hung"] |= isinstance(error, TimeoutError)
            self.hang_up()

    def _take_answer(self, note: dict[str, Any], status: int, said: dict[str, Any]) -> None:
        least = said["item"]["minimumBid"] if status == 201 else said.get("minimumBid")
        if least:
            self.known[note["item"]] = max(least, self.known.get(note["item"], 0))
        if status == 500:
            # it was not done, and says nothing about a next try
            note["errors"] += 1
            time.sleep(PAUSE)
            return
        if status == 503 or said.get("code") == "idempotency_key_in_flight":
            note["lost"] += said.get("code") != "try_again"
            note["busy"] = note.get("busy", 0) + 1
            time.sleep(PAUSE)
            return
        note["answers"].append({"status": status, "code": said.get("code"), "said": said if status == 201 else None})

    def _dial(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.job["url"])
        self.line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
        return self.line

    def hang_up(self) -> None:
        """End the connection."""
        if self.line:
            self.line.close()
        self.line = None


def main() -> None:
    job = json.load(sys.stdin)
    signal.signal(signal.SIGTERM, lambda *_: job.update(until=0))
    known: dict[int, int] = {}
    bidders = [Bidder(job, who, token, known) for who, token in job["people"]]
    for bidder in bidders:
        bidder.start()
    for bidder in bidders:
        bidder.join()
    with Path(sys.argv[1]).open("w") as journal:
        for bidder in bidders:
            journal.writelines(json.dumps(note) + "\n" for note in bidder.journal)


if __name__ == "__main__":
    main()
