"""A full disk: 64 MB of tmpfs under the database, and under the photos, each filled to its last byte under load."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commands import embedded
from tests.cast import Person, a_photo, an_item_form, utc
from tests.proof.faults.load import late_bids, load, median_and_maximum
from tests.proof.faults.private_site import PrivateSite, private_database, private_site, site_on
from tests.proof.harness import Finding, Harness, NotRun
from tests.scenes import counts

SIZE = "64m"
END = utc(days=1)
# all of it fits into half of the disk; by default the system tablespace grows by 64 MB at a time
SMALL = (
    "--innodb-log-file-size=8M",
    "--innodb-buffer-pool-size=32M",
    "--innodb-autoextend-increment=1",
    # MariaDB 11 makes twelve megabytes of it at each start
    "--innodb-temp-data-file-path=ibtmp1:2M:autoextend",
)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 64 MB at this folder. Raises NotRun where we may not mount one."""
    if os.geteuid() != 0:
        raise NotRun("only root may mount a small disk: run it as root")
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        raise NotRun(f"no disk may be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not one more byte fits on the disk while the block runs."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    try:
        yield
    finally:
        ballast.unlink()


@contextlib.contextmanager
def _on_small_disk(harness: Harness) -> Iterator[PrivateSite]:
    """A site whose database has its data, its redo log and its own log on a small disk."""
    with tempfile.TemporaryDirectory(dir=harness.folder, prefix="disk-") as name:
        plain, small = Path(name) / "plain", Path(name) / "small"
        with small_disk(small / "mariadb") as disk:
            with private_database(plain, SMALL):
                pass
            shutil.copytree(plain / "mariadb", disk, dirs_exist_ok=True)
            server = embedded.start(small, SMALL)
            try:
                with site_on(harness, Path(name), server, SMALL) as here:
                    try:
                        yield here
                    finally:
                        server = here.server
            finally:
                embedded.stop(server)


def full_database(harness: Harness, seconds: float) -> Finding:
    """The database's disk is full for so long; then there is room again."""
    with _on_small_disk(harness) as here:
        with load(here.harness) as (at_work, report):
            with full(here.server.place.home):
                _wait(harness, seconds)
            waits = at_work.next_bids()
        said = embedded.tail(here.server.place, 10**6)
    faults = report.faults + ([] if "is full" in said else ["the database did not meet a full disk"])
    return Finding(
        f"full for {seconds:.0f} s: {report.put_off:,} put off with 503; "
        f"{report.accepted:,} bids accepted before and after, {len(faults)} lost, doubled or half done; with room "
        f"again the next bid on each item after {median_and_maximum(waits)}",
        faults + late_bids(waits),
    )


def _wait(harness: Harness, seconds: float) -> None:
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        time.sleep(0.2)
        harness.progress(f"{time.monotonic() - began:.0f} of {seconds:.0f} s")


def full_photos(harness: Harness, listings: int) -> Finding:
    """The disk of the photos is full: listings are put off and leave nothing, bids go on; with room they are made."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=harness.folder, prefix="photos-"))
        disk = stack.enter_context(small_disk(Path(folder)))
        here = stack.enter_context(private_site(harness, RESOURCES_DIR=str(disk)))
        db = stack.enter_context(here.harness.look())
        with load(here.harness) as (at_work, report):
            seller = here.harness.people(["photographer"])[0]
            with full(disk):
                before = _kept(db, disk)
                answers = [_list(seller, str(number)) for number in range(listings)]
                left = _kept(db, disk) - before
                waits = at_work.next_bids()
            made = [_list(seller, str(number)) for number in range(listings)]
    faults = report.faults + late_bids(waits)
    faults += [f"{dict(left)} left behind"] if left else []
    faults += [f"answered {answer} on a full disk" for answer in answers if answer != (503, "images_unavailable")]
    faults += [f"answered {answer} with room again" for answer in made if answer[0] != 201]
    return Finding(
        f"{answers.count((503, 'images_unavailable'))} of {listings} listings put off, {left.total()} rows and files "
        f"left of them; meanwhile the next bid on each item after {median_and_maximum(waits)}; with room again "
        f"{sum(status == 201 for status, _ in made)} of {listings} listed with the same keys",
        faults,
    )


def _kept(db: Any, disk: Path) -> Counter[str]:
    """Rows and files that a listing makes."""
    kept = counts(db, disk)
    return Counter({name: kept[name] for name in ("item", "image", "gram", "files")})


def _list(seller: Person, key: str) -> tuple[int, str]:
    form = an_item_form(images=[a_photo(seed=int(key))], endTime=END)
    answer = seller.post(
        "/api/items", data=form, content_type="multipart/form-data", headers={"Idempotency-Key": f"listing-{key}"}
    )
    return answer.status_code, str(answer.json.get("code"))
