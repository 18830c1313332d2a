"""What the CloudFormation template promises, read from its text; test_infra.py creates it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auction.mysql.sizes import MIN_SHARE, Fleet, pool_sizes
from tests.deploy.template import TEMPLATE, read

LARGEST_WITHOUT_A_BUCKET = 51_200


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return read()


def test_connections_fit_while_two_releases_run(template: Any) -> None:
    """Every worker of every instance twice, with full pools, and a canary each: the rest is the reserve."""
    for name, size in template["Mappings"]["Sizes"].items():
        fleet = Fleet(int(size["Workers"]), size["MaxSize"], deployed=True)
        share = fleet.share(int(size["MaxConnections"]))
        assert share >= MIN_SHARE, name
        peak = fleet.processes * sum(pool_sizes(share))
        # closing job, migration, audit, backup, an operator and RDS itself, on a full server
        assert int(size["MaxConnections"]) - peak >= 10, name
        # the application alone, with all its jobs, never raises the alarm, which can fire
        assert peak + fleet.jobs < size["ConnectionsAlarm"], name
        assert size["ConnectionsAlarm"] == 0.9 * int(size["MaxConnections"]), name


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


def test_an_instance_reads_the_secrets_of_the_stack_and_the_mail_servers_if_it_has_one(template: Any) -> None:
    (policy,) = template["Resources"]["InstanceRole"]["Properties"]["Policies"]
    read = [one for one in policy["PolicyDocument"]["Statement"] if one["Action"] == "secretsmanager:GetSecretValue"]
    assert read[0]["Resource"] == [
        "DatabaseSecret", "ApplicationSecret", "JwtSecret", ["Mail", "SmtpSecret", "AWS::NoValue"],
    ]  # fmt: skip


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


def test_databases_are_maintained_and_backed_up_in_the_night_of_seoul(template: Any) -> None:
    windows = template["Resources"]["Database"]["Properties"]
    for name in ("PreferredBackupWindow", "PreferredMaintenanceWindow"):
        begin, end = (clock[-5:] for clock in windows[name].split("-"))
        # 01:00 to 06:00 in Seoul, nine hours before UTC's
        assert "16:00" <= begin < end <= "21:00", name


def test_every_alarm_mails(template: Any) -> None:
    alarms = [one for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert len(alarms) == 10
    assert all(alarm["Properties"]["AlarmActions"] == ["AlarmTopic"] for alarm in alarms)
    group = template["Resources"]["DeploymentGroup"]["Properties"]
    events = group["TriggerConfigurations"][0]["TriggerEvents"]
    # OneAtATime calls a deployment successful whose last instance failed: that instance's own event is mailed
    assert {"DeploymentFailure", "InstanceFailure"} <= set(events)


def test_an_instance_says_how_its_first_boot_ended(template: Any, tmp_path: Path) -> None:
    data = template["Resources"]["LaunchTemplate"]["Properties"]["LaunchTemplateData"]["UserData"]["Fn::Base64"]
    script = tmp_path / "boot.sh"
    script.write_text(re.sub(r"\$\{(\w+|AWS::\w+)\}", "value", data))
    done = subprocess.run([Path(sys.executable).parent / "shellcheck", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "trap 'if [ $? -eq 0 ]; then signal SUCCESS; else signal FAILURE; fi' EXIT" in data
    group = template["Resources"]["InstanceGroup"]
    assert group["CreationPolicy"]["ResourceSignal"]["Timeout"] == "PT15M"
    # the file by which the database's certificate is verified
    assert template["Resources"]["DatabaseCaName"]["Properties"]["Value"] in data
    # without a route the first boot reaches nothing
    assert "PublicDefaultRoute" in group["DependsOn"]


def test_traffic_logs_of_every_kind_go_into_one_bucket(template: Any) -> None:
    """moto leaves a bucket's logging out, so it is read from the template."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::S3::Bucket" and name != "LogBucket":
            condition, kept, _ = resource["Properties"]["LoggingConfiguration"]
            assert (condition, kept["DestinationBucketName"]) == ("KeepTrafficLogs", "LogBucket"), name
    site = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    assert site["Logging"][1]["Bucket"] == "LogBucket.DomainName"


def test_a_domain_is_served_with_tls_1_2_or_newer(template: Any) -> None:
    site = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    assert site["ViewerCertificate"][1]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert site["Aliases"] == ["OwnDomain", ["DomainName"], "AWS::NoValue"]
