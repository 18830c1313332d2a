"""Response model of the operator's own role."""

from datetime import datetime

from pydantic import Field

from auction.http.fields import MomentOut, Out, utc
from auction.operators.rows import Operator, Role
from auction.users.rows import UserRow


class OwnRole(Out):
    id: str
    nickname: str | None
    role: Role
    proven_until: MomentOut | None = Field(
        description="until when this sign-in may act for the operator; null: a second factor is needed first"
    )


def own_role(user: UserRow, operator: Operator, proven_until: datetime | None) -> OwnRole:
    """Build the answer for the operator's own role; `proven_until` is naive UTC."""
    return OwnRole(
        id=user["id"],
        nickname=user["nickname"],
        role=operator.role,
        proven_until=utc(proven_until),
    )
