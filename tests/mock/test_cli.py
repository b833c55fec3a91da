"""The command, as a process of its own."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from attrs import fields
from spkey_mock import Limits
from spkey_mock.cli import main
from spkey_mock.page.files import contract

from .support import SECRET, USER

COMMAND = [sys.executable, "-m", "spkey_mock"]


@contextlib.contextmanager
def serving(*arguments: str, port: str = "0") -> Iterator[subprocess.Popen[str]]:
    command = [*COMMAND, "serve", "--port", port, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def facts_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    facts: dict[str, Any] = json.loads(process.stdout.readline())
    return facts


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=20, check=False)


def post(base_url: str, command: str, body: object, **headers: str) -> tuple[int, Any]:
    with contextlib.closing(http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=5)) as client:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request("POST", f"/users/{USER}/{command}", json.dumps(body), sent)
        response = client.getresponse()
        return response.status, json.loads(response.read())


def test_with_json_one_line_has_the_address_and_credentials() -> None:
    with serving("--json") as process:
        facts = facts_of(process)
        assert list(facts) == ["base_url", "api_key", "org_id", "token", "token_user"]
        assert jwt.decode(facts["token"], options={"verify_signature": False}) == {"sub": facts["token_user"]}
        base_url, user = facts["base_url"], facts["token_user"]
        assert post(base_url, "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])[0] == 201
        assert post(base_url, "CreateUser", {"userId": USER}, Authorization=f"Bearer {facts['token']}")[0] == 403
        with contextlib.closing(http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=5)) as client:
            path, headers = f"/users/{user}/CreateUser", {"Authorization": f"Bearer {facts['token']}"}
            client.request("POST", path, json.dumps({"userId": user}), headers)
            assert client.getresponse().status == 201
        process.terminate()
        assert process.wait(5) == 0
        assert process.stdout
        assert process.stderr
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_without_json_people_read_the_same() -> None:
    with serving("--api-key", "my-key=initech", "--secret", SECRET) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        assert re.fullmatch(
            r"SmartphoneKey mock running at http://127\.0\.0\.1:\d+ \(Ctrl-C to stop\)\. Open it in a browser for the "
            r"console\.\n",
            lines[0],
        )
        assert "my-key" in lines[1]
        assert "initech" in lines[1]
        token = lines[2].split()[1]
        assert jwt.decode(token, SECRET, ["HS256"])["sub"] in lines[2]


def test_api_keys_and_the_secret_can_be_given() -> None:
    with serving("--json", "--api-key", "k1=acme", "--api-key", "a=b==umbrella", "--secret", SECRET) as process:
        facts = facts_of(process)
        assert (facts["api_key"], facts["org_id"]) == ("k1", "acme")
        assert post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key="a=b=")[0] == 201
        token = jwt.encode({"sub": USER}, SECRET, "HS256")
        assert post(facts["base_url"], "CreateUser", {"userId": USER}, Authorization=f"bearer {token}")[0] == 200


def test_both_credentials_can_be_required() -> None:
    with serving("--json", "--auth", "both") as process:
        facts = facts_of(process)
        key, bearer = facts["api_key"], f"Bearer {facts['token']}"
        body = {"userId": USER}
        assert post(facts["base_url"], "CreateUser", body, X_API_Key=key)[0] == 401
        assert post(facts["base_url"], "CreateUser", body, Authorization=bearer)[0] == 401
        assert post(facts["base_url"], "CreateUser", body, X_API_Key=key, Authorization=bearer)[0] == 201


def test_the_contract_is_printed_as_it_is_served() -> None:
    printed = subprocess.run([*COMMAND, "openapi"], capture_output=True, timeout=20, check=True)
    assert (printed.stdout, printed.stderr) == (contract(), b"")
    assert json.loads(printed.stdout)["openapi"] == "3.1.0"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_with_exit_code_0(ending: signal.Signals) -> None:
    with serving("--json") as process:
        facts = facts_of(process)
        address = urlsplit(facts["base_url"])
        with socket.create_connection((address.hostname, address.port or 0), timeout=5) as stalled:
            stalled.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
            assert post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])[0] == 201
            process.send_signal(ending)
            assert process.wait(5) == 0
        assert process.stderr
        assert process.stderr.read() == ""


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port)
    assert (result.returncode, result.stdout) == (1, "")
    line = f"spkey-mock: port {port} on 127.0.0.1 is in use. Choose another, or pass --port 0 for any free port.\n"
    assert result.stderr == line


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


@pytest.mark.parametrize("arguments", [[], ["serve", "now"], ["serve", "--auth", "none"], ["dance"]])
def test_an_invalid_command_line_is_explained(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: spkey-mock")


@pytest.mark.parametrize("missing", ["jwt", "jsonschema_rs", "httptools"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from spkey_mock.cli import main; sys.exit(main())"
    result = subprocess.run(
        [sys.executable, "-c", program, "serve", "--port", "0"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "The mock's dependencies are not installed. Run: pip install 'spkey-client[mock]'\n"


def test_the_package_alone_imports_none_of_its_dependencies() -> None:
    program = (
        "import sys, spkey_mock, spkey_mock.cli;"
        "print({'jwt', 'jsonschema_rs', 'uvicorn', 'httpx', 'spkey_client'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20)
    assert result.stdout == "set()\n"


def test_the_installed_command_is_the_same() -> None:
    (entry,) = entry_points(group="console_scripts", name="spkey-mock")
    assert entry.load() is main


def test_every_public_name_can_be_imported() -> None:
    import spkey_mock

    for name in spkey_mock.__all__:
        assert hasattr(spkey_mock, name)
    assert dir(spkey_mock) == sorted(spkey_mock.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        spkey_mock.nothing  # type: ignore[attr-defined]  # noqa: B018


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


@pytest.mark.parametrize("command", [["demo"], ["serve", "--port", "0"], ["serve", "--port", "0", "--json"]])
def test_output_that_cannot_be_written_is_one_clear_line(command: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, *command], stdout=full, stderr=subprocess.PIPE, text=True, timeout=20)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("spkey-mock: cannot write the output: ")


def get(url: str, **headers: str) -> tuple[int, Any]:
    address = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(address.netloc, timeout=5)) as client:
        client.request("GET", address.path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = client.getresponse()
        return response.status, json.loads(response.read())


def test_errors_can_have_the_format_of_the_services_http_stack() -> None:
    with serving("--json", "--errors", "runtime") as process:
        facts = facts_of(process)
        status, body = post(facts["base_url"], "RemovePhysicalKey", {}, X_API_Key=facts["api_key"])
        assert (status, body["errors"][0]["code"], body["result"]) == (400, 7001, {})


def test_a_caller_org_id_can_be_replaced() -> None:
    with serving("--json", "--caller-org-id", "override") as process:
        facts = facts_of(process)
        key = facts["api_key"]
        post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=key)
        post(facts["base_url"], "AddPhysicalKey", {"orgId": "acme"}, X_API_Key=key)
        body = {"number": 1, "_callerOrgId": "umbrella"}
        assert post(facts["base_url"], "RemovePhysicalKey", body, X_API_Key=key)[0] == 200


def test_keys_of_other_organisations_can_be_shown() -> None:
    for scope, expected in (("on", 404), ("off", 200)):
        with serving("--json", "--org-scope", scope) as process:
            facts = facts_of(process)
            key = facts["api_key"]
            post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=key)
            post(facts["base_url"], "AddPhysicalKey", {"orgId": "umbrella"}, X_API_Key=key)
            assert post(facts["base_url"], "RemovePhysicalKey", {"number": 1}, X_API_Key=key)[0] == expected


def test_with_a_seed_keys_and_secrets_are_the_same_each_time() -> None:
    found: list[dict[str, Any]] = []
    for options in (("--seed", "a"), ("--seed", "a"), ()):
        with serving("--json", *options) as process:
            found.append(facts_of(process))
    seeded, again, random = ({name: it for name, it in facts.items() if name != "base_url"} for facts in found)
    assert seeded == again
    assert not set(seeded.values()) & set(random.values()) - {"acme"}


def test_limits_can_be_set() -> None:
    with serving("--json", "--max-keys", "1", "--max-body", "100") as process:
        facts = facts_of(process)
        key = facts["api_key"]
        post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=key)
        added = [post(facts["base_url"], "AddPhysicalKey", {"orgId": "acme"}, X_API_Key=key)[0] for _ in range(2)]
        assert added == [200, 503]
        assert post(facts["base_url"], "AddPhysicalKey", {"orgId": "a" * 100}, X_API_Key=key)[0] == 413


def test_the_help_lists_each_limit_with_its_default() -> None:
    text = " ".join(run("serve", "--help").stdout.split())
    for limit in fields(Limits):
        option = f"--max-{limit.name.replace('_', '-')} N"
        assert re.search(rf"{option} [\w ]+ \(default: {limit.default}\)", text, re.IGNORECASE), option


@pytest.mark.parametrize("value", ["0", "-1", "x", "1e3", "9" * 5000, ""], ids=lambda value: str(value[:6]))
def test_a_limit_is_a_number_from_1(value: str) -> None:
    result = run("serve", f"--max-users={value}")
    assert result.returncode == 2
    assert f"a limit must be a number from 1 to 1000000000, not {value!r}" in result.stderr


def test_a_control_token_must_be_sent_to_the_control_api() -> None:
    with serving("--json", "--control-token", "secret") as process:
        facts = facts_of(process)
        assert facts["control_token"] == "secret"
        assert get(f"{facts['base_url']}/_mock/health")[0] == 401
        assert get(f"{facts['base_url']}/_mock/health", X_Mock_Token="secret")[0] == 200


def test_a_mock_that_others_can_reach_always_has_a_control_token() -> None:
    with serving("--host", "0.0.0.0", "--json") as process:
        facts = facts_of(process)
        assert get(f"{facts['base_url']}/_mock/health")[0] == 401
        assert get(f"{facts['base_url']}/_mock/health", X_Mock_Token=facts["control_token"])[0] == 200
    with serving("--host", "0.0.0.0") as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(4)]
        assert lines[3].strip().startswith("control ")


def test_webhooks_may_lead_to_allowed_hosts() -> None:
    with serving("--json", "--allow-webhook-host", "hooks.example") as process:
        address = urlsplit(facts_of(process)["base_url"])
        for url, expected in (("http://hooks.example/", 201), ("http://other.example/", 400)):
            with contextlib.closing(http.client.HTTPConnection(address.netloc, timeout=5)) as client:
                client.request("POST", "/_mock/webhooks", json.dumps({"url": url}))
                assert client.getresponse().status == expected


def test_requests_are_logged_on_request() -> None:
    with serving("--json", "--log") as process:
        facts = facts_of(process)
        post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])
        assert get(f"{facts['base_url']}/w/a/users/u/profile")[0] == 401
        post(facts["base_url"], "RemovePhysicalKey", {"number": 0, "x": "\n\x1b"}, X_API_Key=facts["api_key"])
        process.terminate()
        assert process.stderr
        lines = process.stderr.read().splitlines()
    assert lines == [
        f'#1 create_user {USER} {{"userId": "{USER}"}} -> 201',
        "/w/a #1 get_user_profile u -> 401 service.credential_required",
        f'#2 remove_physical_key {USER} {{"number": 0, "x": "\\n\\u001b"}} -> 400 schema.exclusiveMinimum',
    ]
    assert facts["api_key"] not in "".join(lines)
