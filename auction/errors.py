"""Refusals: exceptions that become error answers. Their HTTP statuses are in auction/http/problems.py."""

import re
from collections.abc import Mapping


class Refusal(Exception):
    """Base of all refusals. The class name gives the stable snake_case `code`; keyword arguments go to the client."""

    headers: Mapping[str, str] = {}

    def __init__(self, **extra: object) -> None:
        super().__init__(type(self).__doc__)
        self.code = code_of(type(self))
        self.extra = extra


def code_of(kind: type[Refusal]) -> str:
    """Return the code of a class of refusals: BidTooLow is bid_too_low."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


class Unreadable(Refusal):
    """The body could not be read."""


class NotSignedIn(Refusal):
    """Nobody is signed in, or the token is not good."""


class Forbidden(Refusal):
    """It belongs to somebody else."""


class NotFound(Refusal):
    """There is no such thing."""


class Conflict(Refusal):
    """The auction's state does not allow it."""


class TooLarge(Refusal):
    """More bytes or pixels than we take."""


class Unsupported(Refusal):
    """A kind of file or body that we do not take."""


class Invalid(Refusal):
    """Readable but wrong; `errors` names each field and what is wrong with it, by a name of http/texts.toml."""

    def __init__(self, *errors: tuple[str, str], **extra: object) -> None:
        super().__init__(**extra, errors=[{"field": field, "message": message} for field, message in errors])


class TooMany(Refusal):
    """Too many requests; `retry_after` says how many seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class TryAgain(Refusal):
    """Nothing was done; the same request may work in a moment."""

    retry_after = 1


class OutcomeUnknown(TryAgain):
    """The connection broke while the answer to COMMIT was on its way; it may or may not have happened."""
