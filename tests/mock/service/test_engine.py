"""What holds for every operation: the order of checks, access, routes and headers."""

import json
import re
from collections.abc import Callable

import pytest
from spkey_mock import Credentials, Request
from spkey_mock.service import contract
from spkey_mock.service.bounds import Bounds
from spkey_mock.service.engine import INTERNAL_HEADERS, Engine
from spkey_mock.service.error_formats import ERROR_FORMATS, Name
from spkey_mock.service.registry import Registry
from spkey_mock.service.repository import Repository
from spkey_mock.store.memory import MemoryStore
from spkey_mock.store.recorded import Recorded
from spkey_mock.store.store import Append, ConflictError

from ..support import CONTRACT, ERROR, ORG, OTHER_USER, SECRET, START, USER, Header, Mock, rule

COMMANDS = ["AddPhysicalKey", "RemovePhysicalKey", "CreateUser"]
QUERIES = ["PhysicalKeys", "PhysicalKeys/1", "profile"]

GOOD_BODIES: dict[str, object] = {
    "AddPhysicalKey": {"orgId": ORG},
    "RemovePhysicalKey": {"number": 9},
    "CreateUser": {"userId": USER},
}


def strangers(mock: Mock) -> list[Header]:
    """Return the credentials of another user."""
    return [mock.bearer(OTHER_USER)]


def own(mock: Mock) -> list[Header]:
    return [mock.bearer()]


# Each row has one problem less than the one before it. The first check that fails decides.
COMMAND_ORDER: list[tuple[Callable[[Mock], list[Header]], str, int]] = [
    (lambda _: [], "{}", 401),
    (strangers, "{}", 400),
    (strangers, '{"number":9}', 403),
    (own, '{"number":9}', 404),
]


@rule("service.commands_checked_in_order")
@pytest.mark.parametrize(("headers", "body", "status"), COMMAND_ORDER)
@pytest.mark.parametrize("exists", [False, True])
def test_a_command_is_checked_for_credentials_schema_access_and_existence_in_this_order(
    mock: Mock, headers: Callable[[Mock], list[Header]], body: str, status: int, exists: bool
) -> None:
    if exists:
        mock.create()
    assert mock.command("RemovePhysicalKey", body.encode(), headers=headers(mock)).status == status


QUERY_ORDER: list[tuple[Callable[[Mock], list[Header]], bool, str, int, str]] = [
    (lambda _: [], False, "zero", 401, "An API key or a bearer token is required."),
    (strangers, False, "zero", 403, "This token gives access to its own user's record only."),
    (own, False, "zero", 404, f"There is no user {USER}."),
    (own, True, "zero", 400, 'the value is not of type "integer"'),
    (own, True, "9", 404, "There is no physical key 9 in the inventory."),
]


@rule("service.queries_checked_in_order")
@pytest.mark.parametrize(("headers", "exists", "number", "status", "message"), QUERY_ORDER)
def test_a_query_is_checked_for_credentials_access_user_schema_and_key_in_this_order(
    mock: Mock, headers: Callable[[Mock], list[Header]], exists: bool, number: str, status: int, message: str
) -> None:
    if exists:
        mock.create()
    reply = mock.get(number, headers=headers(mock))
    assert (reply.status, reply.message) == (status, message)


def test_a_claimed_organisation_is_rejected_after_the_user_was_found(mock: Mock) -> None:
    assert mock.get(1, query="_callerOrgId=acme").status == 404
    mock.create()
    assert mock.get(1, query="_callerOrgId=acme").status == 400


@rule("service.either_credential_suffices")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_requires_one_credential(mock: Mock, name: str) -> None:
    for header in (mock.key(), mock.bearer(), mock.bearer("cron", ORG)):
        assert mock.command(name, GOOD_BODIES[name], headers=[header]).status in (200, 201, 404)
    assert mock.command(name, GOOD_BODIES[name], headers=[]).status == 401


@rule("service.user_token_own_record_only", "service.user_token_reads_own_record_only")
def test_the_token_of_a_user_gives_access_to_the_record_of_that_user_alone(stocked: Mock) -> None:
    before = stocked.user
    stranger = strangers(stocked)
    for name in COMMANDS:
        assert stocked.command(name, GOOD_BODIES[name], headers=stranger).status == 403
    for name in QUERIES:
        assert stocked.send("GET", f"/users/{USER}/{name}", headers=stranger).status == 403
        assert stocked.send("GET", f"/users/{USER}/{name}", headers=own(stocked)).status == 200
    assert stocked.user is before


@rule("service.internal_headers_refused")
@pytest.mark.parametrize("name", sorted(INTERNAL_HEADERS))
@pytest.mark.parametrize("value", ["", "acme"])
def test_a_header_that_belongs_to_the_service_is_rejected(stocked: Mock, name: bytes, value: str) -> None:
    for spelling in (name.decode(), name.decode().title(), name.decode().upper()):
        headers = [stocked.key(), (spelling, value)]
        replies = [
            stocked.remove(1, headers=headers),
            stocked.remove("invalid", headers=headers),
            stocked.profile(headers=headers),
            stocked.send("GET", "/nowhere", headers=headers),
        ]
        assert [reply.status for reply in replies] == [403] * 4
        assert all(spelling in reply.message for reply in replies)
        assert stocked.remove(1, headers=headers[1:]).status == 401
    assert stocked.version == 4


@rule("service.unknown_route_not_found")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", ""),
        ("GET", "/users"),
        ("GET", f"/users/{USER}"),
        ("GET", f"/users/{USER}/profile/"),
        ("GET", f"/users/{USER}/Profile"),
        ("GET", f"/users/{USER}/RemovePhysicalKey"),
        ("POST", f"/users/{USER}/profile"),
        ("PUT", f"/users/{USER}/RemovePhysicalKey"),
        ("DELETE", f"/users/{USER}/PhysicalKeys/1"),
        ("OPTIONS", "*"),
        ("GET", "/users//profile"),
    ],
)
def test_an_unknown_method_or_path_is_not_found(stocked: Mock, method: str, path: str) -> None:
    reply = stocked.send(method, path, b"not JSON")
    assert (reply.status, reply.body) == (404, "404 Not Found")


def test_head_returns_the_same_as_get_without_a_body(stocked: Mock) -> None:
    for name in QUERIES:
        path = f"/users/{USER}/{name}"
        got, head = stocked.send("GET", path), stocked.send("HEAD", path)
        assert (head.status, head.body) == (200, None)
        assert head.headers["content-type"] == got.headers["content-type"]
    assert stocked.send("HEAD", f"/users/{OTHER_USER}/profile").status == 404
    assert stocked.send("HEAD", f"/users/{USER}/RemovePhysicalKey").status == 404


@pytest.mark.parametrize("errors", ERROR_FORMATS)
@pytest.mark.parametrize("operation", CONTRACT["operations"], ids=lambda operation: str(operation["id"]))
def test_an_operation_that_is_not_implemented_returns_501(operation: dict[str, str], errors: Name) -> None:
    registry, credentials = Registry(), Credentials(SECRET)
    repository = Repository(registry, MemoryStore(), Bounds({}))
    engine = Engine(
        contract.load(), registry, repository, credentials, new_id=lambda: USER, body_limit=100, errors=errors
    )
    path = re.sub(r"{\w+}", "1", operation["path"]).encode()
    key = (b"x-api-key", credentials.issue_key(ORG).encode())
    request = Request(operation["method"], path, headers=(key,))
    outcome = engine.handle(request, engine.route(request), START)
    assert (outcome.response.status, outcome.subject, outcome.recorded) == (501, None, ())
    ERROR.validate(json.loads(outcome.response.body))
    assert f"This mock does not implement {operation['id']}." in outcome.response.body.decode()
    without_key = Request(operation["method"], path)
    expected = 401 if operation["auth"] == "required" else 501
    assert engine.handle(without_key, engine.route(without_key), START).response.status == expected


class StubbornStore(MemoryStore):
    """A store in which another writer is always faster."""

    def append(self, *appends: Append) -> tuple[Recorded, ...]:
        raise ConflictError(appends[0].stream)


def test_a_command_that_is_overtaken_again_and_again_returns_503() -> None:
    mock = Mock(store=lambda limits: StubbornStore())
    response = mock.world.handle(
        Request("POST", f"/users/{USER}/CreateUser".encode(), b"", ((b"x-api-key", mock.api_key.encode()),), BODY)
    )
    assert response.status == 503
    assert b"Lost too many races" in response.body


BODY = b'{"userId":"%b"}' % USER.encode()
