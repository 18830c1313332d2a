"""The decorator of routes for operators, and the operator that it establishes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g

import database
from auction.http.contract import View, contract_of
from auction.operators.rows import Operator, Role
from auction.operators.rules import NotAnOperator, NotYourRole, require
from auction.users.access import sign_in_id, signed_in, signed_in_by_cookie, user_id
from auction.users.sign_ins.rules import SecondFactorNeeded


def for_operators(*roles: Role, by_cookie: bool = False) -> Callable[[View], View]:
    """Require a signed-in operator of one of these roles, without any of any role, who has shown a second factor.

    With `by_cookie` the refresh cookie is enough, since an image sends no other. `operator()` then returns who it is.
    `trail.record` checks in its transaction that the role has not changed.
    """

    def decorate(view: View) -> View:
        contract_of(view).refuses.extend((NotAnOperator, NotYourRole, SecondFactorNeeded))

        @wraps(view)
        def check(*args: Any, **kwargs: Any) -> Any:
            with database.reading() as db:
                g.operator = require(db, user_id(), sign_in_id(), roles)
            return view(*args, **kwargs)

        return (signed_in_by_cookie if by_cookie else signed_in)(check)

    return decorate


def operator() -> Operator:
    """Return the operator who sends this request, in a route for operators."""
    found: Operator = g.operator
    return found
