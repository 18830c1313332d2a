"""How long a large database of 2023 takes to join: JOIN_ROWS rows in all (100,000), a 50th of them people."""

import os
import re
import time

import pytest

from commands import migrate
from tests.databases import looking
from tests.from_2023.old import make_tables, without_checks
from tests.test_upgrades import differences

CHUNK = 20_000
LONGEST = {100_000: 20, 1_000_000: 300}  # seconds


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_how_long_joining_takes(fresh_database, capsys):
    rows = int(os.environ.get("JOIN_ROWS", "100000"))
    with fresh_database("speed") as url, looking(url) as db:
        make_tables(db)
        fill(db, rows)
        began = time.monotonic()
        migrate.apply(url)
        seconds = time.monotonic() - began
        said = capsys.readouterr().out
        with capsys.disabled():
            steps = [line for line in said.splitlines() if not line.startswith("      ")]
            print("", *steps, f"  {rows:,} rows: {seconds:.1f} s", sep="\n")
        assert differences(url) == []
        kept = db.one("SELECT COUNT(*) AS n FROM kept_2023_history")["n"]
        assert kept + db.one("SELECT COUNT(*) AS n FROM history")["n"] == rows // 4
        assert seconds < LONGEST.get(rows, 10**9)
    assert f"/ {total(said):,}행" in said


def total(said):
    return max(int(text.replace(",", "")) for text in re.findall(r"/ ([\d,]+)행", said))


def fill(db, rows):
    """People, items with 1 to 3 bids each, half of those that are over in `history`, by several rows of the job."""
    people, items = rows // 50, rows * 38 // 100
    without_checks(db)
    put(db, "user", ((f"user{n}", "010", f"pw{n}", None) for n in range(people)))
    put(
        db,
        "item",
        ((n + 1, f"20{23 if n % 2 else 36}-12-01", "2023-11-01", f"중고 아이폰 {n}번", None, 1000 + n,
          f"USER{n % people}", "a.jpg") for n in range(items)),
    )  # fmt: skip
    bids = rows - people - items - rows // 4
    put(db, "prehistory", ((n + 1, f"user{n % people}", 1 + n % (items // 2), "2023-12-01") for n in range(bids)))
    put(db, "history", ((n + 1, f"user{n % people}", 2 + 2 * (n % (items // 4))) for n in range(rows // 4)))


def put(db, table, rows):
    """Insert rows, many in a statement: where a value is no parameter, the driver would send them one by one."""
    rows = list(rows)
    places = ", ".join(["%s"] * len(rows[0]))
    for at in range(0, len(rows), CHUNK):
        db.many(f"INSERT INTO `{table}` VALUES ({places})", rows[at : at + CHUNK])
