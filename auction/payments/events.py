"""What providers send by themselves (webhooks). Nothing in it is believed: it only says about what to query them."""

import json

import database
from auction.payments import configured
from auction.payments import rules as payments
from auction.payments.provider import NoAnswer


def receive(provider_name: str, body: bytes) -> None:
    """Let the worker query the provider at once about the attempt that an event names; anything else is ignored."""
    try:
        ref = configured.provider(provider_name).ref_of(json.loads(body))
    except (NoAnswer, ValueError, RecursionError):
        return
    if ref is not None and len(ref) <= 40 and ref.isascii():
        database.transact(payments.look_now, provider_name, ref)
