"""The route for what providers send by themselves."""

from flask import Blueprint, request

from auction.http.contract import answers
from auction.payments import events

payments = Blueprint("payments", __name__, url_prefix="/api")


@payments.post("/payments/<string:provider>/events")
@answers(204)
def receive_event(provider: str) -> None:
    """Take a provider's event. It is not believed: the provider is queried about the payment that it names."""
    events.receive(provider, request.get_data())
