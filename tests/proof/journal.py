"""Compares the answers that clients got with the log: every accepted bid once, nothing else, and retries alike."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import database
from tests.entries import entry_id

Note = dict[str, Any]


def read(files: Iterable[Path]) -> list[Note]:
    """Every note of these journals."""
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def faults(notes: list[Note], db: database.Db) -> list[str]:
    """Every way in which the journals and the log of the items they name do not agree; other answers are one too."""
    items = sorted({note["item"] for note in notes})
    rows = db.all(
        "SELECT id, item_id, user_id, offer, amount, price, kind FROM bid WHERE item_id IN %(ids)s", ids=items
    )
    unclaimed = {row["id"]: row for row in rows}
    found = [fault for note in notes for fault in _faults_of(note, unclaimed, db)]
    found += [f"unexpected answer: {note}" for note in notes if not _statuses(note) <= {201, 409}]
    found += [f"never answered: {note}" for note in notes if note.get("hung")]
    return found + _unclaimed(notes, unclaimed)


def _faults_of(note: Note, unclaimed: dict[int, Any], db: database.Db) -> list[str]:
    """Faults of one request and all its answers; the entry that was answered is claimed."""
    answers = note["answers"]
    if any(answer != answers[0] for answer in answers[1:]):
        return [f"a retry was answered differently: {note}"]
    if not answers or answers[0]["status"] != 201:
        return []
    said = answers[0]["said"]
    row = unclaimed.pop(entry_id(db, said["bid"]["id"]), None)
    if row is None:
        return [f"accepted but not in the log, or claimed twice: {note}"]
    answered = (note["item"], note["user"], _offer(note), said["bid"]["amount"], said["item"]["price"])
    logged = (row["item_id"], row["user_id"], row["offer"], row["amount"], row["price"])
    return [] if answered == logged else [f"answered {answered}, logged {logged}"]


def _unclaimed(notes: list[Note], unclaimed: dict[int, Any]) -> list[str]:
    """What is left in the log must be somebody's whose answer was lost, once each."""
    lost = Counter((note["item"], note["user"], _offer(note)) for note in notes if not note["answers"] and note["lost"])
    found = []
    for row in unclaimed.values():
        key = (row["item_id"], row["user_id"], row["offer"])
        if lost[key]:
            lost[key] -= 1
        else:
            found.append(f"in the log, but in no answer: {row}")
    return found


def _statuses(note: Note) -> set[int]:
    """How it was answered, but for what asks to try again."""
    return {answer["status"] for answer in note["answers"]} | ({500} if note["errors"] else set())


def _offer(note: Note) -> int:
    return int(note["body"].get("amount") or note["body"]["maxAmount"])


def codes(notes: list[Note]) -> Counter[str]:
    """How many bids were answered how; a retry counts once."""
    return Counter((note["answers"][0]["code"] or "accepted") if note["answers"] else "unknown" for note in notes)
