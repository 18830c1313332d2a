"""The CloudFormation template: lint-clean, and really created and deleted in both sizes on moto.

What moto cannot show is said where it is passed over: see moto_models.py, and `as_moto_takes_it` below.
"""

import re
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from auction.config import ROOT
from deploy import environment
from tests.deploy import moto_models

TEMPLATE = ROOT / "deploy" / "cloudformation" / "ssgbay.yml"
LARGEST_WITHOUT_A_BUCKET = 51_200


class Reader(yaml.SafeLoader):
    """YAML with CloudFormation's tags read as plain values."""


def _tagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    made = loader.construct_sequence if isinstance(node, yaml.SequenceNode) else loader.construct_mapping
    return made(node, deep=True)


Reader.add_multi_constructor("!", _tagged)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return yaml.load(TEMPLATE.read_text(), Reader)


def as_moto_takes_it(text: str) -> str:
    """Two lines less: moto looks for the default image even when another is given, and trips over a group's name."""
    for line in (r" +Default: /aws/service/canonical\S+\n", r" +DBParameterGroupName: .+\n"):
        text, found = re.subn(line, "", text)
        assert found == 1
    return text


@pytest.fixture
def aws() -> Iterator[Any]:
    """An AWS of our own, with an image and CloudFront's prefix list."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "ap-northeast-2")
        patch.delenv("AWS_PROFILE", raising=False)
        moto_models.NOTED.clear()
        yield boto3


def create(aws: Any, size: str) -> tuple[Any, dict[str, str]]:
    ec2 = aws.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    aws.client("ssm").put_parameter(Name="/test/image", Value=image, Type="String")
    lists = ec2.create_managed_prefix_list(PrefixListName="cloudfront", MaxEntries=1, AddressFamily="IPv4")
    values = {
        "Size": size,
        "GitHubSubject": "repo:somebody/ssgbay:environment:production",
        "CloudFrontPrefixList": lists["PrefixList"]["PrefixListId"],
        "AlarmEmail": "operator@example.com",
        "Image": "/test/image",
    }
    stacks = aws.client("cloudformation")
    stacks.create_stack(
        StackName="ssgbay",
        TemplateBody=as_moto_takes_it(TEMPLATE.read_text()),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stack = stacks.describe_stacks(StackName="ssgbay")["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    return stacks, {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


@pytest.mark.parametrize(("size", "least", "zones"), [("small", 1, False), ("production", 2, True)])
def test_every_resource_is_created_and_deleted(aws: Any, template: Any, size: str, least: int, zones: bool) -> None:
    stacks, outputs = create(aws, size)
    made = {
        resource["LogicalResourceId"]
        for resource in stacks.describe_stack_resources(StackName="ssgbay")["StackResources"]
    }
    assert made == set(template["Resources"])
    assert re.fullmatch(r"https://\S+", outputs["Address"])
    group = aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]
    assert group["MinSize"] == least
    database = aws.client("rds").describe_db_instances()["DBInstances"][0]
    assert (database["MultiAZ"], database["StorageEncrypted"], database["PubliclyAccessible"]) == (zones, True, False)
    assert aws.client("codedeploy").list_deployment_groups(applicationName="ssgbay")["deploymentGroups"] == ["live"]
    assert len(aws.client("cloudwatch").describe_alarms()["MetricAlarms"]) == 8
    print(f"  noted only, for want of a moto API: {sorted(set(moto_models.NOTED.values()))}")

    stacks.delete_stack(StackName="ssgbay")
    assert aws.client("rds").describe_db_instances()["DBInstances"] == []
    assert aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert aws.client("ec2").describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.20.0.0/16"]}])["Vpcs"] == []
    # pictures outlive everything
    assert [bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]] == [outputs["Images"]]


def test_settings_come_from_the_stack_as_the_hooks_fetch_them(aws: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _, outputs = create(aws, "small")
    secrets = aws.client("secretsmanager")
    text = secrets.get_secret_value(SecretId=outputs["DatabaseSecretArn"])["SecretString"]
    # what the attachment of the secret to the database adds at AWS
    complete = text[:-1] + ', "host": "db.internal", "port": 3306, "dbname": "ssgbay"}'
    secrets.put_secret_value(SecretId=outputs["DatabaseSecretArn"], SecretString=complete)
    environment.main("/ssgbay/ssgbay")
    lines = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert re.fullmatch(r"'mysql://ssgbay:[A-Za-z0-9]{32}@db\.internal:3306/ssgbay'", lines["DATABASE_URL"])
    assert re.fullmatch(r"'[A-Za-z0-9]{64}'", lines["JWT_SECRET_KEY"])
    assert lines["S3_BUCKET"] == f"'{outputs['Images']}'"
    assert lines["TRUSTED_PROXIES"] == "'2'"
    assert set(lines) == {"AWS_DEFAULT_REGION", "DATABASE_URL", "JWT_SECRET_KEY", "S3_BUCKET", "TRUSTED_PROXIES"}


def test_settings_that_nobody_made_are_an_error(aws: Any) -> None:
    with pytest.raises(SystemExit, match="no parameter under /ssgbay/other"):
        environment.main("/ssgbay/other")


@pytest.mark.parametrize("value", ["it's", "two\nlines", "back\\slash"])
def test_a_setting_that_bash_and_systemd_would_read_differently_is_an_error(value: str) -> None:
    with pytest.raises(SystemExit, match="cannot be written down"):
        environment.line("NAME", value)


def test_the_template_fits_one_command(template: Any) -> None:
    assert len(TEMPLATE.read_bytes()) < LARGEST_WITHOUT_A_BUCKET
    # the service does not take them, though every parser does
    assert not re.search(r"^[^#]*: [&*]\w+$", TEMPLATE.read_text(), re.M)


def test_the_database_is_private_encrypted_backed_up_and_protected(template: Any) -> None:
    database = template["Resources"]["Database"]
    assert (database["DeletionPolicy"], database["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")
    wanted = {"DeletionProtection": True, "StorageEncrypted": True, "PubliclyAccessible": False}
    assert wanted.items() <= database["Properties"].items()
    assert "resolve:secretsmanager" in database["Properties"]["MasterUserPassword"]


def test_nobody_may_do_everything(template: Any) -> None:
    """A star for a resource only where AWS knows no other, and never one alone for an action."""
    bare = {"cloudwatch:PutMetricData", "ssm:UpdateInstanceInformation", "ec2:RunInstances", "ec2:CreateTags"}
    for name, role in template["Resources"].items():
        for policy in role.get("Properties", {}).get("Policies", []) if role["Type"] == "AWS::IAM::Role" else []:
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                assert not any("*" in action for action in actions), name
                if statement["Resource"] == "*":
                    assert all(action in bare or action.startswith("ssmmessages:") for action in actions), name


def test_only_the_named_branch_of_one_repository_may_deploy(template: Any) -> None:
    for name in ("ApiDeployer", "PageDeployer"):
        trust = template["Resources"][name]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
        assert trust["Condition"] == {
            "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": "GitHubSubject",
            }
        }


def test_the_page_has_the_same_policy_from_cloudfront_as_from_the_server(template: Any) -> None:
    from auction.server.web import POLICY

    headers = template["Resources"]["PageHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["ContentSecurityPolicy"]["ContentSecurityPolicy"] == POLICY
