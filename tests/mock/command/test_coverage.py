"""`spkey-mock coverage merge`, and the report of a server on demand."""

import re
from pathlib import Path

import httpx
import pytest
from spkey_mock.report.files import read, write
from spkey_mock.report.report import Report
from spkey_mock.report.thresholds import Thresholds

from ..report.reports import sample
from ..support import USER
from .support import facts_of, get, post, run, run_alone, serving

EMPTY = str(Path(__file__).with_name("__init__.py"))


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """Two reports."""
    for name, report in (("a", sample()), ("b", Report(responses={("get_user_keys", 200): 1}))):
        write(report, tmp_path / name, Thresholds())
    return [str(tmp_path / "a"), str(tmp_path / "b" / "coverage.json")]


def test_reports_are_merged_and_printed(folders: list[str]) -> None:
    done = run("coverage", "merge", *folders)
    assert (done.returncode, done.stderr) == (0, "")
    assert "| remove_physical_key | 2 | 400: 1, 404: 1 |" in done.stdout
    assert "| get_user_keys | 1 | 200: 1 |" in done.stdout


def test_the_merged_report_is_written_and_checked_as_a_whole(folders: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("coverage", "merge", *folders, "--out", str(out), "--min", "99", "--fail-on", "never-called,violations")
    assert (done.returncode, done.stdout) == (1, "")
    coverage, never_called, violations = done.stderr.splitlines()
    assert coverage.startswith("spkey-mock: Coverage is ")
    start, _, names = never_called.partition(": Operations never called: ")
    assert start == "spkey-mock"
    assert "add_physical_key" in names.split(", ")
    assert "get_user_keys" not in names.split(", ")
    assert violations == "spkey-mock: Violations by clients: 1, with the codes schema.type (test_a.py::test_a)."
    assert read(out) == sample().merged(Report(responses={("get_user_keys", 200): 1}))


def test_without_a_failure_the_coverage_of_the_written_report_is_one_line(folders: list[str], tmp_path: Path) -> None:
    done = run("coverage", "merge", *folders, "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"coverage of the contract: \d+\.\d %\n", done.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.json"], "spkey-mock: cannot read missing.json: No such file or directory."),
        ([EMPTY], f"spkey-mock: {EMPTY} is not JSON: Expecting value: line 1 column 1 (char 0)."),
        (["a", "--min", "-1"], "spkey-mock: The minimum coverage must be a number from 0 to 100, not '-1'."),
        (["a", "--fail-on", "b"], "spkey-mock: Unknown condition 'b'. Known: never-called, violations."),
    ],
)
def test_an_error_is_reported_in_one_clear_line(arguments: list[str], message: str) -> None:
    done = run("coverage", "merge", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{message}\n")


def test_a_directory_that_cannot_be_written_is_reported_in_one_clear_line(folders: list[str]) -> None:
    done = run("coverage", "merge", *folders, "--out", folders[1])
    assert (done.returncode, done.stderr) == (1, f"spkey-mock: cannot create {folders[1]}: File exists.\n")


def test_a_server_does_not_start_if_its_report_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run_alone("serve", "--port", "0", "--report", str(tmp_path / "file"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"spkey-mock: cannot create {tmp_path / 'file'}: File exists.\n"


def test_a_server_writes_its_report_on_demand_and_at_the_end(tmp_path: Path) -> None:
    with serving("--json", "--report", str(tmp_path)) as process:
        facts = facts_of(process)
        post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])
        status, report = get(f"{facts['base_url']}/_mock/report")
        assert (status, report["requests"]) == (200, 1)
        assert httpx.post(f"{facts['base_url']}/_mock/report", trust_env=False).status_code == 204
        assert read(tmp_path).requests == 1
        post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])
        process.terminate()
        assert process.wait(10) == 0
    assert read(tmp_path).requests == 2


def test_a_report_that_cannot_be_written_at_the_end_fails_the_server(tmp_path: Path) -> None:
    with serving("--json", "--report", str(tmp_path / "report")) as process:
        facts_of(process)
        (tmp_path / "report").rmdir()
        (tmp_path / "report").write_text("")
        process.terminate()
        assert process.wait(10) == 1
        assert process.stderr
        assert process.stderr.read() == f"spkey-mock: cannot create {tmp_path / 'report'}: File exists.\n"
