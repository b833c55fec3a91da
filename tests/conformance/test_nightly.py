"""The workflow files that verify a staging server are valid, and their jobs pass and fail when they should."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from spkey_mock.conformance.configuration import PREFIX, options

from ..documents import ROOT
from ..mock.processes import served
from ..outside.workflows import jobs
from .support import PROFILE

GITHUB = ROOT / "docs/ci/github-nightly.yml"
GITLAB = ROOT / "docs/ci/gitlab-nightly.yml"

STAGING = ("--api-key", "my-api-key=acme", "--control-token", "not-for-the-suite")
"""A mock whose control API the suite cannot use, so that it takes it for a staging server."""

INSTALLED = {
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    "PIP_DRY_RUN": "1",
    "PIP_NO_INDEX": "1",
    "NO_PROXY": "127.0.0.1",
}
"""The variables of a job for which everything is installed, so that pip only checks it."""

Run = Callable[..., bool]


def read(workflow: Path) -> Any:
    return yaml.safe_load(workflow.read_text("utf-8"))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the job of a workflow against a server that is not a mock, and return whether it passed."""

    def run(workflow: Path, deviations: str, select: str) -> bool:
        (tmp_path / "conformance.toml").write_text(deviations, "utf-8")
        with served(*STAGING) as mock:
            # A runner sets the variable of a secret that does not exist to the empty text.
            given = {f"{PREFIX}{option.name.upper()}": "" for option in options()}
            given |= {f"{PREFIX}BASE_URL": mock.base_url, f"{PREFIX}ORG_ID": "acme", f"{PREFIX}API_KEY": mock.api_key}
            given[f"{PREFIX}SELECT"] = select
            return jobs(workflow)["staging"].run(tmp_path, given | INSTALLED)

    return run


def test_a_server_that_keeps_the_contract_passes(run: Run, tmp_path: Path) -> None:
    assert run(GITHUB, "", select="physical_keys.*")
    root = ET.parse(tmp_path / "conformance/junit.xml").getroot()
    assert (root.get("failures"), root.get("errors")) == ("0", "0")


def test_a_deviation_that_is_out_of_date_fails_and_leaves_the_reports(run: Run, tmp_path: Path) -> None:
    assert not run(GITLAB, f'[[deviation]]\nrule = "{PROFILE}"\nreason = "It was."\n', select=PROFILE)
    root = ET.parse(tmp_path / "conformance/junit.xml").getroot()
    (failure,) = root.iter("failure")
    assert "It was." in (failure.text or "")
    assert "It was." in (tmp_path / "conformance/report.html").read_text("utf-8")


def test_the_reports_are_kept_after_a_failure_as_well() -> None:
    keep = read(GITHUB)["jobs"]["staging"]["steps"][-1]
    assert (keep["if"], keep["with"]["path"]) == ("always()", "conformance")
    artifacts = read(GITLAB)["staging"]["artifacts"]
    assert (artifacts["when"], artifacts["paths"]) == ("always", ["conformance"])


def test_both_workflows_run_the_commands_of_the_guide() -> None:
    github, gitlab = (jobs(workflow)["staging"].commands for workflow in (GITHUB, GITLAB))
    assert github == gitlab
    guide = (ROOT / "docs/conformance.md").read_text("utf-8")
    assert {command for command in github if command not in guide} == set()


@pytest.mark.parametrize("workflow", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_every_variable_is_an_option(workflow: Path) -> None:
    names = set(re.findall(rf"{PREFIX}[A-Z_]+", workflow.read_text("utf-8")))
    assert names
    assert names <= {f"{PREFIX}{option.name.upper()}" for option in options()}


def test_no_secret_is_a_plain_variable() -> None:
    secrets = {f"{PREFIX}{option.name.upper()}" for option in options() if option.metadata["kind"] == "secret"}
    for name, value in jobs(GITHUB)["staging"].variables.items():
        assert value == f"${{{{ {'secrets' if name in secrets else 'vars'}.{name} }}}}"


@pytest.mark.parametrize(
    ("workflow", "schema"),
    [
        pytest.param(GITHUB, "vendor.github-workflows", id="github"),
        pytest.param(GITHUB, "custom.github-workflows-require-timeout", id="github-timeout"),
        pytest.param(GITLAB, "vendor.gitlab-ci", id="gitlab"),
    ],
)
def test_the_file_has_the_form_that_its_reader_expects(workflow: Path, schema: str) -> None:
    command: list[str | Path] = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, workflow]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
