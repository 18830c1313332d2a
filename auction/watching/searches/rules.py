"""Saved searches, up to MOST a user: what they are, and how the matches of new items are kept until they are due."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

import database
from auction.errors import Conflict, Invalid, NotFound
from auction.items import rules as items
from auction.items.list_query import Filters
from auction.items.rows import ItemRow
from auction.items.search import percolation
from auction.users import rules as users
from auction.watching.searches import store
from auction.watching.searches.query import can_alert, filters_of
from auction.watching.searches.store import Alert, AlertedSearch, SearchRow

MOST = 50
KEPT_DAYS = 7
# items whose terms are looked up in one statement
ITEMS_AT_ONCE = 100

# the ids of searches by their query, by a term that they are filed under
_Filed = dict[bytes, dict[str, list[int]]]


class SearchNotFound(NotFound):
    """There is no such saved search of this user."""


class TooManySearches(Conflict):
    """At most MOST searches are saved by one user."""


class Changes(NamedTuple):
    """What a user changes of a saved search, its query in canonical form; None stays."""

    name: str | None = None
    query: str | None = None
    alert: Alert | None = None


class Match(NamedTuple):
    """A new item that a saved search finds, and the time when this was found out (UTC)."""

    search: AlertedSearch
    item_id: int
    now: datetime


def of_user(db: database.Db, user_id: str) -> list[SearchRow]:
    """Return a user's saved searches, newest first."""
    return store.of_user(db, user_id)


def save(db: database.Db, user_id: str, name: str, query: str, alert: Alert) -> SearchRow:
    """Save a search with a canonical query. Raises Invalid, TooManySearches, SignInEnded."""
    _check(query, alert)
    # one at a time, so that they can be counted
    users.lock(db, user_id)
    users.require_present(db, user_id)
    if len(store.of_user(db, user_id)) >= MOST:
        raise TooManySearches
    search_id = store.add(db, user_id, name, query, alert)
    _file(db, search_id, query, alert)
    return _own(db, user_id, search_id)


def change(db: database.Db, user_id: str, search_id: int, changes: Changes) -> SearchRow:
    """Change a saved search. Raises SearchNotFound, Invalid."""
    old = _own(db, user_id, search_id)
    # an empty query is one that finds everything
    query, alert = old["query"] if changes.query is None else changes.query, changes.alert or old["alert"]
    _check(query, alert)
    anew = query != old["query"] or "never" in (alert, old["alert"])
    store.change(db, search_id, changes.name or old["name"], query, alert, anew)
    if anew:
        store.unfile(db, search_id)
        store.remove_matches(db, search_id)
        _file(db, search_id, query, alert)
    return _own(db, user_id, search_id)


def remove(db: database.Db, user_id: str, search_id: int) -> None:
    """Delete a saved search. Raises SearchNotFound."""
    _remove(db, _own(db, user_id, search_id)["id"])


def forget(db: database.Db, user_id: str) -> None:
    """Delete all searches of a user."""
    for search in store.of_user(db, user_id):
        store.hold(db, search["id"])
        _remove(db, search["id"])


def matching(db: database.Db, item_ids: list[int]) -> list[Match]:
    """Return the searches with alerts that find these new items, other than the seller's own, while they can be bid on.

    A scheduled item counts as live.
    """
    rows = [row for row in items.find_many(db, item_ids) if items.status_of(row) in ("scheduled", "live")]
    return [
        match
        for first in range(0, len(rows), ITEMS_AT_ONCE)
        for match in _matching(db, rows[first : first + ITEMS_AT_ONCE])
    ]


def add_matches(db: database.Db, matches: list[tuple[int, int, datetime]]) -> int:
    """Keep matches (search, item, due at) until they are due; return how many were new."""
    return store.add_matches(db, matches) if matches else 0


def due(db: database.Db, most: int) -> list[int]:
    """Return the ids of searches with matches that are due."""
    return [row["id"] for row in store.due(db, most)]


def take(db: database.Db, search_id: int) -> tuple[SearchRow, list[int]] | None:
    """Take a search's waiting matches, each only once; return their ids, newest first. None for a deleted search."""
    search = store.hold(db, search_id)
    if search is None:
        return None
    item_ids = [row["item_id"] for row in store.waiting(db, search_id)]
    store.note_notified(db, search_id)
    store.note_alert(db, search_id)
    return search, item_ids


def forget_old(db: database.Db, most: int = 10_000) -> int:
    """Delete up to `most` matches older than KEPT_DAYS; return how many."""
    return store.forget_old(db, KEPT_DAYS, most)


def _check(query: str, alert: Alert) -> None:
    if alert != "never" and not can_alert(query):
        raise Invalid(("alert", "alert_too_wide"))


def _file(db: database.Db, search_id: int, query: str, alert: Alert) -> None:
    if alert != "never":
        store.file(db, search_id, percolation.terms_of_search(db, filters_of(query)))


def _own(db: database.Db, user_id: str, search_id: int) -> SearchRow:
    search = store.hold(db, search_id)
    if search is None or search["user_id"] != user_id:
        raise SearchNotFound
    return search


def _remove(db: database.Db, search_id: int) -> None:
    store.unfile(db, search_id)
    store.remove_matches(db, search_id)
    store.remove(db, search_id)


def _matching(db: database.Db, rows: list[ItemRow]) -> list[Match]:
    terms = {row["id"]: percolation.terms_of_item(row) for row in rows}
    filed = _filed_under(db, set().union(*terms.values()))
    found = {row["id"]: _finding(db, row, terms[row["id"]], filed) for row in rows}
    alerted = {search["id"]: search for search in store.alerted(db, set().union(*found.values()))}
    return [
        Match(alerted[search_id], row["id"], row["now"])
        for row in rows
        for search_id in sorted(found[row["id"]] & alerted.keys())
        if alerted[search_id]["since"] <= row["createdAt"] and alerted[search_id]["user_id"] != row["user_id"]
    ]


def _filed_under(db: database.Db, terms: set[bytes]) -> _Filed:
    filed: _Filed = defaultdict(lambda: defaultdict(list))
    for search in store.filed_under(db, terms):
        filed[search["term"]][search["query"]].append(search["id"])
    return filed


def _finding(db: database.Db, row: ItemRow, terms: set[bytes], filed: _Filed) -> set[int]:
    """Return the ids of the searches filed under terms of an item that find it; equal queries are decided once."""
    verdicts: dict[tuple[str, bool], bool] = {}
    found: set[int] = set()
    for term in terms & filed.keys():
        as_slip = term.startswith(percolation.SLIP)
        for query, ids in filed[term].items():
            if (query, as_slip) not in verdicts:
                verdicts[query, as_slip] = _finds(db, filters_of(query), as_slip, row)
            if verdicts[query, as_slip]:
                found.update(ids)
    return found


def _finds(db: database.Db, filters: Filters, as_slip: bool, row: ItemRow) -> bool:
    return percolation.finds(filters, row) or (as_slip and percolation.finds_corrected(db, filters, row))
