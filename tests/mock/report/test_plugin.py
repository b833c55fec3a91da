"""Reports of pytest runs, in projects of their own that pytest runs."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from spkey_mock.report.files import read

pytest_plugins = ["pytester"]

TESTS = """
import httpx
import pytest

def test_of_a_fixture(spkey, spkey_world):
    spkey_world.users.create("u1", keys=1)
    spkey.physical_keys.remove("u1", number=1)

def test_of_a_world_of_its_own():
    from spkey_mock import World
    world = World()
    with httpx.Client(transport=world.transport, base_url="https://api") as http:
        http.post("/users/u1/RemovePhysicalKey", json={"number": "one"}, headers={"X-API-Key": world.api_key})

def test_on_a_server(spkey_server, spkey_world):
    spkey_world.users.create("u1", keys=1)
    with spkey_server.client() as client:
        client.physical_keys.list("u1")
"""

CRASH = """
import os

def test_crash(spkey, spkey_world):
    spkey_world.users.create("u1")
    spkey.users.get_profile("u1")
    os._exit(1)
"""


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(*arguments)


def document(pytester: pytest.Pytester, folder: str = "out") -> dict[str, Any]:
    written = json.loads((pytester.path / folder / "coverage.json").read_bytes())
    assert isinstance(written, dict)
    return written


def calls(pytester: pytest.Pytester) -> dict[str, int]:
    return {item["operation"]: item["calls"] for item in document(pytester)["operations"] if item["calls"]}


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(test_project=TESTS)
    return pytester


@pytest.mark.parametrize("workers", [[], ["-p", "xdist", "-n", "2"]], ids=["alone", "parallel"])
def test_a_report_covers_all_worlds_tests_and_workers(project: pytest.Pytester, workers: list[str]) -> None:
    result = run(project, *workers, "--spkey-report", "out")
    result.assert_outcomes(passed=3)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*SmartphoneKey mock*", "coverage of the contract: *%", "report: out"])
    assert calls(project) == {"remove_physical_key": 2, "list_physical_keys": 1}
    (violation,) = [it for it in document(project)["violations"] if it["blame"] == "client"]
    assert violation["test"] == "test_project.py::test_of_a_world_of_its_own"
    assert violation["code"] == "schema.type"
    assert ET.parse(project.path / "out" / "junit.xml").getroot().get("failures") == "0"
    assert "| remove_physical_key | 2 |" in (project.path / "out" / "report.md").read_text("utf-8")
    assert document(project)["notes"] == []
    assert read(project.path / "out").requests == 3


def test_a_run_without_the_options_reports_nothing(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nspkey_min_coverage = 100\nspkey_fail_on = violations\n")
    result = run(project)
    assert result.ret == 0
    assert "SmartphoneKey" not in result.stdout.str()


@pytest.mark.parametrize("workers", [[], ["-p", "xdist", "-n", "1"]], ids=["alone", "parallel"])
def test_a_threshold_fails_the_run(project: pytest.Pytester, workers: list[str]) -> None:
    result = run(project, *workers, "--spkey-min-coverage", "80", "--spkey-fail-on", "never-called,violations")
    result.assert_outcomes(passed=3)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "FAILED Coverage is *; the minimum is 80 %.",
            "FAILED Operations never called: create_user, *",
            "FAILED Violations by clients: 1, with the codes schema.type (test_project.py::*_of_its_own).",
        ]
    )
    assert not (project.path / "out").exists()


def test_a_violation_that_a_test_expects_fails_no_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from spkey_mock import World

        @pytest.mark.spkey_strict(False)
        def test_of_a_client_that_breaks_the_contract(spkey_world: World):
            with spkey_world.client() as client:
                with pytest.raises(Exception):
                    client.physical_keys.add("u1", org_id="")
        """
    )
    assert run(pytester, "--spkey-fail-on", "violations").ret == 0


def test_thresholds_of_the_configuration_apply_to_a_run_that_reports(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nspkey_min_coverage = 99\nspkey_fail_on = never-called\n")
    result = run(project, "--spkey-report", "out")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAILED Coverage is *", "FAILED Operations never called: *"])
    assert ET.parse(project.path / "out" / "junit.xml").getroot().get("failures") != "0"
    assert run(project, "--spkey-report", "out", "--spkey-min-coverage", "1", "--spkey-fail-on=").ret == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--spkey-min-coverage", "much"], "*spkey: The minimum coverage must be a number from 0 to 100, not 'much'."),
        (["--spkey-fail-on", "all"], "*spkey: Unknown condition 'all'. Known: never-called, violations."),
    ],
)
def test_a_wrong_option_is_a_usage_error(project: pytest.Pytester, arguments: list[str], message: str) -> None:
    result = run(project, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_without_the_extra_a_report_says_what_to_install(project: pytest.Pytester) -> None:
    project.makeconftest("import sys\nsys.modules['jsonschema_rs'] = None\n")
    result = run(project, "--spkey-report", "out")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*A report needs the mock: pip install 'spkey-client?mock?'"])


def test_a_failed_run_keeps_its_exit_code_and_has_a_report(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_a(spkey, spkey_world):\n    spkey_world.users.create('u1')\n    assert False")
    assert run(pytester, "--spkey-report", "out", "--spkey-min-coverage", "80").ret == 1
    assert document(pytester)["requests"] == 0


def test_a_run_without_tests_keeps_its_exit_code(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--spkey-report", "out", "--spkey-min-coverage", "80")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_collection_writes_no_report(project: pytest.Pytester) -> None:
    assert run(project, "--collect-only", "--spkey-report", "out", "--spkey-min-coverage", "80").ret == 0
    assert not (project.path / "out").exists()


def test_requests_of_session_fixtures_count_until_their_end(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture(scope="session")
        def client():
            from spkey_mock import World
            world = World()
            world.users.create("u1")
            with world.client() as client:
                yield client
                client.users.get_profile("u1")

        def test_a(client):
            client.physical_keys.list("u1")
        """
    )
    assert run(pytester, "--spkey-report", "out").ret == 0
    assert calls(pytester) == {"list_physical_keys": 1, "get_user_profile": 1}


def test_a_crashed_worker_is_noted(project: pytest.Pytester) -> None:
    project.makepyfile(test_crash=CRASH)
    result = run(project, "-p", "xdist", "-n", "1", "--spkey-report", "out")
    assert result.ret == 1
    (note,) = document(project)["notes"]
    assert note == "Worker gw0 crashed. The requests of its tests are missing."
    result.stdout.fnmatch_lines([note])
    assert f"**Note:** {note}" in (project.path / "out" / "report.md").read_text("utf-8")


def test_a_report_that_cannot_be_written_fails_the_run(project: pytest.Pytester) -> None:
    (project.path / "out").write_text("")
    result = run(project, "--spkey-report", "out")
    result.assert_outcomes(passed=3)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAILED spkey: cannot create */out: File exists."])
