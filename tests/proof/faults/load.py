"""Load with a witness: bidders in processes of their own, others who insist on the next bid, and their journals."""

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
from tests.proof.house import House, audit_faults
from tests.scenes import at_once

PROCESSES = 2
FOREVER = 10**9
LONGEST = 900  # seconds that any load lasts
PROMISED = 5.0  # seconds to the next bid on any item once a fault is over
# a statement may take 5 s and the wait for a connection 3 s; what takes longer than both with a retry is a hang
LONGEST_ANSWER = 15.0


class Load:
    """Bidders at work on a few items, one of them hot; and for each item somebody who insists."""

    def __init__(self, house: House, items: list[int], job: dict[str, Any], name: object, crowd: Crowd) -> None:
        self.house, self.items, self.crowd = house, items, crowd
        insisting = house.people([f"insisting-{number}-{name}" for number in range(len(items))])
        at_this_site = job | {"url": house.site.url}
        self.insisting = [Bidder(at_this_site, person.id, person.access_token, {}) for person in insisting]

    def next_bids(self, items: Sequence[int] = ()) -> list[float]:
        """Bid on these (or all) items at once, each until a bid is accepted; the seconds it took, 20 at most."""
        numbers = [self.items.index(item) for item in items or self.items]

        def insist(place: int) -> float:
            number, began = numbers[place], time.monotonic()
            self.insisting[number].insist(self.items[number], began + 4 * PROMISED)
            return time.monotonic() - began

        return at_once(insist, len(numbers))

    def stop(self) -> list[journal.Note]:
        """End the bidders, each with an answer to their last request; return all notes."""
        self.crowd.tell_to_end()
        notes = self.crowd.notes()
        for bidder in self.insisting:
            bidder.hang_up()
        return notes + [note for bidder in self.insisting for note in bidder.journal]


@contextmanager
def load(house: House, clients: int = 8, items: int = 4, name: object = "") -> Iterator[tuple[Load, "Witness"]]:
    """Load while the block runs; afterwards the witness knows what every answer said, and what is in the log.

    `name` tells the people of several loads in one house apart.
    """
    seller, *people = house.people(
        [f"{who}-{name}" for who in ("seller", *(f"client-{number}" for number in range(clients)))]
    )
    ids = [an_item(seller, price="10000000")["id"] for _ in range(items)]
    job = {"seed": house.seed, "hot": ids[0], "items": ids[1:], "bids": FOREVER, "until": time.time() + LONGEST}
    witness = Witness()
    with at_work(house, f"load-{name}", job, people, PROCESSES) as crowd:
        under_way = Load(house, ids, job, name, crowd)
        with house.look() as db:
            first = "SELECT id FROM bid WHERE item_id IN %(ids)s LIMIT 20"
            wait_for(lambda: len(db.all(first, ids=ids)) == 20, 60)
        yield under_way, witness
        witness.hear(house, under_way)


class Witness:
    """What the journals say, what does not agree with the log, and how the auctions ended."""

    def __init__(self) -> None:
        self.notes: list[journal.Note] = []
        self.faults: list[str] = []

    def hear(self, house: House, at_work: Load) -> None:
        """Journals against the log, the audit; then everything ends, and each winner is the log's highest offer."""
        self.notes = at_work.stop()
        with house.look() as db:
            self.faults += journal.faults(self.notes, db) + audit_faults(house)
            for item in at_work.items:
                pass_time_to_end(db, item)
            house.close_due()
            self.faults += winner_faults(db, at_work.items) + audit_faults(house)
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


def spread(seconds: list[float]) -> str:
    """Median and maximum, in words."""
    return f"{statistics.median(seconds):.2f} s (median; at most {max(seconds):.2f} s)"


def unhurried(seconds: list[float]) -> list[str]:
    """Faults of waits for the next bid on each item that were longer than promised."""
    return [f"the next bid took {wait:.1f} s" for wait in seconds if wait > at_most(PROMISED)]
