"""Fills an empty site with demo users, auctions, bids and sales, by the site's own rules."""

import contextlib
import multiprocessing
import os
import random
import secrets
import signal
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import database
from auction import config
from commands.console import say

if TYPE_CHECKING:
    from auction.items.images.photos import Photo
    from auction.items.images.storage import ImageStore, SavedImage

T = TypeVar("T")

SUMMARY = "데모 경매 채우기 · fill an empty site with demo auctions"
SEED = 2023


def main(argv: list[str]) -> int:
    """Fill the site of DATABASE_URL or of the running embedded database. Return 1 when it is not empty."""
    lines = fill()
    if not lines:
        say("비어 있지 않아 그대로 둡니다 · this site is not empty; nothing was changed")
        return 1
    for line in lines:
        say(line)
    return 0


def fill() -> list[str]:
    """Fill an empty site completely or not at all; return lines about its accounts, none when it is not empty."""
    settings = config.load()
    if not _once(settings, _is_empty):
        return []
    from auction.items.images.storage import image_store
    from auction.orders.setup import set_up_orders
    from auction.payments import configured

    set_up_orders()
    with _stored_pictures(image_store(settings)) as pictures:
        password = _password(settings.data_dir)
        is_play = configured.settings().provider == "sandbox"
        _once(settings, lambda db: _fill_tables(db, password, pictures, is_play))
    return accounts(settings.data_dir)


def _once(settings: config.Config, work: Callable[[database.Db], T]) -> T:
    """Run one transaction on a new connection; drawing the pictures may take longer than an idle one stays open."""
    with database.single_connection(settings.database_url) as run:
        return run(work)


def accounts(data_dir: Path) -> list[str]:
    """Return lines about the demo accounts of a site that was filled here, else none."""
    file = _password_file(data_dir)
    if not file.exists():
        return []
    # demo.story, which imports the whole site, is not used: this runs at every start
    people = tomllib.loads((config.ROOT / "demo" / "people.toml").read_text(encoding="utf-8"))
    ids = [person["id"] for person in people["people"]]
    return [
        f"데모 계정 · demo      {', '.join(ids[:4])} … ({len(ids)})",
        f"운영자 · operator     {people['operator']['id']}  (/console)",
        f"비밀번호 · password   {file.read_text().strip()}  ({file})",
    ]


def _is_empty(db: database.Db) -> bool:
    return db.one("SELECT 1 FROM item LIMIT 1") is None and db.one("SELECT 1 FROM `user` LIMIT 1") is None


def _fill_tables(db: database.Db, password: str, pictures: "list[list[SavedImage]]", is_play: bool) -> None:
    from auction.users.passwords import hashed
    from demo.story import Story

    Story(db, hashed(password), random.Random(SEED), is_play).tell(pictures)


def _password(data_dir: Path) -> str:
    """Return the password of all demo users of this site, made once in a file with mode 600."""
    file = _password_file(data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    with (
        contextlib.suppress(FileExistsError),
        open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new,
    ):
        new.write(f"{secrets.token_hex(3)}-{secrets.token_hex(3)}\n")
    return file.read_text().strip()


def _password_file(data_dir: Path) -> Path:
    return data_dir / "demo-password"


@contextlib.contextmanager
def _stored_pictures(store: "ImageStore") -> "Iterator[list[list[SavedImage]]]":
    """Draw and store each auction's pictures; remove them again when the block raises."""
    kept: list[list[SavedImage]] = []
    try:
        for photos in _drawn():
            kept.append(store.save(photos))
        yield kept
    except BaseException:
        store.discard([name for saved in kept for image in saved for name in (image.name, image.thumbnail)])
        raise


def _drawn() -> "Iterator[list[Photo]]":
    """Yield each auction's photos, in order, drawn on all cores."""
    from demo.story import auctions

    cores = len(os.sched_getaffinity(0))
    with multiprocessing.get_context("spawn").Pool(min(cores, 8), initializer=_ignore_interrupts) as pool:
        yield from pool.imap(_draw, auctions())


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, with which the pool ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _draw(auction: dict[str, Any]) -> "list[Photo]":
    from demo.pictures import photos

    return photos(auction["thing"], auction["colours"], auction["backdrops"], auction["photos"], seed=auction["name"])
