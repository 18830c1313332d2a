"""An image store in a folder of this machine, which its workers share. Readers never see half a file."""

import errno
import logging
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from auction.items.images.photos import Photo
from auction.items.images.storage import OURS, ImageNotFound, ImagesUnavailable, SavedImage, save_all, spellings
from auction.threads import run_in_thread

log = logging.getLogger("ssgbay.images")

DRAFT = ".part"
# ENAMETOOLONG: a decomposed name (NFD) is up to three times as long
ABSENT = (errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG)


class LocalImages:
    """Stores pictures as files. A file gets its name only when all of it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, photos: Sequence[Photo]) -> list[SavedImage]:
        return save_all(self, photos, lambda files: run_in_thread(self._write_all, files), OSError)

    def discard(self, names: Iterable[str]) -> None:
        for name in names:
            for path in (self._folder / name, self._draft(name)):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    log.warning("%s was not removed, the sweep will: %s", path, error)

    def open(self, name: str) -> bytes:
        for spelling in spellings(name):
            try:
                return (self._folder / spelling).read_bytes()
            except OSError as error:
                if error.errno not in ABSENT:
                    raise ImagesUnavailable from error
        raise ImageNotFound

    def url(self, name: str) -> str:
        return f"/resources/{name}"

    def aged(self, seconds: float) -> Iterator[str]:
        for path in self._folder.glob("*.webp*"):
            name = path.name.removeprefix(".").removesuffix(DRAFT)
            if OURS.fullmatch(name) and _age(path) >= seconds:
                yield name

    def _write_all(self, files: dict[str, bytes]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            self._write(name, data)
        self._sync_folder()

    def _write(self, name: str, data: bytes) -> None:
        # readers never see half a file: it is renamed only when all of it is on the disk
        draft = self._draft(name)
        with open(draft, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._folder / name)

    def _sync_folder(self) -> None:
        """Flush the folder, so that the names survive a power failure."""
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _draft(self, name: str) -> Path:
        return self._folder / f".{name}{DRAFT}"


def _age(path: Path) -> float:
    """Return the seconds since a file was written; 0 where it has just been removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
