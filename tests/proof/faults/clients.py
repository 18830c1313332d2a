"""Clients that fall silent half-way through a request, and clients that are gone before their answer comes."""

import contextlib
import json
import select
import socket
import struct
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import database
from tests.cast import Person
from tests.entries import public_number
from tests.proof.faults.load import late_bids, load, median_and_maximum
from tests.proof.harness import Finding, Harness, auctions, audit_faults
from tests.scenes import at_once

OFFER = 50_000_000
CLOSED_WITHIN = 60.0  # seconds until the site gives a silent client up
THREADS = 16


def silent(harness: Harness, how_many: int, wait_for_the_end: bool) -> Finding:
    """So many clients connect, send a part of a bid and fall silent; bids go on, and nothing of theirs is bid."""
    person, seller = harness.people(["silent", "silent-seller"])
    with harness.look() as db, load(harness, name="silent") as (at_work, report):
        item = auctions(db, seller.id, 1, end="UTC_TIMESTAMP(6) + INTERVAL 1 DAY")[0]
        with _falling_silent(harness, person, item, how_many) as lines:
            waits = [wait for _ in range(5) for wait in at_work.next_bids()]
            ended = _seconds_to_the_end(harness, lines) if wait_for_the_end else None
            waits += at_work.next_bids()
        bids = len(db.all("SELECT id FROM bid WHERE item_id = %(id)s", id=item))
    faults = report.faults + late_bids(waits) + ([f"{bids} half bids were made"] if bids else [])
    faults += ["some are still connected"] if ended == CLOSED_WITHIN else []
    figure = (
        f"{how_many} silent clients, {bids} of their half bids made; {report.accepted:,} bids of others accepted, the "
        f"next on each item after {median_and_maximum(waits)}"
    )
    return Finding(figure + (f"; the last of the silent ones let go after {ended:.0f} s" if ended else ""), faults)


@contextlib.contextmanager
def _falling_silent(harness: Harness, person: Person, item: int, how_many: int) -> Iterator[list[socket.socket]]:
    """Each sends a little more of a bid than the one before, from nothing at all to all but the last byte."""
    whole = _request(person, item, "")
    with contextlib.ExitStack() as stack:
        lines = []
        for number in range(how_many):
            line = stack.enter_context(_dial(harness))
            line.sendall(whole[: number * (len(whole) - 1) // max(1, how_many - 1)])
            lines.append(line)
        yield lines


def _seconds_to_the_end(harness: Harness, lines: list[socket.socket]) -> float:
    """How long it takes until the site has ended or answered every one of them."""
    began, left = time.monotonic(), set(lines)
    while left and time.monotonic() < began + CLOSED_WITHIN:
        for line in select.select(list(left), [], [], 0.5)[0]:
            with contextlib.suppress(OSError):
                while line.recv(65536):
                    pass
            left.discard(line)
        harness.progress(f"{len(left)} silent clients are still connected")
    return min(time.monotonic() - began, CLOSED_WITHIN)


def vanishing(harness: Harness, how_many: int) -> Finding:
    """So many clients send a whole bid and are gone within 20 ms; every second one has a key and asks again later."""
    person, seller = harness.people(["vanishing", "vanishing-seller"])
    chance = harness.chance("vanishing")
    keys = [f"{harness.seed}-vanished-{number}" if number % 2 else "" for number in range(how_many)]
    stays = [chance.uniform(0, 0.02) for _ in keys]
    with harness.look() as db:
        ids = auctions(db, seller.id, how_many, end="UTC_TIMESTAMP(6) + INTERVAL 1 DAY")

        def vanish(thread: int) -> None:
            for n in range(thread, how_many, THREADS):
                _vanish(harness, _request(person, ids[n], keys[n]), stays[n])

        at_once(vanish, THREADS)
        answered = {item: _retry(person, item, key) for item, key in zip(ids, keys, strict=True) if key}
        _let_run_out(db, ids)
        logged: dict[int, list[int]] = {item: [] for item in ids}
        for row in db.all("SELECT id, item_id FROM bid WHERE item_id IN %(ids)s", ids=ids):
            logged[row["item_id"]].append(public_number(db, row["id"]))
    faults = [f"{item}: logged {logged[item]}, not {bid}" for item, bid in answered.items() if logged[item] != [bid]]
    without = [logged[item] for item in ids if item not in answered]
    faults += [f"made {len(bids)} times" for bids in without if len(bids) > 1]
    return Finding(
        f"{how_many} clients gone before their answer; {len(answered)} retried with their key and got the answer "
        f"of their one bid; of {len(without)} without a key {sum(map(len, without))} were made; "
        f"{len(faults)} doubled or lost",
        faults + audit_faults(harness),
    )


def _vanish(harness: Harness, whole: bytes, after: float) -> None:
    """Send it all, and reset the connection so much later (seconds)."""
    line = _dial(harness)
    line.sendall(whole)
    time.sleep(after)
    # no parting word: whatever the site writes now meets a reset
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def _retry(person: Person, item: int, key: str) -> int:
    """The id of the bid that this key has made."""
    while True:
        answer = person.bids({"id": item}, max_amount=OFFER, key=key)
        if answer.status_code == 201:
            return int(answer.json["bid"]["id"])
        assert answer.json["code"] in ("idempotency_key_in_flight", "try_again", "outcome_unknown"), answer.text


def _let_run_out(db: database.Db, ids: list[int]) -> None:
    """Give a request that still lies in the site's hands time to begin, and wait for all locks on auctions."""
    time.sleep(1)
    db.all("SELECT id FROM item WHERE id IN %(ids)s FOR UPDATE", ids=ids)


def _dial(harness: Harness) -> socket.socket:
    place = urlsplit(harness.site.url)
    return socket.create_connection((place.hostname or "", place.port or 80), timeout=60)


def _request(person: Person, item: int, key: str) -> bytes:
    """A whole bid, as it goes over the line."""
    body = json.dumps({"maxAmount": OFFER})
    named = [f"Idempotency-Key: {key}"] if key else []
    head = [
        f"POST /api/items/{item}/bids HTTP/1.1", "Host: localhost", "Content-Type: application/json",
        f"Authorization: {person.headers['Authorization']}", *named, f"Content-Length: {len(body)}", "", body,
    ]  # fmt: skip
    return "\r\n".join(head).encode()
