"""kill -9 of the worker that sends notifications, whenever a mail server or a push service takes a message."""

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from subprocess import Popen
from typing import Any

from database import Db
from tests.alerts.deliveries.browsers import a_browser
from tests.alerts.deliveries.scenes import add_browser, add_contact, keep_awake
from tests.cast import Person
from tests.databases import unless_refused
from tests.https_server import HttpsServer, https_server
from tests.mail_server import MailServer, mail_server
from tests.processes import wait_for
from tests.proof.faults.derivers import begin_now
from tests.proof.harness import Finding, Harness, auctions

BIDDERS = ("dora", "emil")
# how the mail server takes mails, and the push service messages, in one round after the other
MAIL_FAULTS: tuple[dict[str, Any], ...] = (
    {}, {"content_answer": "451 4.3.0 later"}, {"recipient_answer": "450 4.2.1 later"}, {"wait_s": 0.2},
    {"cuts_after_content": True},
)  # fmt: skip
POINTS = ("content", "push", "any")
SILENT_S = 30.0
# the path of a subscription that has ended: 410
OLD = "/old-"
PUSH_FAULTS: tuple[dict[str, Any], ...] = (
    {}, {"answers": [(429, {"Retry-After": "1"})]}, {"wait_s": SILENT_S}, {"answers": [(503, {})]},
)  # fmt: skip


@dataclass
class Outside:
    """The site, its worker, and the servers that it sends to. Nothing is leased for long: time is made to pass."""

    harness: Harness
    db: Db
    mails: MailServer
    pushed: HttpsServer
    after: int
    worker: Popen[bytes] | None = None
    killed: int = 0

    def start(self) -> None:
        """Start a worker where none runs."""
        if self.worker is None:
            self.worker = self.harness.run("-m", "commands", "worker")

    def kill(self) -> None:
        """Kill the worker, once; a server calls this at the moment that it is about."""
        worker = self.worker
        if worker is not None:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
            self.worker, self.killed = None, self.killed + 1

    def pass_time(self) -> None:
        """Let leases and pauses end; nothing is given up after the attempts of so many rounds."""
        self.db.run(
            "UPDATE delivery SET dueAt = UTC_TIMESTAMP(6), attempts = LEAST(attempts, 1) WHERE state = 'waiting'"
        )

    def notifications(self) -> list[dict[str, Any]]:
        """The notifications of the bidders."""
        return self.db.all(
            "SELECT id, user_id, item_id, kind FROM notification WHERE user_id IN %(ids)s AND id > %(after)s",
            ids=BIDDERS, after=self.after,
        )  # fmt: skip

    def waiting(self) -> int:
        """How many of these have not been sent, counted for each contact that has not ended."""
        row = self.db.one(
            "SELECT COUNT(*) AS n FROM notification JOIN contact USING (user_id) "
            "LEFT JOIN delivery ON delivery.notification_id = notification.id AND delivery.contact_id = contact.id "
            "WHERE notification.user_id IN %(ids)s AND contact.stoppedAt IS NULL "
            "AND COALESCE(delivery.state, '') <> 'sent'",
            ids=BIDDERS,
        )
        return int((row or {})["n"])

    def explain(self) -> str:
        """What has not been sent, and why."""
        rows = self.db.all("SELECT channel, state, reason, attempts FROM delivery WHERE state <> 'sent'")
        return f"{self.waiting()} are missing: {rows[:10]}"


def killed(harness: Harness, times: int) -> Finding:
    """Kill the worker so often while bidders outbid each other; every outbid must arrive, under one name."""
    with _outside(harness) as outside:
        seller, *bidders = outside.harness.people(["seller-to-them", *BIDDERS])
        begin_now(outside.db)
        _subscribe(outside)
        chance = harness.chance("kills of the worker")
        items = auctions(outside.db, seller.id, times * 2 + 2, "UTC_TIMESTAMP(6) + INTERVAL 1 DAY")
        expected = Counter[tuple[str, int]]()
        for number in range(times):
            expected += _bid(bidders, items[2 * number : 2 * number + 2], chance)
            _round(outside, number, chance)
            harness.progress(f"{number + 1} of {times} kills")
        expected += _bid(bidders, items[-2:], chance)
        _finish(outside, expected.total())
        return _judged(outside, expected)


@contextlib.contextmanager
def _outside(harness: Harness) -> Iterator[Outside]:
    folder = Path(harness.folder) / "outside"
    folder.mkdir(exist_ok=True)
    with mail_server() as mails, https_server(folder, "127.0.0.1") as pushed, harness.look() as db:
        environ = {
            **harness.environ,
            "SMTP_URL": f"smtp://127.0.0.1:{mails.settings.port}",
            "MAIL_FROM": "no-reply@auction.example",
            "PRIVATE_TARGETS": "allowed",
            "SSL_CERT_FILE": str(folder / "certificate.pem"),
            "DATA_DIR": str(folder),
        }
        newest = db.one("SELECT COALESCE(MAX(id), 0) AS id FROM notification") or {}
        outside = Outside(replace(harness, environ=environ), db, mails, pushed, newest["id"])
        try:
            yield outside
        finally:
            outside.kill()


def _subscribe(outside: Outside) -> None:
    keep_awake(outside.db, *BIDDERS)
    for name in BIDDERS:
        add_contact(outside.db, name, "mail", f"{name}@mail.example")
        for path in (f"/{name}", OLD + name):
            add_browser(outside.db, name, outside.pushed.url(path), a_browser().keys)
        outside.pushed.gone.add(OLD + name)


def _bid(bidders: list[Person], items: list[int], chance: Random) -> Counter[tuple[str, int]]:
    """On each item one bids and the other bids more; who is outbid where."""
    expected = Counter[tuple[str, int]]()
    for item_id in items:
        first, second = chance.sample(bidders, 2)
        for bidder, amount in ((first, 2_000_000), (second, 3_000_000)):
            answer = bidder.bids({"id": item_id}, amount=amount)
            assert answer.status_code == 201, answer.text
        expected[first.id, item_id] += 1
    return expected


def _round(outside: Outside, number: int, chance: Random) -> None:
    """Kill the worker at one point of its way: before its work, when something arrives, or just afterwards."""
    outside.mails.behave(**MAIL_FAULTS[number % len(MAIL_FAULTS)])
    outside.pushed.behave(**PUSH_FAULTS[number % len(PUSH_FAULTS)])
    before = outside.killed
    kill: Callable[[], None] = outside.kill
    point = POINTS[number % len(POINTS)]
    outside.mails.on_content = kill if point == "content" else lambda: None
    outside.pushed.on_request = kill if point == "push" else lambda: None
    outside.pass_time()
    outside.start()
    until = time.monotonic() + (5 if point != "any" else chance.uniform(0.5, 2.5))
    while outside.killed == before and time.monotonic() < until:
        time.sleep(0.01)
    if outside.killed == before:
        kill()


def _finish(outside: Outside, outbids: int) -> None:
    """Let a worker that nobody kills send what is left."""
    outside.mails.behave()
    outside.pushed.behave()
    outside.mails.on_content = outside.pushed.on_request = lambda: None
    outside.start()

    def done() -> bool:
        if not unless_refused(outside.pass_time):
            return False
        time.sleep(0.2)
        return len(outside.notifications()) >= outbids + len(BIDDERS) and outside.waiting() == 0

    wait_for(done, 60, outside.explain)


def _judged(outside: Outside, expected: Counter[tuple[str, int]]) -> Finding:
    rows = outside.notifications()
    outbids = Counter((row["user_id"], row["item_id"]) for row in rows if row["kind"] == "outbid")
    faults = [] if outbids == expected else ["the notifications are not those of the log"]
    # the old browser of each has ended, of which they are notified
    if sorted(row["user_id"] for row in rows if row["kind"] == "contactChanged") != sorted(BIDDERS):
        faults.append("not everyone was notified once of the subscription that has ended")
    mailed = [(str(mail["To"]).split("@")[0], str(mail["Message-ID"])) for mail in outside.mails.mails]
    requests = [request for request in outside.pushed.requests if not request.path.startswith(OLD)]
    pushed = [(request.path.strip("/"), request.headers["topic"]) for request in requests]
    names = {f"{row['user_id']}/n{row['id']}" for row in rows}
    # one that was refused may have arrived in no mail; those merged into another mail have no name of their own
    for channel, seen in (("mail", {f"{who}/{name[1:].split('.')[0]}" for who, name in mailed}),
                          ("push", {f"{who}/{tag}" for who, tag in pushed})):  # fmt: skip
        faults += [f"{channel}: {name} never arrived" for name in sorted(names - seen)]
        faults += [f"{channel}: {name} arrived for nothing" for name in sorted(seen - names)]
    if len({name for _, name in mailed}) != len(rows):
        faults.append("a mail arrived under two names")
    met = {**outside.mails.faults, **{str(n): times for n, times in outside.pushed.statuses.items() if n != 200}}
    if not outside.mails.faults or len(outside.pushed.statuses) < 3:
        faults.append("the servers refused too little")
    figure = (
        f"{outside.killed} × kill -9 of the worker; mails and pushes refused: "
        f"{', '.join(f'{times} × {what}' for what, times in sorted(met.items()))}, others slow or silent; "
        f"{outbids.total()} notifications of {expected.total()} outbids; "
        f"{len(mailed)} mails and {len(pushed)} pushes arrived, shown {len(set(mailed))} and {len(set(pushed))} times"
    )
    return Finding(figure, faults)
