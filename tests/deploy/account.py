"""An AWS account on moto, with an image in place of Ubuntu's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from tests.deploy.template import IMAGE

PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"


@contextmanager
def empty_account() -> Iterator[Any]:
    """Yields boto3, which reaches moto alone; no key of the machine is used."""
    # seconds to import, and every test process reads this file
    from moto import mock_aws

    from tests.deploy import moto_models
    from tests.deploy.moto_mends import mend

    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "ap-northeast-2")
        patch.delenv("AWS_PROFILE", raising=False)
        mend()
        moto_models.NOTED.clear()
        image = boto3.client("ec2").describe_images()["Images"][0]["ImageId"]
        boto3.client("ssm").put_parameter(Name=IMAGE, Value=image, Type="String")
        yield boto3
