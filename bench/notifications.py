"""The worker that makes and sends notifications: mails a second, from a bid to the mail server and the page, idle."""

import contextlib
import http.client
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import Any

from bench.figures import Figure, percentile
from bench.fill import user_id, users_of
from bench.harness import FOLDER, Harness
from bench.inboxes import inboxes, seen_at
from bench.mail_sink import MailSink, mail_sink
from bench.processes import cpu_seconds, worker
from bench.site import Site, site

SUMMARY = "알림: 초당 메일, 입찰에서 메일 서버와 화면까지 · notifications: mails a second, bid to mail and page"
DATABASE = "notifications"
ITEMS = 10_000
USERS = 100
MAILS, FEW_MAILS = 1_500, 300
BIDS_PER_S = 100
ARRIVES_WITHIN_S = 60.0


def run(harness: Harness) -> list[Figure]:
    """Measure the four figures, each round on the same database."""
    url = harness.fresh(DATABASE, ITEMS, searchable=False)
    _subscribe(harness)
    mails = FEW_MAILS if harness.quick else MAILS
    rates, idle, late, shown = list[float](), list[float](), list[float](), list[float]()
    for number in range(harness.size.rounds):
        with mail_sink(FOLDER / "mails.txt") as sink:
            rates.append(_mails_a_second(harness, url, sink, number, mails))
        with mail_sink(FOLDER / "mails.txt") as sink, site(url) as here, _worker(url, sink) as pid:
            # once it is at rest: the newest entries are read again for a while (docs/decisions/0102)
            idle += [_share_of_a_core(pid, 4 * harness.size.seconds, 3 * harness.size.seconds)] if number == 0 else []
            for times, seconds in zip((late, shown), _late(harness, here, sink, number), strict=True):
                times.append(seconds)
        seen = f"{late[-1]:.2f} s to the mail server, {shown[-1]:.2f} s to the page, idle {idle[0]:.2%}"
        harness.progress(f"round {number + 1}: {rates[-1]:.0f} mails/s, {seen}")
    return [
        Figure("mails through one SMTP connection", rates, "/s", at_least=300, note=f"{mails:,} mails due at once"),
        Figure("from an outbidding bid to the mail server, p99", late, "s", at_most=3, note=f"{BIDS_PER_S} bids/s"),
        Figure("from an outbidding bid to the outbid's page, p99", shown, "s", at_most=1, note=f"{BIDS_PER_S} bids/s"),
        Figure("idle worker, of a core", [100 * share for share in idle], "%", at_most=1),
    ]


def _subscribe(harness: Harness) -> None:
    """Every user has a mail address and no quiet hours; what the filling has written is notified no more."""
    with harness.connected(DATABASE) as db:
        db.run("UPDATE `user` SET quietFrom = NULL, quietTo = NULL")
        db.run(
            "INSERT INTO contact (user_id, channel, address, digest, verifiedAt, createdAt) "
            "SELECT id, 'mail', CONCAT(id, '@mail.example'), UNHEX(SHA2(id, 256)), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) "
            "FROM `user`"
        )
        for name, table in (("bids", "bid"), ("searches", "item"), ("closings", "item")):
            db.run(
                f"UPDATE alert_position SET position = (SELECT MAX(id) FROM {table}), newest = position, "
                "at = UTC_TIMESTAMP(6) WHERE name = %(name)s",
                name=name,
            )


def _worker(url: str, sink: MailSink) -> contextlib.AbstractContextManager[int]:
    """Run a worker that mails to this sink; yields its process id."""
    return worker(url, {"SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "MAIL_FROM": "no-reply@auction.example"})


def _mails_a_second(harness: Harness, url: str, sink: MailSink, number: int, mails: int) -> float:
    """Let so many notifications wait for a worker; from the first mail to the last."""
    with harness.connected(DATABASE) as db:
        db.run(
            "INSERT INTO notification (user_id, kind, about, item_id, createdAt) "
            "SELECT `user`.id, 'won', CONCAT('bench:', %(number)s, ':', item.id), item.id, UTC_TIMESTAMP(6) "
            "FROM (SELECT id FROM `user` ORDER BY id LIMIT %(users)s) AS `user` "
            "JOIN (SELECT id FROM item ORDER BY id LIMIT %(first)s, %(each)s) AS item",
            number=number, users=USERS, first=number * 100, each=mails // USERS,
        )  # fmt: skip
    with _worker(url, sink):
        arrived = sorted(_await(sink, mails).values())
    return (len(arrived) - 1) / (arrived[-1] - arrived[0])


def _late(harness: Harness, here: Site, sink: MailSink, number: int) -> tuple[float, float]:
    """Bid on led items at BIDS_PER_S; the 99th percentiles from a bid's time to its mail and to the page (seconds)."""
    most = round(BIDS_PER_S * harness.size.seconds * 4)
    with harness.connected(DATABASE) as db:
        rows = db.all(
            "SELECT id, price, user_id, leader_id FROM item WHERE leader_id IS NOT NULL AND state = 'open' "
            "AND startTime < UTC_TIMESTAMP() ORDER BY id LIMIT %(first)s, %(most)s",
            first=number * most, most=most,
        )  # fmt: skip
    everyone = {user_id(each): here.token(each) for each in range(users_of(ITEMS))}
    tokens = {name: everyone[name] for name in list(everyone)[:USERS]}
    readers = {row["leader_id"]: everyone[row["leader_id"]] for row in rows}
    with inboxes(here.port, readers, FOLDER / "inboxes.txt") as pages:
        arrived = _await(sink, _outbid(here.port, tokens, rows))
        found = _notified(harness, {int(name.partition(".")[0][1:]): moment for name, moment in arrived.items()})
        seen = pages.seen()
    mailed = [at - bid_at for _, _, at, bid_at in found]
    shown = [seen_at(seen[user], number) - bid_at for number, user, _, bid_at in found]
    return percentile(mailed, 0.99), percentile(shown, 0.99)


def _outbid(port: int, tokens: dict[str, str], rows: Sequence[dict[str, Any]]) -> int:
    """Bid once on each of these items at BIDS_PER_S; return how many bids were accepted."""
    began = time.monotonic()
    with ThreadPoolExecutor(16) as threads:
        jobs = []
        for turn, row in enumerate(rows):
            time.sleep(max(0.0, began + turn / BIDS_PER_S - time.monotonic()))
            bidder = next(name for name in tokens if name not in (row["user_id"], row["leader_id"]))
            jobs.append(threads.submit(_bid, port, tokens[bidder], row["id"], int(row["price"]) * 2 + 1_000_000))
        return sum(job.result() == 201 for job in jobs)


def _bid(port: int, token: str, item_id: int, amount: int) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    line.request("POST", f"/api/items/{item_id}/bids", json.dumps({"amount": amount}), headers)
    status = line.getresponse().status
    line.close()
    return status


def _await(sink: MailSink, how_many: int) -> dict[str, float]:
    until = time.monotonic() + ARRIVES_WITHIN_S
    while len(arrived := sink.arrived()) < how_many:
        if time.monotonic() > until:
            raise RuntimeError(f"{len(arrived)} of {how_many} mails arrived within {ARRIVES_WITHIN_S:.0f} s")
        time.sleep(0.1)
    return arrived


def _notified(harness: Harness, arrived: dict[int, float]) -> list[tuple[int, str, float, float]]:
    """Return each notification that was mailed: its id and user, when the mail arrived, and the time of the bid."""
    with harness.connected(DATABASE) as db:
        rows = db.all(
            "SELECT notification.id, notification.user_id, bid.createdAt "
            "FROM notification JOIN bid ON notification.about = CONCAT('bid:', bid.id) "
            "WHERE notification.id IN %(ids)s",
            ids=list(arrived),
        )
    return [
        (row["id"], row["user_id"], arrived[row["id"]], row["createdAt"].replace(tzinfo=UTC).timestamp())
        for row in rows
    ]


def _share_of_a_core(pid: int, settles_s: float, seconds: float) -> float:
    """Which part of one core a process takes while there is nothing to do."""
    time.sleep(settles_s)
    before = cpu_seconds(pid)
    time.sleep(seconds)
    return (cpu_seconds(pid) - before) / seconds
