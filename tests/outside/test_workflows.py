"""The workflow files for partners are valid, and their jobs pass and fail when they should."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ..documents import ROOT, SERVER_GUIDE, blocks
from ..environment import Environment
from .node import BIN
from .workflows import GITHUB, GITLAB, jobs

pytestmark = pytest.mark.xdist_group("distribution")

SLOPPY = """
import { test } from 'node:test'

test('a response is ignored', async () => {
  const headers = { 'X-API-Key': process.env.SPKEY_API_KEY }
  const url = `${process.env.SPKEY_BASE_URL}/users/u1/RemovePhysicalKey`
  await fetch(url, { method: 'POST', headers, body: '{"number": "2"}' })
})
"""

CONTAINED = """
import assert from 'node:assert/strict'
import { test } from 'node:test'

test('the service and the control API accept the credentials of the job', async () => {
  const { SPKEY_BASE_URL: mock, SPKEY_API_KEY: apiKey, SPKEY_MOCK_CONTROL_TOKEN: token } = process.env
  const control = { method: 'POST', headers: { 'X-Mock-Token': token }, body: '{"userId": "u1", "keys": 1}' }
  assert.equal((await fetch(`${mock}/w/test/_mock/users`, control)).status, 201)
  const service = { headers: { 'X-API-Key': apiKey } }
  assert.equal((await fetch(`${mock}/w/test/users/u1/PhysicalKeys`, service)).status, 200)
})
"""

Run = Callable[..., bool]


@pytest.fixture
def run(project: Environment, tmp_path: Path) -> Run:
    """Run a job in the folder of a project, with the environment that the wheel is installed in."""

    def run(workflow: Path, job: str, *, installed: bool = False, **variables: str) -> bool:
        runner = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "PYTEST_XDIST_AUTO_NUM_WORKERS": "1"}
        environment = project.variables(**runner, PIP_NO_INDEX="1", NO_PROXY="127.0.0.1", **variables)
        environment["PATH"] += f":{BIN}"
        return jobs(workflow)[job].run(tmp_path / "project", environment, installed=installed)

    return run


@pytest.fixture
def locksmith(tmp_path: Path) -> Path:
    """The Python project."""
    folder = tmp_path / "project"
    return shutil.copytree(ROOT / "tests/outside/python", folder, ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """A project in JavaScript, whose test is the one of the guide."""
    folder = tmp_path / "project"
    folder.mkdir()
    package = {"name": "locksmith", "scripts": {"test": "node --test"}}
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": {"": package}}))
    (example,) = (block for block in blocks("js") if block.name.startswith(SERVER_GUIDE.name))
    (folder / "example.test.mjs").write_text(example.code, "utf-8")
    return folder


def test_both_workflows_run_the_same_commands() -> None:
    github, gitlab = jobs(GITHUB), jobs(GITLAB)
    assert {name: job.commands for name, job in github.items()} == {name: job.commands for name, job in gitlab.items()}


def test_the_documents_show_the_lines_of_the_workflows() -> None:
    shown = {block.name.partition(":")[0]: block.code for block in blocks("bash")}
    script = next(step.script for step in jobs(GITHUB)["mock"].steps if "serve" in step.script)
    assert shown == {"README.md": script, "ci.md": script}


def test_a_job_in_python_passes(run: Run, locksmith: Path, tmp_path: Path) -> None:
    assert run(GITHUB, "python")
    assert (tmp_path / "summary.md").read_text("utf-8") == (locksmith / "report/report.md").read_text("utf-8")
    assert (locksmith / "report/junit.xml").exists()


def test_a_job_in_python_fails_on_a_violation(run: Run, locksmith: Path) -> None:
    (locksmith / "hasty/test_hasty.py").replace(locksmith / "tests/test_desk.py")
    assert not run(GITLAB, "python", installed=True)
    assert "schema.type" in (locksmith / "report/report.md").read_text("utf-8")


def test_a_job_in_another_language_passes(run: Run, node: Path, tmp_path: Path) -> None:
    assert run(GITHUB, "mock")
    assert (tmp_path / "summary.md").read_text("utf-8") == (node / "report/report.md").read_text("utf-8")
    assert json.loads((node / "report/coverage.json").read_bytes())["requests"] == 4
    assert not (node / "ready").exists(), "the mock still runs"


def test_a_job_in_another_language_fails_if_its_tests_fail(run: Run, node: Path) -> None:
    (node / "example.test.mjs").write_text("throw new Error('broken')")
    assert not run(GITLAB, "mock", installed=True)
    assert (node / "report/junit.xml").exists()
    assert not (node / "ready").exists(), "the mock still runs"


def test_without_a_mock_no_test_runs(project: Environment, node: Path) -> None:
    (node / "example.test.mjs").write_text("import { writeFileSync } from 'node:fs'\nwriteFileSync('ran', '')")
    (script,) = {block.code for block in blocks("bash")}
    refused = script.replace("--port 0", "--port none").replace("timeout 30", "timeout 1")
    environment = project.variables(PATH=f"{project.bin}:{BIN}:{os.environ['PATH']}")
    done = subprocess.run(["bash", "-c", refused], cwd=node, env=environment, check=False, capture_output=True)
    assert done.returncode != 0
    assert not (node / "ran").exists()


def test_a_job_in_another_language_fails_on_a_violation(run: Run, node: Path, tmp_path: Path) -> None:
    (node / "example.test.mjs").write_text(SLOPPY)
    assert not run(GITHUB, "mock", installed=True)
    assert "schema.type" in (tmp_path / "summary.md").read_text("utf-8")


@pytest.mark.parametrize("workflow", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_a_job_with_a_service_container_reaches_the_mock(
    run: Run, node: Path, project: Environment, workflow: Path
) -> None:
    (node / "example.test.mjs").write_text(CONTAINED)
    with project.serving("--host", "::", *jobs(workflow)["container"].service) as facts:
        assert run(workflow, "container", SPKEY_BASE_URL=facts["base_url"])


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", [GITHUB]),
        ("custom.github-workflows-require-timeout", [GITHUB]),
        ("vendor.gitlab-ci", [GITLAB]),
        ("vendor.compose-spec", [ROOT / "container/compose.yaml", ROOT / "container/sandbox.yaml"]),
    ],
)
def test_files_have_the_form_that_their_readers_expect(schema: str, files: list[Path]) -> None:
    command: list[str | Path] = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_containerfile_has_no_lint() -> None:
    command = [BIN / "hadolint", ROOT / "container/Containerfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
