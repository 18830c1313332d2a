"""Routes for what providers send by themselves, and for sellers' payouts."""

from flask import Blueprint, request

import database
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.items.list_forms import PageQuery
from auction.limits import rules as limits
from auction.payments import events, forms
from auction.payments.payouts import accounts
from auction.payments.payouts import rules as payouts
from auction.users.access import caller, signed_in, user_id
from auction.users.rules import WrongPassword

payments = Blueprint("payments", __name__, url_prefix="/api")


@payments.post("/payments/<string:provider>/events")
@answers(204)
def receive_event(provider: str) -> None:
    """Take a provider's event. It is not believed: the provider is queried about the payment that it names."""
    events.receive(provider, request.get_data())


@payments.get("/me/payouts")
@answers(200, forms.Payouts)
@signed_in
@takes(query=PageQuery)
def list_payouts(query: PageQuery) -> forms.Payouts:
    """List what I earned by selling and where it goes, newest first."""
    with database.reading() as db:
        rows = payouts.of_seller(db, user_id(), cursors.before(query.cursor), query.limit + 1)
        account = accounts.of_users(db, [user_id()]).get(user_id())
    return forms.Payouts(
        payouts=[forms.payout_out(row) for row in rows[: query.limit]],
        account=forms.account_out(account),
        next_cursor=cursors.following([row["id"] for row in rows], query.limit),
    )


@payments.put("/me/payout-account")
@answers(200, forms.Account, WrongPassword, limits.TooManyRequests)
@signed_in
@takes(body=forms.AccountForm)
def change_payout_account(body: forms.AccountForm) -> forms.Account | None:
    """Set the bank account that my payouts go to; it needs my current password."""
    accounts.change(caller(), body.account(), body.current_password)
    return forms.account_out(body.account())
