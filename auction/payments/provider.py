"""What a payment provider has to do. It holds the money; we hold the books.

Providers are two-step: a buyer authorizes a payment at the provider's page, and nothing is taken before our server
confirms it. No call is made while a lock of the database is held.
"""

from datetime import datetime
from typing import Literal, NamedTuple, Protocol


class NoAnswer(Exception):
    """The provider did not answer, or not what was done: it may have done it or not."""


class Declined(Exception):
    """The provider refused, and nothing was done; `code` says why, in its own words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code[:60]


class Begun(NamedTuple):
    """An attempt at the provider: its key there, and the address of the page where the buyer pays."""

    key: str
    checkout_url: str


class Truth(NamedTuple):
    """What is true of an attempt at the provider: `amount` is what was taken (won), `failure` why it cannot be."""

    state: Literal["open", "authorized", "done", "failed"]
    amount: int = 0
    method: str = ""
    failure: str = ""


class Movement(NamedTuple):
    """Money that the provider took for an attempt, or gave back where `amount` is below 0 (won)."""

    ref: str
    amount: int
    at: datetime


class Provider(Protocol):
    """A payment provider. Every method raises NoAnswer when the result is unknown."""

    name: str

    def begin(self, ref: str, amount: int, title: str, back: str) -> Begun:
        """Open an attempt to pay `amount` won; the buyer returns to `back`. Raises Declined."""

    def look(self, key: str) -> Truth:
        """Return what is true of an attempt."""

    def confirm(self, key: str, ref: str, amount: int) -> Truth:
        """Take the money of an authorized attempt; repeated, it takes nothing more. Raises Declined."""

    def refund(self, key: str, amount: int, reason: str, once: str) -> None:
        """Give `amount` won back; repeated with the same `once`, it gives nothing more. Raises Declined."""

    def moved(self, since: datetime, until: datetime) -> list[Movement]:
        """Return all movements from `since` on and before `until` (naive UTC)."""

    def ref_of(self, event: object) -> str | None:
        """Return the reference of the attempt that an event (JSON) is about; nothing else in it is believed."""
