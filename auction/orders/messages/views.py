"""The messages of an order as its sides and operators see them."""

from collections.abc import Iterable

from auction.http.fields import utc
from auction.orders.messages.forms import Message, MessagePhoto
from auction.orders.messages.rows import MessageRow
from auction.orders.process import Side


def shown(
    rows: Iterable[MessageRow], as_role: Side | None, photos: str = "/api/orders/{order}/photos"
) -> list[Message]:
    """Build the answers for these messages, for a side or for neither; `photos` is where the photos are served."""
    return [_message(row, as_role, photos.format(order=row["order_id"])) for row in rows]


def _message(row: MessageRow, as_role: Side | None, photos: str) -> Message:
    return Message(
        id=row["id"], by=row["who"], text=row["text"], photo=_photo(row, f"{photos}/{row['id']}"),
        created_at=utc(row["createdAt"]), mine=row["who"] == as_role,
    )  # fmt: skip


def _photo(row: MessageRow, url: str) -> MessagePhoto | None:
    if row["width"] is None or row["height"] is None:
        return None
    return MessagePhoto(url=url, thumbnail_url=f"{url}?thumbnail=true", width=row["width"], height=row["height"])
