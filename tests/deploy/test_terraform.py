"""The Terraform module: parsed, its references resolved, held against the template and the workflows. Not applied."""

import os
import re
import shutil
import subprocess
from typing import Any

import hcl2
import pytest

from auction.config import ROOT
from tests.deploy.template import read

MODULE = ROOT / "deploy" / "terraform"
WORKFLOWS = ROOT / ".github" / "workflows"


def plain(value: Any) -> Any:
    """What the parser gives, without its marks and the quotes around literals."""
    if isinstance(value, dict):
        return {key.strip('"'): plain(part) for key, part in value.items() if key != "__is_block__"}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.strip('"') if isinstance(value, str) else value


@pytest.fixture(scope="module")
def blocks() -> dict[str, list[Any]]:
    """The blocks of every file by their kind: {"variable": [{name: body}, …], …}."""
    found: dict[str, list[Any]] = {}
    for path in sorted(MODULE.glob("*.tf")):
        for kind, bodies in hcl2.loads(path.read_text()).items():
            found.setdefault(kind, []).extend(plain(bodies))
    return found


def named(blocks: dict[str, list[Any]], kind: str) -> dict[str, Any]:
    """The bodies of blocks with one label, by their name."""
    return {name: body for block in blocks[kind] for name, body in block.items()}


def resources(blocks: dict[str, list[Any]], kind: str = "resource") -> dict[str, Any]:
    """The bodies of blocks with two labels, by type and name."""
    return {
        f"{type_}.{name}": body for block in blocks[kind] for type_, one in block.items() for name, body in one.items()
    }


def test_every_parameter_of_the_template_is_reachable(blocks: dict[str, list[Any]]) -> None:
    given = resources(blocks)["aws_cloudformation_stack.ssgbay"]["parameters"]
    assert set(given) == set(read()["Parameters"])
    # from a variable, or from what Terraform looks up
    assert all("var." in value or "data." in value for value in given.values()), given


def test_every_variable_and_output_is_described_and_used(blocks: dict[str, list[Any]]) -> None:
    text = "".join(path.read_text() for path in MODULE.glob("*.tf"))
    for name, body in {**named(blocks, "variable"), **named(blocks, "output")}.items():
        assert body["description"].endswith("."), name
    used = set(re.findall(r"\bvar\.(\w+)", text))
    assert used == set(named(blocks, "variable"))


def test_every_reference_names_something_that_is_there(blocks: dict[str, list[Any]]) -> None:
    text = "\n".join(path.read_text() for path in MODULE.glob("*.tf"))
    (given,) = blocks["locals"]
    assert set(re.findall(r"\blocal\.(\w+)", text)) <= set(given)
    assert set(re.findall(r"\bdata\.(\w+\.\w+)", text)) <= set(resources(blocks, "data"))
    assert set(re.findall(r"(?<!data\.)\b((?:aws|github)_\w+\.\w+)\.", text)) <= set(resources(blocks))
    outputs = set(re.findall(r"\blocal\.outputs\.(\w+)", text))
    assert outputs
    assert outputs <= set(read()["Outputs"])


def test_github_gets_what_its_workflows_read(blocks: dict[str, list[Any]]) -> None:
    given = resources(blocks)["github_actions_environment_variable.deployment"]["for_each"]
    assert set(given) == set(re.findall(r"vars\.(\w+)", "".join(path.read_text() for path in WORKFLOWS.glob("*.yml"))))
    described = {body["Description"].split()[-1]: name for name, body in read()["Outputs"].items()}
    for variable, value in given.items():
        if variable != "AWS_REGION":
            assert value == f"${{local.outputs.{described[variable]}}}"


def test_only_one_branch_may_use_the_environment_that_the_roles_trust(blocks: dict[str, list[Any]]) -> None:
    found = resources(blocks)
    policy = found["github_repository_environment.production"]["deployment_branch_policy"]
    assert policy == [{"protected_branches": False, "custom_branch_policies": True}]
    assert found["github_repository_environment_deployment_policy.branch"]["branch_pattern"] == "${var.branch}"
    subject = found["aws_cloudformation_stack.ssgbay"]["parameters"]["GitHubSubject"]
    assert subject == "repo:${var.repository}:environment:${local.environment}"


def test_the_table_to_learn_from_names_every_type_of_the_template() -> None:
    table = (MODULE / "README.md").read_text()
    for resource in read()["Resources"].values():
        assert f"`{resource['Type']}`" in table


def test_terraform_itself_reads_it_as_formatted() -> None:
    """`fmt` parses every file; `validate` would need the providers, which are downloaded."""
    program = shutil.which("terraform") or shutil.which("tofu")
    if program is None:
        pytest.skip("NOT TESTED: formatting needs terraform or tofu")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    done = subprocess.run(
        [program, "fmt", "-check", "-diff", "-recursive", MODULE], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
