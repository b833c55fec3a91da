"""A Python project that has only the wheel, tested with pytest, xdist and a strict configuration."""

import fcntl
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ..documents import ROOT
from ..environment import Environment
from ..mypy import CACHE

pytestmark = pytest.mark.xdist_group("distribution")


@pytest.fixture(scope="module")
def locksmith(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the project."""
    folder = tmp_path_factory.mktemp("python") / "locksmith"
    shutil.copytree(ROOT / "tests/outside/python", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def report(locksmith: Path, project: Environment) -> dict[str, Any]:
    """The report of the project's tests, which pass."""
    options = ["-n", "2", "--spkey-report", "report", "--spkey-min-coverage", "4"]
    output = project.run("python", "-m", "pytest", "-q", *options, folder=locksmith)
    assert re.search(r"^15 passed", output, re.MULTILINE), output
    return read(locksmith / "report")


def read(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "coverage.json").read_bytes())
    return report


def statuses(report: dict[str, Any], operation: str) -> dict[int, int]:
    """Return how often an operation returned each status."""
    (found,) = [item["statuses"] for item in report["operations"] if item["operation"] == operation]
    return {it["status"]: it["times"] for it in found if it["times"]}


def by_clients(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the violations that a client caused."""
    return [violation for violation in report["violations"] if violation["blame"] == "client"]


def test_the_report_covers_the_tests_of_all_workers(report: dict[str, Any]) -> None:
    assert statuses(report, "create_user") == {200: 1, 201: 1}
    assert {200, 400, 404, 500, 502, 503} <= statuses(report, "remove_physical_key").keys()
    assert report["requests"] > 50, "the runs of a test with every fault are missing"


def test_the_report_ignores_the_violation_that_a_test_expects(report: dict[str, Any]) -> None:
    assert by_clients(report) == []


def test_the_files_of_the_report_agree(report: dict[str, Any], locksmith: Path) -> None:
    suites = ET.parse(locksmith / "report/junit.xml").getroot()
    assert suites.get("failures") == "0"
    text = (locksmith / "report/report.md").read_text("utf-8")
    assert f"{report['coverage']['reached']} of {report['coverage']['total']}" in text


def test_a_run_below_its_threshold_fails(locksmith: Path, project: Environment) -> None:
    options = ["--spkey-report", "low", "--spkey-min-coverage", "99", "--spkey-fail-on", "never-called"]
    output = project.run("python", "-m", "pytest", "-q", "-k", "note", *options, code=1, folder=locksmith)
    assert re.search(r"^\d+ passed", output, re.MULTILINE), output
    assert "get_user_profile" in output
    assert ET.parse(locksmith / "low/junit.xml").getroot().get("failures") != "0"


def test_a_hasty_desk_fails(locksmith: Path, project: Environment) -> None:
    """It ignores a rejected request and a fault that never fired, so its test passes unless it is strict."""
    options = ["--spkey-report", "hasty-report", "hasty"]
    output = project.run("python", "-m", "pytest", "-q", *options, code=1, folder=locksmith)
    assert re.search(r"^1 failed, 1 passed", output, re.MULTILINE), output
    (violation,) = by_clients(read(locksmith / "hasty-report"))
    assert violation["operation"] == "remove_physical_key"
    assert violation["test"] == "hasty/test_hasty.py::test_a_key_is_handed_in"
    assert "add_physical_key" in output
    project.run("python", "-m", "pytest", "-q", "-o", "spkey_strict=false", "hasty", folder=locksmith)


def test_the_project_passes_strict_type_checks(locksmith: Path, project: Environment) -> None:
    command: list[str | Path] = [sys.executable, "-m", "mypy", "--python-executable", project.bin / "python"]
    command += ["--config-file", ROOT / "pyproject.toml", "--cache-dir", CACHE, "locksmith", "tests", "hasty"]
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "turn").open("w") as turn:  # the cache of `make types` saves time, but its users must take turns
        fcntl.flock(turn, fcntl.LOCK_EX)
        done = subprocess.run(command, cwd=locksmith, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
