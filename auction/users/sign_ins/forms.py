"""Response models of own sign-ins and security events."""

from pydantic import Field

from auction.http.fields import In, MomentOut, Out, UpToAHundred, utc
from auction.http.texts import language, sentence
from auction.users.rows import EventRow, Kind, SignInRow


class SignInOut(Out):
    id: str
    device: str = Field(description="browser and system in short words")
    address: str | None = Field(description="of the last sign-in or refresh; null for one of an earlier release")
    created_at: MomentOut
    last_used_at: MomentOut = Field(description="the last sign-in or refresh: up to 15 minutes before the last request")
    current: bool = Field(description="whether this request belongs to it")


class SignIns(Out):
    sign_ins: list[SignInOut]


class SecurityEvent(Out):
    id: int
    kind: Kind
    device: str = Field(description="that caused it, in short words")
    address: str | None = Field(description="that it came from")
    created_at: MomentOut


class SecurityEvents(Out):
    events: list[SecurityEvent]
    next_cursor: str | None


class EventsQuery(In):
    cursor: str | None = None
    limit: UpToAHundred = 20


def sign_in_out(row: SignInRow, current_id: str) -> SignInOut:
    """Build the answer for one sign-in."""
    return SignInOut(
        id=row["id"],
        device=_device(row["device"]),
        address=row["address"],
        created_at=utc(row["createdAt"]),
        last_used_at=utc(row["lastUsedAt"] or row["createdAt"]),
        current=row["id"] == current_id,
    )


def event_out(row: EventRow) -> SecurityEvent:
    """Build the answer for one security event."""
    return SecurityEvent(
        id=row["id"],
        kind=row["kind"],
        device=_device(row["device"]),
        address=row["address"],
        created_at=utc(row["createdAt"]),
    )


def _device(name: str | None) -> str:
    return name or sentence("unknown_device", language())
