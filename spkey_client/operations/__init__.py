# Generated from openapi.yaml by python -m generator. Do not edit.
"""The operations of the API, as functions that create calls. A client sends the call.

Every function raises `ValueError` if a path segment is empty, "." or "..", or if a number is not finite.

The functions of a resource are imported on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from .accessible_locks import add_accessible_lock, list_accessible_locks, remove_accessible_lock
    from .collective_temp_keys import (
        create_collective_temp_key,
        open_collective_temp_key_door,
        revoke_collective_temp_key,
    )
    from .license_plates import add_license_plate, list_license_plates, remove_license_plate
    from .lock_keys import add_lock_key, add_lock_keys_in_bulk, remove_lock_key, write_lock_key
    from .lock_temp_keys import create_lock_temp_key, delete_lock_temp_key, list_lock_temp_keys, update_lock_temp_key
    from .locks import (
        create_lock,
        get_lock_basic_info,
        get_lock_details,
        list_lock_events,
        open_lock,
        open_lock_with_pin,
        set_lock_organization,
        set_lock_owner,
    )
    from .physical_keys import add_physical_key, get_physical_key, list_physical_keys, remove_physical_key
    from .residents import add_resident, list_residents, remove_resident
    from .temp_keys import create_temp_key, list_temp_keys, open_temp_key, open_temp_key_door, revoke_temp_key
    from .user_devices import add_user_device, list_user_devices, remove_user_device
    from .users import (
        create_user,
        find_or_create_user_by_email,
        find_or_create_user_by_phone,
        get_user_keys,
        get_user_phone_number,
        get_user_profile,
        get_user_three_deye_credentials,
        list_user_owned_locks,
        update_user_email,
        update_user_phone_number,
    )
    from .wallet_keys import add_wallet_key, get_wallet_key, get_wallet_key_link
else:
    __getattr__, __dir__ = _lazy.lazy(
        globals(),
        {
            "create_user": "users",
            "get_user_profile": "users",
            "find_or_create_user_by_email": "users",
            "find_or_create_user_by_phone": "users",
            "get_user_phone_number": "users",
            "update_user_phone_number": "users",
            "update_user_email": "users",
            "get_user_keys": "users",
            "list_user_owned_locks": "users",
            "get_user_three_deye_credentials": "users",
            "add_physical_key": "physical_keys",
            "remove_physical_key": "physical_keys",
            "list_physical_keys": "physical_keys",
            "get_physical_key": "physical_keys",
            "add_wallet_key": "wallet_keys",
            "get_wallet_key": "wallet_keys",
            "get_wallet_key_link": "wallet_keys",
            "add_accessible_lock": "accessible_locks",
            "remove_accessible_lock": "accessible_locks",
            "list_accessible_locks": "accessible_locks",
            "add_license_plate": "license_plates",
            "remove_license_plate": "license_plates",
            "list_license_plates": "license_plates",
            "add_user_device": "user_devices",
            "remove_user_device": "user_devices",
            "list_user_devices": "user_devices",
            "create_lock": "locks",
            "open_lock": "locks",
            "open_lock_with_pin": "locks",
            "set_lock_owner": "locks",
            "set_lock_organization": "locks",
            "get_lock_basic_info": "locks",
            "get_lock_details": "locks",
            "list_lock_events": "locks",
            "add_lock_key": "lock_keys",
            "remove_lock_key": "lock_keys",
            "write_lock_key": "lock_keys",
            "add_lock_keys_in_bulk": "lock_keys",
            "add_resident": "residents",
            "remove_resident": "residents",
            "list_residents": "residents",
            "list_lock_temp_keys": "lock_temp_keys",
            "create_lock_temp_key": "lock_temp_keys",
            "update_lock_temp_key": "lock_temp_keys",
            "delete_lock_temp_key": "lock_temp_keys",
            "list_temp_keys": "temp_keys",
            "create_temp_key": "temp_keys",
            "revoke_temp_key": "temp_keys",
            "open_temp_key": "temp_keys",
            "open_temp_key_door": "temp_keys",
            "create_collective_temp_key": "collective_temp_keys",
            "revoke_collective_temp_key": "collective_temp_keys",
            "open_collective_temp_key_door": "collective_temp_keys",
        },
    )

__all__ = [
    "add_accessible_lock",
    "add_license_plate",
    "add_lock_key",
    "add_lock_keys_in_bulk",
    "add_physical_key",
    "add_resident",
    "add_user_device",
    "add_wallet_key",
    "create_collective_temp_key",
    "create_lock",
    "create_lock_temp_key",
    "create_temp_key",
    "create_user",
    "delete_lock_temp_key",
    "find_or_create_user_by_email",
    "find_or_create_user_by_phone",
    "get_lock_basic_info",
    "get_lock_details",
    "get_physical_key",
    "get_user_keys",
    "get_user_phone_number",
    "get_user_profile",
    "get_user_three_deye_credentials",
    "get_wallet_key",
    "get_wallet_key_link",
    "list_accessible_locks",
    "list_license_plates",
    "list_lock_events",
    "list_lock_temp_keys",
    "list_physical_keys",
    "list_residents",
    "list_temp_keys",
    "list_user_devices",
    "list_user_owned_locks",
    "open_collective_temp_key_door",
    "open_lock",
    "open_lock_with_pin",
    "open_temp_key",
    "open_temp_key_door",
    "remove_accessible_lock",
    "remove_license_plate",
    "remove_lock_key",
    "remove_physical_key",
    "remove_resident",
    "remove_user_device",
    "revoke_collective_temp_key",
    "revoke_temp_key",
    "set_lock_organization",
    "set_lock_owner",
    "update_lock_temp_key",
    "update_user_email",
    "update_user_phone_number",
    "write_lock_key",
]
