"""Who may act for the operator of the site: a user with a role, who has shown a second factor just now."""

import database
from auction.errors import Forbidden
from auction.operators import store
from auction.operators.rows import Operator, Role, RoleRow
from auction.users.sign_ins.rules import require_proven


class NotAnOperator(Forbidden):
    """The caller has no role."""


class NotYourRole(Forbidden):
    """The caller's role does not allow it."""


def find(db: database.Db, user_id: str) -> Operator:
    """Return a user with their role. Raises NotAnOperator."""
    row = store.role_of(db, user_id)
    if row is None:
        raise NotAnOperator
    return Operator(user_id, row["role"])


def require(db: database.Db, user_id: str, sign_in_id: str, roles: tuple[Role, ...] = ()) -> Operator:
    """Return an operator of one of these roles, without any of any role, who has shown a second factor just now.

    Raises NotAnOperator, NotYourRole, SecondFactorNeeded.
    """
    operator = find(db, user_id)
    if roles and operator.role not in roles:
        raise NotYourRole
    require_proven(db, sign_in_id)
    return operator


def require_still(db: database.Db, operator: Operator) -> None:
    """Raises NotAnOperator for an operator whose role has changed; it stays so until the transaction ends."""
    row = store.hold_role(db, operator.id)
    if row is None or row["role"] != operator.role:
        raise NotAnOperator


def all_roles(db: database.Db) -> list[RoleRow]:
    """Return who has which role."""
    return store.roles(db)
