"""The page as CloudFront's shape has it: index.html in a bucket, previews written into it by the instances."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from auction.server import html
from auction.server.html import BucketPage
from tests.cast import an_item

INDEX = '<html><head><!--preview--><title>쓱Bay</title><!--/preview--></head><body><p id="uploaded"></p></body></html>'


@pytest.fixture
def bucket() -> Iterator[Any]:
    """A bucket with a page in it."""
    from moto import mock_aws

    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="page")
        client.put_object(Bucket="page", Key="index.html", Body=INDEX.encode())
        yield client


@pytest.fixture
def served_from_bucket(app: Any, bucket: Any) -> Iterator[Any]:
    before = app.extensions["page"]
    app.extensions["page"] = BucketPage("page", bucket)
    yield bucket
    app.extensions["page"] = before


def test_the_preview_is_written_into_the_page_of_the_bucket(client: Any, seller: Any, served_from_bucket: Any) -> None:
    item = an_item(seller, name="의자")
    text = client.get(f"/items/{item['id']}").text
    assert '<p id="uploaded">' in text
    assert '<meta property="og:title" content="의자">' in text
    assert "<title>쓱Bay</title>" not in text


def test_an_uploaded_page_is_served_after_a_minute_and_the_one_before_while_the_bucket_fails(
    client: Any, served_from_bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'id="uploaded"' in client.get("/login").text
    served_from_bucket.put_object(Bucket="page", Key="index.html", Body=INDEX.replace("uploaded", "newer").encode())
    assert 'id="uploaded"' in client.get("/login").text
    monkeypatch.setattr(html, "BUCKET_AGE_S", 0.0)
    assert 'id="newer"' in client.get("/login").text
    served_from_bucket.delete_object(Bucket="page", Key="index.html")
    assert 'id="newer"' in client.get("/login").text


def test_a_page_that_was_never_read_is_unavailable_for_now(client: Any, served_from_bucket: Any) -> None:
    served_from_bucket.delete_object(Bucket="page", Key="index.html")
    answer = client.get("/sell")
    assert (answer.status_code, answer.json["code"]) == (503, "page_unavailable")
