"""The responses to requests for which a fault fires."""

import json
from typing import Any

import pytest
from spkey_mock import Fault, Request, Response, World
from spkey_mock.aggregates.users import THREE_DEYE_ACCOUNTS

from ..support import ERROR, USER, Mock
from .test_faults import remove


def test_a_response_is_lost_after_the_request_was_carried_out(stocked: Mock) -> None:
    stocked.world.lose_next_answer("remove_physical_key")
    assert remove(stocked).ending == "dropped"
    assert stocked.numbers() == [2, 3]
    assert remove(stocked).status == 404
    assert stocked.world.faults.items() == {}


def test_a_connection_is_dropped_before_the_request_is_carried_out(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="drop", operation="remove_physical_key"))
    assert remove(stocked).ending == "dropped"
    assert stocked.numbers() == [1, 2, 3]
    assert remove(stocked).status == 200


def test_a_body_is_truncated(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="truncate"))
    response = remove(stocked)
    assert (response.status, response.ending) == (200, "truncated")


def test_a_body_is_not_json(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="malformed"))
    response = remove(stocked)
    assert (response.status, dict(response.headers)[b"content-type"]) == (200, b"application/json")
    with pytest.raises(ValueError, match=r"delimiter|value|Unterminated|property name"):
        json.loads(response.body)


def test_a_response_claims_to_be_html(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="content_type"))
    response = remove(stocked)
    assert (response.status, dict(response.headers)[b"content-type"]) == (200, b"text/html; charset=utf-8")
    assert response.body.startswith(b"<!doctype html>")


def test_a_response_is_late(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="latency", times=2))
    stocked.world.faults.add(Fault(kind="latency", delay=2.5))
    assert [remove(stocked, number).delay for number in (1, 9, 2, 9)] == [1.0, 1.0, 2.5, 0.0]
    assert stocked.numbers() == [3]


@pytest.mark.parametrize("errors", ["documented", "runtime"])
@pytest.mark.parametrize("status", [400, 429, 500, 503, 522])
def test_a_status_replaces_the_response(errors: str, status: int) -> None:
    mock = Mock(errors=errors)
    mock.world.users.create(USER, keys=1)
    mock.world.fail_next("remove_physical_key", status, retry_after=7)
    response = remove(mock)
    assert (response.status, dict(response.headers)[b"retry-after"]) == (status, b"7")
    ERROR.validate(json.loads(response.body))
    assert mock.numbers() == [1]
    assert remove(mock).status == 200


def test_a_status_can_follow_a_request_that_was_carried_out(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 500, carried_out=True)
    response = remove(stocked)
    assert response.status == 500
    body = json.loads(response.body)
    assert (body["error"], body["aggregateId"], body["version"]) == ("SideEffectError", USER, 5)
    ERROR.validate(body)
    assert stocked.numbers() == [2, 3]


@pytest.fixture
def upstream() -> Mock:
    """A mock that rejects as the service's HTTP stack does, with one user and the key 1."""
    mock = Mock(errors="runtime")
    mock.world.users.create(USER, keys=1)
    return mock


def profile(mock: Mock) -> Response:
    headers = ((b"x-api-key", mock.api_key.encode()),)
    return mock.world.handle(Request("GET", f"/users/{USER}/profile".encode(), b"", headers))


def listed(status: int) -> dict[str, Any]:
    return {"success": False, "errors": [{"code": status, "message": "An injected fault fired."}]}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500])
def test_in_the_runtime_format_a_command_fails_as_its_aggregate_fails(upstream: Mock, status: int) -> None:
    upstream.world.fail_next("remove_physical_key", status)
    response = remove(upstream)
    body = json.loads(response.body)
    inside = body.pop("__ceves")
    assert (response.status, body) == (status, listed(status))
    assert dict(response.headers) | {b"x-request-id": b""} == {
        b"content-type": b"application/json",
        b"x-ceves-error": b"1",
        b"x-request-id": b"",
    }
    assert (inside["httpStatusCode"], inside["message"]) == (status, "An injected fault fired.")
    if status == 500:
        assert inside.keys() == {"name", "message", "httpStatusCode"}
    else:
        assert (inside["aggregateType"], inside["aggregateId"]) == ("UserAggregate", USER)
        assert inside["stack"].startswith(f"{inside['name']}: An injected fault fired.")
    assert upstream.numbers() == [1]


@pytest.mark.parametrize(
    ("status", "name"), [(400, "CevesError"), (403, "ForbiddenError"), (409, "CevesError"), (500, "Error")]
)
def test_in_the_runtime_format_the_inside_of_a_fault_has_a_name(upstream: Mock, status: int, name: str) -> None:
    upstream.world.fail_next("remove_physical_key", status)
    assert json.loads(remove(upstream).body)["__ceves"]["name"] == name


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500])
def test_in_the_runtime_format_a_failed_query_leaks_nothing(upstream: Mock, status: int) -> None:
    upstream.world.fail_next("get_user_profile", status)
    response = profile(upstream)
    assert (response.status, json.loads(response.body)) == (status, listed(status))
    assert b"x-ceves-error" not in dict(response.headers)


def test_in_the_runtime_format_the_aggregate_rejects_the_access_of_a_query_too(upstream: Mock) -> None:
    upstream.world.fail_next("get_user_profile", 403)
    response = profile(upstream)
    assert json.loads(response.body)["__ceves"]["name"] == "ForbiddenError"
    assert dict(response.headers)[b"x-ceves-error"] == b"1"


@pytest.mark.parametrize("status", [413, 429, 502, 504])
def test_in_the_runtime_format_a_fault_in_front_of_the_aggregate_leaks_nothing(upstream: Mock, status: int) -> None:
    upstream.world.fail_next("remove_physical_key", status)
    response = remove(upstream)
    assert (response.status, json.loads(response.body)) == (status, listed(status))
    assert b"x-ceves-error" not in dict(response.headers)


@pytest.mark.parametrize("carried_out", [False, True])
def test_in_the_runtime_format_an_unavailable_aggregate_asks_to_retry(upstream: Mock, carried_out: bool) -> None:
    upstream.world.fail_next("remove_physical_key", 503, carried_out=carried_out)
    response = remove(upstream)
    errors = [{"code": 503, "message": "Aggregate temporarily unavailable, please retry"}]
    assert json.loads(response.body) == {"success": False, "errors": errors}
    assert dict(response.headers)[b"retry-after"] == b"2"
    assert upstream.numbers() == ([] if carried_out else [1])


@pytest.mark.parametrize("errors", ["documented", "runtime"])
def test_an_injected_401_is_as_every_other_401(errors: str) -> None:
    mock = Mock(errors=errors)
    mock.world.fail_next("remove_physical_key", 401)
    body = {"success": False, "error": "Unauthorized", "message": "An injected fault fired."}
    assert json.loads(remove(mock).body) == body


@pytest.mark.parametrize("errors", ["documented", "runtime"])
@pytest.mark.parametrize("status", [409, 503])
def test_only_a_500_after_the_command_took_effect_is_a_failed_side_effect(errors: str, status: int) -> None:
    mock = Mock(errors=errors)
    mock.world.users.create(USER, keys=1)
    mock.world.fail_next("remove_physical_key", status, carried_out=True)
    response = remove(mock)
    assert (response.status, b"SideEffectError" in response.body) == (status, False)
    assert mock.numbers() == []


def test_a_query_and_a_command_without_effect_have_no_side_effect_that_fails(upstream: Mock) -> None:
    for operation in ("get_user_profile", "create_user"):
        upstream.world.fail_next(operation, 500, carried_out=True)
    create = Request(
        "POST",
        f"/users/{USER}/CreateUser".encode(),
        b"",
        ((b"x-api-key", upstream.api_key.encode()),),
        json.dumps({"userId": USER}).encode(),
    )
    assert json.loads(profile(upstream).body) == listed(500)
    assert json.loads(upstream.world.handle(create).body)["__ceves"]["name"] == "Error"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<html>", b"text/html; charset=utf-8"),
        ("oops", b"text/plain; charset=utf-8"),
        ('{"a":1}', b"application/json"),
        ("", b"text/plain; charset=utf-8"),
    ],
)
def test_a_status_can_have_any_body(stocked: Mock, body: str, content_type: bytes) -> None:
    stocked.world.fail_next("remove_physical_key", body=body)
    response = remove(stocked)
    assert (response.status, response.body) == (503, body.encode())
    assert dict(response.headers)[b"content-type"] == content_type


@pytest.mark.parametrize("body", ["\ud800", "é"])
def test_a_body_can_have_any_characters(body: str) -> None:
    world = World()
    world.fail_next("create_user", body=body)
    response = world.handle(Request("POST", b"/users/u1/CreateUser"))
    assert (response.status, response.body) == (503, body.encode(errors="replace"))


def test_a_body_can_be_given_as_the_properties_of_an_object(stocked: Mock) -> None:
    stocked.world.fail_next("remove_physical_key", 400, body={"error": "Custom", "message": "no"})
    assert json.loads(remove(stocked).body) == {"error": "Custom", "message": "no"}


def test_the_journal_names_the_fault_that_fired(stocked: Mock) -> None:
    stocked.world.lose_next_answer("remove_physical_key")
    remove(stocked)
    remove(stocked, 2)
    hit, spared = stocked.world.journal.entries[-2:]
    assert (hit.status, hit.answer, spared.status) == (0, "", 200)
    assert (hit.fault, [violation.code for violation in hit.violations]) == ("lose_answer", ["fault.lose_answer"])
    assert (spared.fault, spared.violations) == (None, ())


def test_a_failed_side_effect_shows_no_version_of_an_internal_aggregate(mock: Mock) -> None:
    mock.world.users.create(USER, email="ada@example.com")
    mock.world.fail_next("get_user_three_deye_credentials", 500, carried_out=True)
    headers = ((b"x-api-key", mock.api_key.encode()),)
    response = mock.world.handle(Request("GET", f"/users/{USER}/3deye-credentials".encode(), b"", headers))
    assert (response.status, json.loads(response.body).keys()) == (500, {"error", "message"})
    assert mock.world.repository.count(THREE_DEYE_ACCOUNTS) == 1


def test_an_operation_that_sends_its_own_errors_reports_a_failed_side_effect_in_its_form(mock: Mock) -> None:
    mock.world.locks.create(1)
    key = mock.world.temp_keys.create([1])
    mock.world.fail_next("open_temp_key", 500, carried_out=True)
    request = Request("POST", f"/temp-keys/{key.id}/open".encode())
    response = mock.world.handle(request)
    assert (response.status, json.loads(response.body).keys()) == (500, {"error"})
    opened = mock.world.temp_keys.get(key.id)
    assert opened is not None
    assert opened.used_count == 1
