"""Request models of forgotten passwords."""

from typing import Annotated

from pydantic import StringConstraints

from auction.http.fields import In
from auction.users.forms import Password


class ForgottenForm(In):
    address: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class ResetForm(In):
    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password
