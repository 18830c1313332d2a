"""Load: bidders in processes of their own, persistent bidders in this one, and a report of what all of them saw."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.cast import an_item
from tests.processes import at_most, wait_for
from tests.proof import journal
from tests.proof.bidders import Bidder
from tests.proof.clock import pass_time_to_end
from tests.proof.crowd import Crowd, at_work
from tests.proof.harness import Harness, audit_faults
from tests.scenes import at_once

PROCESSES = 2
FOREVER = 10**9
LONGEST = 900  # seconds that any load lasts
PROMISED = 5.0  # seconds to the next bid on any item once a fault is over
# a statement may take 5 s and the wait for a connection 3 s; what takes longer than both with a retry is a hang
LONGEST_ANSWER = 15.0


class Load:
    """Bidders at work on a few items, one of them hot; and for each item a bidder who retries until accepted."""

    def __init__(self, harness: Harness, items: list[int], job: dict[str, Any], name: object, crowd: Crowd) -> None:
        self.harness, self.items, self.crowd = harness, items, crowd
        persistent = harness.people([f"persistent-{number}-{name}" for number in range(len(items))])
        at_this_site = job | {"url": harness.site.url}
        self.persistent = [Bidder(at_this_site, person.id, person.access_token, {}) for person in persistent]

    def next_bids(self, items: Sequence[int] = ()) -> list[float]:
        """Bid on these (or all) items at once, each until a bid is accepted; the seconds it took, 20 at most."""
        numbers = [self.items.index(item) for item in items or self.items]

        def bid_until_accepted(place: int) -> float:
            number, began = numbers[place], time.monotonic()
            self.persistent[number].bid_until_accepted(self.items[number], began + 4 * PROMISED)
            return time.monotonic() - began

        return at_once(bid_until_accepted, len(numbers))

    def stop(self) -> list[journal.Note]:
        """End the bidders, each with an answer to their last request; return all notes."""
        self.crowd.terminate()
        notes = self.crowd.notes()
        for bidder in self.persistent:
            bidder.hang_up()
        return notes + [note for bidder in self.persistent for note in bidder.journal]


@contextmanager
def load(harness: Harness, clients: int = 8, items: int = 4, name: object = "") -> Iterator[tuple[Load, "LoadReport"]]:
    """Load while the block runs; afterwards the report has all answers, and compares them with the log.

    `name` distinguishes the users of several loads in one harness.
    """
    seller, *people = harness.people(
        [f"{who}-{name}" for who in ("seller", *(f"client-{number}" for number in range(clients)))]
    )
    ids = [an_item(seller, price="10000000")["id"] for _ in range(items)]
    job = {"seed": harness.seed, "hot": ids[0], "items": ids[1:], "bids": FOREVER, "until": time.time() + LONGEST}
    report = LoadReport()
    with at_work(harness, f"load-{name}", job, people, PROCESSES) as crowd:
        under_way = Load(harness, ids, job, name, crowd)
        with harness.look() as db:
            first = "SELECT id FROM bid WHERE item_id IN %(ids)s LIMIT 20"
            wait_for(lambda: len(db.all(first, ids=ids)) == 20, 60)
        yield under_way, report
        report.collect(harness, under_way)


class LoadReport:
    """What the journals say, where they differ from the log, and how the auctions ended."""

    def __init__(self) -> None:
        self.notes: list[journal.Note] = []
        self.faults: list[str] = []

    def collect(self, harness: Harness, at_work: Load) -> None:
        """Compare the journals with the log, audit, end all auctions, compare each winner with the highest offer."""
        self.notes = at_work.stop()
        with harness.look() as db:
            self.faults += journal.faults(self.notes, db) + audit_faults(harness)
            for item in at_work.items:
                pass_time_to_end(db, item)
            harness.close_due()
            self.faults += winner_faults(db, at_work.items) + audit_faults(harness)
        slow = [note for note in self.notes if note["slowest"] > LONGEST_ANSWER]
        self.faults += [f"answered after {note['slowest']:.1f} s: {note}" for note in slow]

    @property
    def accepted(self) -> int:
        """How many bids were answered 201."""
        return journal.codes(self.notes)["accepted"]

    @property
    def put_off(self) -> int:
        """How many answers were 503 or that the key is still in use."""
        return sum(note.get("busy", 0) for note in self.notes)

    @property
    def slowest(self) -> float:
        """Seconds that the slowest answer took."""
        return float(max(note["slowest"] for note in self.notes))

    @property
    def lost(self) -> int:
        """How many answers did not come, or said that the outcome is unknown."""
        return sum(note["lost"] for note in self.notes)


def winner_faults(db: Any, items: list[int]) -> list[str]:
    """Auctions without retraction or reserve: sold once, to the earliest of the highest offers in the log."""
    faults = []
    for item in items:
        top = db.one("SELECT user_id FROM bid WHERE item_id = %(id)s ORDER BY offer DESC, id LIMIT 1", id=item)
        sales = db.all("SELECT user_id FROM history WHERE item_id = %(id)s", id=item)
        if sales != ([top] if top else []):
            faults.append(f"auction {item}: sold to {sales}, and the highest offer is {top}")
    return faults


def median_and_maximum(seconds: list[float]) -> str:
    """Median and maximum, in words."""
    return f"{statistics.median(seconds):.2f} s (median; at most {max(seconds):.2f} s)"


def late_bids(seconds: list[float]) -> list[str]:
    """Faults of waits for the next bid on each item that were longer than promised."""
    return [f"the next bid took {wait:.1f} s" for wait in seconds if wait > at_most(PROMISED)]
