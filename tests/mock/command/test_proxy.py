"""`spkey-mock proxy`, as a process of its own."""

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spkey_mock import Fault, Server, World

from ..support import USER
from .support import COMMAND, get, post, run, run_alone

KEY = "a-key-that-nobody-may-see"


@contextlib.contextmanager
def passing(upstream: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [*COMMAND, "proxy", "--upstream", upstream, "--port", "0", "--json", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process, json.loads(process.stdout.readline())["base_url"]
        finally:
            process.kill()


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    with Server(World()) as server:
        yield server.base_url


def ended(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    return process.returncode, errors


def test_one_line_says_where_it_runs(upstream: str) -> None:
    command = [*COMMAND, "proxy", "--upstream", upstream, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        process.terminate()
        assert process.wait(20) == 0
    assert line.startswith("SmartphoneKey proxy running at http://127.0.0.1:")
    assert line.endswith(f" (Ctrl-C to stop). It passes requests to {upstream}.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_writes_the_report_and_the_archive(upstream: str, tmp_path: Path, number: signal.Signals) -> None:
    report, archive = tmp_path / "report", tmp_path / "traffic.har"
    with passing(upstream, "--report", str(report), "--har", str(archive)) as (process, base_url):
        assert archive.exists()
        get(f"{base_url}/users/{USER}/profile", X_API_Key=KEY)
        assert ended(process, number) == (0, "")
    document: dict[str, Any] = json.loads((report / "coverage.json").read_text("utf-8"))
    assert document["requests"] == 1
    (entry,) = json.loads(archive.read_text("utf-8"))["log"]["entries"]
    assert entry["request"]["url"] == f"{upstream}/users/{USER}/profile"
    assert {it.name for it in report.iterdir()} == {"coverage.json", "junit.xml", "report.md"}
    assert not any(KEY in file.read_text("utf-8") for file in (archive, *report.iterdir()))


@pytest.mark.parametrize(
    ("fail_on", "code", "line"),
    [
        ([], 0, ""),
        (["--fail-on", "server"], 0, ""),
        (
            ["--fail-on", "client,server"],
            1,
            "spkey-mock: Violations by clients: 1, with the codes schema.json (create_user).\n",
        ),
    ],
)
def test_it_can_fail_on_violations_by_clients(upstream: str, fail_on: list[str], code: int, line: str) -> None:
    with passing(upstream, *fail_on) as (process, base_url):
        with socket.create_connection(("127.0.0.1", int(base_url.rpartition(":")[2])), timeout=10) as client:
            client.sendall(
                f"POST /users/{USER}/CreateUser HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\n"
                "Connection: close\r\nContent-Length: 1\r\n\r\n{".encode()
            )
            while client.recv(65_536):
                pass
        assert ended(process) == (code, line)


def test_it_can_fail_on_violations_by_the_server(tmp_path: Path) -> None:
    world = World()
    world.faults.add(Fault(kind="content_type"))
    with Server(world) as server, passing(server.base_url, "--fail-on", "server", "--report", str(tmp_path)) as it:
        process, base_url = it
        with pytest.raises(json.JSONDecodeError):
            post(base_url, "CreateUser", {"userId": USER}, X_API_Key=world.api_key)
        code, errors = ended(process)
    assert code == 1
    assert errors.startswith("spkey-mock: Violations by the server: ")
    assert "response.content_type (create_user)" in errors
    assert "| violation by the server |" in (tmp_path / "report.md").read_text("utf-8")
    assert "<failure" in (tmp_path / "junit.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("fail_on", "code", "lines"),
    [
        ([], 0, []),
        (["--fail-on", "client"], 0, []),
        (
            ["--fail-on", "server"],
            1,
            ["spkey-mock: Violations by the server: 2, with the codes response.unreachable (get_user_profile)."],
        ),
    ],
)
def test_an_unreachable_server_is_reported_and_can_fail_the_run(
    tmp_path: Path, fail_on: list[str], code: int, lines: list[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with passing(url, "--report", str(tmp_path), *fail_on) as (process, base_url):
        for _ in range(2):
            with contextlib.suppress(json.JSONDecodeError):
                get(f"{base_url}/users/{USER}/profile", X_API_Key=KEY)
        expected = "\n".join([*lines, f"spkey-mock: 2 requests never reached {url}.", ""])
        assert ended(process) == (code, expected)
    assert f"Cannot connect to {url}" in (tmp_path / "report.md").read_text("utf-8")


def test_a_signal_is_not_lost_while_the_proxy_waits() -> None:
    """The signal reaches another thread, so no system call of the main thread ends because of it."""
    script = """
import signal, sys, threading
from spkey_mock.cli import main
before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
def wait():
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    threading.Event().wait()
threading.Thread(target=wait, daemon=True).start()
sys.exit(main(["proxy", "--upstream", "http://127.0.0.1:9", "--port", "0"]))
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline()
            process.terminate()
            assert process.wait(20) == 0
        finally:
            process.kill()


@pytest.mark.parametrize("form", ["text", "json"])
def test_each_request_can_be_logged(upstream: str, form: str) -> None:
    with passing(upstream, "--log", form) as (process, base_url):
        get(f"{base_url}/users/{USER}/profile", X_API_Key=KEY)
        code, errors = ended(process)
    assert code == 0
    assert KEY not in errors
    (line,) = errors.splitlines()
    if form == "json":
        assert json.loads(line)["operation"] == "get_user_profile"
    else:
        assert line.startswith(f"#1 get_user_profile {USER} -> 401")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--upstream"),
        (["--upstream", ""], "spkey-mock: The upstream must be a URL that begins with http:// or https://.\n"),
        (["--upstream", "host"], "spkey-mock: The upstream must be a URL that begins with http:// or https://.\n"),
        (["--upstream", "http://h", "--fail-on", "all"], "unknown side 'all'; known: client, server"),
        (["--upstream", "http://h", "--timeout", "0"], "a timeout must be a number of seconds, more than 0"),
        (["--upstream", "https://h", "--upstream-ca", ""], "--upstream-ca: the value must not be empty"),
        (["--upstream", "https://h", "--report", ""], "--report: the value must not be empty"),
        (["--upstream", "https://h", "--har", ""], "--har: the value must not be empty"),
        (["--upstream", "https://h", "--upstream-ca", "/missing"], "cannot read /missing: No such file"),
    ],
)
def test_a_wrong_option_is_reported_in_one_clear_line(arguments: list[str], message: str) -> None:
    result = run("proxy", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--har", "/missing/a.har"], "cannot write /missing/a.har: No such"),
        (["--report", "/dev/null/a"], "cannot create /dev/null/a: Not a"),
    ],
)
def test_a_path_that_cannot_be_written_ends_the_proxy_immediately(arguments: list[str], message: str) -> None:
    result = run_alone("proxy", "--upstream", "http://h", "--port", "0", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_taken_port_is_reported_in_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("proxy", "--upstream", "http://h", "--port", port)
    assert result.returncode == 2
    assert result.stderr.startswith(f"spkey-mock: port {port} on 127.0.0.1 is in use. ")


def test_an_archive_that_cannot_be_written_gives_exit_code_2_but_keeps_the_report(
    upstream: str, tmp_path: Path
) -> None:
    folder, report = tmp_path / "archive", tmp_path / "report"
    folder.mkdir()
    with passing(upstream, "--har", str(folder / "a.har"), "--report", str(report)) as (process, _):
        shutil.rmtree(folder)
        code, errors = ended(process)
    assert code == 2
    assert errors.startswith(f"spkey-mock: cannot write {folder / 'a.har'}: No such file")
    assert (report / "report.md").exists()
