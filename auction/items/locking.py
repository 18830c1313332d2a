"""Locks auctions and the sign-ins of their bidders for a transaction, and finds out whose bids have fallen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import database
from auction.items import store
from auction.items.removals import store as removals
from auction.items.removals.store import RemovedBidder
from auction.items.rows import REMOVAL_WEIGHT, LockedItem, RemovalKind
from auction.items.rules import Auction, ItemNotFound, auction_of
from auction.mysql.clock import read_clock
from auction.users import rules as users

AddStatements = Callable[[database.Pipeline], None]


def no_more(_pipeline: database.Pipeline) -> None:
    """Add no statement."""


def lock_for_bid(db: database.Db, item_id: int, sign_in_id: str, user_id: str) -> Auction:
    """Lock an auction and the bidder's sign-in until this transaction ends. Raises ItemNotFound, SignInEnded."""
    held, signed_in = lock_for_bids(db, [(item_id, sign_in_id, user_id)])
    if not signed_in[0]:
        raise users.SignInEnded
    if item_id not in held:
        raise ItemNotFound
    return held[item_id]


def lock_for_bids(
    db: database.Db, bids: Sequence[tuple[int, str, str]], skip_locked: bool = False, also: AddStatements = no_more
) -> tuple[dict[int, Auction], list[bool]]:
    """Lock the auctions and sign-ins of these bids (item id, sign-in id, user id), then read the clock.

    Returns the auctions by id, without those that do not exist or, with `skip_locked`, are locked elsewhere; and for
    each bid whether its bidder is signed in. One round trip, with the statements that `also` adds before the clock; the
    locks last until this transaction ends.
    """
    lock = store.hold_if_free if skip_locked else store.hold
    with database.timed("lock_wait"), db.pipeline() as pipeline:
        sign_ins = [users.hold_sign_in(pipeline, sign_in_id, user_id) for _, sign_in_id, user_id in bids]
        # in the order of their ids, so that two batches cannot deadlock
        rows = {item_id: lock(pipeline, item_id) for item_id in sorted({item_id for item_id, _, _ in bids})}
        also(pipeline)
        clock = read_clock(pipeline)
    found = [row.result for row in rows.values() if row.result is not None]
    held = {row["id"]: auction_of(row, clock.result["now"], _none_fallen(row)) for row in found}
    unknown = [auction for auction in held.values() if not auction.none_fallen]
    if unknown:
        held.update(_with_falls(db, unknown, {user_id for _, _, user_id in bids}))
    return held, [sign_in.result is not None for sign_in in sign_ins]


def lock_sign_ins(
    db: database.Db, held: Auction, bidders: Sequence[tuple[str, str]], also: AddStatements
) -> tuple[Auction, list[bool]]:
    """Lock the sign-ins of more bidders (sign-in id, user id) on a locked auction, then as above read the clock.

    Returns the auction at that time, and for each bidder whether they are signed in.
    """
    with db.pipeline() as pipeline:
        sign_ins = [users.hold_sign_in(pipeline, sign_in_id, user_id) for sign_in_id, user_id in bidders]
        rows = None if held.none_fallen else removals.of_bidders(pipeline, [held.id], [who for _, who in bidders])
        also(pipeline)
        clock = read_clock(pipeline)
    removed = {**held.removed, **_removed(rows.result).get(held.id, {})} if rows else held.removed
    return replace(held, now=clock.result["now"], removed=removed), [sign_in.result is not None for sign_in in sign_ins]


def _none_fallen(row: LockedItem) -> bool:
    """Whether the row of an item says that no bid on it has ever fallen; older code and falls let it say nothing."""
    return row["changes"] is not None and row["changes"] == row["noneFallenAt"]


def _with_falls(db: database.Db, held: Sequence[Auction], bidders: Iterable[str]) -> dict[int, Auction]:
    """Locked auctions by id, with what the table of removals says of these bidders, and whether it says anything."""
    item_ids = [auction.id for auction in held]
    with db.pipeline() as pipeline:
        rows = removals.of_bidders(pipeline, item_ids, bidders)
        fallen = removals.items_with_any(pipeline, item_ids)
    removed, with_falls = _removed(rows.result), {row["item_id"] for row in fallen.result}
    return {
        auction.id: replace(
            auction, removed=removed.get(auction.id, {}), none_fallen=auction.id not in with_falls
        )
        for auction in held
    }  # fmt: skip


def _removed(rows: Sequence[RemovedBidder]) -> dict[int, dict[str, RemovalKind]]:
    """How bids have fallen, by item and bidder; the weightiest kind counts."""
    by_item: dict[int, dict[str, RemovalKind]] = {}
    for row in sorted(rows, key=lambda row: REMOVAL_WEIGHT[row["kind"]]):
        by_item.setdefault(row["item_id"], {})[row["user_id"]] = row["kind"]
    return by_item
