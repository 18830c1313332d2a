"""The rows of `totp`, `passkey`, `passkey_challenge` and `recovery_code`. Times are naive UTC."""

from datetime import datetime
from typing import Literal, TypedDict

# what a challenge is for: adding a passkey or showing one
Purpose = Literal["create", "get"]


class TotpRow(TypedDict):
    """The secret of an authenticator app; `lastStep` is that of the last code shown, in 30 seconds since 1970."""

    user_id: str
    sealed: bytes
    createdAt: datetime
    confirmedAt: datetime | None
    lastStep: int


class PasskeyRow(TypedDict):
    """A passkey of a user."""

    id: int
    user_id: str
    credentialId: bytes
    publicKey: bytes
    counter: int
    label: str
    createdAt: datetime
    usedAt: datetime | None


class Challenge(TypedDict):
    """What a passkey has to sign."""

    challenge: bytes


class Count(TypedDict):
    """How many rows there are."""

    number: int
