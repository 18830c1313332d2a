"""Routes for saved searches."""

from flask import Blueprint, Response

import database
from auction.http.contract import answers, takes
from auction.idempotency.http import answer_once
from auction.limits import rules as limits
from auction.users.access import signed_in, user_id
from auction.watching.searches import forms, rules
from auction.watching.searches.query import canonical

searches = Blueprint("searches", __name__, url_prefix="/api/me/searches")


@searches.get("")
@answers(200, forms.SavedSearches)
@signed_in
def list_searches() -> forms.SavedSearches:
    """List my saved searches, newest first."""
    with database.reading() as db:
        rows = rules.of_user(db, user_id())
    return forms.SavedSearches(searches=[forms.saved_search(row) for row in rows])


@searches.post("")
@answers(201, forms.SavedSearch, rules.TooManySearches, limits.TooManyRequests)
@signed_in
@takes(body=forms.SearchForm, idempotent=True)
def save_search(body: forms.SearchForm) -> Response:
    """Save a search of the list, and alert me to new items that it finds: at once, daily or never."""
    owner, query = user_id(), canonical(body.query)
    limits.count(limits.SEARCHES, owner)

    def work(db: database.Db) -> forms.SavedSearch:
        return forms.saved_search(rules.save(db, owner, body.name, query, body.alert))

    return answer_once(owner, 201, work, body.model_dump_json().encode())


@searches.patch("/<int:search_id>")
@answers(200, forms.SavedSearch, rules.SearchNotFound, limits.TooManyRequests)
@signed_in
@takes(body=forms.SearchChanges)
def change_search(search_id: int, body: forms.SearchChanges) -> forms.SavedSearch:
    """Change a saved search. With another query its alerts begin anew."""
    limits.count(limits.SEARCHES, user_id())
    return forms.saved_search(database.transact(rules.change, user_id(), search_id, body.values()))


@searches.delete("/<int:search_id>")
@answers(204, None, rules.SearchNotFound)
@signed_in
def delete_search(search_id: int) -> None:
    """Delete a saved search."""
    database.transact(rules.remove, user_id(), search_id)
