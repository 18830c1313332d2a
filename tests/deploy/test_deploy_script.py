""".github/deploy.sh with the real `aws` command, against a server that stands in for CodeDeploy."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from auction.config import ROOT
from tests.processes import serving


class CodeDeploy(ThreadingHTTPServer):
    """`targets`: how the deployment ends on each machine; `status`: what the deployment as a whole is called."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.targets: dict[str, str] = {}
        self.status = "Succeeded"
        self.created: list[dict] = []

    def answer(self, action: str, sent: dict) -> dict:
        match action:
            case "CreateDeployment":
                self.created.append(sent)
                return {"deploymentId": "d-TEST00001"}
            case "GetDeployment":
                return {"deploymentInfo": {"status": self.status, "errorInformation": {"code": "ALARM_ACTIVE"}}}
            case "ListDeploymentTargets":
                return {"targetIds": list(self.targets)}
            case "BatchGetDeploymentTargets":
                return {"deploymentTargets": [{"instanceTarget": self.target(name)} for name in sent["targetIds"]]}
        raise NotImplementedError(action)

    def target(self, name: str) -> dict:
        said = {"message": f"exit code 1 on {name}", "logTail": "the canary failed its checks"}
        status = self.targets[name]
        return {
            "status": status,
            "lifecycleEvents": [
                {"lifecycleEventName": "BeforeInstall", "status": "Succeeded"},
                {"lifecycleEventName": "AfterInstall", "status": status, "diagnostics": said},
            ],
        }


class Handler(BaseHTTPRequestHandler):
    server: CodeDeploy

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(self.server.answer(self.headers["X-Amz-Target"].split(".")[1], sent)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def codedeploy() -> Iterator[CodeDeploy]:
    if shutil.which("aws") is None:
        pytest.skip("NOT TESTED: .github/deploy.sh needs the aws command")
    server = CodeDeploy()
    with serving(server):
        yield server


def deploy(server: CodeDeploy) -> subprocess.CompletedProcess:
    settings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}", "AWS_DEFAULT_REGION": "ap-northeast-2",
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true",
        "APPLICATION": "ssgbay", "BUCKET": "revisions", "GITHUB_SHA": "abc",
    }  # fmt: skip
    return subprocess.run(
        [ROOT / ".github/deploy.sh"],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.slow
def test_a_deployment_that_succeeded_on_every_machine_is_a_success(codedeploy: CodeDeploy) -> None:
    codedeploy.targets = {"i-one": "Succeeded", "i-two": "Succeeded"}
    done = deploy(codedeploy)
    assert done.returncode == 0, done.stdout
    assert codedeploy.created[0]["revision"]["s3Location"] == {
        "bucket": "revisions", "key": "abc.zip", "bundleType": "zip",
    }  # fmt: skip


@pytest.mark.parametrize("status", ["Failed", pytest.param("Skipped", marks=pytest.mark.slow)])
def test_a_last_machine_that_failed_is_named_though_the_deployment_is_called_successful(
    codedeploy: CodeDeploy, status: str
) -> None:
    codedeploy.targets = {"i-one": "Succeeded", "i-last": status}
    done = deploy(codedeploy)
    assert done.returncode == 1
    assert "::error::deployment d-TEST00001 did not succeed on i-last\n" in done.stdout
    if status == "Failed":
        assert "exit code 1 on i-last" in done.stdout
        assert "the canary failed its checks" in done.stdout


@pytest.mark.slow
def test_a_deployment_that_an_alarm_stopped_fails_even_where_every_machine_succeeded(codedeploy: CodeDeploy) -> None:
    codedeploy.targets, codedeploy.status = {"i-one": "Succeeded"}, "Stopped"
    done = deploy(codedeploy)
    assert done.returncode != 0
    assert "ALARM_ACTIVE" in done.stdout


@pytest.mark.slow
def test_a_deployment_without_a_machine_fails(codedeploy: CodeDeploy) -> None:
    done = deploy(codedeploy)
    assert done.returncode == 1
    assert "reached no machine" in done.stdout
