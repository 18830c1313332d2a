"""The CloudFormation template, really created, updated and deleted on moto, in both sizes.

What moto cannot show is said where it is passed over: see moto_models.py, and `as_moto_takes_it` in template.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auction.mail_settings import SmtpServer, mail_settings
from deploy import environment
from tests.deploy.account import PREFIX_LIST, empty_account
from tests.deploy.template import as_moto_takes_it, read


@pytest.fixture
def aws() -> Iterator[Any]:
    with empty_account() as account:
        yield account


SMTP_URL = "smtp://ssgbay:p%40ss%2Fword@mail.example.com:587/?starttls=1"


def parameters(aws: Any, size: str) -> dict[str, str]:
    """What part 1 of docs/deploy.md hands in."""
    lists = aws.client("ec2").describe_managed_prefix_lists()["PrefixLists"]
    return {
        "Size": size,
        "GitHubSubject": "repo:somebody/ssgbay:environment:production",
        "CloudFrontPrefixList": next(one["PrefixListId"] for one in lists if one["PrefixListName"] == PREFIX_LIST),
        "AlarmEmail": "operator@example.com",
    }


def request(values: dict[str, str]) -> dict[str, Any]:
    """A request that creates or updates the stack."""
    return {
        "StackName": "ssgbay",
        "TemplateBody": as_moto_takes_it(),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
        "Capabilities": ["CAPABILITY_IAM"],
    }


def create(aws: Any, size: str, **more: str) -> tuple[Any, dict[str, str]]:
    stacks = aws.client("cloudformation")
    stacks.create_stack(**request({**parameters(aws, size), **more}))
    stack = stacks.describe_stacks(StackName="ssgbay")["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    return stacks, {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def resources(stacks: Any) -> set[str]:
    found = stacks.describe_stack_resources(StackName="ssgbay")["StackResources"]
    # moto lists what a condition leaves out too, without a name
    return {resource["LogicalResourceId"] for resource in found if "LogicalResourceId" in resource}


def expected(*conditions: str) -> set[str]:
    """The resources that have no condition or one of these."""
    allowed = {None, "MakeOidcProvider", *conditions}
    return {name for name, resource in read()["Resources"].items() if resource.get("Condition") in allowed}


def test_every_resource_of_the_small_size_is_created_and_deleted(aws: Any) -> None:
    stacks, outputs = create(aws, "small")
    assert resources(stacks) == expected()
    assert re.fullmatch(r"https://\S+", outputs["Address"])
    assert aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]["MinSize"] == 1
    database = aws.client("rds").describe_db_instances()["DBInstances"][0]
    assert (database["MultiAZ"], database["StorageEncrypted"], database["PubliclyAccessible"]) == (False, True, False)
    assert aws.client("codedeploy").list_deployment_groups(applicationName="ssgbay")["deploymentGroups"] == ["live"]
    assert len(aws.client("cloudwatch").describe_alarms()["MetricAlarms"]) == 10
    # moto itself takes seconds to import
    from tests.deploy.moto_models import NOTED

    print(f"  noted only, for want of a moto API: {sorted(set(NOTED.values()))}")

    stacks.delete_stack(StackName="ssgbay")
    assert_only_what_is_retained_is_left(aws, {outputs["Images"]})


def test_production_with_a_domain_and_logs_is_created_and_deleted(aws: Any) -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/ours"
    stacks, outputs = create(
        aws, "production", DomainName="auction.example.com", CertificateArn=certificate, TrafficLogs="yes"
    )
    assert resources(stacks) == expected("Production", "KeepTrafficLogs")
    assert outputs["Address"] == "https://auction.example.com"
    assert aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]["MinSize"] == 2
    assert aws.client("autoscaling").describe_policies()["ScalingPolicies"][0]["PolicyType"] == "TargetTrackingScaling"
    assert aws.client("rds").describe_db_instances()["DBInstances"][0]["MultiAZ"] is True
    logs = aws.client("ec2").describe_flow_logs()["FlowLogs"]
    assert [log["LogDestination"] for log in logs] == [f"arn:aws:s3:::{outputs['LogBucketName']}"]

    stacks.delete_stack(StackName="ssgbay")
    assert_only_what_is_retained_is_left(aws, {outputs["Images"], outputs["LogBucketName"]})


def assert_only_what_is_retained_is_left(aws: Any, buckets: set[str]) -> None:
    """Images and logs outlive everything, and so does the account's one OIDC provider."""
    assert aws.client("rds").describe_db_instances()["DBInstances"] == []
    assert aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert aws.client("ec2").describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.20.0.0/16"]}])["Vpcs"] == []
    assert {bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]} == buckets
    assert len(aws.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]) == 1


def test_the_oidc_provider_survives_a_repeated_first_part(aws: Any) -> None:
    values = parameters(aws, "small")
    stacks, iam = aws.client("cloudformation"), aws.client("iam")
    stacks.create_stack(**request(values))
    before = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    # part 1 again: now it finds a provider in the account, which is the stack's own
    stacks.update_stack(**request({**values, "OidcProviderArn": before[0]["Arn"]}))
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == before


def join_the_secret_to_the_database(aws: Any, outputs: dict[str, str]) -> None:
    """What the attachment of the secret to the database adds at AWS."""
    secrets, arn = aws.client("secretsmanager"), outputs["DatabaseSecretArn"]
    text = secrets.get_secret_value(SecretId=arn)["SecretString"]
    complete = text[:-1] + ', "host": "db.internal", "port": 3306, "dbname": "ssgbay"}'
    secrets.put_secret_value(SecretId=arn, SecretString=complete)


def written(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The lines of the settings file that were printed, by name."""
    return dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())


def test_the_hooks_fetch_the_settings_of_the_stack(aws: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _, outputs = create(aws, "small")
    join_the_secret_to_the_database(aws, outputs)
    environment.main("/ssgbay/ssgbay")
    lines = written(capsys)
    place = r"[A-Za-z0-9]{32}@db\.internal:3306/ssgbay\?ssl_ca=/etc/ssl/certs/rds-ca\.pem"
    assert re.fullmatch(f"'mysql://ssgbay_app:{place}'", lines["DATABASE_URL"])
    assert re.fullmatch(r"'[A-Za-z0-9]{64}'", lines["JWT_SECRET_KEY"])
    assert lines["S3_BUCKET"] == f"'{outputs['Images']}'"
    assert lines["TRUSTED_PROXIES"] == "'2'"
    assert (lines["WEB_CONCURRENCY"], lines["HOSTS"]) == ("'2'", "'1'")
    names = {"AWS_DEFAULT_REGION", "DATABASE_URL", "HOSTS", "JWT_SECRET_KEY", "S3_BUCKET", "TRUSTED_PROXIES"}
    assert set(lines) == names | {"WEB_CONCURRENCY", "PAGE_BUCKET", "PUBLIC_URL"}
    assert lines["PUBLIC_URL"].startswith("'https://")
    environment.main("/ssgbay/ssgbay", migrations=True)
    migrations = capsys.readouterr().out.strip()
    assert re.fullmatch(f"mysql://ssgbay:{place}", migrations)
    assert migrations.split(":")[2] != lines["DATABASE_URL"].split(":")[2]


def test_the_hooks_name_the_replica_for_the_same_user(aws: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stacks, outputs = create(aws, "small", ReadReplica="yes")
    assert resources(stacks) == expected("KeepReadReplica")
    primary, replica = aws.client("rds").describe_db_instances()["DBInstances"]
    assert primary["ReadReplicaDBInstanceIdentifiers"] == [replica["DBInstanceIdentifier"]]
    assert not replica["PubliclyAccessible"]
    join_the_secret_to_the_database(aws, outputs)
    environment.main("/ssgbay/ssgbay")
    lines = written(capsys)
    host = environment.parameters(aws.client("ssm"), "/ssgbay/ssgbay")["DATABASE_READ_HOST"]
    assert lines["DATABASE_READ_URL"] == lines["DATABASE_URL"].replace("db.internal", host)
    assert "DATABASE_READ_HOST" not in lines


def test_the_hooks_fetch_the_mail_server_which_is_a_secret(aws: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sender = "SSGBay <no-reply@auction.example.com>"
    stacks, outputs = create(aws, "small", SmtpUrl=SMTP_URL, MailFrom=sender)
    assert resources(stacks) == expected("Mail")
    join_the_secret_to_the_database(aws, outputs)
    environment.main("/ssgbay/ssgbay")
    found = {name: value.strip("'") for name, value in written(capsys).items()}
    mail = mail_settings(found, production=True, data_dir=Path("unused"), public_url=found["PUBLIC_URL"])
    assert (mail.server, mail.sender) == (
        SmtpServer("mail.example.com", 587, "starttls", "ssgbay", "p@ss/word"), sender,
    )  # fmt: skip
    # the parameters of SSM name the secret; moto would show a parameter of the stack that AWS hides
    named = environment.parameters(aws.client("ssm"), "/ssgbay/ssgbay")
    assert SMTP_URL not in named.values()
    assert read()["Parameters"]["SmtpUrl"]["NoEcho"] is True


def test_settings_that_nobody_made_are_an_error(aws: Any) -> None:
    with pytest.raises(SystemExit, match="no parameter under /ssgbay/other"):
        environment.main("/ssgbay/other")


@pytest.mark.parametrize("value", ["it's", "two\nlines", "back\\slash"])
def test_a_setting_that_bash_and_systemd_would_read_differently_is_an_error(value: str) -> None:
    with pytest.raises(SystemExit, match="cannot be written down"):
        environment.line("NAME", value)
