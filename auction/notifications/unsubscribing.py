"""Signed tokens by which a mail's reader stops the mails of one group without signing in (RFC 8058)."""

from typing import cast, get_args

from itsdangerous import BadSignature, URLSafeSerializer

import database
from auction.contacts.encryption import unsubscribe_key
from auction.errors import NotFound
from auction.notifications import rules
from auction.notifications.rows import Group
from auction.users import presence


class UnsubscribeLinkInvalid(NotFound):
    """The link is not one of ours, or its user has left."""


def token_for(user_id: str, group: Group) -> str:
    """Return a token that never expires and does nothing but switch the mails of this group off."""
    return str(_serializer().dumps([user_id, group]))


def group_of(token: str) -> Group:
    """Return the group of a token. Raises UnsubscribeLinkInvalid."""
    return _read(token)[1]


def unsubscribe(db: database.Db, token: str) -> None:
    """Switch a group's mails off; again changes nothing. Raises UnsubscribeLinkInvalid."""
    user_id, group = _read(token)
    if not presence.lock_present(db, (user_id,)):
        raise UnsubscribeLinkInvalid
    rules.save_preferences(db, user_id, {group: {"mail": "never"}})


def _read(token: str) -> tuple[str, Group]:
    try:
        user_id, group = _serializer().loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise UnsubscribeLinkInvalid from error
    if group not in get_args(Group):
        raise UnsubscribeLinkInvalid
    return user_id, cast(Group, group)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(unsubscribe_key())
