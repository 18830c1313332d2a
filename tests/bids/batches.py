"""What tests of batches share: a row that another connection holds, and what came of each bid."""

import contextlib

import database
from auction.bids import audit
from auction.items import rules as items


@contextlib.contextmanager
def held(database_url, item):
    """Another connection holds the auction's row."""
    with contextlib.closing(database.connect(database_url, timeout_s=30)) as connection:
        connection.begin()
        database.Db(connection).one("SELECT id FROM item WHERE id = %(id)s FOR UPDATE", id=item["id"])
        yield connection
        connection.rollback()


def log_of(db, item):
    sql = "SELECT user_id, amount, price, number, createdAt FROM bid WHERE item_id = %(id)s ORDER BY id"
    return db.all(sql, id=item["id"])


def clean_audit(db, item):
    return audit.audit_items(db, items.after_id(db, item["id"] - 1, 1))[2] == []


def outcome(answer):
    return answer.json["outcome"] if answer.status_code == 201 else answer.json["code"]
