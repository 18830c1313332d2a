"""Sends what is due: leases messages, sends them, and records what became of each."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore
from typing import NamedTuple

import database
from auction.alerts.deliveries import hooks, mails, pushes, store
from auction.alerts.deliveries.leasing import lease
from auction.alerts.deliveries.rows import Message, Outcome
from auction.alerts.schedule import retry_pause
from auction.appstate import PerApp
from auction.contacts import mail
from auction.contacts import rules as contacts
from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.contacts.rows import Channel
from auction.notifications import rules as notifications

log = logging.getLogger(__name__)

SENDERS: dict[Channel, Callable[[Message], None]] = {"mail": mails.send, "push": pushes.send, "hook": hooks.send}
# contacts of one lease: one connection takes mails one after the other
MAILS_AT_ONCE = 25
# no attempt begins longer after its checks than this (seconds)
FRESH_S = 1.0
# no lease begins later than this after the first of one run (seconds)
RUN_S = 5.0
THREADS = 8


class Result(NamedTuple):
    """What became of a message: when to try it again (seconds), and the reason in a few words without the address."""

    message: Message
    outcome: Outcome
    reason: str = ""
    wait_s: float = 0


class Senders:
    """Threads for one channel whose other sides are many, some of them slow."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS)
        self._free = BoundedSemaphore(THREADS)

    def start(self, channel: Channel) -> int:
        """Let free threads send what is due, one contact each at a time; return how many contacts are waiting."""
        with database.reading() as db:
            due = len(store.due_contacts(db, channel, THREADS))
        for _ in range(due):
            if self._free.acquire(blocking=False):
                self._threads.submit(copy_context().run, self._work, channel)
        return due

    def finish(self) -> None:
        """Wait for the threads to end what they do; none begins anything afterwards."""
        self._threads.shutdown()

    def _work(self, channel: Channel) -> None:
        try:
            send_due(channel, 1)
        except Exception:
            log.exception("sending failed", extra={"channel": channel})
        finally:
            self._free.release()


_push_senders: PerApp[Senders] = PerApp(Senders)
_hook_senders: PerApp[Senders] = PerApp(Senders)


def send_mails() -> int:
    """Send the mails that are due; return how many deliveries were tried."""
    return send_due("mail", MAILS_AT_ONCE) if mail.is_on() else 0


def start_pushes() -> int:
    """Send the push messages that are due, in threads."""
    return _push_senders.get().start("push")


def start_hooks() -> int:
    """Send what is due to hooks, in threads."""
    return _hook_senders.get().start("hook")


def send_due(channel: Channel, most_contacts: int) -> int:
    """Send what is due on a channel, until nothing is; return how many deliveries were tried."""
    done, began = 0, time.monotonic()
    while time.monotonic() < began + RUN_S and (messages := lease(channel, most_contacts)):
        done += _send(channel, messages)
    return done


def _send(channel: Channel, messages: Sequence[Message]) -> int:
    """Send leased messages while their checks are fresh, then record the results; the others become due again.

    Where a contact takes a message only later, it gets nothing else meanwhile.
    """
    began, results, untried = time.monotonic(), list[Result](), list[Message]()
    waiting: set[int] = set()
    for message in messages:
        if message.contact["id"] in waiting or (results and time.monotonic() > began + FRESH_S):
            untried.append(message)
            continue
        results.append(_tried(channel, message))
        if results[-1].outcome == "later":
            waiting.add(message.contact["id"])
    database.transact(_record, channel, results, untried)
    return sum(len(result.message.delivery_ids) for result in results)


def _tried(channel: Channel, message: Message) -> Result:
    try:
        SENDERS[channel](message)
    except TemporaryFailure as failure:
        pause = retry_pause(message.attempts)
        if pause is None:
            # while our mail server is away, no address is at fault
            return Result(message, "dead" if channel == "mail" else "refused", failure.reason)
        return Result(message, "later", failure.reason, max(pause.total_seconds(), failure.retry_after_s or 0))
    except PermanentFailure as failure:
        return Result(message, "gone" if failure.gone else "refused", failure.reason)
    except Exception:
        # a message that cannot even be composed must not hold up the others
        log.exception("a message failed", extra={"channel": channel, "notification": message.name})
        return Result(message, "dead", "error")
    return Result(message, "sent")


def _record(db: database.Db, channel: Channel, results: Sequence[Result], untried: Sequence[Message]) -> None:
    # contacts are locked before deliveries, as by a lease
    for result in sorted(results, key=lambda result: result.message.contact["id"]):
        _note_contact(db, result)
    with db.pipeline() as pipeline:
        for message in untried:
            store.take_back_attempt(pipeline, message.delivery_ids)
        for result in results:
            _note_deliveries(pipeline, result)
        for outcome, number in sorted(_counted(results).items()):
            store.count(pipeline, channel, outcome, number)


def _counted(results: Sequence[Result]) -> Counter[Outcome]:
    counter = Counter[Outcome]()
    for result in results:
        counter[result.outcome] += len(result.message.delivery_ids)
    return counter


def _note_contact(db: database.Db, result: Result) -> None:
    """Note a success or a final failure; the user is notified of a contact that has stopped."""
    contact = result.message.contact
    if result.outcome == "sent" and contact["failures"]:
        contacts.note_success(db, contact["id"])
    elif result.outcome in ("refused", "gone") and contacts.note_failure(db, contact["id"], result.outcome == "gone"):
        stopped = notifications.New(
            contact["user_id"],
            "contactChanged",
            f"stopped:{result.message.delivery_ids[0]}",
            data={"channel": contact["channel"], "why": "unreachable"},
        )
        notifications.add_all(db, [stopped])


def _note_deliveries(pipeline: database.Pipeline, result: Result) -> None:
    ids, reason = result.message.delivery_ids, result.reason[:60] or None
    if result.outcome == "sent":
        store.finish(pipeline, ids, "sent")
    elif result.outcome == "later":
        store.wait_after_failure(pipeline, ids, result.wait_s, reason or "")
        store.spare(pipeline, result.message.contact["id"], result.wait_s)
    else:
        store.finish(pipeline, ids, "dead", reason)
