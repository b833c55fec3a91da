"""`spkey-mock serve`, as a process of its own."""

import contextlib
import http.client
import json
import re
import signal
import socket
import time
from concurrent import futures
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import pytest

from ..http.echo import until
from ..sockets import closed, has_ipv6, refused
from ..support import SECRET, USER
from .support import delay, facts_of, get, post, run, serving, wait_for_user


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


def test_a_taken_port_is_reported_in_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port)
    assert (result.returncode, result.stdout) == (1, "")
    line = f"spkey-mock: port {port} on 127.0.0.1 is in use. Choose another, or pass --port 0 for any free port.\n"
    assert result.stderr == line


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


def test_a_control_token_must_be_sent_to_the_control_api() -> None:
    with serving("--json", "--control-token", "secret") as process:
        facts = facts_of(process)
        assert facts["control_token"] == "secret"
        assert get(f"{facts['base_url']}/_mock/server")[0] == 401
        assert get(f"{facts['base_url']}/_mock/server", X_Mock_Token="secret")[0] == 200


def test_a_mock_that_others_can_reach_always_has_a_control_token() -> None:
    with serving("--host", "0.0.0.0", "--json") as process:
        facts = facts_of(process)
        assert get(f"{facts['base_url']}/_mock/server")[0] == 401
        assert get(f"{facts['base_url']}/_mock/server", X_Mock_Token=facts["control_token"])[0] == 200
        assert get(f"{facts['base_url']}/_mock/ready")[0] == 200
    with serving("--host", "0.0.0.0") as process:
        assert process.stdout
        lines = [process.stdout.readline().strip() for _ in range(3)]
        assert lines[1].startswith("API key  none")
        assert lines[2].startswith("control ")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), set[str]()),
        (("--seed", "1"), set[str]()),
        (("--api-key", "k1=acme"), {"api_key", "org_id"}),
        (("--secret", SECRET), {"token", "token_user"}),
    ],
)
def test_a_mock_that_other_machines_can_reach_prints_no_generated_credential(
    options: tuple[str, ...], told: set[str]
) -> None:
    with serving("--host", "0.0.0.0", "--json", *options) as process:
        assert facts_of(process).keys() == {"base_url", "control_token", *told}


def test_a_control_token_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPKEY_MOCK_CONTROL_TOKEN", "from-the-environment")
    with serving("--json") as process:
        facts = facts_of(process)
        assert facts["control_token"] == "from-the-environment"
        assert get(f"{facts['base_url']}/_mock/server")[0] == 401


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
        assert get(f"{facts['base_url']}/w/a/_mock/users")[0] == 200
        assert get(f"{facts['base_url']}/w/a/users/u/profile")[0] == 401
        post(facts["base_url"], "RemovePhysicalKey", {"number": 0, "x": "\n\x1b"}, X_API_Key=facts["api_key"])
        process.terminate()
        assert process.stderr
        lines = process.stderr.read().splitlines()
    assert lines == [
        f'#1 create_user {USER} {{"userId": "{USER}"}} -> 201',
        "/w/a #1 get_user_profile u -> 401 service.credential_required",
        f'#2 remove_physical_key {USER} {{"number": 0, "x": "\\n\\u001b"}} -> 400 schema.exclusiveMinimum',
        "Shutting down.",
    ]
    assert facts["api_key"] not in "".join(lines)


def test_the_log_may_be_lines_of_json() -> None:
    with serving("--json", "--log", "json") as process:
        facts = facts_of(process)
        post(f"{facts['base_url']}", "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])
        process.terminate()
        assert process.stderr
        line, last = [json.loads(line) for line in process.stderr.read().splitlines()]
    assert (line["operation"], line["status"], line["world"], line["violations"]) == ("create_user", 201, "", [])
    assert line["duration_ms"] > 0
    assert (last["event"], last["connections"]) == ("shutdown", 0)


@pytest.mark.parametrize(("option", "origin"), [([], "http://localhost:3000"), (["--no-cors"], None)])
def test_pages_of_other_origins_may_call_the_service_unless_cors_is_off(option: list[str], origin: str | None) -> None:
    with serving("--json", *option) as process:
        base_url = facts_of(process)["base_url"]
        with contextlib.closing(http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=5)) as client:
            client.request("GET", f"/users/{USER}/profile", headers={"Origin": "http://localhost:3000"})
            assert client.getresponse().headers["Access-Control-Allow-Origin"] == origin


def test_requests_to_the_default_world_can_be_rejected() -> None:
    with serving("--json", "--strict-worlds") as process:
        facts = facts_of(process)
        key, base_url = facts["api_key"], facts["base_url"]
        assert post(base_url, "CreateUser", {"userId": USER}, X_API_Key=key)[0] == 400
        assert post(base_url, "CreateUser", {"userId": USER}, X_API_Key=key, X_Mock_World="a")[0] == 201


@pytest.mark.parametrize(("options", "status"), [((), 204), (("--strict",), 409)], ids=["lenient", "strict"])
def test_strict_worlds_that_broke_the_contract_cannot_be_deleted_unnoticed(
    options: tuple[str, ...], status: int
) -> None:
    with serving("--json", *options) as process:
        facts = facts_of(process)
        headers = {"X_API_Key": facts["api_key"], "X_Mock_World": "a"}
        assert post(facts["base_url"], "RemovePhysicalKey", {}, **headers)[0] == 400
        deleted = httpx.delete(f"{facts['base_url']}/_mock/worlds/a", trust_env=False)
        assert deleted.status_code == status
        assert ("schema.required" in deleted.text) is (status == 409)


def test_idle_worlds_expire() -> None:
    with serving("--json", "--world-ttl", "1") as process:
        base_url = facts_of(process)["base_url"]
        assert get(f"{base_url}/w/a/_mock/users")[0] == 200
        deadline = time.monotonic() + 20
        while not get(f"{base_url}/_mock/server")[1]["expired"]:
            assert time.monotonic() < deadline


def test_at_the_end_a_report_is_written_and_may_fail_the_run(tmp_path: Path) -> None:
    with serving("--json", "--report", str(tmp_path / "report"), "--fail-on", "violations,never-called") as process:
        facts = facts_of(process)
        post(facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])
        process.terminate()
        assert process.wait(10) == 1
        assert process.stderr
        (line,) = process.stderr.read().splitlines()
    start, _, names = line.partition(": Operations never called: ")
    assert start == "spkey-mock"
    assert "create_user" not in names.rstrip(".").split(", ")
    assert {"junit.xml", "report.md"} < {file.name for file in (tmp_path / "report").iterdir()}


def test_a_report_can_require_a_coverage() -> None:
    for least, code in (("0", 0), ("100", 1)):
        with serving("--json", "--report-min", least) as process:
            facts_of(process)
            process.terminate()
            assert process.wait(10) == code


@pytest.mark.parametrize("host", ["localhost", "::"])
def test_clients_of_both_families_reach_it(host: str) -> None:
    with serving("--json", "--host", host) as process:
        facts = facts_of(process)
        port = urlsplit(facts["base_url"]).port
        for address in ("127.0.0.1", "[::1]") if has_ipv6() else ("127.0.0.1",):
            assert get(f"http://{address}:{port}/_mock/ready")[0] == 200


def test_a_world_in_a_file_survives_a_kill(tmp_path: Path) -> None:
    store = ("--json", "--store", f"sqlite:{tmp_path / 'state.db'}")
    with serving(*store) as process:
        first = facts_of(process)
        assert post(first["base_url"], "CreateUser", {"userId": USER}, X_API_Key=first["api_key"])[0] == 201
        added = post(first["base_url"], "AddPhysicalKey", {"orgId": "acme"}, X_API_Key=first["api_key"])
        assert (added[0], added[1]["version"]) == (200, 2)
        process.kill()
        process.wait(10)
    with serving(*store) as process:
        facts = facts_of(process)
        assert facts["api_key"] == first["api_key"]
        status, removed = post(facts["base_url"], "RemovePhysicalKey", {"number": 1}, X_API_Key=first["api_key"])
        assert (status, removed["version"]) == (200, 3)
        profile = f"{facts['base_url']}/users/{first['token_user']}/profile"
        assert get(profile, Authorization=f"Bearer {first['token']}")[0] == 404  # rather than 401
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr
        assert process.stderr.read() == ""


def test_a_delayed_response_is_sent_after_sigterm() -> None:
    with serving("--json") as process, futures.ThreadPoolExecutor(1) as pool:
        facts = facts_of(process)
        delay(facts, "create_user", 2_000)
        creating = pool.submit(post, facts["base_url"], "CreateUser", {"userId": USER}, X_API_Key=facts["api_key"])
        wait_for_user(facts)
        process.terminate()
        assert creating.result()[0] == 201
        assert process.wait(10) == 0


def test_a_second_signal_ends_it_immediately() -> None:
    with serving("--json", "--grace", "60") as process:
        facts = facts_of(process)
        address = urlsplit(facts["base_url"])
        delay(facts, "create_user", 50_000)
        body = json.dumps({"userId": USER})
        headers = f"Host: x\r\nX-API-Key: {facts['api_key']}\r\nContent-Length: {len(body)}"
        request = f"POST /users/{USER}/CreateUser HTTP/1.1\r\n{headers}\r\n\r\n{body}"
        with socket.create_connection((address.hostname, address.port or 0), timeout=20) as client:
            client.sendall(request.encode())
            wait_for_user(facts)
            process.terminate()
            assert until(lambda: refused(address.port or 0), 20)
            assert process.poll() is None
            process.terminate()
            assert process.wait(10) == 0
            assert closed(client)
        assert process.stderr
        assert process.stderr.read() == "Closed connections whose requests were not finished in time: 1.\n"
