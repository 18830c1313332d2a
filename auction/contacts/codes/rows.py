"""The rows of `mail_code`. Times are naive UTC."""

from typing import Literal, TypedDict

Purpose = Literal["verify", "reset", "removed"]


class CodeRow(TypedDict):
    """A mail to send, and the digest of the code or token that it brings."""

    id: int
    purpose: Purpose
    recipient: bytes
    user_id: str | None
    contact_id: int | None
    address: str | None
    digest: bytes | None
    tries: int
    attempts: int


class NewMail(TypedDict):
    """A mail that is requested."""

    purpose: Purpose
    recipient: bytes
    user_id: str | None
    contact_id: int | None
    address: str | None
