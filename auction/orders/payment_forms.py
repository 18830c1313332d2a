"""The request and response models of payments."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from auction.http.fields import In, Out


class PaymentForm(In):
    provider: Literal["sandbox", "toss"] | None = None


class PaymentStarted(Out):
    id: int
    checkout_url: str


class ReturnQuery(In):
    ref: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[\x21-\x7e]+$")]
