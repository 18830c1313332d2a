"""The cron job, every minute: close ended auctions, delete expired rows, print one line. No Flask, to start fast."""

import sys
import time
from collections.abc import Callable
from typing import Any

import database
from auction import config
from auction.alerts.deliveries import figures as deliveries
from auction.contacts.codes import rules as codes
from auction.errors import TryAgain
from auction.factors.passkeys import challenges
from auction.history.rules import Closed, close_all_due
from auction.idempotency import rules as idempotency
from auction.items import rules as items
from auction.limits import rules as limits
from auction.notifications import rules as notifications
from auction.users import rules as users
from auction.users.security_events import rules as security_events

SWEEPS = (
    idempotency.forget_old, limits.forget_expired, users.forget_expired, security_events.forget_old,
    notifications.forget_old, deliveries.forget_old, codes.forget_expired, challenges.forget_expired,
)  # fmt: skip

PICTURES_AT = "19:17"  # UTC


def main() -> int:
    """Return the exit status: 1 when the database failed, after which the next run takes over."""
    began = time.monotonic()
    try:
        with database.single_connection(config.database_url()) as run:
            closed = close_all_due(run, helper=_close_beside)
            swept = sum(_swept(run, forget) for forget in SWEEPS) + _sweep_pictures(run)
    except (database.Error, TryAgain) as error:
        reason = error.__cause__ or error
        print(f"{_now()} closing stopped, the next run takes over: {reason!r}", file=sys.stderr, flush=True)
        return 1
    print(_line(closed, swept, time.monotonic() - began), flush=True)
    return 0


def _close_beside() -> Closed:
    with database.single_connection(config.database_url()) as run:
        return close_all_due(run)


def _swept(run: Callable[..., int], forget: Callable[[database.Db], int]) -> int:
    return run(lambda db: forget(db))


def _sweep_pictures(run: Callable[..., Any]) -> int:
    """Once a day, at a quiet minute in Seoul, remove files that killed requests left without a row."""
    if time.strftime("%H:%M", time.gmtime()) != PICTURES_AT:
        return 0
    from auction.items.images.storage import image_store, private_store, sweep
    from auction.orders.messages import rules as messages

    settings = config.load()
    return sweep(image_store(settings), lambda names: run(lambda db: items.known_images(db, list(names)))) + sweep(
        private_store(settings), lambda names: run(lambda db: messages.known_photos(db, names))
    )


def _line(closed: Closed, swept: int, seconds: float) -> str:
    return (
        f"{_now()} sold={closed.sold} unsold={closed.unsold} latest={closed.late:.1f}s late "
        f"swept={swept} took={seconds:.2f}s"
    )


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


if __name__ == "__main__":
    sys.exit(main())
