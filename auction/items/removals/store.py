"""The table `removal`, as far as a bid on a locked item needs it; bids/removals/ writes it."""

from collections.abc import Iterable
from typing import TypedDict

from auction.items.rows import RemovalKind
from database import Deferred, Pipeline


class RemovedBidder(TypedDict):
    """How bids of a user on an item have fallen."""

    item_id: int
    user_id: str
    kind: RemovalKind


class ItemId(TypedDict):
    """The id of an item."""

    item_id: int


def of_bidders(
    pipeline: Pipeline, item_ids: Iterable[int], user_ids: Iterable[str]
) -> Deferred[list[RemovedBidder]]:  # fmt: skip
    """Find who of these users has had bids on these items fall."""
    return pipeline.all(
        RemovedBidder,
        """
        SELECT item_id, user_id, kind
          FROM removal
         WHERE item_id IN %(item_ids)s
           AND user_id IN %(user_ids)s
        """,
        item_ids=list(item_ids), user_ids=list(user_ids),
    )  # fmt: skip


def items_with_any(pipeline: Pipeline, item_ids: Iterable[int]) -> Deferred[list[ItemId]]:
    """Find those of these items on which bids of anybody have fallen."""
    found = "SELECT DISTINCT item_id FROM removal WHERE item_id IN %(item_ids)s"
    return pipeline.all(ItemId, found, item_ids=list(item_ids))
