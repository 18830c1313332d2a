"""Toss Payments, by its public documentation (docs.tosspayments.com, core API v1): a payment window without a script.

POST requests carry an Idempotency-Key; for 15 days the same key gets the first answer. Toss compares the key alone and
not the body, so each key has the attempt's own reference in it.
"""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from auction.payments.provider import Begun, Declined, Movement, NoAnswer, Truth

API = "https://api.tosspayments.com"
SEOUL = timezone(timedelta(hours=9))
# a request answers within eight seconds, and makes two calls
TIMEOUT_S = 3.5
PAGE = 1_000
# refusals after which the payment may be done, or still be worked on
UNCLEAR = (
    "ALREADY_PROCESSED_PAYMENT", "IDEMPOTENT_REQUEST_PROCESSING", "PROVIDER_ERROR", "FAILED_INTERNAL_SYSTEM_PROCESSING",
    "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
)  # fmt: skip
# those that a change of the configuration mends
OPERATORS_TASK = ("UNAUTHORIZED_KEY", "INVALID_API_KEY", "FORBIDDEN_REQUEST", "INCORRECT_BASIC_AUTH_FORMAT")


class Toss:
    """The provider of real money in won."""

    name = "toss"

    def __init__(self, secret_key: str, api: str = API) -> None:
        from urllib3 import PoolManager, Timeout

        self._api = api
        self._authorization = "Basic " + b64encode(f"{secret_key}:".encode()).decode()
        self._http = PoolManager(timeout=Timeout(total=TIMEOUT_S), retries=False, maxsize=8)

    def begin(self, ref: str, amount: int, title: str, back: str) -> Begun:
        """Open a payment window for cards and easy pay."""
        form = {
            "method": "CARD", "amount": amount, "currency": "KRW", "orderId": ref, "orderName": title[:100],
            "successUrl": back, "failUrl": back,
        }  # fmt: skip
        payment = self._call("POST", "/v1/payments", form, f"{ref}-begin")
        url = (payment.get("checkout") or {}).get("url")
        if not payment.get("paymentKey") or not url:
            raise NoAnswer("no checkout url")
        return Begun(payment["paymentKey"], url)

    def look(self, key: str) -> Truth:
        """Return what is true of a payment."""
        return _truth(self._call("GET", f"/v1/payments/{key}"))

    def confirm(self, key: str, ref: str, amount: int) -> Truth:
        """Take an authorized payment's money."""
        form = {"paymentKey": key, "orderId": ref, "amount": amount}
        return _truth(self._call("POST", "/v1/payments/confirm", form, f"{ref}-confirm"))

    def refund(self, key: str, amount: int, reason: str, once: str) -> None:
        """Give money back."""
        self._call("POST", f"/v1/payments/{key}/cancel", {"cancelReason": reason, "cancelAmount": amount}, once)

    def moved(self, since: datetime, until: datetime) -> list[Movement]:
        """Return what was taken and given back in a span of time."""
        found = [_movement(row) for row in self._transactions(_seoul(since), _seoul(until))]
        return [movement for movement in found if since <= movement.at < until]

    def ref_of(self, event: object) -> str | None:
        """Return which attempt a PAYMENT_STATUS_CHANGED event is about."""
        data = event.get("data") if isinstance(event, dict) else None
        found = data.get("orderId") if isinstance(data, dict) else None
        return found if isinstance(found, str) else None

    def _transactions(self, since: str, until: str) -> Iterator[dict[str, Any]]:
        after = ""
        while True:
            path = f"/v1/transactions?startDate={since}&endDate={until}&limit={PAGE}{after}"
            rows: Any = self._call("GET", path)
            yield from rows
            if len(rows) < PAGE:
                return
            after = f"&startingAfter={rows[-1]['transactionKey']}"

    def _call(self, method: str, path: str, form: dict[str, Any] | None = None, once: str = "") -> Any:
        """Return the answer's JSON. Raises Declined, NoAnswer."""
        from urllib3.exceptions import HTTPError

        headers = {"Authorization": self._authorization}
        if once:
            headers["Idempotency-Key"] = once
        try:
            answer = self._http.request(method, self._api + path, json=form, headers=headers, redirect=False)
            body = answer.json()
        except (HTTPError, ValueError) as error:
            raise NoAnswer(type(error).__name__) from None
        if answer.status == 200:
            return body
        code = str(body.get("code", "")) if isinstance(body, dict) else ""
        if answer.status >= 500 or answer.status in (409, 429) or code in UNCLEAR + OPERATORS_TASK or not code:
            raise NoAnswer(code or str(answer.status))
        raise Declined(code)


def _truth(payment: dict[str, Any]) -> Truth:
    """Return what a Payment object says. A payment that is not in won is none of ours."""
    status, method = payment.get("status"), str(payment.get("method") or "")
    if status in ("DONE", "CANCELED", "PARTIAL_CANCELED"):
        return Truth("done", int(payment["totalAmount"]), method)
    if status in ("ABORTED", "EXPIRED"):
        failure = (payment.get("failure") or {}).get("code") or str(status)
        return Truth("failed", failure=str(failure))
    return Truth("authorized" if status == "IN_PROGRESS" else "open", method=method)


def _movement(row: dict[str, Any]) -> Movement:
    at = datetime.fromisoformat(row["transactionAt"]).astimezone(UTC).replace(tzinfo=None)
    is_back = row["status"] in ("CANCELED", "PARTIAL_CANCELED")
    amount = abs(int(row["amount"]))
    return Movement(row["orderId"], -amount if is_back else amount, at)


def _seoul(moment: datetime) -> str:
    """Return a moment (naive UTC) as Toss takes it: Seoul's time, to the second."""
    return moment.replace(tzinfo=UTC).astimezone(SEOUL).strftime("%Y-%m-%dT%H:%M:%S")
