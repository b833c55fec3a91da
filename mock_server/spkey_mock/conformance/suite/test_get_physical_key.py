"""Getting a key by its number."""

import pytest

from ..server import Server
from ..user import User
from .marks import rule


@rule("physical_keys.get.user_must_exist")
def test_getting_a_key_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.get(1).status == 404


@rule("physical_keys.get.key_must_be_in_inventory")
def test_a_number_that_is_not_in_the_inventory_returns_404(user: User) -> None:
    kept, removed = (user.add()["number"] for _ in range(2))
    assert user.get(removed).status == 200  # so that a cache has the key
    user.remove(removed)
    for missing in (removed, removed + 1, 2**53 - 1):
        assert user.get(missing).status == 404
    assert user.get(kept).status == 200


@rule("physical_keys.get.number_read_leniently")
@pytest.mark.parametrize("spelling", ["1", "01", "1.0", "1e0", "0x1", "%31", "+1"])
def test_a_number_is_read_as_in_javascript(user: User, spelling: str) -> None:
    number = user.add()["number"]
    assert user.server.get(user.path(f"PhysicalKeys/{spelling}"))["number"] == number == 1


@rule("physical_keys.get.number_read_leniently")
def test_an_exponent_is_part_of_a_number(user: User) -> None:
    assert user.server.get(user.path("PhysicalKeys/1e2")).status == 404
    assert user.server.get(user.path("PhysicalKeys/1e-1")).status == 400


@rule("physical_keys.get.caller_org_id_never_trusted")
def test_a_caller_org_id_that_a_client_sends_gives_no_access(user: User, other: Server) -> None:
    number = user.add()["number"]
    reply = user.seen_by(other).server.get(user.path(f"PhysicalKeys/{number}"), _callerOrgId=user.org_id)
    assert reply.status in (400, 404)


@rule("physical_keys.get.other_org_not_found")
def test_a_key_of_another_organisation_is_not_found(user: User, other: Server) -> None:
    number = user.add()["number"]
    assert user.get(number).status == 200  # so that a cache has the key
    assert user.seen_by(other).get(number).status == 404
    assert user.get(number).status == 200
