"""Paths and passwords of the private MariaDB under one DATA_DIR, and folders and files with restricted modes."""

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from auction.config import ROOT
from commands.console import Stuck

LONGEST_SOCKET = 100  # the kernel takes 107 bytes


def data_dir() -> Path:
    """Return DATA_DIR as auction.config resolves it."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


@dataclass(frozen=True)
class Place:
    """The paths of the server under one DATA_DIR."""

    data_dir: Path

    @property
    def home(self) -> Path:
        return self.data_dir / "mariadb"

    @property
    def tables(self) -> Path:
        return self.home / "data"

    @property
    def temporary(self) -> Path:
        """The folder of its temporary tables: MariaDB removes at its start all that it finds there."""
        return self.home / "tmp"

    @property
    def log(self) -> Path:
        return self.home / "mariadb.log"

    @property
    def url_file(self) -> Path:
        return self.data_dir / "database.url"

    @property
    def socket(self) -> Path:
        near = self.home / "mariadb.sock"
        if len(os.fsencode(near)) <= LONGEST_SOCKET:
            return near
        key = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"ssgbay-{os.geteuid()}-{key}" / "mariadb.sock"

    def url(self, user: str = "ssgbay", database: str = "ssgbay") -> str:
        """Return the database URL for `user`, ssgbay or root."""
        return f"mysql://{user}:{password(self, user)}@localhost/{database}?unix_socket={self.socket}"


def password(place: Place, user: str) -> str:
    """Return the password of `user`, made at the first call in a file with mode 600."""
    path = place.home / f"{user}.password"
    with contextlib.suppress(FileNotFoundError):
        kept = path.read_text()
        if kept:
            return kept
    keep(path, secrets.token_urlsafe(24))
    return path.read_text()


def keep(path: Path, text: str) -> None:
    """Write a file with mode 600, completely or not at all."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def private(folder: Path) -> None:
    """Make a folder with mode 700. Raises Stuck when it belongs to another user."""
    folder.mkdir(parents=True, exist_ok=True)
    # in /tmp another user may have made a folder or link of this name
    if folder.parent == Path("/tmp") and (folder.is_symlink() or folder.stat().st_uid != os.geteuid()):
        raise Stuck(f"{folder} 이(가) 다른 사용자의 것입니다 · {folder} belongs to somebody else; move it away")
    folder.chmod(0o700)
