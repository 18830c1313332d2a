"""Forgotten passwords: a link by mail, and the new password that it allows."""

from contextlib import suppress

import database
from auction.contacts import mail
from auction.contacts.addresses import digest_of
from auction.contacts.codes import rules as codes
from auction.contacts.own import MailIsOff
from auction.limits.rules import TooManyRequests
from auction.users import changes, passwords
from auction.users import rules as users
from auction.users.rows import Client


def request_link(address: str, client: Client) -> None:
    """Let a link be sent to the owner of a mail address, if there is one and it got none in the last minutes.

    Nothing here depends on whether there is: the worker looks that up. What is too much for the client's network is
    dropped without a word. Raises MailIsOff.
    """
    if not mail.is_on():
        raise MailIsOff
    with suppress(TooManyRequests):
        database.transact(codes.request_reset, digest_of("mail", address), client.address or "unknown")


def reset_password(token: str, password: str, client: Client) -> users.SignIn:
    """Set another password by a link, end all sign-ins and begin one. Raises ResetLinkEnded, Invalid."""
    with database.reading() as db:
        user_id = codes.owner_of_link(db, token)
    changes.check_new_password(user_id, password)
    return database.transact(_reset, token, passwords.hashed(password), client)


def _reset(db: database.Db, token: str, hashed: str, client: Client) -> users.SignIn:
    # the user's row first, as leaving does
    users.lock(db, codes.owner_of_link(db, token))
    return changes.reset_password(db, codes.use_link(db, token), hashed, client)
