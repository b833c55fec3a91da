"""Every constraint of a body or a parameter: at its bound, beyond it, and with values of other types.

The cases come from the contract, so a constraint that the contract gains is tested without a change here.
"""

from collections.abc import Iterator

import pytest

from ..cases import Case, of_body, of_parameters
from ..plugin import NewScene
from ..promises import Operation, load
from ..scene import Scene, spoiled
from .marks import rule

OPERATIONS = load().operations
COMMANDS = [operation.id for operation in OPERATIONS.values() if operation.body is not None]
PARAMETERS = [operation.id for operation in OPERATIONS.values() if [*of_parameters(operation)]]

IDS = frozenset({"id", "uuid", "doorId"})
"""The parameters that name the target of a request. A value beyond a bound names no target, so 404 is also correct."""

COERCED = frozenset({("create_temp_key", "lockId"), ("create_collective_temp_key", "lockId")})
"""The strings that the service also accepts as another type."""

NAMES = frozenset(
    {
        ("create_lock", "id"),
        ("create_lock", "index"),
        ("remove_license_plate", "plate"),
        ("remove_resident", "userId"),
    }
)
"""The values that must match something that exists. Otherwise, the request returns 400."""


def _cases(scene: Scene, operation: Operation) -> Iterator[Case]:
    for case in of_body(operation, scene.input(operation).body or {}):
        place = (operation.id, case.place[-1])
        coerced = place in COERCED and not isinstance(case.value, str) and case.label != "missing"
        if not coerced and not (place in NAMES and case.valid):
            yield case


@rule("schema.requests")
@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_at_its_bound_is_accepted_and_one_beyond_it_returns_400(new_scene: NewScene, name: str) -> None:
    operation = OPERATIONS[name]
    scene = new_scene(operation)
    scene.prepare(operation)
    given = scene.input(operation)
    for case in of_parameters(operation):
        status = scene.send(operation, spoiled(given, case)).status
        if case.place[0] in IDS and not case.valid:
            assert status in (400, 404), str(case)
        elif (name, case.place[0]) not in NAMES:
            assert (status != 400) is case.valid, f"{case} returned {status}"


@rule("schema.requests")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_value_beyond_its_bound_returns_400_and_changes_nothing(new_scene: NewScene, name: str) -> None:
    operation = OPERATIONS[name]
    scene = new_scene(operation)
    scene.prepare(operation)
    given = scene.input(operation)
    before = scene.state()
    for case in _cases(scene, operation):
        if not case.valid:
            assert scene.send(operation, spoiled(given, case)).status == 400, str(case)
    assert scene.state() == before


@rule("schema.requests")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_value_at_its_bound_is_accepted(new_scene: NewScene, name: str) -> None:
    operation = OPERATIONS[name]
    for case in _cases(new_scene(operation), operation):
        if case.valid:
            scene = new_scene(operation)
            scene.prepare(operation)
            reply = scene.send(operation, spoiled(scene.input(operation), case))
            assert reply.status != 400, f"{case} returned 400: {reply.text[:200]}"
