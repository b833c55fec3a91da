"""Prism as another judge: as a server that only knows the schemas, and as a validating proxy."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..documents import ROOT
from ..mock.processes import served
from ..prism import prism

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


def test_a_validating_proxy_finds_no_response_that_breaks_the_contract(tmp_path: Path) -> None:
    # Every status of every operation but openings, whose redirects Prism follows instead of passing them on.
    options = ("--select", "schema.responses", "--deselect", "temp_keys.open*")
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
