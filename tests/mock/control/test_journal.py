import contextlib
import gzip
import json
from typing import Any

import httpx
import pytest
from spkey_mock import Fault, World

from ..support import ORG, USER

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_the_journal_is_read_and_checked(control: Any, http: httpx.Client, package: Any) -> None:
    headers = {"X-API-Key": control.api_keys.issue(api_key="a-secret").api_key}
    control.users.create(user_id="u1", keys=1)
    for number in (1, 1, 0):
        http.post("/users/u1/RemovePhysicalKey", json={"number": number}, headers=headers)
    http.get("/users/u2/profile", headers=headers)
    journal = control.journal.get()
    assert [(entry.id, entry.status) for entry in journal.entries] == [(1, 200), (2, 404), (3, 400), (4, 404)]
    assert (journal.total, journal.forgotten) == (4, 0)
    assert "a-secret" not in json.dumps(journal.to_dict())
    violation = journal.entries[1].violations[0]
    assert (violation.code, violation.blame) == ("physical_keys.remove.key_must_be_in_inventory", "state")
    assert journal.entries[2].violations[0].place == "/body/number"

    def ids(**filters: Any) -> list[int]:
        return [entry.id for entry in control.journal.get(**filters).entries]

    assert ids(operation="remove_physical_key") == [1, 2, 3]
    assert ids(user_id="u2") == [4]
    assert ids(aggregate_id="u2") == [4]
    assert ids(aggregate_id="u1", status=404) == [2]
    assert ids(aggregate_id="u1", user_id="u2") == []
    assert ids(status=404) == [2, 4]
    assert ids(after=2) == [3, 4]
    assert ids(limit=1) == [4]
    assert control.journal.check(operation="remove_physical_key", user_id="u1", body={"number": 1}, times=2).passed
    assert control.journal.check(operation="remove_physical_key", aggregate_id="u1", times=3).passed
    assert not control.journal.check(operation="remove_physical_key", aggregate_id="u2").passed
    verdict = control.journal.check(operation="remove_physical_key", status=500)
    assert (verdict.passed, verdict.calls) == (False, 0)
    assert "status: expected 500, was 404" in verdict.message
    with pytest.raises(package.BadRequestError, match=r"Unknown operation 'remove_key'\. Known: "):
        control.journal.check(operation="remove_key")
    control.journal.clear()
    assert control.journal.get().entries == ()
    assert control.journal.get().forgotten == 4


@pytest.mark.usefixtures("world")
def test_an_entry_names_the_aggregate_that_its_request_concerned(control: Any, http: httpx.Client) -> None:
    http.post(f"/users/{USER}/AddPhysicalKey", json={"orgId": ORG})
    http.get("/nowhere")
    (of_user, of_none) = control.journal.get().entries
    assert (of_user.aggregate_type, of_user.aggregate_id, of_user.user_id) == ("user", USER, USER)
    assert of_none.to_dict().keys().isdisjoint({"aggregateType", "aggregateId", "userId", "operation"})


def test_an_unknown_property_is_rejected_with_those_that_are_known(http: httpx.Client) -> None:
    message = http.post("/_mock/journal/check", json={"operation": "create_user", "user_id": "u1"}).json()["message"]
    assert message == (
        "Unknown property or parameter user_id. Known: operation, userId, aggregateId, status, body, times."
    )


def test_an_entry_has_the_duration_the_response_headers_and_whether_the_response_was_lost(
    control: Any, http: httpx.Client, world: World
) -> None:
    world.users.create(USER)
    world.faults.add(Fault(kind="latency", delay=0.5))
    for timeout in (0.01, 5.0):
        with contextlib.suppress(httpx.ReadTimeout):
            http.get(f"/users/{USER}/profile", headers={"X-API-Key": world.api_key}, timeout=timeout)
    lost, received = control.journal.get().entries
    assert (lost.lost, received.lost) == (True, False)
    assert 0 < received.duration < 500
    headers = {header.name: header.value for header in received.response_headers}
    assert headers == {"content-type": "application/json", "x-request-id": "2"}


def test_a_compressed_body_is_rejected_with_the_fix(http: httpx.Client) -> None:
    body = gzip.compress(b'{"operation": "create_user"}')
    response = http.post("/_mock/journal/check", content=body, headers={"Content-Encoding": "gzip"})
    assert response.status_code == 400
    assert "without the header Content-Encoding" in response.json()["message"]


@pytest.mark.parametrize(("path", "status"), [("journal", 200), ("users", 200), ("users/nobody", 404)])
def test_head_returns_the_status_of_get_without_a_body(http: httpx.Client, path: str, status: int) -> None:
    response = http.head(f"/_mock/{path}")
    assert (response.status_code, response.content) == (status, b"")
    assert http.get(f"/_mock/{path}").status_code == status


def test_the_journal_is_exported_as_har(control: Any, http: httpx.Client) -> None:
    http.get("/_mock/users")
    http.get("/users/u1/profile", headers={"X-API-Key": "a secret"})
    (entry,) = control.journal.export()["log"]["entries"]
    assert entry["request"]["url"].endswith("/users/u1/profile")
    assert entry["response"]["status"] == 401
    assert {"name": "x-api-key", "value": "***"} in entry["request"]["headers"]
