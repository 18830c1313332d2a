"""Races of real processes: bidders over HTTP, closers killed at random, and bids aimed at the very end."""

import contextlib
import signal
import subprocess
import threading
import time
from itertools import cycle
from typing import Any

import database
from tests.cast import an_item
from tests.proof import journal
from tests.proof.crowd import at_work
from tests.proof.harness import Finding, Harness, auctions, audit_faults
from tests.scenes import at_once

CLIENTS = 64
PROCESSES = 8
MOST_AT_ONCE = 10_000


def bidding(harness: Harness, bids: int, seconds: float) -> Finding:
    """64 clients in 8 processes on one hot item and 50 others, until so many requests or so long."""
    seller, *people = harness.people(["seller", *(f"client-{number}" for number in range(CLIENTS))])
    hot, *others = (an_item(seller, price="10000000")["id"] for _ in range(51))
    job = {
        "seed": harness.seed,
        "hot": hot,
        "items": others,
        "bids": -(-bids // CLIENTS),
        "until": time.time() + seconds,
    }
    began = time.monotonic()
    with at_work(harness, "journal", job, people, PROCESSES) as crowd:
        notes = crowd.notes()
    took = time.monotonic() - began
    with harness.look() as db:
        faults = journal.faults(notes, db) + audit_faults(harness)
        total, busiest = (
            db.single(database.Row, f"SELECT COUNT(*) AS n FROM bid WHERE item_id {which}", hot=hot)["n"]
            for which in ("> 0", "= %(hot)s")
        )
    sent = sum(len(note["answers"]) + note["lost"] for note in notes)
    retried = sum(len(note["answers"]) > 1 or (note["lost"] > 0 and note["key"] is not None) for note in notes)
    answers = ", ".join(f"{code} {count:,}" for code, count in journal.codes(notes).most_common())
    return Finding(
        f"{len(notes):,} bids by {CLIENTS} clients in {took:.0f} s ({sent / took:.0f} requests/s): {answers}; "
        f"{total:,} in the log, {busiest:,} of them on the hot item; {retried:,} retried with their key, "
        f"{sum(note['lost'] for note in notes):,} answers lost",
        faults,
    )


def closing(harness: Harness, sales: int, kills: int, at_a_time: int = 4) -> Finding:
    """Auctions end by the hundred while closers overlap and are killed at work; then one more comes and finishes."""
    seller, leader, rival = (person.id for person in harness.people(["owner", "leader", "loser"]))
    start = _seconds_to_start(harness, at_a_time)
    # there is something to close for as long as closers are killed
    spread = 1.75 * start * kills / at_a_time
    with harness.look() as db:
        ids = []
        for _ in range(-(-sales // MOST_AT_ONCE)):
            number = min(sales, MOST_AT_ONCE)
            ids += auctions(
                db, seller, number,
                end=f"UTC_TIMESTAMP(6) + INTERVAL n * {spread * 1e6 / number:.0f} MICROSECOND",
                leader=f"CASE WHEN n %% 5 = 0 THEN NULL WHEN n %% 2 = 0 THEN '{leader}' ELSE '{rival}' END",
                reserve="IF(n %% 7 = 0, 10000000000, NULL)",
            )  # fmt: skip
        killed, ended = _kill_closers(harness, kills, at_a_time, start)
        met = _count(db, "item WHERE isOpen = 0 AND id >= %(first)s", ids)
        time.sleep(max(0.0, _seconds_to_last_end(db, ids[-1]) + 0.1))
        harness.close_due()
        faults = closing_faults(db, ids) + audit_faults(harness) + ([] if met else ["no closer got as far as its work"])
        sold = _count(db, "history WHERE item_id >= %(first)s", ids)
    return Finding(
        f"{killed} closers killed and {ended} left to end, {at_a_time} at a time, while {sales:,} auctions ended; they "
        f"closed {met:,}; after one more run {sold:,} were sold, each once, and the others unsold",
        faults,
    )


def _seconds_to_start(harness: Harness, at_a_time: int) -> float:
    """How long closers that find nothing take, so many at a time."""
    began = time.monotonic()
    at_once(lambda _: harness.close_due(), at_a_time)
    return time.monotonic() - began


def _kill_closers(harness: Harness, kills: int, at_a_time: int, start: float) -> tuple[int, int]:
    """Kill each at a moment from 0.4 of what it takes to `start` (seconds), the later ones deeper in their work."""
    chance = harness.chance("closers")
    counts = {True: 0, False: 0}
    turn = threading.Lock()

    def keep_closing(_: int) -> None:
        while counts[True] < kills:
            closer = harness.run("historyUpdate.py")
            with turn:
                patience = start * chance.uniform(0.4, 1.5 + 3.0 * counts[True] / kills)
            with contextlib.suppress(subprocess.TimeoutExpired):
                closer.wait(patience)
            closer.kill()
            closer.wait()
            with turn:
                counts[closer.returncode == -signal.SIGKILL] += 1

    at_once(keep_closing, at_a_time)
    return counts[True], counts[False]


def _count(db: database.Db, what: str, ids: list[int]) -> int:
    return int((db.one(f"SELECT COUNT(*) AS n FROM {what}", first=ids[0]) or {})["n"])


def _seconds_to_last_end(db: database.Db, item_id: int) -> float:
    row: Any = db.one(
        "SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), endTime) / 1e6 AS s FROM item WHERE id = %(id)s",
        id=item_id,
    )
    return float(row["s"])


def closing_faults(db: database.Db, ids: list[int]) -> list[str]:
    """Sold once to the leader where there is one and the reserve is met; otherwise unsold; nothing left open."""
    rows = db.all(
        """
        SELECT item.id, item.state, item.leader_id, item.price, item.reserve, COUNT(history.id) AS sales,
               MAX(history.user_id) AS winner, MAX(history.price) AS paid, MAX(prehistory.id) AS standing
          FROM item
          LEFT JOIN history ON history.item_id = item.id
          LEFT JOIN prehistory ON prehistory.item_id = item.id
         WHERE item.id BETWEEN %(first)s AND %(last)s
         GROUP BY item.id, item.state, item.leader_id, item.price, item.reserve
        """,
        first=ids[0],
        last=ids[-1],
    )
    return [f"closing: {row}" for row in rows if not _closed_well(row)]


def _closed_well(row: dict[str, Any]) -> bool:
    sells = row["leader_id"] is not None and (row["reserve"] is None or row["price"] >= row["reserve"])
    expected = ("sold", 1, row["leader_id"], row["price"]) if sells else ("unsold", 0, None, None)
    return (row["state"], row["sales"], row["winner"], row["paid"]) == expected and row["standing"] is None


def at_the_end(harness: Harness, how_many: int, each: int = 3, names: str = "end") -> Finding:
    """Bids sent within 50 ms of the end of auctions whose row somebody else holds until before or after it.

    `names` tells the people of several runs in one harness apart.
    """
    seller, *people = harness.people([f"{names}-seller", *(f"{names}-sniper-{number}" for number in range(each))])
    chance, seen = harness.chance("ends"), []
    with harness.look() as db:
        for _ in range(-(-how_many // 20)):
            ids = auctions(db, seller.id, 20, end="UTC_TIMESTAMP(6) + INTERVAL 1500000 + n * 20000 MICROSECOND")
            plan = [(chance.uniform(-0.08, 0.08), [chance.uniform(-0.05, 0.05) for _ in range(each)]) for _ in ids]
            seen += _snipe(harness, db, ids, people, plan)
        faults = [*audit_faults(harness), *(fault for one in seen for fault in _late(one))]
        late = db.all("SELECT bid.id FROM bid JOIN item ON item.id = item_id WHERE bid.createdAt >= item.endTime "
                      "AND item.user_id = %(seller)s", seller=seller.id)  # fmt: skip
        harness.close_due()
        faults += [f"accepted at or after the end: {row}" for row in late] + audit_faults(harness)
    accepted = sum(status == 201 for one in seen for status, _ in one["answers"])
    held_over = [one for one in seen if one["released"] >= one["end"]]
    waited = sum(len(one["answers"]) for one in held_over)
    return Finding(
        f"{len(seen) * each} bids within ±50 ms of {len(seen)} ends: {accepted} accepted, all before the end; "
        f"of the {waited} that waited for a lock held past the end, "
        f"{sum(status == 201 for one in held_over for status, _ in one['answers'])} accepted",
        faults,
    )


def _snipe(
    harness: Harness, db: database.Db, ids: list[int], people: list[Any], plan: list[Any]
) -> list[dict[str, Any]]:
    rows = db.all("SELECT id, endTime, UTC_TIMESTAMP(6) AS now FROM item WHERE id IN %(ids)s ORDER BY id", ids=ids)
    here = time.monotonic()
    seen = [{"id": row["id"], "end": row["endTime"], "answers": [], "released": row["endTime"]} for row in rows]
    moments = [here + (row["endTime"] - row["now"]).total_seconds() for row in rows]
    work = []
    for one, moment, (release, shots) in zip(seen, moments, plan, strict=True):
        work.append(lambda one=one, moment=moment, release=release: _hold(harness, one, moment, release))
        for person, shot in zip(cycle(people), shots, strict=False):
            work.append(lambda one=one, at=moment + shot, person=person: _shoot(one, at, person))
    at_once(lambda number: work[number](), len(work))
    return seen


def _hold(harness: Harness, one: dict[str, Any], end: float, release: float) -> None:
    """Hold the auction's row from 0.3 s before its end until `release` after it, and note the database's time."""
    with contextlib.closing(database.connect(harness.database_url)) as connection:
        db = database.Db(connection)
        _sleep_until(end - 0.3)
        db.one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=one["id"])
        _sleep_until(end + release)
        one["released"] = (db.one("SELECT UTC_TIMESTAMP(6) AS now") or {})["now"]
        connection.rollback()


def _shoot(one: dict[str, Any], at: float, person: Any) -> None:
    _sleep_until(at)
    answer = person.bids({"id": one["id"]}, max_amount=50_000_000)
    one["answers"].append((answer.status_code, answer.json.get("code")))


def _late(one: dict[str, Any]) -> list[str]:
    codes = [code for status, code in one["answers"] if status != 201]
    faults = [f"unexpected answer {code}: {one}" for code in codes if code not in ("auction_ended", "bid_too_low")]
    if one["released"] >= one["end"] and any(status == 201 for status, _ in one["answers"]):
        faults.append(f"accepted behind a lock that was held past the end: {one}")
    return faults


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))
