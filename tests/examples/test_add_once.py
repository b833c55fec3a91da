"""A key with a mark is added once, whatever is lost."""

from typing import Any

import pytest
from spkey_mock import Fault, Site, World

from examples.add_once import TRY_AGAIN_LATER, add_once
from spkey_client import SpkeyClient, SpkeyError

from . import programs

MARK = "order-1"


@pytest.fixture
def client(spkey: SpkeyClient, spkey_world: World) -> SpkeyClient:
    """A client that does not retry, so that each fault reaches the example."""
    spkey_world.users.create("u1")
    spkey_world.clock.freeze()  # latency takes no real time
    return spkey.with_options(max_retries=0)


def add(client: SpkeyClient, mark: str = MARK) -> int:
    return add_once(client, "u1", mark, org_id="acme", note="front door", pauses=(0.0, 0.0))


def notes(world: World) -> list[str | None]:
    return [key.note for key in world.inventory("u1")]


def test_the_mark_is_the_end_of_the_note(client: SpkeyClient, spkey_world: World) -> None:
    assert add(client) == 1
    assert notes(spkey_world) == ["front door [order-1]"]


def test_a_second_call_finds_the_key(client: SpkeyClient, spkey_world: World) -> None:
    assert [add(client), add(client)] == [1, 1]
    assert len(notes(spkey_world)) == 1


def test_another_mark_is_another_key(client: SpkeyClient) -> None:
    assert [add(client), add(client, "order-2"), add(client, "order")] == [1, 2, 3]


def test_marks_that_differ_in_case_differ(client: SpkeyClient) -> None:
    assert [add(client, "a"), add(client, "A")] == [1, 2]


def test_a_mark_inside_a_note_is_no_mark(client: SpkeyClient) -> None:
    client.physical_keys.add("u1", org_id="acme", note="replaces [order-1] of May")
    assert add(client) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "lose_answer"},
        {"kind": "truncate"},
        {"kind": "malformed"},
        {"kind": "content_type"},
        {"kind": "latency", "delay": 60},
        {"kind": "status", "status": 500, "carried_out": True},
    ],
    ids=lambda fault: fault["kind"],
)
def test_a_key_that_was_added_is_found(client: SpkeyClient, spkey_world: World, fault: dict[str, Any]) -> None:
    spkey_world.faults.add(Fault(operation="add_physical_key", **fault))
    assert add(client) == 1
    assert len(notes(spkey_world)) == 1
    spkey_world.journal.assert_called("add_physical_key", times=1)


@pytest.mark.parametrize(
    "fault", [{"kind": "drop"}, {"kind": "status", "status": 503}], ids=lambda fault: fault["kind"]
)
def test_a_key_that_was_not_added_is_added_by_the_next_call(
    client: SpkeyClient, spkey_world: World, fault: dict[str, Any]
) -> None:
    spkey_world.faults.add(Fault(operation="add_physical_key", **fault))
    with pytest.raises(SpkeyError) as unclear:
        add(client)
    assert unclear.value.maybe_applied
    assert notes(spkey_world) == []
    assert add(client) == 1


def test_a_request_that_takes_effect_late_is_found(
    client: SpkeyClient, spkey_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    spkey_world.faults.add(Fault(kind="drop", operation="add_physical_key"))
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        if pauses:
            client.physical_keys.add("u1", org_id="acme", note="front door [order-1]")
        pauses.append(seconds)

    monkeypatch.setattr("examples.add_once.time.sleep", sleep)
    assert add_once(client, "u1", MARK, org_id="acme", pauses=(1.0, 2.0)) == 1
    assert pauses == [1.0, 2.0]


def test_a_failed_lookup_does_not_hide_that_the_key_may_be_there(client: SpkeyClient, spkey_world: World) -> None:
    spkey_world.lose_next_answer("add_physical_key")
    spkey_world.faults.add(Fault(kind="status", operation="list_physical_keys", skip=1, times=2))
    with pytest.raises(SpkeyError) as unclear:
        add(client)
    assert unclear.value.maybe_applied
    assert add(client) == 1
    assert len(notes(spkey_world)) == 1


def test_a_rejected_key_is_not_looked_up(client: SpkeyClient, spkey_world: World) -> None:
    spkey_world.fail_next("add_physical_key", status=400)
    with pytest.raises(SpkeyError):
        add(client)
    spkey_world.journal.assert_called("list_physical_keys", times=1)


def test_the_mark_is_found_among_more_keys_than_a_list_holds(client: SpkeyClient, spkey_world: World) -> None:
    spkey_world.users.create("u1", keys=150)
    assert [add(client), add(client)] == [151, 151]


def test_two_keys_with_the_mark_are_an_error(client: SpkeyClient) -> None:
    for _ in range(2):
        client.physical_keys.add("u1", org_id="acme", note=f"[{MARK}]")
    with pytest.raises(LookupError, match="2 keys of user u1 carry the mark order-1"):
        add(client)


def test_more_keys_with_the_mark_than_a_list_holds_are_an_error(client: SpkeyClient) -> None:
    for _ in range(101):
        client.physical_keys.add("u1", org_id="acme", note=f"see [{MARK}] above")
    with pytest.raises(LookupError, match="101 keys"):
        add(client)


def test_an_empty_mark_is_rejected(client: SpkeyClient) -> None:
    with pytest.raises(ValueError, match="mark must not be empty"):
        add(client, "")


@pytest.mark.spkey_every_fault
def test_no_fault_leads_to_a_second_key(spkey: SpkeyClient, spkey_world: World) -> None:
    spkey_world.users.create("u1")
    assert add(spkey) == 1


@pytest.mark.spkey_every_fault
def test_no_fault_leads_to_a_second_key_if_the_call_is_repeated(spkey: SpkeyClient, spkey_world: World) -> None:
    spkey_world.users.create("u1")
    try:
        number = add(spkey)
    except SpkeyError:
        number = add(spkey)
    assert number == 1


def test_another_process_continues(spkey_server: Site) -> None:
    world = spkey_server.world
    world.users.create("u1")
    world.lose_next_answer("add_physical_key")
    world.faults.add(Fault(kind="status", operation="list_physical_keys", skip=1, times=2))
    with spkey_server.client(max_retries=0) as client, pytest.raises(SpkeyError):
        add(client)
    assert programs.run(spkey_server, "add_once.py", "u1", "acme", MARK, "front door") == "1\n"
    assert notes(world) == ["front door [order-1]"]


def test_a_program_that_failed_says_that_it_is_to_run_again(spkey_server: Site) -> None:
    assert programs.run(spkey_server, "add_once.py", "u1", "acme", MARK, code=TRY_AGAIN_LATER) == ""  # there is no user
