"""Where pictures are kept: in a folder here, or in a bucket (images_s3.py) behind the same few words."""

import logging
import os
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from auction.config import Config
from auction.errors import NotFound, TryAgain
from auction.threads import off_loop

if TYPE_CHECKING:
    # Pillow takes a moment to import, and not everybody who sweeps needs it
    from auction.items.photos import Photo

log = logging.getLogger("ssgbay.images")

OURS = re.compile(r"[0-9a-f]{32}(?:_t)?\.webp")
# what people uploaded in 2023 kept its own name: letters of any script, no slash, no leading dot, nothing invisible
UPLOADED_2023 = re.compile(r"(?!\.)[\w .,()\[\]~@!&'+=-]{1,190}\.(\w{3,4})")
CONTENT_TYPES = {
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "jfif": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}
DRAFT = ".part"


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
        from auction.items.images_s3 import S3Images

        return S3Images(config.s3_bucket)
    return LocalImages(config.resources_dir)


def servable(name: str) -> str | None:
    """The content type of a file that may be shown to everybody, by its name; None for anything else."""
    kind = UPLOADED_2023.fullmatch(name)
    return CONTENT_TYPES.get(kind[1].lower()) if kind else None


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


class LocalImages:
    """Pictures in a folder, which several workers of one machine share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, photos: "Sequence[Photo]") -> list[SavedImage]:
        images = named(photos)
        files = files_of(images)
        try:
            off_loop(self._write_all, files)
        except OSError as error:
            log.error("photos could not be kept in %s: %s", self._folder, error)
            self.discard(files)
            raise ImagesUnavailable from error
        except BaseException:
            # a request cut off here (a time-out is raised inside us) leaves nothing either
            self.discard(files)
            raise
        return [image for image, _ in images]

    def discard(self, names: Iterable[str]) -> None:
        for name in names:
            for path in (self._folder / name, self._draft(name)):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    log.warning("%s stays for the sweep: %s", path, error)

    def open(self, name: str) -> bytes:
        if not servable(name):
            raise ImageNotFound
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise ImageNotFound from None
        except OSError as error:
            raise ImagesUnavailable from error

    def url(self, name: str) -> str:
        return f"/resources/{name}"

    def aged(self, seconds: float) -> Iterator[str]:
        if not self._folder.is_dir():
            return
        for entry in os.scandir(self._folder):
            name = entry.name.removeprefix(".").removesuffix(DRAFT)
            if OURS.fullmatch(name) and time.time() - entry.stat().st_mtime >= seconds:
                yield name

    def _write_all(self, files: dict[str, bytes]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            self._write(name, data)
        self._sync_folder()

    def _write(self, name: str, data: bytes) -> None:
        # readers never see half a file: it gets its name when it is whole and on the disk
        draft = self._draft(name)
        with open(draft, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._folder / name)

    def _sync_folder(self) -> None:
        """The names too outlive a power cut."""
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _draft(self, name: str) -> Path:
        return self._folder / f".{name}{DRAFT}"
