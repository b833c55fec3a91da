"""The values of the options of `spkey-mock serve`."""

import os
import re
import sys
from pathlib import Path

import pytest
from attrs import fields
from spkey_mock import Limits
from spkey_mock.cli import main

from .support import run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "203.0.113.1"], "spkey-mock: cannot listen on 203.0.113.1"),
        (["--host", "no.such.host.invalid"], "spkey-mock: cannot listen on no.such.host.invalid"),
        (["--control-token", "a b"], "spkey-mock: control_token must be printable ASCII characters without spaces."),
        (["--secret", "short"], "spkey-mock: secret must be at least 32 bytes"),
    ],
)
def test_an_impossible_option_is_reported_in_one_clear_line(arguments: list[str], message: str) -> None:
    result = run("serve", "--port", "0", *arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["-1", "65536", "1e3", "http", "", "²", "9" * 5000], ids=lambda port: str(port[:6]))
def test_a_port_is_a_number_up_to_65535(port: str) -> None:
    result = run("serve", f"--port={port}")
    assert result.returncode == 2
    assert f"a port must be a number from 0 to 65535, not {port!r}" in result.stderr


@pytest.mark.parametrize("value", ["key", "key=", "=org", "a key=org", "schlüssel=org"])
def test_an_api_key_is_given_with_its_organisation(value: str) -> None:
    result = run("serve", "--api-key", value)
    assert result.returncode == 2
    assert f"an API key must be KEY=ORG with printable ASCII characters, not {value!r}" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", ""], "'' is not a host name or IP address"),
        (["--host", "0"], "'0' is not a host name or IP address; use 0.0.0.0 for all interfaces"),
        (["--host", "ü..x"], "'ü..x' is not a host name or IP address"),
        (["--api-key", "a=x", "--api-key", "a=y"], "api_keys must not repeat a key"),
    ],
)
def test_an_ambiguous_option_is_rejected_in_one_line(arguments: list[str], message: str) -> None:
    done = run("serve", "--port", "0", *arguments)
    assert done.returncode != 0
    assert message in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_help_lists_each_limit_with_its_default() -> None:
    text = " ".join(run("serve", "--help").stdout.split())
    for limit in fields(Limits):
        option = f"--max-{limit.name.replace('_', '-')} N"
        assert re.search(rf"{option} [\w ]+ \(default: {limit.default}\)", text, re.IGNORECASE), option


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e3", "9" * 5000, ""], ids=lambda value: str(value[:6]))
def test_a_limit_is_a_number_from_1(value: str) -> None:
    result = run("serve", f"--max-users={value}")
    assert result.returncode == 2
    assert f"a limit must be a number from 1 to 1000000000000, not {value!r}" in result.stderr


def failure(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command in this process, where it must fail, and return the one line that says why."""
    assert main(["serve", "--port", "0", *arguments]) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("spkey-mock: ")
    assert errors.count("\n") == 1
    return errors.removeprefix("spkey-mock: ").removesuffix("\n")


@pytest.mark.parametrize("value", ["0", "-1", "65", "two", "", "9" * 5000], ids=lambda value: str(value[:6]))
def test_the_number_of_workers_is_limited(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["serve", f"--workers={value}"])
    assert f"the number of workers must be from 1 to 64, not {value!r}" in capsys.readouterr().err


@pytest.mark.parametrize("store", ["memory", "sqlite:state.db"])
def test_only_postgresql_can_be_shared_by_workers(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert failure(capsys, "--workers", "2", "--store", store) == (
        "--workers 2 needs a store that processes can share. Pass --store postgresql://..., or omit --workers."
    )


POSTGRESQL = ("--store", "postgresql://127.0.0.1:1/mock")


@pytest.mark.parametrize("option", ["--report=report", "--report-min=50", "--fail-on=violations"])
def test_workers_write_no_report(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = failure(capsys, "--workers", "2", *POSTGRESQL, option)
    assert line.startswith("--report, --report-min and --fail-on need --workers 1, because each worker sees only its")


def test_without_fork_there_are_no_workers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delattr(os, "fork")
    line = failure(capsys, "--workers", "2", *POSTGRESQL)
    assert line.startswith("--workers needs fork, which this system lacks.")


@pytest.mark.parametrize(
    ("store", "message"),
    [
        ("mysql://me:password@db/mock", "The store must be memory, sqlite:PATH or postgresql://..., not 'mysql:...'."),
        ("sqlite:", "The store must be memory, sqlite:PATH or postgresql://..., not 'sqlite:...'."),
        ("sqlite:missing/state.db", ""),
        ("postgresql://me:password@127.0.0.1:1/mock", ""),
    ],
)
def test_a_store_that_cannot_be_used_is_reported_in_one_clear_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], store: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPKEY_MOCK_STORE", store)
    line = failure(capsys)
    assert message in line
    assert message or store.rpartition("@")[2].removeprefix("sqlite:").removesuffix("/mock") in line
    assert "password" not in line
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])
    assert "me:password" not in capsys.readouterr().out


def test_a_missing_driver_is_one_line_that_names_the_fix(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "spkey_mock.store.postgres", raising=False)
    assert main(["serve", "--port", "0", *POSTGRESQL]) == 1
    message = "The PostgreSQL driver is not installed. Run: pip install 'spkey-client[mock,postgres]'\n"
    assert capsys.readouterr().err == message
