"""The commands of docs/deploy.md and docs/deploy.ko.md: read by shellcheck, complete in a new shell, and played.

Played with the real `aws` command against moto. `gh` is a stand-in that writes down how it was called.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from auction.config import ROOT
from tests.deploy.account import empty_account
from tests.deploy.template import as_moto_takes_it, read

ENGLISH, KOREAN = ROOT / "docs" / "deploy.md", ROOT / "docs" / "deploy.ko.md"
SOURCED = ". deploy/stack.sh\n"
# set by deploy/stack.sh, and in every shell
GIVEN = {"STACK", "AWS_DEFAULT_REGION"}


def parts(path: Path) -> dict[str, str]:
    """The shell of each numbered part, and of what comes after them, by number or heading."""
    found: dict[str, str] = {}
    for section in re.split(r"^## ", path.read_text(), flags=re.M)[1:]:
        heading = section.split("\n", 1)[0].split(".")[0]
        blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.M | re.S)
        if blocks:
            found[heading] = "\n".join(blocks)
    return found


def shells(text: str) -> list[str]:
    """A part in pieces that each begin in a new shell."""
    first, *more = text.split(SOURCED)
    return [first] * bool(first.strip()) + [SOURCED + one for one in more]


SHELLS = [
    pytest.param(shell, id=f"{path.stem}-{name}-{number}")
    for path in (ENGLISH, KOREAN)
    for name, text in parts(path).items()
    for number, shell in enumerate(shells(text))
]


@pytest.mark.parametrize("text", SHELLS)
def test_every_command_is_bash_that_shellcheck_passes(text: str, tmp_path: Path) -> None:
    script = tmp_path / "part.sh"
    script.write_text(f"#!/bin/bash\n# shellcheck source-path={ROOT}\n{text}")
    subprocess.run(["bash", "-n", script], check=True)
    # SC1091: settings of a machine that is not this one; SC2119: redeploy is called without an argument on purpose;
    # SC2164: an operator sees that cd failed
    checker = [Path(sys.executable).parent / "shellcheck", "-x", "-e", "SC1091,SC2119,SC2164", script]
    done = subprocess.run(checker, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("text", SHELLS)
def test_every_variable_and_function_is_there_in_a_new_shell(text: str) -> None:
    code = re.sub(r"(^|\s)#.*", "", text)
    used = set(re.findall(r"\$\{?([A-Z_]+)", code))
    made = set(re.findall(r"(?:^|\s)([A-Z_]+)=", code))
    assert used <= made | (GIVEN if SOURCED in text else set())
    assert SOURCED in text or not re.search(r"\b(out|redeploy)\b", code)


def test_every_output_is_used_and_every_name_is_an_output() -> None:
    text = ENGLISH.read_text()
    named = set(re.findall(r"(?:\$\(|`|^)out (\w+)", text, re.M)) - {"NAME"}
    assert named == set(read()["Outputs"])


def test_the_korean_parts_have_the_same_commands() -> None:
    def commands(path: Path) -> dict[str, str]:
        return {name: re.sub(r"\s*(?<!\S)#.*", "", text) for name, text in parts(path).items()}

    korean, english = commands(KOREAN), commands(ENGLISH)
    assert set(korean) == {"1", "3", "4"}
    for name, text in korean.items():
        assert text == english[name], f"part {name}"


GH = """#!/bin/sh
echo "$*" >> "$GH_CALLS"
case "$*" in *branch_policies*) [ -z "$GH_BRANCH" ] || echo "$GH_BRANCH";; esac
"""


class Play:
    """Runs commands of the documents in a new bash, in a checkout that holds only what they read."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.folder, self.calls = folder, folder / "gh.calls"
        self.environment = os.environ | {
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_PAGER": "",
            "GH_CALLS": str(self.calls),
            "HOME": str(folder),
        }
        (folder / "deploy/cloudformation").mkdir(parents=True)
        (folder / "deploy/cloudformation/ssgbay.yml").write_text(as_moto_takes_it())
        shutil.copy(ROOT / "deploy/stack.sh", folder / "deploy")
        (folder / "bin").mkdir()
        (folder / "bin/gh").write_text(GH)
        (folder / "bin/gh").chmod(0o755)

    def __call__(self, text: str, **more: str) -> str:
        done = subprocess.run(
            ["bash", "-c", f"set -euo pipefail\n{text}"],
            cwd=self.folder, env=self.environment | more, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """One account for all parts, in which the first run of part 1 has made the stack."""
    from moto.server import ThreadedMotoServer

    for tool in ("aws", "jq", "openssl"):
        if shutil.which(tool) is None:
            pytest.skip(f"NOT TESTED: the commands of docs/deploy.md need {tool}")
    with empty_account():
        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        ready = Play(tmp_path_factory.mktemp("checkout"), "http://{}:{}".format(*server.get_host_and_port()))
        said = ready(parts(ENGLISH)["1"], GH_BRANCH="")
        assert re.search(r"^https://\S+$", said, re.M)
        yield ready
        server.stop()


def variables(play: Play) -> dict[str, str]:
    """What GitHub was given in the calls since the last look."""
    calls = play.calls.read_text()
    return dict(re.findall(r"variable set (\w+) --repo OWNER/NAME --env production --body (\S+)", calls))


@pytest.mark.slow
def test_part_1_creates_the_stack_and_sets_the_variables_of_github(play: Play) -> None:
    first = variables(play)
    names = ("REGION", "APPLICATION", "API_ROLE", "REVISION_BUCKET", "PAGE_ROLE", "PAGE_BUCKET", "DISTRIBUTION")
    assert set(first) == {f"AWS_{name}" for name in names}
    new_policy = "-X POST repos/OWNER/NAME/environments/production/deployment-branch-policies -f name=main"
    assert new_policy in play.calls.read_text()

    # once more, for GitHub alone: moto updates too few kinds of resources to run the first half again
    play.calls.unlink()
    play(f"{SOURCED}REPO=OWNER/NAME\n" + "gh api" + parts(ENGLISH)["1"].split("gh api", 1)[1], GH_BRANCH="main")
    assert variables(play) == first
    assert new_policy not in play.calls.read_text()


# moto has no machines to deploy to
REDEPLOY = """
redeploy() { echo "redeployed"; }
"""


@pytest.mark.slow
def test_part_6_rotates_each_secret(play: Play) -> None:
    secrets = boto3.client("secretsmanager")

    def values() -> dict[str, str]:
        stack = boto3.client("cloudformation").describe_stacks(StackName="ssgbay")["Stacks"][0]
        arns = {
            one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"] if one["OutputKey"].endswith("SecretArn")
        }
        return {name: secrets.get_secret_value(SecretId=arn)["SecretString"] for name, arn in arns.items()}

    before = values()
    said = play(parts(ENGLISH)["6"].replace(SOURCED, SOURCED + REDEPLOY))
    after = values()
    assert said.count("redeployed") == 3
    assert set(after) == {"DatabaseSecretArn", "ApplicationSecretArn", "JwtSecretArn"}
    for name in ("DatabaseSecretArn", "ApplicationSecretArn"):
        old, new = json.loads(before[name]), json.loads(after[name])
        assert new.pop("password") != old.pop("password"), name
        assert new == old, name
    assert re.fullmatch(r"[0-9a-f]{64}", after["JwtSecretArn"])


@pytest.mark.slow
def test_part_5_restores_the_database_under_its_own_name(play: Play) -> None:
    rds = boto3.client("rds")
    name = rds.describe_db_instances()["DBInstances"][0]["DBInstanceIdentifier"]
    restore, rest = parts(ENGLISH)["5"].split(SOURCED + "DATABASE=$(out DatabaseName)\naws rds modify")
    said = play(restore.replace(SOURCED, SOURCED + REDEPLOY))
    assert said.count("redeployed") == 1
    found = {one["DBInstanceIdentifier"]: one for one in rds.describe_db_instances()["DBInstances"]}
    assert set(found) == {name, f"{name}-damaged"}
    assert found[name]["DeletionProtection"]
    assert not found[name]["PubliclyAccessible"]
    assert (
        found[name]["DBSubnetGroup"]["DBSubnetGroupName"]
        == found[f"{name}-damaged"]["DBSubnetGroup"]["DBSubnetGroupName"]
    )

    remove, _ = rest.split("./ssgbay backup")
    play(SOURCED + "DATABASE=$(out DatabaseName)\naws rds modify" + remove)
    assert [one["DBInstanceIdentifier"] for one in rds.describe_db_instances()["DBInstances"]] == [name]


@pytest.mark.slow
def test_redeploy_deploys_the_revision_of_that_deployment_and_looks_at_no_alarm(play: Play) -> None:
    revision = {"revisionType": "S3", "s3Location": {"bucket": "revisions", "key": "abc.zip", "bundleType": "zip"}}
    done = boto3.client("codedeploy").create_deployment(
        applicationName="ssgbay", deploymentGroupName="live", revision=revision
    )
    # what .github/deploy.sh does with it is played in test_deploy_script.py
    (play.folder / ".github").mkdir()
    (play.folder / ".github/deploy.sh").write_text('#!/bin/bash\nprintf "%s\\n" "$APPLICATION" "$@"\n')
    (play.folder / ".github/deploy.sh").chmod(0o755)
    live = play(SOURCED + "redeploy").splitlines()
    assert live == ["ssgbay", "again", "--override-alarm-configuration", "enabled=false"]
    said = play(f"{SOURCED}redeploy {done['deploymentId']}")
    given = said.split("--revision\n")[1].split("--description")[0]
    assert json.loads(given) == revision
