"""The files that announce that the mock is ready."""

import json
import os
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from spkey_mock.command.facts import Facts
from spkey_mock.command.failure import Failure
from spkey_mock.command.placing import placing

from .support import COMMAND, facts_of, get, run_alone, serving

NAMES = (
    "SPKEY_BASE_URL",
    "SPKEY_API_KEY",
    "SPKEY_MOCK_ORG_ID",
    "SPKEY_MOCK_TOKEN",
    "SPKEY_MOCK_TOKEN_USER",
    "SPKEY_MOCK_CONTROL_TOKEN",
)


def sourced(file: Path) -> dict[str, str]:
    """Return the variables that a shell reads from an environment file."""
    command = ["sh", "-c", 'set -a; . "$1"; env', "sh", str(file)]
    done = subprocess.run(command, env={}, check=True, capture_output=True, text=True)
    return dict(line.partition("=")[::2] for line in done.stdout.splitlines() if "=" in line)


def split_at_equals(file: Path) -> dict[str, str]:
    """Return the variables that Docker and GitHub read from an environment file."""
    return dict(line.partition("=")[::2] for line in file.read_text("utf-8").splitlines())


def test_the_ready_file_has_the_facts_of_the_json_line(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    with serving("--json", "--ready-file", str(file)) as process:
        facts = facts_of(process)
        assert json.loads(file.read_text("utf-8")) == facts
        assert get(f"{facts['base_url']}/_mock/ready")[0] == 200
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert os.listdir(tmp_path) == ["ready.json"]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_files_are_removed_at_the_stop(tmp_path: Path, ending: signal.Signals) -> None:
    files = ("--ready-file", str(tmp_path / "ready.json"), "--env-file", str(tmp_path / "mock.env"))
    with serving("--json", *files) as process:
        facts_of(process)
        assert sorted(os.listdir(tmp_path)) == ["mock.env", "ready.json"]
        process.send_signal(ending)
        assert process.wait(10) == 0
        assert os.listdir(tmp_path) == []


def test_every_reader_of_the_env_file_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "mock.env"
    key = "aZ09_@%+:,./[-]="
    options = ("--host", "::1", "--api-key", f"{key}=acme", "--control-token", "c", "--env-file", str(file))
    with serving("--json", *options) as process:
        facts = facts_of(process)
        expected = dict(
            zip(
                NAMES,
                (facts[name] for name in ("base_url", "api_key", "org_id", "token", "token_user", "control_token")),
                strict=True,
            )
        )
        assert expected["SPKEY_API_KEY"] == key
        assert split_at_equals(file) == expected
        assert sourced(file).items() >= expected.items()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("value", ["$HOME", "a'b", 'a"b', "a;b", "a`b", "a#b", "=a", "~", "a&b", "a\\\\b", "(a)"])
def test_a_value_that_readers_would_interpret_differently_is_rejected(value: str) -> None:
    with pytest.raises(Failure, match=r"^--env-file cannot hold the value of SPKEY_API_KEY, because shells") as caught:
        Facts(base_url="http://localhost", api_key=value).to_environment()
    message = str(caught.value)
    rest = message.removesuffix(". Use only letters, digits and _@%+=:,./-[] there, with no = at the start.")
    assert rest != message
    assert value not in rest


def test_an_env_file_that_cannot_hold_a_value_is_not_written(tmp_path: Path) -> None:
    done = run_alone("serve", "--port", "0", "--api-key", "a;b=acme", "--env-file", str(tmp_path / "mock.env"))
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("spkey-mock: --env-file cannot hold the value of SPKEY_API_KEY")
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("option", ["--ready-file", "--env-file"])
def test_a_path_that_cannot_be_written_is_reported_in_one_clear_line(tmp_path: Path, option: str) -> None:
    path = tmp_path / "missing" / "file"
    done = run_alone("serve", "--port", "0", option, str(path))
    message = f"spkey-mock: cannot write {option} {path}: No such file or directory.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


@pytest.mark.parametrize("option", ["--ready-file", "--env-file"])
def test_a_file_that_the_mock_did_not_write_is_kept(tmp_path: Path, option: str) -> None:
    file = tmp_path / ".env"
    file.write_text("DATABASE_URL=postgres://localhost\n")
    for path in (file, tmp_path):
        done = run_alone("serve", "--port", "0", option, str(path))
        message = f"spkey-mock: {option} {path} exists, and spkey-mock did not write it. Choose another path.\n"
        assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
    assert file.read_text() == "DATABASE_URL=postgres://localhost\n"


def test_two_files_must_not_have_the_same_path(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    done = run_alone("serve", "--port", "0", "--ready-file", path, "--env-file", f"{tmp_path}/./file")
    message = "spkey-mock: --ready-file, --env-file and --tls-ca-out must name different files.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


def test_a_file_of_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    options = ("--ready-file", str(tmp_path / "ready.json"), "--env-file", str(tmp_path / "mock.env"))
    with serving("--json", *options) as process:
        earlier = facts_of(process)
        process.kill()
    assert sorted(os.listdir(tmp_path)) == ["mock.env", "ready.json"]
    with serving("--json", *options) as process:
        facts = facts_of(process)
        assert facts != earlier
        assert json.loads((tmp_path / "ready.json").read_text("utf-8")) == facts
        assert split_at_equals(tmp_path / "mock.env")["SPKEY_API_KEY"] == facts["api_key"]


def test_a_draft_of_a_killed_run_is_no_obstacle(tmp_path: Path) -> None:
    # Each process of a container has the number 1.
    file = tmp_path / "ready.json"
    (tmp_path / f".ready.json.{os.getpid()}").touch()
    with placing("--ready-file", str(file), start="{") as write:
        write("{}")
        assert file.read_text("utf-8") == "{}"


def test_an_empty_file_is_replaced_because_mktemp_makes_one(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    file.touch()
    with serving("--json", "--ready-file", str(file)) as process:
        facts = facts_of(process)
        assert json.loads(file.read_text("utf-8")) == facts


def test_a_server_does_not_remove_the_file_of_another(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    with serving("--json", "--ready-file", str(file)) as first:
        facts_of(first)
        with serving("--json", "--ready-file", str(file)) as second:
            facts = facts_of(second)
            first.terminate()
            assert first.wait(10) == 0
            assert json.loads(file.read_text("utf-8")) == facts


def test_output_that_cannot_be_written_leaves_no_file(tmp_path: Path) -> None:
    command: list[Any] = [*COMMAND, "serve", "--port", "0", "--ready-file", tmp_path / "ready.json"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=20)
    assert done.returncode == 1
    assert os.listdir(tmp_path) == []
