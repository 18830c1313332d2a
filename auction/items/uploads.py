"""Bounds for requests with photos: their limit is counted, and one of a worker's places taken, before they are read."""

import threading
from functools import wraps
from typing import Any

from auction.appstate import PerApp
from auction.errors import TryAgain
from auction.http.contract import View
from auction.limits import rules as limits
from auction.users.access import user_id

# a body has up to 88 MB, which its worker keeps on disk while it is received and decoded
AT_ONCE = 2
WAIT_S = 5.0


class UploadsBusy(TryAgain):
    """Other photos are being received; nothing was read or kept."""

    retry_after = 5


_places: PerApp[threading.BoundedSemaphore] = PerApp(lambda: threading.BoundedSemaphore(AT_ONCE))


def receives_photos(view: View) -> View:
    """Count a listing of the signed-in user and wait for a place, then read. Raises TooManyRequests, UploadsBusy."""

    @wraps(view)
    def receive(*args: Any, **kwargs: Any) -> Any:
        limits.count(limits.LISTINGS, user_id())
        places = _places.get()
        if not places.acquire(timeout=WAIT_S):
            raise UploadsBusy
        try:
            return view(*args, **kwargs)
        finally:
            places.release()

    return receive
