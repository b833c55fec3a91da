"""The plan of a replay: each request gets each kind of fault once, and each fault fires on its request."""

import json
import re
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Fault, Request, World
from spkey_mock.aggregates import REGISTRY
from spkey_mock.replay.errors import ReplayError
from spkey_mock.replay.kinds import KINDS, choose
from spkey_mock.replay.plan import plan
from spkey_mock.replay.trace import Sent, Trace, trace

from spkey_client import AuthenticationError
from spkey_client.models import NewDoor

from ...documents import ROOT

Step = tuple[str, str, object]

ADD: Step = ("POST", "/users/u1/AddPhysicalKey", {"orgId": "acme"})
INVALID: Step = ("POST", "/users/u1/AddPhysicalKey", {})
LIST: Step = ("GET", "/users/u1/PhysicalKeys", None)
MISSING: Step = ("GET", "/users/u1/PhysicalKeys/99", None)
ICON: Step = ("GET", "/favicon.ico", None)

WINDOW: dict[str, Any] = {"valid_from": "2026-11-05T16:00:00Z", "valid_until": "2099-11-06T16:00:00Z"}

SCRIPTS = st.lists(st.sampled_from([ADD, INVALID, LIST, MISSING, ICON]), min_size=1, max_size=6)


def run(script: list[Step], *faults: Fault) -> World:
    """Send the requests of a script to a new world with these faults."""
    world = World()
    world.users.create("u1")
    for fault in faults:
        world.faults.add(fault)
    for method, path, body in script:
        content = b"" if body is None else json.dumps(body).encode()
        world.handle(Request(method, path.encode(), b"", ((b"x-api-key", world.api_key.encode()),), content))
    return world


@given(SCRIPTS.filter(lambda script: script != [ICON] * len(script)))
@settings(max_examples=40, deadline=None)
def test_each_request_gets_each_kind_once(script: list[Step]) -> None:
    requests = trace(run(script)).requests
    planned = [(it.request, it.operation, it.kind) for it in plan(requests, KINDS)]
    assert len(set(planned)) == len(planned)
    assert set(planned) == {
        (number, request.operation, kind)
        for number, request in enumerate(requests, 1)
        for kind, fault in KINDS.items()
        if fault.early or request.succeeded
    }


@given(SCRIPTS.filter(lambda script: script != [ICON] * len(script)), st.data())
@settings(max_examples=60, deadline=None)
def test_each_fault_fires_on_its_request_and_on_no_other(script: list[Step], data: st.DataObject) -> None:
    own = data.draw(
        st.sampled_from([(), (Fault(kind="drop", operation="list_physical_keys"),), (Fault(kind="truncate"),)])
    )
    undisturbed = trace(run(script, *own)).requests
    try:
        runs = plan(undisturbed, KINDS)
    except ReplayError:
        return  # the only request has a fault of the test itself
    planned = data.draw(st.sampled_from(runs))
    disturbed = trace(run(script, planned.fault, *own)).requests
    fired = {number: it.fault for number, it in enumerate(disturbed, 1) if it.fault}
    of_the_test = {number: it.fault for number, it in enumerate(undisturbed, 1) if it.fault}
    assert fired == {**of_the_test, planned.request: planned.fault.kind}


def test_a_request_on_which_the_test_injects_a_fault_gets_no_other() -> None:
    world = run([ADD, ADD], Fault(kind="status", operation="add_physical_key"))
    assert {run.request for run in plan(trace(world).requests, KINDS)} == {2}


def test_operations_restrict_the_plan() -> None:
    requests = trace(run([ADD, LIST, ADD])).requests
    runs = plan(requests, choose(["drop", "lose_answer"]), {"add_physical_key"})
    assert [str(run) for run in runs] == [
        "request 1 add_physical_key, drop",
        "request 1 add_physical_key, lose_answer",
        "request 3 add_physical_key, drop",
        "request 3 add_physical_key, lose_answer",
    ]


@pytest.mark.parametrize(
    ("requests", "kinds", "message"),
    [
        ([], KINDS, "The test sent no request for an operation to its world, so there is nothing to replay."),
        ([Sent("create_user", succeeded=False)], choose(["truncate"]), "None of the test's requests can get one of"),
        ([Sent("create_user")] * 101, KINDS, r"Too many runs \(1010, limit 1000\). Choose fewer kinds or operations."),
    ],
)
def test_a_plan_without_runs_or_with_too_many_is_rejected(
    requests: list[Sent], kinds: dict[str, Fault], message: str
) -> None:
    with pytest.raises(ReplayError, match=message):
        plan(requests, kinds)


def test_the_kinds_are_those_that_are_named_with_the_given_latency() -> None:
    assert choose(["latency"], 0.5) == {"latency": Fault(kind="latency", delay=0.5)}
    assert choose() == KINDS
    with pytest.raises(ReplayError, match=r"Unknown kind 'explode'\. Known: status_429, .*latency\."):
        choose(["drop", "explode"])
    with pytest.raises(ReplayError, match="kinds must name at least one of status_429, "):
        choose([])
    with pytest.raises(ReplayError, match="latency must be from 0 to 600 seconds, not 601"):
        choose(latency=601)


def test_a_world_that_dropped_requests_cannot_be_traced() -> None:
    world = run([ADD])
    world.journal.clear()
    with pytest.raises(ReplayError, match="The journal no longer has 1 of the test's requests"):
        trace(world)


def test_a_world_that_dropped_events_cannot_be_traced() -> None:
    world = World()
    world.configure(limits={"events": 1})
    world.users.create("u1", keys=2)
    with pytest.raises(ReplayError, match=r"The log no longer has 2 of the test\'s events\. Raise Limits\.events"):
        trace(world)


def test_private_events_count_unless_another_event_is_counted_for_them() -> None:
    world = World()
    world.users.create("u1", email="ada@example.com")
    world.locks.create(1)
    private = {event for it in REGISTRY.aggregates.values() if not it.public for event in it.events}
    with world.client() as client:
        client.users.get_three_deye_credentials("u1")
        client.lock_temp_keys.create(1, temp_key_uuid=str(UUID(int=1)), access_mode="public", **WINDOW)
        guest = client.temp_keys.create(doors=[NewDoor(lock_id="1", access_method="both")], **WINDOW)
        with pytest.raises(AuthenticationError):
            client.locks.open_with_pin(1, pin="0000")
        client.locks.open_with_pin(1, pin=guest.pin or "")
        client.temp_keys.revoke(guest.uuid)
    assert private <= {it.type for it in world.repository.feed().events}
    counted = [it.type for it in trace(world).events if it.id is None]
    assert counted == ["ThreeDeyeAccountCreated", "TempKeyIssued", "TempKeyRevoked"]


def test_the_trace_of_a_new_world_is_empty() -> None:
    assert trace(World()) == Trace()


def test_the_guide_and_the_control_api_name_the_kinds() -> None:
    guide = (ROOT / "docs/every-fault.md").read_text("utf-8").partition("| kind |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", guide, re.MULTILINE) == list(KINDS)
    control = json.loads(files("spkey_mock").joinpath("page/assets/control.json").read_bytes())
    assert control["components"]["schemas"]["ReplayKind"]["enum"] == list(KINDS)
