"""Where pictures are kept: in a folder (images_local.py) or a bucket (images_s3.py), behind the same few words."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from auction.config import Config
from auction.errors import NotFound, TryAgain

if TYPE_CHECKING:
    # Pillow takes a moment to import, and not everybody who sweeps needs it
    from auction.items.images.photos import Photo

OURS = re.compile(r"[0-9a-f]{32}(?:_t)?\.webp")
# uploads of 2023 kept their own names: any characters but a slash, a leading dot, controls and those that turn text
FILE_NAME = re.compile(r"(?!\.)[^/\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
# bytes, as a file system takes
LONGEST_FILE_NAME = 255
# no SVG: it is a page that can run scripts
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
# how the files begin of which the name says nothing
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
    """The two files of a kept photo, and the size of the full one in pixels."""

    name: str
    thumbnail: str
    width: int
    height: int


class ImageStore(Protocol):
    """Keeps pictures under names that nobody can guess."""

    def save(self, photos: "Sequence[Photo]") -> list[SavedImage]:
        """Keep all of them or none. Raises ImagesUnavailable."""
        ...

    def discard(self, names: Iterable[str]) -> None:
        """Remove files; one that is not there, or cannot be removed now, is no error: `sweep` comes by later."""
        ...

    def open(self, name: str) -> bytes:
        """A file's content. Raises ImageNotFound, ImagesUnavailable."""
        ...

    def url(self, name: str) -> str:
        """The path under which the site serves a file."""
        ...

    def aged(self, seconds: float) -> Iterator[str]:
        """Names that we gave to files at least so long ago; never those of 2023."""
        ...


def image_store(config: Config) -> ImageStore:
    """The store that the configuration asks for."""
    if config.s3_bucket:
        from auction.items.images.s3 import S3Images

        return S3Images(config.s3_bucket)
    from auction.items.images.local import LocalImages

    return LocalImages(config.resources_dir)


def servable(name: str) -> str | None:
    """The content type of a file that may be shown to everybody, by its name; None where the name does not say it."""
    stem, _, extension = name.rpartition(".")
    return CONTENT_TYPES.get(extension.lower()) if stem and is_file_name(name) else None


def content_type(name: str, data: bytes) -> str | None:
    """The content type of a picture, by its name or else by how it begins; None for anything that is none."""
    return servable(name) or next((kind for signature, kind in SIGNATURES if signature.match(data)), None)


def is_file_name(name: str) -> bool:
    """May a file in the folder of pictures be called so?"""
    return FILE_NAME.fullmatch(name) is not None and len(name.encode()) <= LONGEST_FILE_NAME


def spellings(name: str) -> list[str]:
    """The names under which a file may be kept: macOS writes Korean in pieces (NFD), others do not (NFC)."""
    if not is_file_name(name):
        return []
    return list(dict.fromkeys([name, *(unicodedata.normalize(form, name) for form in ("NFC", "NFD"))]))


def sweep(store: ImageStore, known: Callable[[Sequence[str]], Collection[str]], older_than: float = 3600) -> int:
    """Remove the files that a crash left between writing them and committing their row; returns how many.

    `known` says which of up to 1,000 names stand in a row. `older_than` (seconds) spares requests still running.
    """
    removed, aged = 0, store.aged(older_than)
    while batch := [name for _, name in zip(range(1000), aged, strict=False)]:
        orphans = set(batch) - set(known(batch))
        store.discard(orphans)
        removed += len(orphans)
    return removed


def named(photos: "Sequence[Photo]") -> "list[tuple[SavedImage, Photo]]":
    """Each photo with names of 128 random bits."""
    return [(_saved_image(secrets.token_hex(16), photo), photo) for photo in photos]


def _saved_image(stem: str, photo: "Photo") -> SavedImage:
    return SavedImage(f"{stem}.webp", f"{stem}_t.webp", photo.width, photo.height)


def files_of(images: "Iterable[tuple[SavedImage, Photo]]") -> dict[str, bytes]:
    """What is to be written, by name."""
    return {
        name: data
        for image, photo in images
        for name, data in ((image.name, photo.full), (image.thumbnail, photo.thumbnail))
    }
