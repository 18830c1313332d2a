"""Plays Toss Payments on this machine, as its public documentation describes the core API (v1)."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.processes import serving

SECRET_KEY = "test_sk_0123456789abcdef"
SEOUL = timezone(timedelta(hours=9))
Answer = tuple[int, Any]


class TossServer:
    """Payments by key, what moved, and which faults come next: a status, or `silence` after the work was done."""

    def __init__(self) -> None:
        self.url = ""
        self.payments: dict[str, dict[str, Any]] = {}
        self.transactions: list[dict[str, Any]] = []
        self.answers: dict[tuple[str, str], Answer] = {}
        self.requests: list[tuple[str, str, str]] = []
        self.faults: list[int | str] = []
        self.declines = ""

    def authorize(self, key: str) -> None:
        """What a buyer does in the payment window."""
        self.payments[key]["status"] = "IN_PROGRESS"

    def handle(self, method: str, path: str, authorization: str, once: str, form: dict[str, Any]) -> Answer:
        if authorization != "Basic " + base64.b64encode(f"{SECRET_KEY}:".encode()).decode():
            return _error(401, "UNAUTHORIZED_KEY")
        if len(once) > 300:
            return _error(400, "INVALID_IDEMPOTENCY_KEY")
        place = urlsplit(path)
        # the key is compared with the method and the address, never with the body
        known = self.answers.get((place.path, once)) if method == "POST" and once else None
        answer = known or self._answer(method, place.path, {k: v[0] for k, v in parse_qs(place.query).items()}, form)
        if method == "POST" and once:
            self.answers[place.path, once] = answer
        return answer

    def _answer(self, method: str, path: str, query: dict[str, str], form: dict[str, Any]) -> Answer:
        match method, path.removeprefix("/v1/").split("/"):
            case "POST", ["payments"]:
                return self._create(form)
            case "POST", ["payments", "confirm"]:
                return self._confirm(form)
            case "POST", ["payments", key, "cancel"]:
                return self._cancel(key, form)
            case "GET", ["payments", key]:
                return (200, self.payments[key]) if key in self.payments else _error(404, "NOT_FOUND_PAYMENT")
            case "GET", ["transactions"]:
                return self._list(query)
        return _error(404, "NOT_FOUND")

    def _create(self, form: dict[str, Any]) -> Answer:
        if any(payment["orderId"] == form["orderId"] for payment in self.payments.values()):
            return _error(400, "DUPLICATED_ORDER_ID")
        key = f"tviva{len(self.payments):020d}"
        self.payments[key] = {
            "paymentKey": key, "orderId": form["orderId"], "orderName": form["orderName"], "status": "READY",
            "currency": form["currency"], "totalAmount": form["amount"], "balanceAmount": form["amount"],
            "method": None, "cancels": None, "failure": None, "checkout": {"url": f"https://pay.example/{key}"},
        }  # fmt: skip
        return 200, dict(self.payments[key])

    def _confirm(self, form: dict[str, Any]) -> Answer:
        payment = self.payments.get(form["paymentKey"])
        if payment is None or payment["orderId"] != form["orderId"] or payment["totalAmount"] != form["amount"]:
            return _error(404, "NOT_FOUND_PAYMENT_SESSION")
        if payment["status"] == "DONE":
            return _error(400, "ALREADY_PROCESSED_PAYMENT")
        if payment["status"] != "IN_PROGRESS":
            return _error(404, "NOT_FOUND_PAYMENT_SESSION")
        if self.declines:
            payment.update(status="ABORTED", failure={"code": self.declines, "message": "…"})
            return _error(403, self.declines)
        payment.update(status="DONE", method="카드")
        self._moved(payment, payment["totalAmount"])
        return 200, dict(payment)

    def _cancel(self, key: str, form: dict[str, Any]) -> Answer:
        payment = self.payments.get(key)
        if payment is None:
            return _error(404, "NOT_FOUND_PAYMENT")
        if payment["status"] == "CANCELED":
            return _error(400, "ALREADY_CANCELED_PAYMENT")
        if form["cancelAmount"] > payment["balanceAmount"]:
            return _error(403, "NOT_CANCELABLE_AMOUNT")
        payment["balanceAmount"] -= form["cancelAmount"]
        payment["status"] = "PARTIAL_CANCELED" if payment["balanceAmount"] else "CANCELED"
        self._moved(payment, form["cancelAmount"])
        return 200, dict(payment)

    def _moved(self, payment: dict[str, Any], amount: int) -> None:
        self.transactions.append({
            "mId": "tosspayments", "transactionKey": f"tx{len(self.transactions)}", "paymentKey": payment["paymentKey"],
            "orderId": payment["orderId"], "method": "카드", "amount": amount, "status": payment["status"],
            "currency": "KRW", "transactionAt": datetime.now(UTC).astimezone(SEOUL).isoformat(timespec="seconds"),
        })  # fmt: skip

    def _list(self, query: dict[str, str]) -> Answer:
        since, until = query["startDate"], query["endDate"]
        rows = [row for row in self.transactions if since <= row["transactionAt"][:19] <= until]
        if after := query.get("startingAfter"):
            rows = rows[[row["transactionKey"] for row in rows].index(after) + 1 :]
        return 200, rows[: int(query.get("limit", "100"))]


def _error(status: int, code: str) -> Answer:
    return status, {"code": code, "message": "…"}


@contextmanager
def toss_server() -> Iterator[TossServer]:
    """Serve a Toss on a port of this machine."""
    toss = TossServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(toss))
    toss.url = f"http://127.0.0.1:{server.server_port}"
    with serving(server):
        yield toss


def _handler(toss: TossServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve("GET", {})

        def do_POST(self) -> None:
            self._serve("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _serve(self, method: str, form: dict[str, Any]) -> None:
            once = self.headers.get("Idempotency-Key", "")
            toss.requests.append((method, self.path, once))
            fault = toss.faults.pop(0) if toss.faults else None
            if isinstance(fault, int):
                self._send(fault, {"code": "FAILED_INTERNAL_SYSTEM_PROCESSING", "message": "…"})
                return
            answer = toss.handle(method, self.path, self.headers.get("Authorization", ""), once, form)
            if fault == "silence":
                self.close_connection = True
                return
            self._send(*answer)

        def _send(self, status: int, body: Any) -> None:
            content = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler
