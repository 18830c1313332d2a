"""The sandbox's own page, where a buyer pays with play money and chooses what goes wrong. Production has none."""

import json
from pathlib import Path
from typing import Literal

from flask import Blueprint, Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from auction.errors import NotFound
from auction.http.contract import takes
from auction.http.fields import In
from auction.http.pages import html_page
from auction.payment_settings import PaymentSettings
from auction.payments import events
from auction.payments.sandbox import provider
from auction.payments.sandbox.store import Fault, SandboxRow

PAGE = Path(__file__).with_name("page.html")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
# what the page offers, in its order; the buyer need not choose
FAULTS: dict[Fault, str] = {
    "none": "아무 일 없음 · nothing goes wrong",
    "event-first": "알림이 먼저 옴 · the event arrives before the buyer returns",
    "event-only": "창을 닫음 · the buyer never returns",
    "return-only": "알림 없음 · the event never arrives",
    "neither": "창을 닫고 알림도 없음 · neither arrives",
    "twice": "알림이 두 번 옴 · the event arrives twice",
    "answer-lost": "승인 답이 사라짐 · the answer to the confirmation is lost",
    "late": "승인이 20초 걸림 · the confirmation takes 20 seconds",
    "declined": "카드 거절 · the card is declined",
    "other-amount": "다른 금액이 결제됨 · another amount is taken",
    "refund-lost": "환불 답이 사라짐 · the answer to a refund is lost",
    "refund-refused": "환불 거절 · a refund is refused",
}
EVENTS: dict[Fault, int] = {"return-only": 0, "neither": 0, "twice": 2}
STAYS: tuple[Fault, ...] = ("event-first", "event-only", "neither")

sandbox = Blueprint("sandbox", __name__, url_prefix="/sandbox")


class ChoiceForm(In):
    choice: Literal["pay", "refuse"]
    fault: Fault = "none"


def install(app: Flask, settings: PaymentSettings) -> None:
    """Show the page of an application whose payments go to the sandbox."""
    if settings.provider == "sandbox":
        app.register_blueprint(sandbox)


@sandbox.get("/<string:key>")
def show_payment(key: str) -> Response:
    """Show what is to be paid."""
    return _page(_found(key))


@sandbox.post("/<string:key>")
@takes(form=ChoiceForm)
def choose(key: str, form: ChoiceForm) -> BaseResponse:
    """Pay or refuse; send the event and the buyer back, once, twice or not at all, as the chosen fault has it."""
    row = provider.authorize(key, form.fault) if form.choice == "pay" else provider.refuse(key)
    if row is None:
        return _page(_found(key))
    fault = form.fault if form.choice == "pay" else "none"
    for _ in range(EVENTS.get(fault, 1)):
        events.receive("sandbox", json.dumps({"ref": row["ref"]}).encode())
    if fault in STAYS:
        return _page(_found(key), stays=fault)
    return redirect(row["back"], 303)


def _found(key: str) -> SandboxRow:
    """Return a payment. Raises NotFound."""
    row = provider.find(key) if len(key) <= 60 and key.isascii() else None
    if row is None:
        raise NotFound
    return row


def _page(row: SandboxRow, stays: str = "") -> Response:
    return html_page(PAGE, POLICY, payment=row, faults=FAULTS, stays=stays, action=request.path)
