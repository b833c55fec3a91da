"""A call of the SDK for every operation, and the class of its result."""

from collections.abc import Callable
from typing import Any

import attrs

from spkey_client import models
from spkey_client.models import LockKeyToAdd, NewDoor

Call = tuple[Callable[[Any], Any], type[attrs.AttrsInstance]]

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
LOCK = 4711
KEY = "5b1f0c3e-8f6a-4d52-9a77-2f3f0f8f1a10"
FROM, UNTIL = "2026-11-05T15:00:00Z", "2026-11-06T15:00:00Z"
DOORS = [NewDoor(lock_id=str(LOCK), label="Front door", access_method="both")]

USERS: dict[str, Call] = {
    "create_user": (lambda client: client.users.create(USER, email="ada@example.com"), models.CreateUserResult),
    "get_user_profile": (lambda client: client.users.get_profile(USER), models.UserProfile),
    "find_or_create_user_by_email": (
        lambda client: client.users.find_or_create_by_email(email="ada@example.com"),
        models.UserOfEmail,
    ),
    "find_or_create_user_by_phone": (
        lambda client: client.users.find_or_create_by_phone(phone_number="+48123456789"),
        models.UserOfPhoneNumber,
    ),
    "get_user_phone_number": (lambda client: client.users.get_phone_number(USER), models.UserPhoneNumber),
    "update_user_phone_number": (
        lambda client: client.users.update_phone_number(USER, phone_number=None),
        models.UpdatePhoneNumberResult,
    ),
    "update_user_email": (
        lambda client: client.users.update_email(USER, email="ada@example.com"),
        models.UpdateEmailResult,
    ),
    "get_user_keys": (lambda client: client.users.get_keys(USER), models.UserKeys),
    "list_user_owned_locks": (lambda client: client.users.list_owned_locks(USER), models.OwnedLocks),
    "get_user_three_deye_credentials": (
        lambda client: client.users.get_three_deye_credentials(USER),
        models.ThreeDeyeCredentials,
    ),
    "add_physical_key": (
        lambda client: client.physical_keys.add(USER, org_id="acme", note="x"),
        models.AddPhysicalKeyResult,
    ),
    "remove_physical_key": (lambda client: client.physical_keys.remove(USER, number=2), models.RemovePhysicalKeyResult),
    "list_physical_keys": (lambda client: client.physical_keys.list(USER, q="front"), models.PhysicalKeyList),
    "get_physical_key": (lambda client: client.physical_keys.get(USER, 2), models.PhysicalKey),
    "add_wallet_key": (
        lambda client: client.wallet_keys.add(USER, wallet_type="APPLE", key_index=1),
        models.AddWalletKeyResult,
    ),
    "get_wallet_key": (lambda client: client.wallet_keys.get(USER), models.UserWallet),
    "get_wallet_key_link": (lambda client: client.wallet_keys.get_link(USER), models.WalletKeyLink),
    "add_accessible_lock": (
        lambda client: client.accessible_locks.add(
            USER, lock_id="4711", lock_name="Front door", access_level="USER", granted_by="Ada"
        ),
        models.AddAccessibleLockResult,
    ),
    "remove_accessible_lock": (
        lambda client: client.accessible_locks.remove(USER, lock_id="4711", removed_by="Ada", reason="moved out"),
        models.RemoveAccessibleLockResult,
    ),
    "list_accessible_locks": (lambda client: client.accessible_locks.list(USER), models.AccessibleLockList),
    "add_license_plate": (lambda client: client.license_plates.add(USER, plate="B MW 1"), models.AddLicensePlateResult),
    "remove_license_plate": (
        lambda client: client.license_plates.remove(USER, plate="B MW 1"),
        models.RemoveLicensePlateResult,
    ),
    "list_license_plates": (lambda client: client.license_plates.list(USER), models.LicensePlateList),
    "add_user_device": (
        lambda client: client.user_devices.add(USER, device_id=KEY, device_type="camera", org_id="acme"),
        models.AddUserDeviceResult,
    ),
    "remove_user_device": (
        lambda client: client.user_devices.remove(USER, device_id=KEY, removed_by="Ada", reason="sold"),
        models.RemoveUserDeviceResult,
    ),
    "list_user_devices": (lambda client: client.user_devices.list(USER, type="camera"), models.UserDeviceList),
}

LOCKS: dict[str, Call] = {
    "create_lock": (lambda client: client.locks.create(LOCK, uuid=KEY), models.CreateLockResult),
    "open_lock": (lambda client: client.locks.open(LOCK, reason="delivery"), models.OpenLockResult),
    "open_lock_with_pin": (lambda client: client.locks.open_with_pin(LOCK, pin="123456"), models.OpenLockWithPinResult),
    "set_lock_owner": (lambda client: client.locks.set_owner(LOCK, user_id=USER), models.SetLockOwnerResult),
    "set_lock_organization": (
        lambda client: client.locks.set_organization(LOCK, org_id="acme"),
        models.SetLockOrganizationResult,
    ),
    "get_lock_basic_info": (lambda client: client.locks.get_basic_info(LOCK), models.LockBasicInfo),
    "get_lock_details": (lambda client: client.locks.get_details(LOCK), models.LockDetails),
    "list_lock_events": (lambda client: client.locks.list_events(LOCK, page=1), models.LockEventPage),
    "add_lock_key": (lambda client: client.lock_keys.add(LOCK, key_uuid=KEY), models.AddLockKeyResult),
    "remove_lock_key": (lambda client: client.lock_keys.remove(LOCK, key_uuid=KEY), models.RemoveLockKeyResult),
    "write_lock_key": (lambda client: client.lock_keys.write(LOCK, key_uuid=KEY), models.WriteLockKeyResult),
    "add_lock_keys_in_bulk": (
        lambda client: client.lock_keys.add_in_bulk(LOCK, keys=[LockKeyToAdd(key_uuid=KEY)]),
        models.AddLockKeysInBulkResult,
    ),
    "add_resident": (lambda client: client.residents.add(LOCK, name="Ada", user_id=USER), models.AddResidentResult),
    "remove_resident": (lambda client: client.residents.remove(LOCK, user_id=USER), models.RemoveResidentResult),
    "list_residents": (lambda client: client.residents.list(LOCK), models.ResidentList),
}

TEMP_KEYS: dict[str, Call] = {
    "list_lock_temp_keys": (lambda client: client.lock_temp_keys.list(LOCK), models.LockTempKeyList),
    "create_lock_temp_key": (
        lambda client: client.lock_temp_keys.create(
            LOCK, temp_key_uuid=KEY, access_mode="public", valid_from=FROM, valid_until=UNTIL
        ),
        models.CreateLockTempKeyResult,
    ),
    "update_lock_temp_key": (
        lambda client: client.lock_temp_keys.update(LOCK, temp_key_uuid=KEY, max_uses=None),
        models.UpdateLockTempKeyResult,
    ),
    "delete_lock_temp_key": (
        lambda client: client.lock_temp_keys.delete(LOCK, temp_key_uuid=KEY),
        models.DeleteLockTempKeyResult,
    ),
    "create_temp_key": (
        lambda client: client.temp_keys.create(valid_from=FROM, valid_until=UNTIL, doors=DOORS),
        models.CreateTempKeyResult,
    ),
    "list_temp_keys": (lambda client: client.temp_keys.list(lock_id="4711"), models.TempKeyList),
    "revoke_temp_key": (lambda client: client.temp_keys.revoke(KEY), models.RevokeTempKeyResult),
    "open_temp_key": (lambda client: client.temp_keys.open(KEY), models.Opening),
    "open_temp_key_door": (lambda client: client.temp_keys.open_door(KEY, 1), models.Opening),
    "create_collective_temp_key": (
        lambda client: client.collective_temp_keys.create(valid_from=FROM, valid_until=UNTIL, doors=DOORS),
        models.CreateTempKeyResult,
    ),
    "revoke_collective_temp_key": (
        lambda client: client.collective_temp_keys.revoke(KEY),
        models.RevokeTempKeyResult,
    ),
    "open_collective_temp_key_door": (
        lambda client: client.collective_temp_keys.open_door(KEY, 1),
        models.Opening,
    ),
}

CALLS: dict[str, Call] = {**USERS, **LOCKS, **TEMP_KEYS}
