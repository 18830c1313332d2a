"""Page cursors: opaque to the client, and checked when they come back."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from auction.errors import Invalid


class InvalidCursor(Invalid):
    """This cursor does not belong to this list."""


def encode(*parts: Any) -> str:
    """Encode plain values as text that is safe in a URL."""
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> list[Any]:
    """Decode a cursor into values of exactly these types. Raises InvalidCursor."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, UnicodeDecodeError, RecursionError) as error:
        raise InvalidCursor from error
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds):
        raise InvalidCursor
    if any(isinstance(part, int) and abs(part) >= 2**63 for part in parts):
        raise InvalidCursor
    return parts


def before(cursor: str | None) -> int | None:
    """The id that the last page ended with, in a list by descending id."""
    return int(decode(cursor, int)[0]) if cursor else None


def following(ids: Sequence[int], limit: int) -> str | None:
    """The cursor of the page after these rows, by their ids; None unless more than `limit` were found."""
    return encode(ids[limit - 1]) if len(ids) > limit else None
