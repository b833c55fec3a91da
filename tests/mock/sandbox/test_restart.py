"""A server over SQLite that is restarted after a kill continues where it was."""

import time
from pathlib import Path
from random import Random
from typing import Any

from ..receiver import receiving
from .crashes import kill_one
from .sandbox import Sandbox, serving

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

PATHS = ("users", "events", "faults", "clock", "settings", "webhooks", "deliveries", "coverage", "journal", "snapshots")
"""The content of a world that the control API shows."""

_BATCH = 1.2
"""The seconds after which the journal and the coverage are durable."""


def _shown(sandbox: Sandbox, world: str) -> dict[str, Any]:
    return {path: sandbox.get(f"{world}/_mock/{path}") for path in PATHS}


def _send(sandbox: Sandbox, method: str, path: str, body: object = None) -> Any:
    status, answer = sandbox.request(sandbox.replicas[0], method, path, body)
    assert status < 300, (path, status, answer)
    return answer


def _fill(sandbox: Sandbox, world: str, receiver: str) -> None:
    """Add an item of each durable kind to a world."""
    control = f"{world}/_mock"
    _send(sandbox, "PUT", f"{control}/clock", {"mode": "stepped", "now": 1_793_923_200_000, "step": 250})
    _send(sandbox, "PATCH", f"{control}/settings", {"errors": "runtime"})
    _send(sandbox, "POST", f"{control}/webhooks", {"url": receiver, "bearerToken": "a secret", "delay": 3_600_000})
    for number in range(3):
        _send(sandbox, "POST", f"{world}/users/{USER}/CreateUser", {"userId": USER})
        _send(sandbox, "POST", f"{world}/users/{USER}/AddPhysicalKey", {"orgId": "acme", "note": f"key {number}"})
    _send(sandbox, "PUT", f"{control}/snapshots/before")
    _send(sandbox, "POST", f"{world}/users/{USER}/RemovePhysicalKey", {"number": 2})
    _send(sandbox, "POST", f"{control}/faults", {"kind": "status", "operation": "add_physical_key", "status": 503})
    _send(sandbox, "POST", f"{control}/faults", {"kind": "latency", "delay": 1, "skip": 5})
    _send(sandbox, "GET", f"{world}/users/{USER}/PhysicalKeys")


def test_the_content_of_each_world_is_there_again(tmp_path: Path) -> None:
    with receiving() as receiver, serving(f"sqlite:{tmp_path / 'state.db'}") as sandbox:
        worlds = ("", "/w/other")
        for world in worlds:
            _fill(sandbox, world, receiver.url)
        time.sleep(_BATCH)
        before = {world: _shown(sandbox, world) for world in worlds}
        kill_one(sandbox, Random(0))
        assert {world: _shown(sandbox, world) for world in worlds} == before


def test_credentials_remain_valid(tmp_path: Path) -> None:
    with serving(f"sqlite:{tmp_path / 'state.db'}") as sandbox:
        (replica,) = sandbox.replicas
        issued = _send(sandbox, "POST", "/w/other/_mock/api-keys", {"orgId": "umbrella"})["apiKey"]
        revoked = _send(sandbox, "POST", "/w/other/_mock/api-keys", {})["apiKey"]
        _send(sandbox, "DELETE", f"/w/other/_mock/api-keys/{revoked}")
        token = _send(sandbox, "POST", "/w/other/_mock/tokens", {"subject": USER})["token"]
        printed = replica.facts
        _send(sandbox, "POST", f"/w/other/users/{USER}/CreateUser", {"userId": USER})
        kill_one(sandbox, Random(0))
        credentials = {
            ("X-API-Key", printed["api_key"]): 200,
            ("X-API-Key", issued): 200,
            ("X-API-Key", revoked): 401,
            ("Authorization", f"Bearer {token}"): 200,
            ("Authorization", f"Bearer {printed['token']}"): 403,
        }
        path = f"/w/other/users/{USER}/profile"
        seen = {header: sandbox.request(replica, "GET", path, headers=dict([header]))[0] for header in credentials}
        assert seen == credentials
        assert replica.facts["api_key"] == printed["api_key"]


def test_a_seeded_server_issues_no_id_again(tmp_path: Path) -> None:
    with serving(f"sqlite:{tmp_path / 'state.db'}", "--seed", "14") as sandbox:
        ids: list[str] = []
        for _ in range(3):
            ids += [_send(sandbox, "POST", "/_mock/users")["userId"] for _ in range(3)]
            ids.append(sandbox.replicas[0].facts["token_user"])
            kill_one(sandbox, Random(0))
        assert len(set(ids)) == len(ids)
