"""Fuzz the mock over HTTP: `python -m tests.mock.fuzz SECONDS`, with other input each time."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import randrange
from typing import Any, get_args

from spkey_mock.service.error_formats import Name

from generator.__main__ import CONTRACT, CONTROL
from generator.document.bundle import bundle

from .hostile import fuzz_http
from .processes import Served, served
from .receiver import receiving
from .support import OTHER_USER, USER

SCHEMATHESIS = Path(__file__).parents[2] / ".fuzz/bin/schemathesis"
SETTINGS = Path(__file__).with_name("fuzz.toml")

KEYS = 40
"""How many keys the users have at the beginning."""

LOCKS = (4711, 4712)
"""The locks that exist at the beginning."""

_RARE = frozenset(
    {
        "open_lock_with_pin",
        "open_temp_key",
        "open_temp_key_door",
        "open_collective_temp_key_door",
        "revoke_temp_key",
        "revoke_collective_temp_key",
        "update_lock_temp_key",
        "delete_lock_temp_key",
        "remove_lock_key",
        "remove_accessible_lock",
        "remove_license_plate",
        "remove_user_device",
        "get_wallet_key_link",
    }
)
"""The operations that succeed only with what an earlier response returned, which random requests seldom do."""

_CONTROL_TOKEN = "the-control-token-of-the-fuzzed-mock"
_HOOK = "http://127.0.0.1:9000/hook"

_PLENTY = 100_000
"""More of anything than is added, so that nothing is rejected because the mock is full."""


def fuzz_service(errors: Name, folder: Path, *options: str) -> str:
    """Fuzz the operations of the contract in an error format.

    Args:
        errors: The error format.
        folder: An empty folder.
        options: Further options of schemathesis.

    Returns:
        What schemathesis found, or an empty text.
    """
    limits = [f"--max-{name}={_PLENTY}" for name in ("users", "keys", "locks", "temp-keys")]
    with served("--errors", errors, "--control-token", _CONTROL_TOKEN, *limits) as mock:
        _seed(mock)
        # Of every organisation, because locks move to other ones.
        key = _control(mock, "POST", "/_mock/api-keys", {"orgId": "acme", "superuser": True})["apiKey"]
        found = _schemathesis(_prepared(CONTRACT), mock.base_url, ("X-API-Key", key), folder, options)
        if not found:
            _check_that_all_was_reached(_control(mock, "GET", "/_mock/coverage"))
    return found


def _seed(mock: Served) -> None:
    """Create what the values of `fuzz.toml` name."""
    for user in (USER, OTHER_USER):
        _control(mock, "POST", "/_mock/users", {"userId": user, "keys": KEYS})
    key = {"X-API-Key": mock.api_key}
    for number in LOCKS:
        lock = {"index": number, "uuid": f"0b0c1d2e-0000-4000-8000-{number:012}", "ownerId": USER}
        _send(mock, "POST", f"/locks/{number}/CreateLock", lock, key)
        _send(mock, "POST", f"/locks/{number}/AddResident", {"name": "Ada", "userId": USER}, key)


def fuzz_control(folder: Path, *options: str) -> str:
    """Fuzz the control API like `fuzz_service`, in a world that receives requests of the service all the time."""
    limits = [f"--max-{name}={_PLENTY}" for name in ("faults", "webhooks", "credentials")]
    # So that no response is a list of a million keys.
    limits.append(f"--max-keys={KEYS}")
    with receiving() as receiver, served("--control-token", _CONTROL_TOKEN, *limits) as mock:
        base_url, token = f"{mock.base_url}/w/fuzz", ("X-Mock-Token", _CONTROL_TOKEN)
        with _traffic(mock, "/w/fuzz"):
            return _schemathesis(_control_api(receiver.url), base_url, token, folder, options)


def _prepared(contract: Path) -> dict[str, Any]:
    """Return the document for schemathesis."""

    def prepare(node: Any) -> Any:
        if isinstance(node, list):
            # Clients must not send these. For a property `readOnly` says so; for a parameter there is no such keyword.
            sent = (item for item in node if not (isinstance(item, dict) and item.get("x-server-set")))
            return [prepare(item) for item in sent]
        if not isinstance(node, dict):
            return node
        return {name: prepare(value) for name, value in node.items()}

    document: dict[str, Any] = prepare(bundle(contract).root)
    for name, response in document["components"]["responses"].items():
        if name.endswith("NotFound") and "content" in response:
            # Some paths, such as those with an empty segment, are not those of an operation.
            response["content"]["text/plain"] = {"schema": {"const": "404 Not Found"}}
    return document


def _control_api(receiver: str) -> dict[str, Any]:
    # Nobody knows what listens at the address of the examples.
    document: dict[str, Any] = json.loads(json.dumps(_prepared(CONTROL)).replace(_HOOK, receiver))
    # The document does not list the operations. The control API rejects others.
    known = {"enum": [operation["operationId"] for operation in _operations(bundle(CONTRACT).root)]}
    for name in ("NewFault", "Expectation"):
        document["components"]["schemas"][name]["properties"]["operation"] = known
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter.get("name") == "operation":
                parameter["schema"] = known
    properties = document["components"]["schemas"]["NewWebhook"]["properties"]
    properties["url"] = {"anyOf": [{"enum": [receiver]}, properties["url"]]}
    return document


def _operations(document: Any) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from item.values()


def _schemathesis(
    document: dict[str, Any], base_url: str, header: tuple[str, str], folder: Path, options: tuple[str, ...]
) -> str:
    file = folder / "document.json"
    file.write_text(json.dumps(document), "utf-8")
    command: list[str | Path] = [SCHEMATHESIS, "--config-file", SETTINGS, "--no-color", "run", file, "--url", base_url]
    command += ["--header", ": ".join(header), "--continue-on-failure", *options]
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    process = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return process.stdout + process.stderr if process.returncode != 0 else ""


def _check_that_all_was_reached(coverage: Any) -> None:
    reached = {
        operation["operation"]: {item["status"] for item in operation["statuses"] if item["times"]}
        for operation in coverage["operations"]
    }
    assert all(statuses & {200, 201, 303} for name, statuses in reached.items() if name not in _RARE), reached
    assert set.union(*reached.values()) >= {200, 201, 400, 401, 404}, reached


def _control(mock: Served, method: str, path: str, body: object = None) -> Any:
    return _send(mock, method, path, body, {"X-Mock-Token": _CONTROL_TOKEN})


def _send(mock: Served, method: str, path: str, body: object, headers: dict[str, str]) -> Any:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", mock.port, timeout=5)) as client:
        client.request(method, path, json.dumps(body), headers)
        return json.loads(client.getresponse().read())


@contextlib.contextmanager
def _traffic(mock: Served, prefix: str) -> Iterator[None]:
    """Send requests of the service to a world meanwhile. Any response is right."""
    stop = threading.Event()
    requests: list[tuple[str, str, object]] = [
        ("POST", "CreateUser", {"userId": USER}),
        ("POST", "AddPhysicalKey", {"orgId": "acme"}),
        ("POST", "RemovePhysicalKey", {"number": 1}),
        ("POST", "RemovePhysicalKey", {"number": "\ud800"}),
        ("GET", "PhysicalKeys/2", None),
        ("GET", "profile", None),
    ]

    def send() -> None:
        while True:
            for method, name, body in requests:
                if stop.wait(0.05):
                    return
                with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                    _send(mock, method, f"{prefix}/users/{USER}/{name}", body, {"X-API-Key": mock.api_key})

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def main(seconds: int) -> int:
    """Fuzz in every way for this time in total. Return the exit code."""
    share = max(seconds // 5, 1)
    options = [f"--max-time={share}", "--max-examples=1000", f"--seed={randrange(1 << 32)}"]
    ways: dict[str, Callable[[Path], str]] = {"the control API": lambda folder: fuzz_control(folder, *options)}
    for errors in get_args(Name):
        ways[f"the service, {errors}"] = partial(_fuzz_service, errors, options)
        ways[f"HTTP, {errors}"] = partial(_fuzz_http, errors, share)
    for name, fuzz in ways.items():
        with tempfile.TemporaryDirectory() as folder:
            found = fuzz(Path(folder))
        print(f"{name}: {found or 'nothing found'}", flush=True)
        if found:
            return 1
    return 0


def _fuzz_service(errors: Name, options: list[str], folder: Path) -> str:
    return fuzz_service(errors, folder, *options)


def _fuzz_http(errors: Name, seconds: int, _folder: Path) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        fuzz_http(errors, 1_000, repeatable=False)
    return ""


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
