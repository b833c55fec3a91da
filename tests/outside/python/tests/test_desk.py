import uuid

import pytest
from locksmith.desk import Desk
from spkey_mock import Fault, Site, World

from spkey_client import APIConnectionError, BadRequestError, SpkeyClient


def numbers(world: World, customer: str) -> list[int]:
    return [key.number for key in world.inventory(customer)]


def test_a_customer_is_registered_once(desk: Desk) -> None:
    customer = str(uuid.uuid4())
    assert [desk.register(customer), desk.register(customer)] == [True, False]


def test_a_key_gets_the_next_number(desk: Desk, customer: str, spkey_world: World) -> None:
    assert desk.issue(customer, "cellar") == 3
    assert numbers(spkey_world, customer) == [1, 2, 3]


@pytest.mark.parametrize(("number", "existed"), [(1, True), (2, True), (3, False)])
def test_a_key_is_handed_in(desk: Desk, customer: str, spkey_world: World, number: int, existed: bool) -> None:
    assert desk.hand_in(customer, number) is existed
    assert number not in numbers(spkey_world, customer)


def test_a_replacement_has_a_new_number(desk: Desk, customer: str, spkey_world: World) -> None:
    assert desk.replace(customer, 2, "front door") == 3
    assert numbers(spkey_world, customer) == [1, 3]
    spkey_world.journal.assert_called("remove_physical_key", body={"number": 2}, times=1)


def test_a_key_whose_response_was_lost_is_found_by_its_note(desk: Desk, customer: str, spkey_world: World) -> None:
    spkey_world.lose_next_answer("add_physical_key")
    assert desk.issue(customer, "cellar") == 3
    assert numbers(spkey_world, customer) == [1, 2, 3]
    spkey_world.journal.assert_called("add_physical_key", times=1)


def test_a_key_whose_request_was_lost_is_not_issued(desk: Desk, customer: str, spkey_world: World) -> None:
    spkey_world.faults.add(Fault(kind="drop", operation="add_physical_key"))
    with pytest.raises(APIConnectionError):
        desk.issue(customer, "cellar")
    assert numbers(spkey_world, customer) == [1, 2]


@pytest.mark.spkey_every_fault
def test_a_key_is_replaced_whatever_fails(desk: Desk, customer: str, spkey_world: World) -> None:
    assert desk.replace(customer, 2, "front door") == 3
    assert numbers(spkey_world, customer) == [1, 3]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_handing_in_survives_an_outage(desk: Desk, customer: str, spkey_world: World, status: int) -> None:
    spkey_world.fail_next("remove_physical_key", status=status, retry_after=0)
    assert desk.hand_in(customer, 1)
    spkey_world.journal.assert_called("remove_physical_key", times=2)


def test_the_notes_of_a_customer_are_listed(desk: Desk, customer: str) -> None:
    desk.issue(customer, "cellar")
    desk.issue(customer, "attic")
    assert list(desk.notes(customer))[2:] == ["cellar", "attic"]


def test_the_desk_works_over_a_socket(spkey_server: Site) -> None:
    customer = spkey_server.world.users.create("ada", keys=1).id
    with spkey_server.client() as client:
        assert Desk(client, "locksmith").replace(customer, 1, "front door") == 2
    assert numbers(spkey_server.world, customer) == [2]


@pytest.mark.spkey_strict(False)  # it breaks the contract on purpose
def test_no_key_has_the_number_zero(spkey: SpkeyClient, customer: str) -> None:
    with pytest.raises(BadRequestError):
        spkey.physical_keys.remove(customer, number=0)
