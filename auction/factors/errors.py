"""The refusal that codes and passkeys share."""

from auction.errors import Forbidden


class WrongSecondFactor(Forbidden):
    """The code or the passkey is not right, was used before, or has expired."""
