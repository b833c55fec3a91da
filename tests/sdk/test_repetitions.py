"""The responses to retries of commands whose first attempt took effect, as the table in docs/errors.md lists them."""

import re
from typing import Any
from uuid import UUID

import pytest
from spkey_mock import Fault, World

from spkey_client import APIStatusError, SpkeyClient

from ..documents import ROOT

USER, OWNER, KEY = (str(UUID(int=number)) for number in (1, 2, 3))
LOCK = 7

NEW_KEY: dict[str, Any] = {
    "temp_key_uuid": KEY,
    "access_mode": "public",
    "valid_from": "2026-01-01T00:00:00Z",
    "valid_until": "2999-01-01T00:00:00Z",
}
ACCESS = {"lock_id": str(LOCK), "lock_name": "Home", "access_level": "USER", "granted_by": OWNER}

CALLS: dict[str, dict[str, Any]] = {
    "users.create": {"user_id": KEY},
    "users.find_or_create_by_email": {"email": "ada@example.com"},
    "users.find_or_create_by_phone": {"phone_number": "+48123456789"},
    "users.get_three_deye_credentials": {"user_id": OWNER},
    "users.update_email": {"user_id": USER, "email": "ada@example.com"},
    "physical_keys.remove": {"user_id": USER, "number": 1},
    "wallet_keys.add": {"user_id": USER, "wallet_type": "APPLE", "key_index": 1},
    "accessible_locks.add": {"user_id": USER, **ACCESS},
    "license_plates.add": {"user_id": USER, "plate": "KR 1"},
    "user_devices.add": {"user_id": USER, "device_id": "d1", "device_type": "matter", "org_id": "acme"},
    "locks.create": {"lock_id": LOCK + 1, "uuid": KEY},
    "residents.add": {"lock_id": LOCK, "name": "Ada", "user_id": USER},
    "lock_temp_keys.create": {"lock_id": LOCK, **NEW_KEY},
    "lock_temp_keys.delete": {"lock_id": LOCK, "temp_key_uuid": KEY},
    "temp_keys.revoke": {},
    "collective_temp_keys.revoke": {},
}


def repetitions() -> dict[str, str]:
    """Return the response to the repetition of each command, as the table says."""
    text = (ROOT / "docs/errors.md").read_text("utf-8")
    table = text.partition("| command | response to its repetition |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = (row.strip("| ").split(" | ") for row in table.splitlines())
    return {method: response for methods, response in rows for method in re.findall(r"`(.+?)`", methods)}


def test_the_table_has_every_command_that_is_safe_to_retry() -> None:
    text = (ROOT / "docs/api/retries.md").read_text("utf-8")
    retried = re.findall(r"^\| \[`(.+?)`\]\(.*\| yes \| yes \|$", text, re.MULTILINE)
    assert repetitions().keys() == {*retried} == CALLS.keys()


@pytest.mark.parametrize("method", CALLS)
def test_a_retry_after_a_lost_response_gets_the_response_of_the_table(
    spkey: SpkeyClient, spkey_world: World, method: str
) -> None:
    spkey_world.users.create(USER, keys=1)
    spkey_world.users.create(OWNER, email="grace@example.com")
    spkey_world.locks.create(LOCK)
    arguments = CALLS[method]
    if method == "lock_temp_keys.delete":
        spkey.lock_temp_keys.create(LOCK, **NEW_KEY)
    elif not arguments:
        arguments = {"uuid": spkey_world.temp_keys.create(doors=[LOCK]).id}
    resource, _, name = method.partition(".")
    call = getattr(getattr(spkey, resource), name)
    spkey_world.faults.add(Fault(kind="lose_answer"))
    expected = repetitions()[method]
    if expected == "success":
        call(**arguments)
    else:
        with pytest.raises(APIStatusError) as caught:
            call(**arguments)
        assert (str(caught.value.status_code), caught.value.maybe_applied) == (expected, True)
