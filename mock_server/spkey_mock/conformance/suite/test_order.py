"""The order in which the server checks a request, and that a rejected request or a query changes nothing."""

from typing import Any

import pytest

from ..cases import invalid
from ..plugin import NewScene
from ..promises import Operation, load
from ..scene import Scene, spoiled
from ..server import Server
from ..user import User
from .marks import rule

OPERATIONS = load().operations
RESTRICTED = [operation for operation in OPERATIONS.values() if operation.auth == "required"]
COMMANDS = [it.id for it in RESTRICTED if it.body is not None and it.path.startswith(("/users/{id}", "/locks/{id}"))]
ALL_QUERIES = [it.id for it in RESTRICTED if it.query and it.path.startswith(("/users/{id}", "/locks/{id}"))]
QUERIES = ["PhysicalKeys", "PhysicalKeys/1", "profile", "keys"]
CHECKED_QUERIES = {"PhysicalKeys": "q=", "PhysicalKeys/0": ""}
INTERNAL = {"X-Org-Id": "acme"}


def _invalid(scene: Scene, operation: Operation, server: Server, headers: dict[str, str] | None = None) -> int:
    given = scene.input(operation)
    case = invalid(operation, given.body or {})
    assert case is not None
    return scene.send(operation, spoiled(given, case), server=server, headers=headers).status


@rule("service.commands_checked_in_order")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_checked_in_order(
    new_scene: NewScene, nothing: Scene, owner: User, anonymous: Server, name: str
) -> None:
    operation = OPERATIONS[name]
    # Everything is wrong: the credential counts.
    assert _invalid(nothing, operation, anonymous, INTERNAL) == 401
    # The credential is right: the header counts.
    assert _invalid(nothing, operation, owner.server, INTERNAL) == 403
    # The header is right: the schema counts, before access and existence.
    assert _invalid(new_scene(operation), operation, owner.server) == 400
    assert _invalid(nothing, operation, nothing.server) == 400
    # The schema is right: access counts, before existence.
    if operation.path.startswith("/users/{id}"):
        assert nothing.send(operation, server=owner.server).status == 403
    found = nothing.send(operation).status
    assert found == next((it for it in (201, 404) if it in operation.responses), 200)


@rule("service.queries_checked_in_order")
@pytest.mark.parametrize("name", ALL_QUERIES)
def test_a_query_is_checked_in_order(nothing: Scene, owner: User, anonymous: Server, name: str) -> None:
    operation = OPERATIONS[name]
    assert nothing.send(operation, server=anonymous, headers=INTERNAL).status == 401
    assert nothing.send(operation, server=owner.server, headers=INTERNAL).status == 403
    if operation.path.startswith("/users/{id}"):
        assert nothing.send(operation, server=owner.server).status == 403
    assert nothing.send(operation).status == 404


@rule("service.queries_checked_in_order")
@pytest.mark.parametrize(("name", "query"), CHECKED_QUERIES.items())
def test_a_query_is_checked_against_its_schema_after_access_and_existence(
    user: User, owner: User, unknown: User, name: str, query: str
) -> None:
    def status(server: Server, whose: User) -> int:
        return server.send("GET", f"{whose.path(name)}?{query}").status

    assert status(owner.server, user) == 403
    assert status(user.server, unknown) == 404
    assert status(user.server, user) == 400


@rule("service.refusal_changes_nothing")
def test_a_rejected_command_changes_nothing(user: User, anonymous: Server) -> None:
    number = user.add(note="front door")["number"]
    before = user.state()
    rejected = [
        user.try_remove(number + 1),
        user.try_remove(0),
        user.try_remove(str(number)),
        user.try_add(orgId=""),
        user.try_add(note="x" * 501),
        user.seen_by(anonymous).try_remove(number),
        user.create(userId="x"),
        user.server.send("POST", user.path("RemovePhysicalKey"), content=b'{"number":'),
        user.server.send("POST", user.path("AddPhysicalKey"), json={"orgId": "a"}, headers=INTERNAL),
    ]
    assert [reply.status for reply in rejected if reply.status < 400] == []
    assert user.state() == before
    added = user.add()
    assert (added["number"], added["version"]) == (number + 1, 3)


@rule("service.query_changes_nothing")
def test_a_query_changes_nothing(user: User) -> None:
    added = user.add(note="front door")
    before = user.state()
    for _ in range(3):
        user.state()
        user.inventory(q="front")
        user.get(added["number"])
        user.get(added["number"] + 1)
    assert user.state() == before
    again = user.add()
    assert (again["number"], again["version"]) == (added["number"] + 1, added["version"] + 1)


@rule("service.version_counts_events")
def test_the_version_counts_the_events_of_a_user(unknown: User, new_user: Any) -> None:
    assert unknown.create()["version"] == 1
    bystander: User = new_user()
    first, second = unknown.add(), unknown.add()
    assert bystander.add()["version"] == 2
    removed = unknown.remove(first["number"])
    last = unknown.add()
    versions = [reply["version"] for reply in (first, second, removed, last)]
    assert versions == [2, 3, 4, 5]
    assert unknown.create()["version"] == 5


@rule("service.read_your_writes")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_query_sees_a_new_user(unknown: User, method: str) -> None:
    def statuses() -> set[int]:
        return {unknown.server.send(method, unknown.path(name)).status for name in QUERIES}

    assert statuses() == {404}  # so that a cache holds the missing user
    unknown.create()
    unknown.add()
    assert statuses() == {200}


@rule("service.read_your_writes")
def test_every_caller_sees_the_commands_of_every_other(user: User, other: Server) -> None:
    callers = (user, user.seen_by(other))
    held: list[int] = []

    def assert_seen() -> None:
        for caller in callers:
            assert caller.numbers() == caller.numbers(q="door") == held
            assert [key["number"] for key in caller.all_keys()] == held

    for turn in range(4):
        assert_seen()
        held.append(callers[turn % 2].add(note="front door")["number"])
    assert_seen()
    user.remove(held.pop(0))
    assert_seen()


@rule("service.read_your_writes")
def test_a_query_sees_every_command_before_it(user: User) -> None:
    held: list[int] = []
    for turn in range(12):
        assert user.get(turn + 1).status == 404  # so that a cache holds the missing key
        number = user.add()["number"]
        held.append(number)
        assert user.numbers() == held
        assert user.get(number).status == 200
        if turn % 3 == 2:
            user.remove(held.pop(0))
            assert user.numbers() == held
            assert [key["number"] for key in user.all_keys()] == held
