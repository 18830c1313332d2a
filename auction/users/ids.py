"""Finds the id that is meant by what was typed at a sign-in."""

import database
from auction.http.composing import nfc
from auction.users import store


def id_as_stored(given: str) -> str:
    """Return the id with its letters composed (NFC) unless only a user of 2023 spelled as `given` exists."""
    composed = nfc(given)
    if composed == given:
        return given
    with database.reading() as db:
        return composed if store.find(db, composed) or not store.find(db, given) else given


def id_ignoring_case(db: database.Db, given: str) -> str:
    """Return the id spelled exactly as given, else the only one that differs in case alone, else `given`."""
    found = store.ids_alike(db, given)
    # in the collation of the database "name " equals "name"
    same = [user_id for user_id in found if user_id.lower() == given.lower()]
    return same[0] if len(same) == 1 and given not in found else given
