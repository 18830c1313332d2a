"""The table `message`, and up to which of its rows each side has read. Times are UTC, by the database's clock."""

from auction.items.images.names import full_name
from auction.mysql.columns import ABOVE_ALL, columns, insert_into
from auction.orders.messages.rows import Counts, Files, MessageRow, Newest, NewMessage, Unread
from auction.orders.process import Side
from auction.orders.rows import Id
from auction.orders.sides import other
from database import Db

MESSAGE = columns(MessageRow)
READ_TO: dict[Side, str] = {"buyer": "buyerReadTo", "seller": "sellerReadTo"}


def add(db: Db, message: NewMessage) -> int:
    """Add a message; return its id."""
    return db.insert(insert_into("message", NewMessage), **message)


def find(db: Db, order_id: int, message_id: int) -> MessageRow | None:
    return db.one(
        MessageRow,
        f"SELECT {MESSAGE} FROM message WHERE id = %(message_id)s AND order_id = %(order_id)s",
        message_id=message_id, order_id=order_id,
    )  # fmt: skip


def page(db: Db, order_id: int, before: int | None, limit: int) -> list[MessageRow]:
    """The messages of an order with an id under `before`, newest first."""
    return db.all(
        MessageRow,
        f"""
        SELECT {MESSAGE} FROM message
         WHERE order_id = %(order_id)s AND id < %(before)s
         ORDER BY id DESC LIMIT %(limit)s
        """,
        order_id=order_id, before=before or ABOVE_ALL, limit=limit,
    )  # fmt: skip


def counts_of(db: Db, order_id: int, who: Side) -> Counts:
    return db.single(
        Counts,
        """
        SELECT COUNT(*) AS messages, COUNT(photo) AS photos FROM message
         WHERE order_id = %(order_id)s AND who = %(who)s
        """,
        order_id=order_id, who=who,
    )  # fmt: skip


def newest(db: Db, order_id: int) -> int:
    """The id of the newest message of an order; 0 where there is none."""
    found = db.single(Newest, "SELECT MAX(id) AS id FROM message WHERE order_id = %(order_id)s", order_id=order_id)
    return found["id"] or 0


def set_read(db: Db, order_id: int, who: Side, up_to: int) -> None:
    """Note that a side has read up to this message, or further already."""
    db.run(
        f"UPDATE orders SET {READ_TO[who]} = GREATEST(COALESCE({READ_TO[who]}, 0), %(up_to)s) WHERE id = %(order_id)s",
        order_id=order_id, up_to=up_to,
    )  # fmt: skip


def unread_of(db: Db, order_ids: list[int], who: Side) -> list[Unread]:
    """How many messages of the other side this side of these orders has not read."""
    if not order_ids:
        return []
    return db.all(
        Unread,
        f"""
        SELECT orders.id AS order_id, COUNT(*) AS number
          FROM orders JOIN message ON message.order_id = orders.id AND message.who = %(other)s
         WHERE orders.id IN %(order_ids)s AND message.id > COALESCE(orders.{READ_TO[who]}, 0)
         GROUP BY orders.id
        """,
        order_ids=order_ids, other=other(who),
    )  # fmt: skip


def known(db: Db, names: list[str]) -> list[Files]:
    """The files of the photos to which these file names belong."""
    if not names:
        return []
    return db.all(
        Files,
        "SELECT photo, thumbnail FROM message WHERE photo IN %(photos)s",
        photos=[full_name(name) for name in names],
    )


def forget_old(db: Db, years: int, most: int) -> int:
    """Delete up to `most` messages that are as old as that and whose orders ended as long ago; return how many."""
    rows = db.all(
        Id,
        """
        SELECT message.id FROM message JOIN orders ON orders.id = message.order_id
         WHERE message.createdAt < UTC_TIMESTAMP(6) - INTERVAL %(years)s YEAR
           AND orders.endedAt < UTC_TIMESTAMP(6) - INTERVAL %(years)s YEAR
         LIMIT %(most)s
        """,
        years=years, most=most,
    )  # fmt: skip
    return db.run("DELETE FROM message WHERE id IN %(ids)s", ids=[row["id"] for row in rows]) if rows else 0
