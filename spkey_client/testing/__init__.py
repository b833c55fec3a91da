# Generated from openapi.yaml by python -m generator. Do not edit.
"""Example values for the tests of applications: models, responses, errors and events.

Each model has a function of its name, whose arguments are the attributes of the model. Every argument has the value of
the contract's example by default, or one that matches the contract.

`response` and `error_response` return responses for a mock of the HTTP client, such as `httpx.MockTransport` or respx.
`error` returns the error that the SDK raises, for a mock of the client.
`webhook_event` and `delivery` return events, as they are parsed and as they are delivered.
"""

from typing import TYPE_CHECKING

from .. import _lazy
from .._deliveries import Delivery, Envelope
from ._contract import EVENTS, RESPONSES, OperationId

if TYPE_CHECKING:
    from ._accessible_lock import accessible_lock
    from ._accessible_lock_added import accessible_lock_added
    from ._accessible_lock_added_event import accessible_lock_added_event
    from ._accessible_lock_list import accessible_lock_list
    from ._accessible_lock_removed import accessible_lock_removed
    from ._accessible_lock_removed_event import accessible_lock_removed_event
    from ._add_accessible_lock_result import add_accessible_lock_result
    from ._add_license_plate_result import add_license_plate_result
    from ._add_lock_key_result import add_lock_key_result
    from ._add_lock_keys_in_bulk_result import add_lock_keys_in_bulk_result
    from ._add_physical_key_result import add_physical_key_result
    from ._add_resident_result import add_resident_result
    from ._add_user_device_result import add_user_device_result
    from ._add_wallet_key_result import add_wallet_key_result
    from ._create_lock_temp_key_result import create_lock_temp_key_result
    from ._create_temp_key_result import create_temp_key_result
    from ._delete_lock_temp_key_result import delete_lock_temp_key_result
    from ._device_added import device_added
    from ._device_added_event import device_added_event
    from ._device_removed import device_removed
    from ._device_removed_event import device_removed_event
    from ._digital_key import digital_key
    from ._door import door
    from ._existing_lock_result import existing_lock_result
    from ._existing_user_result import existing_user_result
    from ._key_added import key_added
    from ._key_added_event import key_added_event
    from ._key_removed import key_removed
    from ._key_removed_event import key_removed_event
    from ._key_write_requested import key_write_requested
    from ._key_write_requested_event import key_write_requested_event
    from ._license_plate import license_plate
    from ._license_plate_added import license_plate_added
    from ._license_plate_added_event import license_plate_added_event
    from ._license_plate_list import license_plate_list
    from ._license_plate_removed import license_plate_removed
    from ._license_plate_removed_event import license_plate_removed_event
    from ._lock_basic_info import lock_basic_info
    from ._lock_created import lock_created
    from ._lock_created_event import lock_created_event
    from ._lock_details import lock_details
    from ._lock_event_page import lock_event_page
    from ._lock_key import lock_key
    from ._lock_key_to_add import lock_key_to_add
    from ._lock_open_requested import lock_open_requested
    from ._lock_open_requested_event import lock_open_requested_event
    from ._lock_resident import lock_resident
    from ._lock_temp_key import lock_temp_key
    from ._lock_temp_key_list import lock_temp_key_list
    from ._lock_uuid_changed import lock_uuid_changed
    from ._name_change import name_change
    from ._new_door import new_door
    from ._new_lock_result import new_lock_result
    from ._new_user_result import new_user_result
    from ._open_lock_result import open_lock_result
    from ._open_lock_with_pin_result import open_lock_with_pin_result
    from ._opening import opening
    from ._organization_set import organization_set
    from ._organization_set_event import organization_set_event
    from ._owned_lock import owned_lock
    from ._owned_locks import owned_locks
    from ._owner_set import owner_set
    from ._owner_set_event import owner_set_event
    from ._phone_number_change import phone_number_change
    from ._physical_key import physical_key
    from ._physical_key_added import physical_key_added
    from ._physical_key_added_event import physical_key_added_event
    from ._physical_key_list import physical_key_list
    from ._physical_key_removed import physical_key_removed
    from ._physical_key_removed_event import physical_key_removed_event
    from ._profile_changes import profile_changes
    from ._profile_updated import profile_updated
    from ._recorded_lock_event import recorded_lock_event
    from ._remove_accessible_lock_result import remove_accessible_lock_result
    from ._remove_license_plate_result import remove_license_plate_result
    from ._remove_lock_key_result import remove_lock_key_result
    from ._remove_physical_key_result import remove_physical_key_result
    from ._remove_resident_result import remove_resident_result
    from ._remove_user_device_result import remove_user_device_result
    from ._resident import resident
    from ._resident_added import resident_added
    from ._resident_added_event import resident_added_event
    from ._resident_list import resident_list
    from ._resident_removed import resident_removed
    from ._resident_removed_event import resident_removed_event
    from ._revoke_temp_key_result import revoke_temp_key_result
    from ._set_lock_organization_result import set_lock_organization_result
    from ._set_lock_owner_result import set_lock_owner_result
    from ._temp_key import temp_key
    from ._temp_key_changes import temp_key_changes
    from ._temp_key_created import temp_key_created
    from ._temp_key_created_event import temp_key_created_event
    from ._temp_key_deleted import temp_key_deleted
    from ._temp_key_deleted_event import temp_key_deleted_event
    from ._temp_key_list import temp_key_list
    from ._temp_key_updated import temp_key_updated
    from ._temp_key_updated_event import temp_key_updated_event
    from ._temp_key_used import temp_key_used
    from ._three_deye_credentials import three_deye_credentials
    from ._update_email_result import update_email_result
    from ._update_lock_temp_key_result import update_lock_temp_key_result
    from ._update_phone_number_result import update_phone_number_result
    from ._user_created import user_created
    from ._user_created_event import user_created_event
    from ._user_device import user_device
    from ._user_device_list import user_device_list
    from ._user_email_updated import user_email_updated
    from ._user_email_updated_event import user_email_updated_event
    from ._user_keys import user_keys
    from ._user_of_email import user_of_email
    from ._user_of_phone_number import user_of_phone_number
    from ._user_phone_number import user_phone_number
    from ._user_phone_number_updated import user_phone_number_updated
    from ._user_phone_number_updated_event import user_phone_number_updated_event
    from ._user_profile import user_profile
    from ._user_reactivated import user_reactivated
    from ._user_suspended import user_suspended
    from ._user_wallet import user_wallet
    from ._wallet_key import wallet_key
    from ._wallet_key_added import wallet_key_added
    from ._wallet_key_committed import wallet_key_committed
    from ._wallet_key_link import wallet_key_link
    from ._wallet_key_prepared import wallet_key_prepared
    from ._wallet_key_prepared_event import wallet_key_prepared_event
    from ._wallet_key_removed import wallet_key_removed
    from ._wallet_key_rolled_back import wallet_key_rolled_back
    from ._write_lock_key_result import write_lock_key_result
else:
    __getattr__, __dir__ = _lazy.lazy(
        globals(),
        {
            "accessible_lock": "_accessible_lock",
            "accessible_lock_added": "_accessible_lock_added",
            "accessible_lock_added_event": "_accessible_lock_added_event",
            "accessible_lock_list": "_accessible_lock_list",
            "accessible_lock_removed": "_accessible_lock_removed",
            "accessible_lock_removed_event": "_accessible_lock_removed_event",
            "add_accessible_lock_result": "_add_accessible_lock_result",
            "add_license_plate_result": "_add_license_plate_result",
            "add_lock_key_result": "_add_lock_key_result",
            "add_lock_keys_in_bulk_result": "_add_lock_keys_in_bulk_result",
            "add_physical_key_result": "_add_physical_key_result",
            "add_resident_result": "_add_resident_result",
            "add_user_device_result": "_add_user_device_result",
            "add_wallet_key_result": "_add_wallet_key_result",
            "create_lock_temp_key_result": "_create_lock_temp_key_result",
            "create_temp_key_result": "_create_temp_key_result",
            "delete_lock_temp_key_result": "_delete_lock_temp_key_result",
            "device_added": "_device_added",
            "device_added_event": "_device_added_event",
            "device_removed": "_device_removed",
            "device_removed_event": "_device_removed_event",
            "digital_key": "_digital_key",
            "door": "_door",
            "existing_lock_result": "_existing_lock_result",
            "existing_user_result": "_existing_user_result",
            "key_added": "_key_added",
            "key_added_event": "_key_added_event",
            "key_removed": "_key_removed",
            "key_removed_event": "_key_removed_event",
            "key_write_requested": "_key_write_requested",
            "key_write_requested_event": "_key_write_requested_event",
            "license_plate": "_license_plate",
            "license_plate_added": "_license_plate_added",
            "license_plate_added_event": "_license_plate_added_event",
            "license_plate_list": "_license_plate_list",
            "license_plate_removed": "_license_plate_removed",
            "license_plate_removed_event": "_license_plate_removed_event",
            "lock_basic_info": "_lock_basic_info",
            "lock_created": "_lock_created",
            "lock_created_event": "_lock_created_event",
            "lock_details": "_lock_details",
            "lock_event_page": "_lock_event_page",
            "lock_key": "_lock_key",
            "lock_key_to_add": "_lock_key_to_add",
            "lock_open_requested": "_lock_open_requested",
            "lock_open_requested_event": "_lock_open_requested_event",
            "lock_resident": "_lock_resident",
            "lock_temp_key": "_lock_temp_key",
            "lock_temp_key_list": "_lock_temp_key_list",
            "lock_uuid_changed": "_lock_uuid_changed",
            "name_change": "_name_change",
            "new_door": "_new_door",
            "new_lock_result": "_new_lock_result",
            "new_user_result": "_new_user_result",
            "open_lock_result": "_open_lock_result",
            "open_lock_with_pin_result": "_open_lock_with_pin_result",
            "opening": "_opening",
            "organization_set": "_organization_set",
            "organization_set_event": "_organization_set_event",
            "owned_lock": "_owned_lock",
            "owned_locks": "_owned_locks",
            "owner_set": "_owner_set",
            "owner_set_event": "_owner_set_event",
            "phone_number_change": "_phone_number_change",
            "physical_key": "_physical_key",
            "physical_key_added": "_physical_key_added",
            "physical_key_added_event": "_physical_key_added_event",
            "physical_key_list": "_physical_key_list",
            "physical_key_removed": "_physical_key_removed",
            "physical_key_removed_event": "_physical_key_removed_event",
            "profile_changes": "_profile_changes",
            "profile_updated": "_profile_updated",
            "recorded_lock_event": "_recorded_lock_event",
            "remove_accessible_lock_result": "_remove_accessible_lock_result",
            "remove_license_plate_result": "_remove_license_plate_result",
            "remove_lock_key_result": "_remove_lock_key_result",
            "remove_physical_key_result": "_remove_physical_key_result",
            "remove_resident_result": "_remove_resident_result",
            "remove_user_device_result": "_remove_user_device_result",
            "resident": "_resident",
            "resident_added": "_resident_added",
            "resident_added_event": "_resident_added_event",
            "resident_list": "_resident_list",
            "resident_removed": "_resident_removed",
            "resident_removed_event": "_resident_removed_event",
            "revoke_temp_key_result": "_revoke_temp_key_result",
            "set_lock_organization_result": "_set_lock_organization_result",
            "set_lock_owner_result": "_set_lock_owner_result",
            "temp_key": "_temp_key",
            "temp_key_changes": "_temp_key_changes",
            "temp_key_created": "_temp_key_created",
            "temp_key_created_event": "_temp_key_created_event",
            "temp_key_deleted": "_temp_key_deleted",
            "temp_key_deleted_event": "_temp_key_deleted_event",
            "temp_key_list": "_temp_key_list",
            "temp_key_updated": "_temp_key_updated",
            "temp_key_updated_event": "_temp_key_updated_event",
            "temp_key_used": "_temp_key_used",
            "three_deye_credentials": "_three_deye_credentials",
            "update_email_result": "_update_email_result",
            "update_lock_temp_key_result": "_update_lock_temp_key_result",
            "update_phone_number_result": "_update_phone_number_result",
            "user_created": "_user_created",
            "user_created_event": "_user_created_event",
            "user_device": "_user_device",
            "user_device_list": "_user_device_list",
            "user_email_updated": "_user_email_updated",
            "user_email_updated_event": "_user_email_updated_event",
            "user_keys": "_user_keys",
            "user_of_email": "_user_of_email",
            "user_of_phone_number": "_user_of_phone_number",
            "user_phone_number": "_user_phone_number",
            "user_phone_number_updated": "_user_phone_number_updated",
            "user_phone_number_updated_event": "_user_phone_number_updated_event",
            "user_profile": "_user_profile",
            "user_reactivated": "_user_reactivated",
            "user_suspended": "_user_suspended",
            "user_wallet": "_user_wallet",
            "wallet_key": "_wallet_key",
            "wallet_key_added": "_wallet_key_added",
            "wallet_key_committed": "_wallet_key_committed",
            "wallet_key_link": "_wallet_key_link",
            "wallet_key_prepared": "_wallet_key_prepared",
            "wallet_key_prepared_event": "_wallet_key_prepared_event",
            "wallet_key_removed": "_wallet_key_removed",
            "wallet_key_rolled_back": "_wallet_key_rolled_back",
            "write_lock_key_result": "_write_lock_key_result",
        },
    )

__all__ = [
    "Delivery",
    "Envelope",
    "OperationId",
    "accessible_lock",
    "accessible_lock_added",
    "accessible_lock_added_event",
    "accessible_lock_list",
    "accessible_lock_removed",
    "accessible_lock_removed_event",
    "add_accessible_lock_result",
    "add_license_plate_result",
    "add_lock_key_result",
    "add_lock_keys_in_bulk_result",
    "add_physical_key_result",
    "add_resident_result",
    "add_user_device_result",
    "add_wallet_key_result",
    "create_lock_temp_key_result",
    "create_temp_key_result",
    "delete_lock_temp_key_result",
    "delivery",
    "device_added",
    "device_added_event",
    "device_removed",
    "device_removed_event",
    "digital_key",
    "door",
    "error",
    "error_response",
    "existing_lock_result",
    "existing_user_result",
    "key_added",
    "key_added_event",
    "key_removed",
    "key_removed_event",
    "key_write_requested",
    "key_write_requested_event",
    "license_plate",
    "license_plate_added",
    "license_plate_added_event",
    "license_plate_list",
    "license_plate_removed",
    "license_plate_removed_event",
    "lock_basic_info",
    "lock_created",
    "lock_created_event",
    "lock_details",
    "lock_event_page",
    "lock_key",
    "lock_key_to_add",
    "lock_open_requested",
    "lock_open_requested_event",
    "lock_resident",
    "lock_temp_key",
    "lock_temp_key_list",
    "lock_uuid_changed",
    "name_change",
    "new_door",
    "new_lock_result",
    "new_user_result",
    "open_lock_result",
    "open_lock_with_pin_result",
    "opening",
    "organization_set",
    "organization_set_event",
    "owned_lock",
    "owned_locks",
    "owner_set",
    "owner_set_event",
    "phone_number_change",
    "physical_key",
    "physical_key_added",
    "physical_key_added_event",
    "physical_key_list",
    "physical_key_removed",
    "physical_key_removed_event",
    "profile_changes",
    "profile_updated",
    "recorded_lock_event",
    "remove_accessible_lock_result",
    "remove_license_plate_result",
    "remove_lock_key_result",
    "remove_physical_key_result",
    "remove_resident_result",
    "remove_user_device_result",
    "resident",
    "resident_added",
    "resident_added_event",
    "resident_list",
    "resident_removed",
    "resident_removed_event",
    "response",
    "revoke_temp_key_result",
    "set_lock_organization_result",
    "set_lock_owner_result",
    "temp_key",
    "temp_key_changes",
    "temp_key_created",
    "temp_key_created_event",
    "temp_key_deleted",
    "temp_key_deleted_event",
    "temp_key_list",
    "temp_key_updated",
    "temp_key_updated_event",
    "temp_key_used",
    "three_deye_credentials",
    "update_email_result",
    "update_lock_temp_key_result",
    "update_phone_number_result",
    "user_created",
    "user_created_event",
    "user_device",
    "user_device_list",
    "user_email_updated",
    "user_email_updated_event",
    "user_keys",
    "user_of_email",
    "user_of_phone_number",
    "user_phone_number",
    "user_phone_number_updated",
    "user_phone_number_updated_event",
    "user_profile",
    "user_reactivated",
    "user_suspended",
    "user_wallet",
    "wallet_key",
    "wallet_key_added",
    "wallet_key_committed",
    "wallet_key_link",
    "wallet_key_prepared",
    "wallet_key_prepared_event",
    "wallet_key_removed",
    "wallet_key_rolled_back",
    "webhook_event",
    "write_lock_key_result",
]

response = RESPONSES.response
error_response = RESPONSES.error_response
error = RESPONSES.error
webhook_event = EVENTS.webhook_event
delivery = EVENTS.delivery
