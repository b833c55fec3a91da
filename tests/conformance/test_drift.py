"""Redocly as another judge: its drift compares recorded traffic with the contract."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from spkey_mock.conformance.report.files import write
from spkey_mock.conformance.result import Result

from ..documents import ROOT
from ..prism import NODE
from .support import PROFILE, URL, verified

SPEC = str(ROOT / "openapi.yaml")

pytestmark = pytest.mark.xdist_group("conformance")

REDOCLY = ROOT / "node_modules/.bin/redocly"


def drift(file: Path) -> list[dict[str, Any]]:
    """Return what redocly reports about traffic, but for the headers that it does not know, and for masked secrets."""
    if not REDOCLY.exists():
        pytest.skip("redocly is not installed: run make test, which installs it from npm")
    target = file.with_suffix(".json")
    command: list[str | Path] = [NODE, REDOCLY, "drift", file, "--api", SPEC, "--server", URL]
    command += ["--format", "json", "--output", target]
    environment = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "PATH": str(NODE.parent)}
    subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    document = json.loads(target.read_text("utf-8"))
    assert document["run"]["totalExchanges"]
    masked = '"***"'  # no URL, for example
    return [
        problem
        for problem in document["problems"]
        if problem["severity"] != "info" and problem.get("details", {}).get("actual") != masked
    ]


def test_redocly_finds_no_drift_in_the_responses(whole: Result, tmp_path: Path) -> None:
    write(whole, tmp_path)
    problems = drift(tmp_path / "traffic.har")
    assert [problem for problem in problems if problem["target"] != "request"] == []
    # What it reports about requests is what the suite does on purpose.
    assert {problem["ruleId"] for problem in problems} <= {
        "security-baseline",
        "undocumented-endpoint",
        "schema-consistency",
    }


def test_redocly_finds_a_response_that_breaks_the_contract(tmp_path: Path) -> None:
    write(verified(None, PROFILE, "users.get_profile.shows_what_was_given"), tmp_path)
    file = tmp_path / "traffic.har"
    file.write_text(file.read_text("utf-8").replace(r"\"ACTIVE\"", "17"), "utf-8")
    assert [problem["target"] for problem in drift(file) if problem["target"] == "response"]
