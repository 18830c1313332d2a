"""The route of the key that browsers subscribe to push messages with."""

from flask import Blueprint
from pydantic import Field

from auction.contacts.push import public_key
from auction.http.contract import answers
from auction.http.fields import Out

push = Blueprint("push", __name__, url_prefix="/api/push")


class PushKey(Out):
    """The application server's key (VAPID)."""

    public_key: str = Field(description="An uncompressed point of the curve P-256 in base64url.")


@push.get("/key")
@answers(200, PushKey)
def push_key() -> PushKey:
    """Return the key to subscribe with; it never changes."""
    return PushKey(public_key=public_key())
