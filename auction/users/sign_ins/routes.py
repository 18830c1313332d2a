"""Routes for a user's own sign-ins and security events."""

from flask import Blueprint, Response

import database
from auction.http import cursors
from auction.http.contract import answers, json_response, takes
from auction.users.access import caller, sign_in_id, signed_in, user_id
from auction.users.cookies import delete_refresh_cookie
from auction.users.security_events import rules as security_events
from auction.users.sign_ins import forms, rules

sign_ins = Blueprint("sign_ins", __name__, url_prefix="/api/me")


@sign_ins.get("/sign-ins")
@answers(200, forms.SignIns)
@signed_in
def list_sign_ins() -> forms.SignIns:
    """List my sign-ins that live, the latest first."""
    with database.reading() as db:
        rows = rules.living(db, user_id())
    return forms.SignIns(sign_ins=[forms.sign_in_out(row, sign_in_id()) for row in rows])


@sign_ins.delete("/sign-ins/<string:id>")
@answers(204, None, rules.SignInNotFound)
@signed_in
def end_sign_in(id: str) -> Response:
    """End one of my sign-ins; its tokens stop working at once."""
    database.transact(rules.end, caller(), id)
    response = json_response(None, 204)
    return delete_refresh_cookie(response) if id == sign_in_id() else response


@sign_ins.delete("/sign-ins")
@answers(204)
@signed_in
def end_other_sign_ins() -> None:
    """End all my sign-ins but this one; their tokens stop working at once."""
    database.transact(rules.end_others, caller())


@sign_ins.get("/security-events")
@answers(200, forms.SecurityEvents)
@signed_in
@takes(query=forms.EventsQuery)
def list_security_events(query: forms.EventsQuery) -> forms.SecurityEvents:
    """List what happened to my account in the last 90 days, newest first."""
    with database.reading() as db:
        rows = security_events.page(db, user_id(), cursors.before(query.cursor), query.limit + 1)
    events = [forms.event_out(row) for row in rows[: query.limit]]
    following = cursors.following([row["id"] for row in rows], query.limit)
    return forms.SecurityEvents(events=events, next_cursor=following)
