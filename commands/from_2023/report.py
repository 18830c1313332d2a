"""Prints the report on a database of 2023: facts worth knowing, and every row that does not stay as it is."""

import tomllib
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import database
from commands.console import say
from commands.from_2023 import judging, tables
from commands.from_2023.notes import Note, notes

SHOWN = 20
ALL = 2**31

TEXTS = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))


def in_words(*path: str, **filled: str) -> str:
    """Return a text of texts.toml in Korean and English."""
    found: Any = TEXTS
    for part in path:
        found = found[part]
    return " · ".join(text.format(**filled) for text in found)


def report(db: database.Db, missing: set[str], most: int = SHOWN) -> None:
    """Print the report, with at most `most` rows of each kind."""
    say("· 2023년 데이터베이스 · a database of 2023")
    say("  " + ", ".join(f"{table} {tables.count(db, table):,}" for table in tables.COLUMNS))
    for note in notes(db, missing, most):
        _say_note(note, most)
    for table in judging.JUDGED:
        _say_rows(db, table, most)


def _say_note(note: Note, most: int) -> None:
    say(f"  {note.n:,} · {in_words('note', note.what)}")
    for line in note.some:
        say(f"      {line}")
    _say_left_off(note.n, most)


def _say_rows(db: database.Db, table: str, most: int) -> None:
    for reason, found in groupby(judging.judge(db, table, most), key=itemgetter("reason")):
        rows = list(found)
        fate = in_words("fate", table, "changed" if table == "item" else reason)
        say(f"  {rows[0]['n']:,} · {table} ({reason}): {fate}")
        for row in rows:
            say(f"      {_line(table, row)}")
        _say_left_off(rows[0]["n"], most)


def _say_left_off(n: int, most: int) -> None:
    if n > most:
        say(f"      … {n - most:,} 더 · more: ./ssgbay migrate --check --all")


def _line(table: str, row: dict[str, Any]) -> str:
    if table == "item":
        return f"item {row['id']}: {'; '.join(_changes(row))}"
    end = f", end {row['endTime']}" if "endTime" in row else ""
    return f"{table} {row['id']}: {row['user_id']}, item {row['item_id']}{end}"


def _changes(row: dict[str, Any]) -> list[str]:
    """Return what changes in an item."""
    reasons = row["reason"].split(", ")
    found = ["id → 새 번호 · a new number"] if "id" in reasons else []
    for column, new in (("startTime", "newStart"), ("endTime", "newEnd")):
        if row[column] != row[new]:
            found.append(f"{column} {row[column]} → {row[new]}")
    if "price" in reasons:
        found.append(f"price {row['price']:,} → {row['newPrice']:,.0f}")
    return found
