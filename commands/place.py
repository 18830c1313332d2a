"""Where the private MariaDB lives under one DATA_DIR: its paths, its passwords, and folders that are ours alone."""

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
    """Where DATA_DIR points, the same place that auction.config means."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


@dataclass(frozen=True)
class Place:
    """Every path of the server that lives under one DATA_DIR."""

    data_dir: Path

    @property
    def home(self) -> Path:
        return self.data_dir / "mariadb"

    @property
    def tables(self) -> Path:
        return self.home / "data"

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
        """The address for `user` (ssgbay or root), in the grammar that database.py reads."""
        return f"mysql://{user}:{password(self, user)}@localhost/{database}?unix_socket={self.socket}"


def password(place: Place, user: str) -> str:
    """The password of `user`, made the first time and kept for our eyes alone."""
    path = place.home / f"{user}.password"
    with contextlib.suppress(FileNotFoundError):
        kept = path.read_text()
        if kept:
            return kept
    keep(path, secrets.token_urlsafe(24))
    return path.read_text()


def keep(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def private(folder: Path) -> None:
    """Make a folder that only we can enter. Raises Stuck when it is somebody else's."""
    folder.mkdir(parents=True, exist_ok=True)
    # in /tmp anybody could have laid a folder or a link of this name before us
    if folder.parent == Path("/tmp") and (folder.is_symlink() or folder.stat().st_uid != os.geteuid()):
        raise Stuck(f"{folder} 이(가) 다른 사용자의 것입니다 · {folder} belongs to somebody else; move it away")
    folder.chmod(0o700)
