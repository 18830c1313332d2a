"""The table `offer`. Times are UTC, by the database's clock."""

from auction.mysql.columns import columns, insert_into
from auction.orders.rows import Id, NewOffer, OfferRow, OfferState
from database import Db

OFFER = columns(OfferRow)


def add(db: Db, offer: NewOffer) -> int:
    return db.insert(insert_into("offer", NewOffer), **offer)


def hold(db: Db, offer_id: int) -> OfferRow | None:
    """Lock an offer until the transaction ends."""
    return db.one(OfferRow, f"SELECT {OFFER} FROM offer WHERE id = %(offer_id)s FOR UPDATE", offer_id=offer_id)


def find(db: Db, offer_id: int) -> OfferRow:
    return db.single(OfferRow, f"SELECT {OFFER} FROM offer WHERE id = %(offer_id)s", offer_id=offer_id)


def after(db: Db, offer_id: int, most: int) -> list[OfferRow]:
    """The next offers by their ids."""
    return db.all(
        OfferRow,
        f"SELECT {OFFER} FROM offer WHERE id > %(offer_id)s ORDER BY id LIMIT %(most)s",
        offer_id=offer_id, most=most,
    )  # fmt: skip


def of_items(db: Db, item_ids: list[int]) -> list[OfferRow]:
    """All offers of these items, oldest first."""
    if not item_ids:
        return []
    return db.all(OfferRow, f"SELECT {OFFER} FROM offer WHERE item_id IN %(item_ids)s ORDER BY id", item_ids=item_ids)


def open_to(db: Db, user_id: str) -> list[OfferRow]:
    """The offers that this user can still answer, newest first."""
    return db.all(
        OfferRow,
        f"""
        SELECT {OFFER} FROM offer
         WHERE user_id = %(user_id)s AND state = 'open' AND expiresAt > UTC_TIMESTAMP(6)
         ORDER BY id DESC
        """,
        user_id=user_id,
    )


def open_of_seller(db: Db, seller_id: str) -> bool:
    found = db.one(
        Id, "SELECT id FROM offer WHERE seller_id = %(seller_id)s AND state = 'open' LIMIT 1", seller_id=seller_id
    )
    return found is not None


def expired(db: Db, most: int) -> list[Id]:
    """Open offers whose time is over."""
    return db.all(
        Id,
        """
        SELECT id FROM offer
         WHERE state = 'open' AND expiresAt <= UTC_TIMESTAMP(6) ORDER BY expiresAt LIMIT %(most)s
        """,
        most=most,
    )


def decide(db: Db, offer_id: int, state: OfferState) -> None:
    db.run(
        "UPDATE offer SET state = %(state)s, decidedAt = UTC_TIMESTAMP(6) WHERE id = %(offer_id)s",
        offer_id=offer_id, state=state,
    )  # fmt: skip
