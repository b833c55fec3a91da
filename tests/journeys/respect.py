"""The journeys as Redocly's runner of Arazzo makes them."""

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import Any

from attrs import frozen

from ..documents import ROOT

FILE = ROOT / "journeys/spkey.arazzo.yaml"


@frozen
class Step:
    """A step of a journey that was made.

    Attributes:
        journey: The id of the workflow.
        id: The id of the step.
        passed: Whether every check of it passed: the criteria of the journey, and the schema of the response.
    """

    journey: str
    id: str
    passed: bool


def run(base_url: str, folder: Path, **inputs: str) -> tuple[int, list[Step]]:
    """Make the journeys against a server. Return the exit code and the steps that were made.

    Args:
        base_url: The server.
        folder: A folder for the runner's report.
        inputs: The credentials that the journeys take.
    """
    report = folder / "respect.json"
    command: list[str | Path] = [ROOT / ".venv/bin/node", ROOT / "node_modules/.bin/redocly", "respect", FILE]
    command += ["--server", f"spkey={base_url}", "--json-output", report]
    for name, value in (inputs | {"run": secrets.token_hex(6)}).items():
        command += ["--input", f"{name}={value}"]
    # Without these the runner sends usage data to its maker and looks for its next version.
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_PROXY": "localhost,127.0.0.1"}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | quiet, capture_output=True, text=True, timeout=60, check=False
    )
    assert report.exists(), done.stdout + done.stderr
    return done.returncode, _steps(json.loads(report.read_bytes()))


def _steps(report: Any) -> list[Step]:
    (file,) = report["files"].values()
    return [
        Step(journey["workflowId"], step["stepId"], all(check["passed"] for check in step["checks"]))
        for journey in file["executedWorkflows"]
        for step in journey["executedSteps"]
    ]
