"""Requests with photos: counted, and given one of a worker's places, before they are read; their photos are saved."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, BinaryIO, cast

from flask import request

from auction.appstate import PerApp
from auction.errors import Invalid, OutcomeUnknown, TryAgain
from auction.http.contract import View
from auction.items.images.decoder import DecoderUnavailable, clean_photos
from auction.items.images.photos import PhotoBroken, PhotoHeic, PhotoTooLarge, PhotoUnsupported
from auction.items.images.storage import ImageStore, ImagesUnavailable, SavedImage
from auction.limits import rules as limits
from auction.users.access import user_id

# a body has up to 88 MB, which its worker keeps on disk while it is received and decoded
AT_ONCE = 2
WAIT_S = 5.0


class UploadsBusy(TryAgain):
    """Other photos are being received; nothing was read or kept."""

    retry_after = 5


# what a route that takes photos may refuse
PHOTO_REFUSALS = (
    PhotoTooLarge, PhotoUnsupported, PhotoHeic, PhotoBroken, ImagesUnavailable, DecoderUnavailable, UploadsBusy,
    limits.TooManyRequests,
)  # fmt: skip

_places: PerApp[threading.BoundedSemaphore] = PerApp(lambda: threading.BoundedSemaphore(AT_ONCE))


def receives_photos(limit: limits.Limit) -> Callable[[View], View]:
    """Count the signed-in user's request by `limit` and wait for a place, then read; JSON needs no place.

    Raises TooManyRequests, UploadsBusy.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def receive(*args: Any, **kwargs: Any) -> Any:
            limits.count(limit, user_id())
            if request.mimetype == "application/json":
                return view(*args, **kwargs)
            places = _places.get()
            if not places.acquire(timeout=WAIT_S):
                raise UploadsBusy
            try:
                return view(*args, **kwargs)
            finally:
                places.release()

        return receive

    return decorate


def uploads_of(field: str, most: int, least: int = 0) -> list[BinaryIO]:
    """Return the files of a form's field. Raises Invalid where they are too many or too few."""
    files = [file for file in request.files.getlist(field) if file.filename or file.content_length]
    if not least <= len(files) <= most:
        raise Invalid((field, "images_count" if least else "photos_count"))
    return [cast(BinaryIO, file.stream) for file in files]


class Saved:
    """Photos of a request whose files are saved, and whether a row names them."""

    def __init__(self, images: list[SavedImage]) -> None:
        self.images, self.is_used = images, False

    def used(self) -> list[SavedImage]:
        """Return the photos for a row that is being written."""
        self.is_used = True
        return self.images


@contextmanager
def saved(store: ImageStore, uploads: Sequence[BinaryIO]) -> Iterator[Saved]:
    """Save uploaded photos for the block, which writes their rows; remove them where it fails or does not use them.

    They stay after OutcomeUnknown, when there may be rows. Raises as `clean_photos`, and ImagesUnavailable.
    """
    photos = Saved(store.save(clean_photos(uploads)) if uploads else [])
    try:
        yield photos
    except OutcomeUnknown:
        raise
    except BaseException:
        discard(store, photos.images)
        raise
    if not photos.is_used:
        # an earlier request with this Idempotency-Key has done it, with files of its own
        discard(store, photos.images)


def discard(store: ImageStore, images: Sequence[SavedImage]) -> None:
    """Remove the files of these photos."""
    store.discard([name for image in images for name in (image.name, image.thumbnail)])
