"""The application's clock is an hour fast, then an hour slow (libfaketime); bids and closings go by the database's."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import database
from commands import system
from commands.console import Stuck
from tests.cast import Person, an_item_form, utc
from tests.processes import gunicorn
from tests.proof import races
from tests.proof.clock import pass_time_to_end
from tests.proof.harness import Finding, Harness, NotRun, auctions, audit_faults

HOURS = (1, -1)
NEAR = timedelta(minutes=5)


def skewed(harness: Harness, ends: int, clocks: Iterable[int] = HOURS) -> Finding:
    """Under each clock: listings, bids around so many ends, and the closing job of the same clock."""
    preload, figures, faults = _library(), [], []
    for hours in clocks:
        environ = harness.environ | {
            "LD_PRELOAD": str(preload), "FAKETIME": f"{hours:+d}h", "NO_FAKE_STAT": "1",
            # a clock that is set wrong runs at the right pace
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "PYTHONPATH": str(_sleeping(harness.folder / "sleeping")),
        }  # fmt: skip
        with gunicorn(harness.folder / f"clock{hours:+d}.log", **environ) as site:
            there = replace(harness, site=site, environ=environ)
            faults += [f"{hours:+d} h: {fault}" for fault in _faults_under(there, hours)]
            around = races.at_the_end(there, ends, names=f"{hours + 1}-oclock")
        figures.append(f"{hours:+d} h: {around.figure}")
        faults += around.faults
    return Finding("; ".join([*figures, f"{len(faults)} by the wrong clock"]), faults + audit_faults(harness))


def _sleeping(folder: Path) -> Path:
    """What Python reads first from PYTHONPATH: sleep by a call that libfaketime 0.9.10 does not break (EINVAL)."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(
        "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"
    )
    return folder


def _library() -> Path:
    """libfaketime, installed when it may be. Raises NotRun."""
    if not _found():
        try:
            system.need("libfaketime")
        except Stuck as stuck:
            if not _found():
                raise NotRun(f"a clock cannot be set wrong without libfaketime: {stuck}") from stuck
    return _found()[0]


def _found() -> list[Path]:
    return sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def _faults_under(harness: Harness, hours: int) -> list[str]:
    """What goes by the application's clock, which is wrong by so many hours."""
    with ExitStack() as stack:
        db = stack.enter_context(harness.look())
        seller, bidder = harness.people([f"{who}-{hours + 1}" for who in ("clock-seller", "clock-bidder")])
        faults = _clock_faults(harness, hours)
        soon, late = _listed(seller, minutes=30), _listed(seller, minutes=-10)
        faults += [f"a listing with 30 minutes to go was answered {soon}"] if soon != 201 else []
        faults += [f"a listing whose end is past was answered {late}"] if late != 422 else []
        return faults + _closing_faults(harness, db, seller, bidder)


def _clock_faults(harness: Harness, hours: int) -> list[str]:
    """The site's clock must be wrong, or nothing would be shown."""
    said = parsedate_to_datetime(harness.site.get("/healthz").headers["Date"])
    off = said - datetime.now(UTC) - timedelta(hours=hours)
    return [f"the site's clock is at {said}"] if abs(off) > NEAR else []


def _listed(seller: Person, minutes: int) -> int:
    """The answer to a listing that ends so long after now."""
    form = an_item_form(endTime=utc(minutes=minutes))
    return int(seller.post("/api/items", data=form, content_type="multipart/form-data").status_code)


def _closing_faults(harness: Harness, db: database.Db, seller: Person, bidder: Person) -> list[str]:
    """Of two auctions, one with half an hour to go and one that ended a second ago, the second alone is closed."""
    going, over = auctions(db, seller.id, 2, end="UTC_TIMESTAMP(6) + INTERVAL 30 MINUTE")
    faults = []
    for item in (going, over):
        answer = bidder.bids({"id": item}, max_amount=20_000)
        faults += [f"a bid on a living auction was answered {answer.text}"] if answer.status_code != 201 else []
    pass_time_to_end(db, over)
    said = [bidder.get(f"/api/items/{item}").json["status"] for item in (going, over)]
    faults += [f"shown as {said}"] if said != ["live", "ended"] else []
    late = bidder.bids({"id": over}, max_amount=30_000)
    faults += [f"a bid after the end was answered {late.text}"] if late.json.get("code") != "auction_ended" else []
    harness.close_due()
    rows = db.all("SELECT state FROM item WHERE id IN %(ids)s ORDER BY id", ids=[going, over])
    sale = db.one("SELECT user_id, ABS(TIMESTAMPDIFF(SECOND, closedAt, UTC_TIMESTAMP(6))) AS off FROM history "
                  "WHERE item_id = %(id)s", id=over)  # fmt: skip
    faults += [f"closed as {rows}"] if [row["state"] for row in rows] != ["open", "sold"] else []
    faults += [f"sold so: {sale}"] if not sale or sale["user_id"] != bidder.id or sale["off"] > 60 else []
    return faults
