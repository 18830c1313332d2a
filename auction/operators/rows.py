"""The rows of `role`, `audit_event` and `audit_head`. Times are naive UTC."""

from datetime import datetime
from typing import Literal, NamedTuple, TypedDict

Role = Literal["support", "moderator", "treasurer", "chief"]


class Operator(NamedTuple):
    """A user who acts for the operator of the site."""

    id: str
    role: Role


class RoleRow(TypedDict):
    """Who has which role since when."""

    user_id: str
    role: Role
    changedAt: datetime


class EventRow(TypedDict):
    """An event of the trail; `by_id` and `role` are null for a command on the machine, `data` is JSON."""

    id: int
    by_id: str | None
    role: Role | None
    kind: str
    target: str
    reason: str
    data: str
    at: datetime
    previous: bytes
    digest: bytes


class Head(TypedDict):
    """The end of the trail: how many events it has, and the digest of the last."""

    number: int
    digest: bytes
