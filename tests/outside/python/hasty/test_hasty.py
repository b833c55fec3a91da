import httpx
from locksmith import hasty
from spkey_mock import World


def test_a_key_is_handed_in(spkey_world: World) -> None:
    spkey_world.users.create("ada", keys=2)
    spkey_world.fail_next("add_physical_key")
    headers = {"X-API-Key": spkey_world.api_key}
    with httpx.Client(transport=spkey_world.transport, base_url="https://api.spkey.co", headers=headers) as http:
        hasty.hand_in(http, "ada", "2")


def test_nothing_is_wrong_with_a_quiet_day(spkey_world: World) -> None:
    spkey_world.users.create("ada", keys=2)
