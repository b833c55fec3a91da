"""Other judges: Prism as a server that only knows the schemas, Prism as a validating proxy, and redocly's drift."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spkey_mock.conformance.report.files import write
from spkey_mock.conformance.result import Result

from ..documents import ROOT
from ..mock.processes import served
from ..prism import NODE, prism
from .support import PROFILE, URL, verified

SPEC = str(ROOT / "openapi.yaml")


def verify(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    whole = [sys.executable, "-m", "spkey_mock", "verify", *arguments]
    return subprocess.run(whole, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.xdist_group("prism")  # one worker starts the mock of Prism
def test_prism_breaks_exactly_the_rules_that_are_known(prism_mock: str, tmp_path: Path) -> None:
    done = verify(
        *("--base-url", prism_mock, "--api-key", "any-api-key", "--org-id", "acme", "--allow-writes", "--strict"),
        *("--deviations", "prism", "--report", "report", "--clients", "2"),
        folder=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    report = json.loads((tmp_path / "report/conformance.json").read_text("utf-8"))
    verdicts = {rule["verdict"] for rule in report["rules"]}
    assert verdicts == {"known deviation", "not exercised"}


LEFT_OUT = (
    # Prism takes routes of other spellings for the contract's, and validates what the mock returns for them.
    "service.unknown_route_not_found",
    # Prism rejects what the contract does not list: HEAD requests and other content types.
    "service.head_without_body",
    "service.content_type_ignored",
    # Some tests of these rules send HEAD requests as well.
    "service.credential_required*",
    "service.read_your_writes",
    # Prism returns no response to malformed JSON.
    "service.refusal_changes_nothing",
    # Its 500 requests get only responses that other tests get too.
    "schema.requests",
    # Prism turns the response that the mock loses on purpose into one of its own, and slows the others down.
    "concurrency",
)


def test_a_validating_proxy_finds_no_response_that_breaks_the_contract(tmp_path: Path) -> None:
    options = [text for name in LEFT_OUT for text in ("--deselect", name)]
    with served() as mock, prism("proxy", SPEC, mock.base_url) as base_url:
        done = verify("--base-url", base_url, *options, "--strict", "--report", "report", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found = list(violations(tmp_path / "report/conformance.json"))
    assert {place for place, _ in found} == {"request"}


def violations(file: Path) -> Iterator[tuple[str, str]]:
    """Yield what Prism reports about requests and responses, each with the part that it is about."""
    for tested in json.loads(file.read_text("utf-8"))["tests"]:
        for exchange in tested["exchanges"]:
            for header in exchange["response"]["headers"]:
                if header["name"] == "sl-violations":
                    yield from ((it["location"][0], it["message"]) for it in json.loads(header["value"]))


REDOCLY = ROOT / "node_modules/.bin/redocly"


def drift(file: Path) -> list[dict[str, Any]]:
    """Return what redocly reports about traffic, but for the headers that it does not know."""
    if not REDOCLY.exists():
        pytest.skip("redocly is not installed: run make test, which installs it from npm")
    target = file.with_suffix(".json")
    command: list[str | Path] = [NODE, REDOCLY, "drift", file, "--api", SPEC, "--server", URL]
    command += ["--format", "json", "--output", target]
    environment = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "PATH": str(NODE.parent)}
    subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    document = json.loads(target.read_text("utf-8"))
    assert document["run"]["totalExchanges"]
    return [problem for problem in document["problems"] if problem["severity"] != "info"]


@pytest.mark.xdist_group("conformance")  # one worker runs the whole suite
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
