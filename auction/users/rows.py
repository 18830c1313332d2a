"""The rows of `user`, `sign_in` and `security_event`. Times are naive UTC."""

from datetime import datetime
from typing import Literal, NamedTuple, TypedDict


class UserRow(TypedDict):
    """A user; one who has left has no nickname, phone or password any more."""

    id: str
    password: str
    phone: str
    nickname: str | None
    createdAt: datetime
    leftAt: datetime | None
    retractions: int
    strikes: int | None


Locale = Literal["ko", "en"]


class Settings(TypedDict):
    """A user's language and time zone, and when mail and push may come: hours as `22:00`, in that time zone.

    `quietFrom` and `quietTo` are both null where no hour is quiet. `endingSoon` has minutes, as `60,10`.
    """

    locale: Locale
    timeZone: str
    quietFrom: str | None
    quietTo: str | None
    digestHour: int
    endingSoon: str


class SettingsRow(Settings):
    """The settings of one user."""

    id: str


class NameRow(TypedDict):
    """What everybody may see of a user."""

    id: str
    nickname: str | None
    leftAt: datetime | None


class Found(TypedDict):
    """The result of a query for existence."""

    found: int


class SignInRow(TypedDict):
    """A sign-in as its owner sees it; one of an earlier release has no device, address or last use."""

    id: str
    device: str | None
    address: str | None
    createdAt: datetime
    lastUsedAt: datetime | None


Kind = Literal[
    "newSignIn", "passwordChanged", "phoneChanged", "mailChanged", "pushChanged", "hookChanged", "payoutChanged",
    "factorAdded", "factorRemoved", "recoveryCodeUsed", "recoveryCodesMade",
    "signInEnded", "refreshReused", "left",
]  # fmt: skip


class EventRow(TypedDict):
    """A security event; device and address are those that caused it."""

    id: int
    kind: Kind
    device: str | None
    address: str | None
    createdAt: datetime


class Client(NamedTuple):
    """What a request comes from: a device in short words, as its User-Agent says, an address, and its language."""

    device: str | None = None
    address: str | None = None
    locale: Locale = "ko"


UNKNOWN_CLIENT = Client()


class Caller(NamedTuple):
    """Who sends a request: user, sign-in and client."""

    user_id: str
    sign_in_id: str
    client: Client = UNKNOWN_CLIENT
