"""How a message can fail on its way to a contact. A reason is a few words without the address."""


class DeliveryFailure(Exception):
    """A message was not taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(DeliveryFailure):
    """It may be taken later; not before `retry_after_s` seconds, where the other side says so."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class PermanentFailure(DeliveryFailure):
    """It will never be taken; where the contact is `gone`, nothing else will be either."""

    def __init__(self, reason: str, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone
