"""The route of an operator's own role."""

from flask import Blueprint

import database
from auction.http.contract import answers
from auction.operators import forms, rules
from auction.users import rules as users
from auction.users.access import sign_in_id, signed_in, user_id
from auction.users.sign_ins.rules import proven_until

operators = Blueprint("operators", __name__, url_prefix="/api/admin")


@operators.get("/me")
@answers(200, forms.OwnRole, rules.NotAnOperator)
@signed_in
def my_role() -> forms.OwnRole:
    """Return my role, and until when I may act for the operator of the site."""
    with database.reading() as db:
        operator, user = rules.find(db, user_id()), users.profile(db, user_id())
        return forms.own_role(user, operator, proven_until(db, sign_in_id()))
