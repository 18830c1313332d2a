"""An image store in a private S3 bucket. The site, or a CDN in front of it, serves the files under the same URLs."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from auction.items.images.photos import Photo
from auction.items.images.storage import OURS, ImageNotFound, ImagesUnavailable, SavedImage, save_all, spellings

log = logging.getLogger("ssgbay.images")

# the key is the URL's path on the site, so a CDN rewrites nothing
PREFIX = "resources/"
# of the keys that only the application reads
PRIVATE = "private/"
FOREVER = "public, max-age=31536000, immutable"
# both files of eight photos at once
AT_ONCE = 16
# two attempts of at most 3 s each, before the page gives up after 8 s
SETTINGS = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=AT_ONCE,
)
FAILURES = (BotoCoreError, ClientError)


def client() -> Any:
    """Return a client of S3. Credentials and region come from the instance's role."""
    return boto3.client("s3", config=SETTINGS)


class S3Images:
    """Stores each file as an object."""

    def __init__(self, bucket: str, s3_client: Any = None, prefix: str = PREFIX) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._client = s3_client or client()

    def save(self, photos: Sequence[Photo]) -> list[SavedImage]:
        return save_all(self, photos, self._put_all, FAILURES)

    def discard(self, names: Iterable[str]) -> None:
        objects = [{"Key": self._prefix + name} for name in names]
        if not objects:
            return
        try:
            self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
        except FAILURES as error:
            log.warning("%d files were not removed, the sweep will: %s", len(objects), error)

    def open(self, name: str) -> bytes:
        for spelling in spellings(name):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + spelling)
                return bytes(answer["Body"].read())
            except self._client.exceptions.NoSuchKey:
                continue
            except FAILURES as error:
                log.error("%s could not be fetched: %s", name, error)
                raise ImagesUnavailable from error
        raise ImageNotFound

    def url(self, name: str) -> str:
        return f"/{PREFIX}{name}"

    def aged(self, seconds: float) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        for found in (entry for page in pages for entry in page.get("Contents", ())):
            name = found["Key"].removeprefix(self._prefix)
            if OURS.fullmatch(name) and time.time() - found["LastModified"].timestamp() >= seconds:
                yield name

    def _put_all(self, files: dict[str, bytes]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._put, files, files.values()))

    def _put(self, name: str, data: bytes) -> None:
        lasting = FOREVER if self._prefix == PREFIX else "private"
        self._client.put_object(
            Bucket=self._bucket, Key=self._prefix + name, Body=data, ContentType="image/webp", CacheControl=lasting
        )
