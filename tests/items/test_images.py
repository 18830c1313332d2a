"""Where pictures are kept: the same promises of a folder and of a bucket."""

import logging
import os
import re
import resource
import secrets
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config as Settings
from botocore.exceptions import ParamValidationError

from auction import config
from auction.items.images.local import LocalImages
from auction.items.images.photos import Photo
from auction.items.images.s3 import PREFIX, S3Images
from auction.items.images.storage import (
    ImageNotFound,
    ImageStore,
    ImagesUnavailable,
    image_store,
    servable,
    sweep,
)

RED = Photo(b"red full", b"red small", 1600, 1200)
BLUE = Photo(b"blue full", b"blue small", 900, 1600)


@dataclass
class Kept:
    """A store and a look behind it."""

    store: ImageStore
    folder: Path | None = None
    client: Any = None
    bucket: str = ""

    def names(self) -> set[str]:
        if self.folder:
            return set(os.listdir(self.folder)) if self.folder.exists() else set()
        found = self.client.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return {entry["Key"].removeprefix(PREFIX) for entry in found}

    def put(self, name: str, data: bytes) -> None:
        if self.folder:
            self.folder.mkdir(exist_ok=True)
            (self.folder / name).write_bytes(data)
        else:
            self.client.put_object(Bucket=self.bucket, Key=PREFIX + name, Body=data)


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def s3_client(address: str) -> Any:
    settings = Settings(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1})
    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=settings,
    )


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "folder":
        yield Kept(LocalImages(tmp_path / "resources"), folder=tmp_path / "resources")
        return
    client, bucket = s3_client(request.getfixturevalue("s3_address")), f"pictures-{secrets.token_hex(4)}"
    client.create_bucket(Bucket=bucket)
    yield Kept(S3Images(bucket, client), client=client, bucket=bucket)


def test_a_saved_photo_is_opened_again(kept: Kept) -> None:
    red, blue = kept.store.save([RED, BLUE])
    assert kept.store.open(red.name) == RED.full
    assert kept.store.open(red.thumbnail) == RED.thumbnail
    assert kept.store.open(blue.name) == BLUE.full
    assert (blue.width, blue.height) == (900, 1600)
    assert kept.store.url(red.name) == f"/resources/{red.name}"
    assert kept.names() == {red.name, red.thumbnail, blue.name, blue.thumbnail}


def test_names_are_random_and_belong_together(kept: Kept) -> None:
    saved = kept.store.save([RED, RED, RED])
    assert len({image.name for image in saved}) == 3
    for image in saved:
        assert re.fullmatch(r"[0-9a-f]{32}\.webp", image.name)
        assert image.thumbnail == image.name.replace(".webp", "_t.webp")


def test_discarded_pictures_are_removed_and_repeating_it_is_no_error(kept: Kept) -> None:
    red, blue = kept.store.save([RED, BLUE])
    for _ in range(2):
        kept.store.discard([red.name, red.thumbnail])
    assert kept.names() == {blue.name, blue.thumbnail}
    with pytest.raises(ImageNotFound):
        kept.store.open(red.name)


def test_nothing_to_save_or_discard_is_fine(kept: Kept) -> None:
    assert kept.store.save([]) == []
    kept.store.discard([])


@pytest.mark.parametrize(
    "name", ["0" * 32 + ".webp", "old.jpg", "../secret.webp", "/etc/passwd", "", ".", ".env", "a\0.webp"]
)
def test_what_is_not_there_or_no_picture_is_not_found(kept: Kept, name: str) -> None:
    with pytest.raises(ImageNotFound):
        kept.store.open(name)


def test_a_failure_among_several_leaves_nothing(kept: Kept) -> None:
    unwritable: Any = object()
    with pytest.raises((TypeError, ParamValidationError, ImagesUnavailable)):
        kept.store.save([RED, Photo(BLUE.full, unwritable, 900, 1600), RED])
    assert kept.names() == set()


def test_the_sweep_removes_only_old_orphans_of_ours(kept: Kept) -> None:
    red, _orphan = kept.store.save([RED, BLUE])
    kept.put("내 자전거.jpg", b"from 2023")
    known = {red.name, red.thumbnail}
    assert sweep(kept.store, known.intersection, older_than=3600) == 0
    assert sweep(kept.store, known.intersection, older_than=-5) == 2
    assert kept.names() == {red.name, red.thumbnail, "내 자전거.jpg"}
    assert sweep(kept.store, known.intersection, older_than=-5) == 0


def test_uploads_of_2023_are_opened(kept: Kept) -> None:
    kept.put("IMG_0001 (1).JPG", b"an old photo")
    assert kept.store.open("IMG_0001 (1).JPG") == b"an old photo"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("0123456789abcdef0123456789abcdef.webp", "image/webp"),
        ("0123456789abcdef0123456789abcdef_t.webp", "image/webp"),
        ("bike.jpg", "image/jpeg"),
        ("스크린샷 2023-05-01 오후 3.21.10.PNG", "image/png"),
        ("의자.gif", "image/gif"),
        ("KakaoTalk_20230501.jpeg", "image/jpeg"),
    ],
)
def test_pictures_are_served_as_what_they_are(name: str, kind: str) -> None:
    assert servable(name) == kind


@pytest.mark.parametrize(
    "name",
    [
        "page.html", "logo.svg", "run.js", "database.url", "jwt.secret", ".gitkeep", ".hidden.png", "a/b.png",
        "..\\b.png", "../b.png", "b.png/",
        "b.png\n", "b\r\nX: y.png", "b.png\0", "png", "b", "", "b.png.html", "x" * 300 + ".png",
        "b\u202egnp.png", ".0123456789abcdef0123456789abcdef.webp.part", "b%2fc.svg", "http://e.com/a.png",
    ],
)  # fmt: skip
def test_nothing_but_pictures_is_served(name: str) -> None:
    assert servable(name) is None


# the folder alone


def test_the_sweep_queries_in_batches(tmp_path: Path) -> None:
    store, batch_sizes = LocalImages(tmp_path), []
    store.save([RED] * 600)

    def known(names: Sequence[str]) -> set[str]:
        batch_sizes.append(len(names))
        return set(names)

    assert sweep(store, known, older_than=-5) == 0
    assert batch_sizes == [1000, 200]


def test_a_full_disk_is_reported_and_nothing_is_kept(tmp_path: Path) -> None:
    store = LocalImages(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(ImagesUnavailable) as refused:
            store.save([RED, Photo(b"x" * 5000, b"x", 1, 1)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.retry_after
    assert os.listdir(tmp_path) == []
    assert len(store.save([RED])) == 1


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "resources").write_text("a file stands where the folder should be")
    with pytest.raises(ImagesUnavailable):
        LocalImages(tmp_path / "resources").save([RED])


def test_drafts_of_a_killed_process_are_swept(tmp_path: Path) -> None:
    draft = tmp_path / f".{'a' * 32}.webp.part"
    draft.write_bytes(b"half")
    os.utime(draft, (time.time() - 7200,) * 2)
    assert sweep(LocalImages(tmp_path), lambda _: set()) == 1
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_yet_is_swept(tmp_path: Path) -> None:
    assert sweep(LocalImages(tmp_path / "none"), lambda _: set()) == 0


def test_the_web_server_may_read_what_we_wrote(tmp_path: Path) -> None:
    (red,) = LocalImages(tmp_path).save([RED])
    assert stat.S_IMODE((tmp_path / red.name).stat().st_mode) & 0o600 == 0o600


# the bucket alone


def test_objects_say_what_they_are_and_for_how_long(s3_address: str) -> None:
    client = s3_client(s3_address)
    client.create_bucket(Bucket="headers")
    (red,) = S3Images("headers", client).save([RED])
    head = client.head_object(Bucket="headers", Key=PREFIX + red.thumbnail)
    assert head["ContentType"] == "image/webp"
    assert "immutable" in head["CacheControl"]
    grants = client.get_object_acl(Bucket="headers", Key=PREFIX + red.name)["Grants"]
    assert not any("AllUsers" in grant["Grantee"].get("URI", "") for grant in grants)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "the bucket is missing"])
def test_an_unreachable_bucket_is_reported(s3_address: str, address: str) -> None:
    store = S3Images("nowhere", s3_client(address if address.startswith("http") else s3_address))
    with pytest.raises(ImagesUnavailable):
        store.save([RED])
    with pytest.raises(ImagesUnavailable):
        store.open("0" * 32 + ".webp")
    store.discard(["0" * 32 + ".webp"])


def test_the_configuration_chooses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    environ = {
        "DATABASE_URL": "mysql://u:p@127.0.0.1/x",
        "DATA_DIR": str(tmp_path),
        "RESOURCES_DIR": str(tmp_path / "r"),
    }
    assert isinstance(image_store(config.load(environ)), LocalImages)
    assert isinstance(image_store(config.load(environ | {"S3_BUCKET": "pictures"})), S3Images)
