"""`spkey-mock verify` over a socket, in a process of its own only where the process matters."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from spkey_mock.cli import main
from spkey_mock.conformance.promises import load

from ..mock.processes import Served, served
from .support import PROFILE

pytestmark = pytest.mark.xdist_group("conformance")

NOWHERE = "http://127.0.0.1:9"
TOTAL = len(load().rules)


@pytest.fixture(scope="module")
def mock() -> Iterator[Served]:
    with served() as mock:
        yield mock


def start(folder: Path, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SPKEY_", "PYTEST_"))}
    command = [sys.executable, "-m", "spkey_mock", "verify", *arguments]
    pipe, variables = subprocess.PIPE, {**clean, **environment}
    return subprocess.Popen(command, cwd=folder, env=variables, text=True, stdout=pipe, stderr=pipe)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process. Return the exit code, the output and the errors."""
    for name in [name for name in os.environ if name.startswith("SPKEY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the tests keep their own signal handlers
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
        with monkeypatch.context() as variables:
            for name, value in environment.items():
                variables.setenv(name, value)
            code = main(["verify", *arguments])
        return code, *capsys.readouterr()

    return run


def test_a_mock_is_verified_and_the_reports_are_written(mock: Served, tmp_path: Path) -> None:
    arguments = ("--base-url", mock.base_url, "--select", "users.*", "--report", "report")
    with start(tmp_path, *arguments) as process:
        output, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    report = json.loads((tmp_path / "report/conformance.json").read_text("utf-8"))
    verified = report["verified"]
    assert 1 < verified < TOTAL
    assert output.endswith(f"Verified {verified} of {TOTAL} rules ({TOTAL - verified} not exercised).\n")
    assert report["configuration"] == {"base_url": mock.base_url, "select": ["users.*"], "report": "report"}


def test_the_base_url_is_repeated_for_each_replica(mock: Served, run: Run, tmp_path: Path) -> None:
    urls = [mock.base_url, mock.base_url.replace("127.0.0.1", "localhost")]
    arguments = [it for url in urls for it in ("--base-url", url)]
    code, _, errors = run(*arguments, "--select", "users.create.*", "--report", "report")
    assert (code, errors) == (0, "")
    report = json.loads((tmp_path / "report/conformance.json").read_text("utf-8"))
    assert report["configuration"]["base_url"] == report["server"]["urls"] == urls


SHARED = ("webhooks", "users.find_*", "users.list_*", "locks.*", "temp_keys.list.*")
"""The rules about what two runs share: deliveries, searches, lists, and switches of the mock."""


def test_two_runs_at_once_do_not_disturb_each_other(mock: Served, tmp_path: Path) -> None:
    selected = [text for pattern in SHARED for text in ("--select", pattern)]
    arguments = ("--base-url", mock.base_url, "--strict", *selected, "--deselect", "errors")
    with start(tmp_path, *arguments) as first, start(tmp_path, *arguments) as second:
        outputs = [process.communicate(timeout=120) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], outputs


def test_options_come_from_the_environment_and_the_file(mock: Served, run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.spkey-conformance]\nselect = ["{PROFILE}"]\n', "utf-8")
    code, output, errors = run("--all", SPKEY_CONFORMANCE_BASE_URL=mock.base_url)
    assert (code, errors) == (0, "")
    assert f"{PROFILE}" in output
    assert f"Verified 1 of {TOTAL} rules ({TOTAL - 1} not exercised)." in output


def test_nothing_is_sent_to_the_server_of_the_sdks_variables(run: Run) -> None:
    code, output, errors = run(SPKEY_BASE_URL=NOWHERE, SPKEY_API_KEY="production")
    assert (code, output) == (2, "")
    assert errors.startswith("spkey-mock: base_url must be the URL of the server to verify")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--base-url", NOWHERE], f"{NOWHERE} does not respond"),
        (
            ["--base-url", NOWHERE, "--api-key", "k", "--org-id", "o"],
            f"{NOWHERE} does not respond",
        ),
        (["--base-url", NOWHERE, "--user", ""], "user must not be empty. It comes from the command line."),
        (["--base-url", NOWHERE, "--report", ""], "report must not be empty. It comes from the command line."),
        (["--base-url", NOWHERE, "--select", "nothing"], "--select 'nothing' matches neither"),
        (["--base-url", NOWHERE, "--deviations", "gone.toml"], "gone.toml cannot be read"),
        (["--base-url", NOWHERE, "--report", "/dev/null"], "cannot create /dev/null"),
    ],
)
def test_a_run_that_cannot_take_place_prints_one_line_and_exits_with_2(
    run: Run, arguments: list[str], message: str
) -> None:
    code, output, errors = run(*arguments)
    assert (code, output) == (2, "")
    assert errors.startswith(f"spkey-mock: {message}")
    assert errors.count("\n") == 1


def test_a_stale_deviation_exits_with_1(mock: Served, run: Run, tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text(f"[[deviation]]\nrule = '{PROFILE}'\nreason = 'It was.'\n", "utf-8")
    code, output, _ = run("--base-url", mock.base_url, "--select", PROFILE, "--deviations", "known.toml")
    assert code == 1
    assert "UNEXPECTEDLY PASSED" in output
    assert "remove it: It was." in output


def test_a_selection_without_tests_exits_with_2(mock: Served, run: Run) -> None:
    arguments = ("--base-url", mock.base_url, "--select", PROFILE, "--deselect", PROFILE)
    message = "spkey-mock: No test is left by --select and --deselect. Change them.\n"
    assert run(*arguments) == (2, "", message)


def test_the_certificate_of_a_server_may_be_from_a_private_ca(run: Run, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    with served("--tls", "self-signed", "--tls-ca-out", str(ca)) as mock:
        arguments = ("--base-url", mock.base_url, "--select", PROFILE)
        assert run(*arguments, SSL_CERT_FILE=str(ca))[0] == 0
        code, output, errors = run(*arguments)
    assert (code, output) == (2, "")
    assert "CERTIFICATE_VERIFY_FAILED" in errors


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_without_ca_certificates_prints_one_line_and_exits_with_2(
    run: Run, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, "utf-8")
    code, output, errors = run("--base-url", NOWHERE, SSL_CERT_FILE=str(file))
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith("spkey-mock: SSL_CERT_FILE and SSL_CERT_DIR must name PEM files of CA certificates: ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_reports_what_it_found_with_exit_code_2(
    mock: Served, tmp_path: Path, number: signal.Signals
) -> None:
    base_url = f"{mock.base_url}/w/{number.name.lower()}"
    with (
        httpx.Client(base_url=f"{base_url}/_mock/", trust_env=False) as control,
        start(tmp_path, "--base-url", base_url, "--report", "report") as process,
    ):
        while len(control.get("users").json()["users"]) < 5:
            assert process.poll() is None
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
    message = "spkey-mock: The run was interrupted, so its result is not complete.\n"
    assert (process.returncode, errors) == (2, message)
    report = json.loads((tmp_path / "report/conformance.json").read_text("utf-8"))
    assert (report["interrupted"], report["exitCode"]) == (True, 2)
    assert output.endswith(f"{report['headline']}\n")
    assert {test["outcome"] for test in report["tests"]} == {"passed", "not exercised"}
    assert {test["reason"] for test in report["tests"]} == {"", "The run was interrupted."}
    verdicts = {rule["verdict"] for rule in report["rules"]}
    assert "not exercised" in verdicts
    assert verdicts <= {"passed", "partly passed", "not exercised"}


def test_a_run_that_fails_before_its_first_test_leaves_no_directory(run: Run, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    assert run("--base-url", NOWHERE, "--report", "reports/a/b")[0] == 2
    assert [it.name for it in tmp_path.rglob("*")] == ["reports"]


def test_a_run_that_exercised_no_rule_prints_one_line_and_exits_with_2(run: Run, tmp_path: Path) -> None:
    with served("--control-token", "hidden", "--api-key", "my-key=acme") as mock:
        arguments = ("--base-url", mock.base_url, "--api-key", "my-key", "--org-id", "acme")
        code, output, errors = run(*arguments, "--select", "users.create.*", "--report", "report")
    assert code == 2
    assert errors.startswith("spkey-mock: No rule was exercised, so the server was not verified: ")
    assert "Creates a user, which needs --allow-writes" in errors
    assert errors.count("\n") == 1
    assert output.endswith(f"Verified 0 of {TOTAL} rules ({TOTAL} not exercised).\n")
    assert (tmp_path / "report/report.html").exists()
