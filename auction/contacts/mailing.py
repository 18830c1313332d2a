"""Sends the mails about addresses and passwords: the worker calls `send_due`, no request waits for a mail server.

A mail is leased, sent, then marked; a worker killed in between leaves the rest to the next one when the lease ends. The
code or token is made anew for each attempt, so that nothing but its digest is ever stored.
"""

import logging
import tomllib
from email.message import Message as Mail
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import database
from auction.contacts import mail
from auction.contacts import store as contacts
from auction.contacts.codes import rules as codes
from auction.contacts.codes import store
from auction.contacts.codes.rows import CodeRow
from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.users import recipients

log = logging.getLogger("ssgbay.mail")

AT_ONCE = 50
LEASE_S = 120
# until the next attempt; a code that arrives later than this is of no use
PAUSES_S = (5, 30, 120, 300, 600, 3600)


class _Letter(NamedTuple):
    """To whom a mail goes, and what only it says."""

    user_id: str
    address: str
    code: str = ""
    path: str = ""


def send_due() -> int:
    """Send the mails that are due; return how many were sent."""
    if not mail.is_on():
        return 0
    return sum(_send(row) for row in database.transact(_lease))


def _lease(db: database.Db) -> list[CodeRow]:
    rows = store.hold_due(db, AT_ONCE)
    if rows:
        store.lease(db, [row["id"] for row in rows], LEASE_S)
    return rows


def _send(row: CodeRow) -> bool:
    message = database.transact(_prepare, row)
    if message is None:
        return False
    try:
        mail.send(message)
    except TemporaryFailure as failure:
        log.warning("mail postponed", extra={"purpose": row["purpose"], "reason": failure.reason})
        pause = PAUSES_S[min(row["attempts"], len(PAUSES_S) - 1)]
        database.transact(store.postpone, row["id"], pause)
        return False
    except PermanentFailure as failure:
        log.warning("mail refused", extra={"purpose": row["purpose"], "reason": failure.reason})
        database.transact(store.delete, row["id"])
        return False
    database.transact(store.sent, row["id"])
    return True


def _prepare(db: database.Db, row: CodeRow) -> Mail | None:
    """Return the mail, its code's digest stored; None, and the row deleted, where there is nobody to send it to."""
    letter = _letter(db, row)
    if letter is None:
        store.delete(db, row["id"])
        return None
    found = recipients.settings_of(db, [letter.user_id]).get(letter.user_id)
    return _message(row, letter, found["locale"] if found else "ko")


def _letter(db: database.Db, row: CodeRow) -> _Letter | None:
    if row["purpose"] == "verify":
        contact = contacts.find(db, row["contact_id"] or 0)
        if contact is None:
            return None
        code = codes.new_code(db, row, contact["id"], contact["user_id"])
        return _Letter(contact["user_id"], contact["address"], code=code)
    if row["purpose"] == "reset":
        owner = contacts.owner_of(db, row["recipient"])
        if owner is None:
            return None
        token = codes.new_link(db, row, owner["user_id"])
        return _Letter(owner["user_id"], owner["address"], path=f"/reset-password?token={token}")
    return _Letter(row["user_id"] or "", row["address"] or "", path="/settings")


def _message(row: CodeRow, letter: _Letter, locale: str) -> Mail:
    # imported at first use: cron starts the worker each minute
    from auction.contacts.layout import Link, render

    words = _words()[row["purpose"]][locale]
    button = Link(words["button"], mail.link(letter.path)) if "button" in words else None
    paragraphs = [text.replace("{user}", letter.user_id) for text in words["paragraphs"]]
    rendered = render(locale, words["heading"], paragraphs, button, code=letter.code)
    message_id = f"{row['purpose']}{row['id']}.{row['attempts']}"
    return mail.compose(letter.address, words["heading"], rendered.text, rendered.html, message_id)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("mails.toml").read_text(encoding="utf-8"))
