"""Request and response models of contacts."""

import base64
import binascii
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from auction.contacts.addresses import LONGEST, mail_address
from auction.contacts.outbound import fault_of
from auction.contacts.rows import Channel, ContactRow
from auction.http.fields import In, MomentOut, Out, utc
from auction.users.forms import AnyPassword

POINT_BYTES, AUTH_BYTES = 65, 16


def _target(url: str) -> str:
    if fault := fault_of(url):
        raise PydanticCustomError(fault, "not a target")
    return url


def _point(text: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _decoded(text, POINT_BYTES))
    except ValueError as error:
        raise PydanticCustomError("push_key", "not a point of P-256") from error
    return text


def _auth(text: str) -> str:
    _decoded(text, AUTH_BYTES)
    return text


def _decoded(text: str, length: int) -> bytes:
    try:
        value = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise PydanticCustomError("push_key", "not base64url") from error
    if len(value) != length:
        raise PydanticCustomError("push_key", "another length")
    return value


MailAddress = Annotated[
    str,
    StringConstraints(min_length=3, max_length=LONGEST),
    AfterValidator(mail_address),
    WithJsonSchema({"type": "string", "format": "email", "minLength": 3, "maxLength": LONGEST}),
]
Target = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000, pattern=r"^[!-~]+$"),
    AfterValidator(_target),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https://", "maxLength": 1000}),
]
Key = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9_=-]+$")]


class SubscriptionKeys(In):
    p256dh: Annotated[Key, AfterValidator(_point)] = Field(alias="p256dh")
    auth: Annotated[Key, AfterValidator(_auth)]


class PushSubscription(In):
    """What `pushManager.subscribe` returned, as JSON."""

    endpoint: Target
    keys: SubscriptionKeys


def _with(channel: Channel, *names: str) -> dict[str, Any]:
    return {"if": {"properties": {"channel": {"const": channel}}}, "then": {"required": list(names)}}


class ContactForm(In):
    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [_with("mail", "address"), _with("hook", "address"), _with("push", "subscription")],
        }
    )

    channel: Channel
    address: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        None, description="a mail address, or the https URL of a hook"
    )
    subscription: PushSubscription | None = None
    current_password: AnyPassword | None = Field(
        None, description="for a mail address, where the sign-in is older than 15 minutes"
    )


class MailForm(In):
    address: MailAddress


class HookForm(In):
    address: Target


class CodeForm(In):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Contact(Out):
    id: int
    channel: Channel
    address: str = Field(description="of a push subscription the site that takes its messages")
    label: str | None = Field(description="of a push subscription, its device in short words")
    verified_at: MomentOut | None
    stopped_at: MomentOut | None = Field(description="since when nothing is sent, because it was refused")
    created_at: MomentOut


class NewContact(Contact):
    secret: str | None = Field(None, description="of a hook, shown this once: it signs the requests")


class Contacts(Out):
    contacts: list[Contact]
    mail: bool = Field(description="whether this site sends mails")


def contact_out(row: ContactRow) -> Contact:
    """Build the answer for one contact."""
    return Contact(**_shown(row))


def new_contact_out(row: ContactRow, secret: str | None = None) -> NewContact:
    """Build the answer for a contact that was added."""
    return NewContact(**_shown(row), secret=secret)


def _shown(row: ContactRow) -> dict[str, Any]:
    address = row["address"]
    return {
        "id": row["id"],
        "channel": row["channel"],
        # the rest of the URL is the browser's secret
        "address": "/".join(address.split("/")[:3]) if row["channel"] == "push" else address,
        "label": row["label"],
        "verified_at": utc(row["verifiedAt"]),
        "stopped_at": utc(row["stoppedAt"]),
        "created_at": utc(row["createdAt"]),
    }
