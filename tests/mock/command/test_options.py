"""The values of the options of `spkey-mock serve`."""

import re

import pytest
from attrs import fields
from spkey_mock import Limits

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
def test_an_impossible_option_is_one_clear_line(arguments: list[str], message: str) -> None:
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
