"""The interface of image stores, which keep pictures in a folder (local.py) or in a bucket (s3.py)."""

import logging
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from auction.config import Config
from auction.errors import NotFound, TryAgain
from auction.items.images.names import files_of

if TYPE_CHECKING:
    # Pillow is slow to import, and historyUpdate.py does without it
    from auction.items.images.photos import Photo

log = logging.getLogger("ssgbay.images")

# the exceptions by which a store fails
Failures = type[Exception] | tuple[type[Exception], ...]
OURS = re.compile(r"[0-9a-f]{32}(?:_t)?\.webp")
# uploads of 2023 kept their names: any characters but a slash, a leading dot, controls and bidirectional marks
FILE_NAME = re.compile(r"(?!\.)[^/\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
# bytes; the limit of common file systems
LONGEST_FILE_NAME = 255
# no SVG: it can run scripts
CONTENT_TYPES = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "heic": "image/heic",
    "ico": "image/x-icon",
    "jfif": "image/jpeg",
    "jpe": "image/jpeg",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
}
# first bytes, for files whose names have no known extension
SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), "image/avif"),
)


class ImagesUnavailable(TryAgain):
    """Photos cannot be stored or fetched just now; nothing was kept."""

    retry_after = 10


class ImageNotFound(NotFound):
    """There is no such picture."""


@dataclass(frozen=True)
class SavedImage:
    """The names of the two files of a stored photo, and the size of the full one in pixels."""

    name: str
    thumbnail: str
    width: int
    height: int


class ImageStore(Protocol):
    """Stores pictures under names that cannot be guessed."""

    def save(self, photos: "Sequence[Photo]") -> list[SavedImage]:
        """Store all of these photos or none. Raises ImagesUnavailable."""
        ...

    def discard(self, names: Iterable[str]) -> None:
        """Remove files. A missing one is no error, nor is a failure: `sweep` removes the file later."""
        ...

    def open(self, name: str) -> bytes:
        """Return a file's content. Raises ImageNotFound, ImagesUnavailable."""
        ...

    def url(self, name: str) -> str:
        """Return the URL path under which the site serves a file."""
        ...

    def aged(self, seconds: float) -> Iterator[str]:
        """Yield the names of files stored at least so many seconds ago; never those of 2023."""
        ...


def image_store(config: Config) -> ImageStore:
    """Return the configured image store."""
    if config.s3_bucket:
        from auction.items.images.s3 import S3Images

        return S3Images(config.s3_bucket)
    from auction.items.images.local import LocalImages

    return LocalImages(config.resources_dir)


def private_folder(resources: Path) -> Path:
    """Return the folder beside that of public pictures for photos that only some users may see."""
    return resources.with_name(f"{resources.name}-private")


def private_store(config: Config) -> ImageStore:
    """Return the store of photos that only some users may see: no address of the site leads to its files."""
    if config.s3_bucket:
        from auction.items.images.s3 import PRIVATE, S3Images

        return S3Images(config.s3_bucket, prefix=PRIVATE)
    from auction.items.images.local import LocalImages

    return LocalImages(private_folder(config.resources_dir))


def servable(name: str) -> str | None:
    """Return the content type of a picture by its name; None for a name that has no known extension."""
    stem, _, extension = name.rpartition(".")
    return CONTENT_TYPES.get(extension.lower()) if stem and is_file_name(name) else None


def content_type(name: str, data: bytes) -> str | None:
    """Return the content type of a picture by its name or else by its first bytes; None for any other file."""
    return servable(name) or next((kind for signature, kind in SIGNATURES if signature.match(data)), None)


def is_file_name(name: str) -> bool:
    """Whether this may be the name of a file in the folder of pictures."""
    return FILE_NAME.fullmatch(name) is not None and len(name.encode()) <= LONGEST_FILE_NAME


def spellings(name: str) -> list[str]:
    """Return the names under which a file may be stored: macOS decomposes Korean (NFD), other systems do not (NFC)."""
    if not is_file_name(name):
        return []
    return list(dict.fromkeys([name, *(unicodedata.normalize(form, name) for form in ("NFC", "NFD"))]))


def sweep(store: ImageStore, known: Callable[[Sequence[str]], Collection[str]], older_than: float = 3600) -> int:
    """Remove files that belong to no row, as a crash before the commit leaves them; return how many.

    `known` returns which of up to 1,000 names belong to a row. Files younger than `older_than` (seconds) stay: their
    requests may still be running.
    """
    removed, aged = 0, store.aged(older_than)
    while batch := [name for _, name in zip(range(1000), aged, strict=False)]:
        orphans = set(batch) - set(known(batch))
        store.discard(orphans)
        removed += len(orphans)
    return removed


def save_all(
    store: ImageStore, photos: "Sequence[Photo]", write: Callable[[dict[str, bytes]], None], failures: Failures
) -> list[SavedImage]:
    """Write the files of all photos by `write`, which gets their contents by name, or discard them.

    Raises ImagesUnavailable for one of `failures`.
    """
    images = [_saved_image(secrets.token_hex(16), photo) for photo in photos]
    files = {image.name: photo.full for image, photo in zip(images, photos, strict=True)}
    files |= {image.thumbnail: photo.thumbnail for image, photo in zip(images, photos, strict=True)}
    try:
        write(files)
    except BaseException as error:
        # a time-out of the request, too, must leave no files
        store.discard(files)
        if not isinstance(error, failures):
            raise
        log.error("photos could not be stored: %s", error)
        raise ImagesUnavailable from error
    return images


def _saved_image(stem: str, photo: "Photo") -> SavedImage:
    return SavedImage(*files_of(stem), photo.width, photo.height)
