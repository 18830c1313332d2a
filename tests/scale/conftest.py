"""Sites on more than one machine. Where HAProxy or Galera is missing and may not be installed, the tests say so."""

import logging

import boto3
import pytest

from commands.console import Stuck
from tests.proof.harness import Harness, NotRun, chosen_seed
from tests.scale import many
from tests.scale.fleet import fleet

BUCKET = "pictures"


@pytest.fixture(scope="session")
def seed():
    return chosen_seed()


@pytest.fixture(scope="session")
def bucket():
    """The environment in which pictures are kept where every host finds them."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address, port = server.get_host_and_port()
    environ = {
        "S3_BUCKET": BUCKET, "AWS_ENDPOINT_URL": f"http://{address}:{port}", "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket=BUCKET)
    yield environ
    server.stop()


@pytest.fixture(scope="module")
def three_hosts(environment, database_url, bucket, tmp_path_factory):
    """Three hosts on one database behind HAProxy, limits on, pictures in one bucket."""
    try:
        with fleet(tmp_path_factory.mktemp("hosts"), [database_url] * 3, RATE_LIMITS="on", **bucket) as ours:
            yield ours
    except Stuck as error:
        pytest.skip(f"NOT TESTED: {error}")


@pytest.fixture
def hosts(three_hosts, clean):
    """The three hosts, and not a row in their database."""
    return three_hosts


@pytest.fixture(scope="module")
def on_galera(environment, bucket, seed, tmp_path_factory):
    """A site of three hosts, each on its own node of a Galera cluster: the harness, the cluster, the hosts."""
    try:
        with many.galera_harness(Harness(None, "", tmp_path_factory.mktemp("nodes"), seed, bucket)) as ours:
            yield ours
    except NotRun as error:
        pytest.skip(f"NOT TESTED: {error}")
