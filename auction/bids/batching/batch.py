"""One batch: the bids of a leader and its followers, placed in one transaction.

However a batch is tried, it takes the same steps: lock what is wanted, let followers join, decide, write, keys last.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial

import database
from auction.bids.batching.pending_bid import PendingBid, Result, TryNextPath, to_result
from auction.bids.placing import PlacedBid, Refused, place_bids
from auction.errors import OutcomeUnknown, Refusal, TryAgain
from auction.idempotency.rules import StoredAnswer, add_answers, claim_key, store_answer
from auction.items import locking
from auction.items import rules as items
from auction.items.rules import Auction
from auction.limits import rules as limits
from auction.limits.rules import TooManyRequests
from auction.limits.tally import Tally
from auction.users.rules import SignInEnded, require_live

log = logging.getLogger("ssgbay.bids")
Join = Callable[[], Sequence[PendingBid]]


class CannotShareTransaction(Exception):
    """The key of a follower is taken or in use, so nothing of this batch may be committed."""


class NothingToCommit(Exception):
    """No bid was placed and no answer is to be stored."""


def place_without_waiting(leader: PendingBid, join: Join) -> list[Result]:
    """Place these bids on the auctions that are not locked; after any failure each may try the next path.

    After a lost COMMIT a bid without a key is refused as unknown.
    """
    attempt = BatchAttempt([leader, *join()], waits=False)
    try:
        database.attempt(attempt.run)
    except NothingToCommit:
        pass
    except CannotShareTransaction:
        # a request sent again, as clients do
        return [TryNextPath() for _ in attempt.bids]
    except OutcomeUnknown as error:
        return attempt.unfinished(error)
    except Exception as error:
        log.warning("batch failed, its bids go on alone", extra={"reason": repr(error), "bids": len(attempt.bids)})
        return [TryNextPath(failed=database.is_retryable(error)) for _ in attempt.bids]
    return attempt.results


def place_waiting(leader: PendingBid, join: Join) -> list[Result]:
    """Wait for the leader's auction, then place its bid and those of all followers on it.

    A refusal that ends the transaction is the leader's. A follower then tries the next path, unless its bid may have
    been placed.
    """
    attempt = BatchAttempt([leader], join, waits=True)
    try:
        database.run_transaction(attempt.run, has_key=leader.claim is not None, attempts=leader.attempts)
    except NothingToCommit:
        pass
    except Refusal as refusal:
        return [_counted(leader, refusal), *attempt.unfinished(refusal)[1:]]
    except Exception as error:
        if len(attempt.bids) == 1:
            raise
        log.warning("batch failed, its bids go on alone", extra={"reason": repr(error), "bids": len(attempt.bids)})
        return attempt.unfinished(error)
    if attempt.answered_before:
        return [attempt.answered_before, *attempt.unfinished()[1:]]
    return attempt.results


def place_alone(bid: PendingBid) -> Result:
    """Wait for the auction and place this bid alone."""
    (result,) = place_waiting(bid, tuple)
    return result


class BatchAttempt:
    """A batch in one transaction, which may be run again as a whole.

    With `waits`, all bids are on the leader's auction: it is waited for, and followers join once it is locked. The
    leader's key is claimed first then, so that another run finds out whether the one before was committed. Without,
    auctions that are locked elsewhere are skipped.
    """

    def __init__(self, bids: list[PendingBid], join: Join = tuple, *, waits: bool) -> None:
        self.bids = bids
        self._join, self._waits = join, waits
        # what an earlier request with the leader's key was answered
        self.answered_before: StoredAnswer | None = None
        # of the last run that came as far as its COMMIT
        self.results: list[Result] = []
        # of the last run: its bids, as far as their auctions were held, count against the limit
        self._tally = Tally(limits.BIDS)
        # did the last run get past the leader's key? then no run before it was committed
        self._none_committed_before = False

    def run(self, db: database.Db) -> None:
        """Place the bids.

        Raises NothingToCommit, CannotShareTransaction; for the leader SignInEnded, TooManyRequests,
        IdempotencyKeyReused and IdempotencyKeyInFlight.
        """
        self._none_committed_before, self._tally = False, Tally(limits.BIDS)
        self.answered_before = self._claim_leaders_key(db)
        if self.answered_before:
            if not self._may_have_committed():
                limits.take(db, limits.BIDS, self.bids[0].request.bidder_id)
                require_live(db, self.bids[0].request.sign_in_id)
            return
        self._none_committed_before = True
        held, signed_in = self._wait_for_auction(db) if self._waits else self._lock_free_auctions(db)
        results = self._place(db, held, self._barred(signed_in))
        self._uncount(db, results)
        self._store_answers(db, results)
        self.results = results
        if not self._tally.hits and not any(isinstance(result, PlacedBid | StoredAnswer) for result in results):
            raise NothingToCommit

    def _may_have_committed(self) -> bool:
        """Whether the leader's key may be one that an earlier run of the same request has used."""
        return bool(self.results) or self.bids[0].attempts is not None

    def unfinished(self, error: Exception | None = None) -> list[Result]:
        """Return the result of each bid, as far as it is known, after a last run that was not committed."""
        if self._none_committed_before and not isinstance(error, OutcomeUnknown):
            return [TryNextPath() for _ in self.bids]
        joined_since = len(self.bids) - len(self.results)
        results = [*self.results, *[TryNextPath()] * joined_since]
        return [_unknown(bid, result) for bid, result in zip(self.bids, results, strict=True)]

    def _claim_leaders_key(self, db: database.Db) -> StoredAnswer | None:
        claim = self.bids[0].claim
        return claim_key(db, claim) if self._waits and claim else None

    def _lock_free_auctions(self, db: database.Db) -> tuple[dict[int, Auction], list[bool]]:
        return locking.lock_for_bids(db, [_bidder(bid) for bid in self.bids], True, self._count(self.bids))

    def _wait_for_auction(self, db: database.Db) -> tuple[dict[int, Auction], list[bool]]:
        """Lock the leader's auction, then let followers join."""
        held, signed_in = locking.lock_for_bids(db, [_bidder(self.bids[0])], also=self._count(self.bids[:1]))
        if refusal := self._barred(signed_in)[0]:
            raise refusal
        for item_id, auction in held.items():
            self.bids[1:] = self._join()
            if len(self.bids) > 1:
                held[item_id], others = locking.lock_sign_ins(
                    db, auction, [_bidder(bid)[1:] for bid in self.bids[1:]], self._count(self.bids[1:])
                )
                signed_in += others
        return held, signed_in

    def _count(self, bids: Sequence[PendingBid]) -> locking.AddStatements:
        """Return what counts these bids against the limit."""
        return partial(self._tally.add, subjects=[bid.request.bidder_id for bid in bids])

    def _barred(self, signed_in: list[bool]) -> list[Refusal | None]:
        """Return for each bid locked so far why it is refused whatever its auction is like."""
        too_many = self._tally.refusals() or [None] * len(signed_in)
        return [
            refusal or (None if is_signed_in else SignInEnded())
            for refusal, is_signed_in in zip(too_many, signed_in, strict=True)
        ]

    def _uncount(self, db: database.Db, results: list[Result]) -> None:
        """Give back the hits of bids that are too many, and of those that the next path counts."""
        uncounted = [
            bid.request.bidder_id for bid, result in zip(self.bids, results, strict=True) if not _counts(result)
        ]
        with db.pipeline() as pipeline:
            self._tally.give_back(pipeline, uncounted)

    def _place(self, db: database.Db, held: dict[int, Auction], barred: list[Refusal | None]) -> list[Result]:
        """Decide and write the bids on held auctions."""
        outcomes = place_bids(db, held, [bid.request for bid in self.bids], barred)
        return [self._result(bid, outcome) for bid, outcome in zip(self.bids, outcomes, strict=True)]

    def _result(self, bid: PendingBid, outcome: PlacedBid | Refused | None) -> Result:
        if outcome is None and not self._waits:
            return TryNextPath()
        # a lock that was waited for and found no row: there is no such item
        return to_result(bid, outcome or Refused(items.ItemNotFound()))

    def _store_answers(self, db: database.Db, results: list[Result]) -> None:
        """The leader's under the key that it has claimed, the others with their keys."""
        answers = [
            (bid.claim, result)
            for bid, result in zip(self.bids, results, strict=True)
            if bid.claim and isinstance(result, StoredAnswer)
        ]
        if self._waits and self.bids[0].claim:
            store_answer(db, *answers.pop(0))
        try:
            add_answers(db, answers)
        except (database.Duplicate, database.LockWait) as error:
            raise CannotShareTransaction from error


def _counts(result: Result) -> bool:
    """Whether a bid with this result counts against the limit."""
    is_too_many = isinstance(result, Refused) and isinstance(result.refusal, TooManyRequests)
    return not is_too_many and not isinstance(result, TryNextPath)


def _counted(bid: PendingBid, refusal: Refusal) -> Refused:
    """Count a bid whose transaction was rolled back, and its count with it; return its refusal."""
    if isinstance(refusal, TooManyRequests | TryAgain):
        return Refused(refusal)
    try:
        limits.count(limits.BIDS, bid.request.bidder_id)
    except (TooManyRequests, TryAgain) as error:
        return Refused(error)
    return Refused(refusal)


def _bidder(bid: PendingBid) -> tuple[int, str, str]:
    return bid.request.item_id, bid.request.sign_in_id, bid.request.bidder_id


def _unknown(bid: PendingBid, result: Result) -> Result:
    """Return a bid's result after a run that may have been committed; with a key it is safe to try the next path."""
    if not isinstance(result, PlacedBid | StoredAnswer):
        return TryNextPath()
    return TryNextPath(OutcomeUnknown(), failed=True) if bid.claim else Refused(OutcomeUnknown())
