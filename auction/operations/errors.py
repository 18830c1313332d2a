"""Refusals of what operators do."""

from auction.errors import Conflict, Forbidden, NotFound


class OwnOrder(Forbidden):
    """The operator is a side of this order."""


class PayoutNotFound(NotFound):
    """There is no such payout."""


class ApprovedAlready(Conflict):
    """The operator has approved this payout before; another person must."""
