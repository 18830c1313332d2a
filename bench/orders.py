"""Carries sales through the sandbox by the site's own routes, worker and commands, from the close to the payout."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

import database
from auction.config import ROOT
from bench.figures import Figure
from bench.harness import FOLDER, Harness
from bench.journeys import Journey, travel
from bench.processes import cpu_seconds, worker
from bench.site import Site, site

SUMMARY = "거래: 낙찰에서 정산까지 · orders from the sale to the payout, through the sandbox"
DATABASE = "orders"
ORDERS, FEW_ORDERS, FEWEST = 10_000, 300, 20
WORKERS, CONNECTIONS = 2, 16
# of the auctions that the filling lets end, about half have bids
SOLD = 0.4
PASSWORD = "긴 암호 열두 글자 이상"  # of users that exist in a benchmark's database alone
ACCOUNT = {"bank": "국민은행", "number": "123-45-6789012", "holder": "김판매", "currentPassword": PASSWORD}
ADDRESS = {"name": "김산희", "phone": "01043218765", "postcode": "06236", "line1": "서울 강남구 테헤란로 152"}
SHIPMENT = {"carrier": "cj", "trackingNumber": "123456789012"}
WITHIN_S = 900.0


def run(harness: Harness) -> list[Figure]:
    """Measure once: how long all of it takes, and the processor time of an order."""
    orders = ORDERS if not harness.quick else min(FEW_ORDERS, harness.size.due // 2)
    items = round(max(orders, FEWEST) / SOLD)
    url = harness.fresh(DATABASE, items, searchable=False, due=items)
    with site(url, WORKERS) as here:
        _prepare(harness, here, orders)
        with worker(url, {}) as pid:
            pids = {"server": here.workers(), "worker": [pid], "database": [_database_pid(harness)]}
            before = {name: sum(map(cpu_seconds, some)) for name, some in pids.items()}
            began, own = time.perf_counter(), _own_seconds()
            _carry(harness, here, url, orders)
            taken, own = time.perf_counter() - began, _own_seconds() - own
            busy = {name: sum(map(cpu_seconds, some)) - before[name] for name, some in pids.items()}
    return [
        Figure(f"{orders:,} orders from sale to payout", [taken], "s", at_most=None if harness.quick else 300),
        *(
            Figure(f"processor time of an order: {name}", [1000 * seconds / orders], "ms")
            for name, seconds in {**busy, "clients and commands": own}.items()
        ),
    ]


def _prepare(harness: Harness, here: Site, orders: int) -> None:
    """Let so many auctions be sold, and give every seller an account."""
    stored = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with harness.connected(DATABASE) as db:
        db.run("UPDATE `user` SET password = %(stored)s", stored=stored)
        # no payout waits for the approval of two people
        db.run("UPDATE item SET price = LEAST(price, 900000)")
        last = db.single(
            database.Row,
            "SELECT MAX(id) AS id FROM (SELECT id FROM item WHERE leader_id IS NOT NULL AND state = 'open' ORDER BY id "
            "LIMIT %(orders)s) AS sold",
            orders=orders,
        )
        db.run("UPDATE item SET endTime = endTime + INTERVAL 2 DAY WHERE id > %(id)s AND state = 'open'", **last)
        db.run("UPDATE prehistory JOIN item ON item.id = item_id SET prehistory.endTime = item.endTime")
        sellers = [row["id"] for row in db.all("SELECT DISTINCT user_id AS id FROM item WHERE id <= %(id)s", **last)]
    requests = (_request("PUT", "/api/me/payout-account", _token(here, seller), ACCOUNT) for seller in sellers)
    travel(here.port, (_only(request) for request in requests), CONNECTIONS)


def _only(request: bytes) -> Journey:
    _checked((yield request))


def _carry(harness: Harness, here: Site, url: str, orders: int) -> None:
    """Close, let the worker open the orders, pay, ship and confirm each, and pay all of it out."""
    environ = {**os.environ, "DATABASE_URL": url, "APP_ENV": "development", "DATA_DIR": str(FOLDER / "worker")}

    def call(*command: str) -> None:
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)

    call("historyUpdate.py")
    harness.progress("closed")
    with harness.connected(DATABASE) as db:
        # this connection is idle while the clients work
        db.run("SET SESSION wait_timeout = 28800")
        _await(db, "SELECT COUNT(*) AS number FROM orders", orders)
        rows = db.all("SELECT buyer_id, seller_id, id FROM orders ORDER BY id")
        harness.progress("orders opened")
        travel(here.port, _purchases(here, rows), CONNECTIONS)
        harness.progress("paid, shipped and confirmed")
        _pay_out(db, call)
    harness.progress("paid out")


def _await(db: database.Db, sql: str, number: int) -> None:
    until = time.monotonic() + WITHIN_S
    while db.single(database.Row, sql)["number"] < number:
        if time.monotonic() > until:
            raise RuntimeError(f"not within {WITHIN_S:.0f} s: {sql}")
        time.sleep(0.1)


def _pay_out(db: database.Db, call: Callable[..., None]) -> None:
    """Write files for the bank until nothing is due, and note that it has paid."""
    file = FOLDER / "worker" / "payouts.csv"
    while db.one("SELECT id FROM payout WHERE state = 'due' LIMIT 1"):
        file.unlink(missing_ok=True)
        call("-m", "commands", "money", "payouts", str(file))
        call("-m", "commands", "money", "paid", *_written(file))


def _written(file: Path) -> list[str]:
    """Return the payouts of a file for the bank."""
    return [line.partition(",")[0] for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]]


def _purchases(here: Site, rows: list[dict[str, Any]]) -> Iterator[Journey]:
    tokens: dict[str, str] = {}
    for row in rows:
        for name in (row["buyer_id"], row["seller_id"]):
            tokens.setdefault(name, _token(here, name))
        yield _purchase(tokens[row["buyer_id"]], tokens[row["seller_id"]], row["id"])


def _token(here: Site, name: str) -> str:
    return here.token(int(name.removeprefix("user")))


def _purchase(buyer: str, seller: str, order_id: int) -> Journey:
    """Choose a parcel, pay at the bank and return; the seller ships it; the buyer looks at it and confirms."""
    path = f"/api/orders/{order_id}"
    _checked((yield _request("PUT", f"{path}/delivery", buyer, {"kind": "parcel", "address": ADDRESS})))
    started = _checked((yield _request("POST", f"{path}/payments", buyer, {}, f"pay-{order_id}")))
    checkout = json.loads(started)["checkoutUrl"].partition("/sandbox/")[2]
    paid = yield _request("POST", f"/sandbox/{checkout}", "", "choice=pay&fault=none")
    back = paid.partition(b"\r\nLocation: ")[2].partition(b"\r\n")[0].decode().partition("/api/")[2]
    _checked((yield _request("GET", f"/api/{back}", "", None)), b"303")
    _checked((yield _request("POST", f"{path}/ship", seller, SHIPMENT, f"ship-{order_id}")))
    _checked((yield _request("GET", path, buyer, None)))
    _checked((yield _request("POST", f"{path}/confirm", buyer, {}, f"confirm-{order_id}")))


def _request(method: str, path: str, token: str, body: Mapping[str, Any] | str | None, key: str = "") -> bytes:
    text = body or "" if isinstance(body, str | None) else json.dumps(body)
    kind = "application/x-www-form-urlencoded" if isinstance(body, str) else "application/json"
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: {kind}\r\nContent-Length: {len(text.encode())}\r\n"
    )
    head += f"Authorization: Bearer {token}\r\n" if token else ""
    head += f"Idempotency-Key: {key}\r\n" if key else ""
    return f"{head}\r\n{text}".encode()


def _checked(answer: bytes, status: bytes = b"20") -> str:
    """Return the body of an answer with this status. Raises RuntimeError for another."""
    if not answer[9:].startswith(status):
        raise RuntimeError(f"the site answered {answer.decode(errors='replace')}")
    return answer.partition(b"\r\n\r\n")[2].decode()


def _database_pid(harness: Harness) -> int:
    """Return the process of the database server, which runs on this machine."""
    with harness.connected(DATABASE) as db:
        return int(Path(db.single(database.Row, "SELECT @@pid_file AS file")["file"]).read_text())


def _own_seconds() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
