# Generated from openapi.yaml by python -m generator. Do not edit.
"""The responses of the service, as frozen objects. Properties that the contract does not know are kept in `extra`.

Each class is imported on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from .access_level import AccessLevel
    from .accessible_lock import AccessibleLock
    from .accessible_lock_added import AccessibleLockAdded
    from .accessible_lock_added_event import AccessibleLockAddedEvent
    from .accessible_lock_list import AccessibleLockList
    from .accessible_lock_removed import AccessibleLockRemoved
    from .accessible_lock_removed_event import AccessibleLockRemovedEvent
    from .add_accessible_lock_result import AddAccessibleLockResult
    from .add_license_plate_result import AddLicensePlateResult
    from .add_lock_key_result import AddLockKeyResult
    from .add_lock_keys_in_bulk_result import AddLockKeysInBulkResult
    from .add_physical_key_result import AddPhysicalKeyResult
    from .add_resident_result import AddResidentResult
    from .add_user_device_result import AddUserDeviceResult
    from .add_wallet_key_result import AddWalletKeyResult
    from .create_lock_result import CreateLockResult
    from .create_lock_temp_key_request_access_mode import CreateLockTempKeyRequestAccessMode
    from .create_lock_temp_key_result import CreateLockTempKeyResult
    from .create_temp_key_result import CreateTempKeyResult
    from .create_user_result import CreateUserResult
    from .delete_lock_temp_key_result import DeleteLockTempKeyResult
    from .device_added import DeviceAdded
    from .device_added_event import DeviceAddedEvent
    from .device_removed import DeviceRemoved
    from .device_removed_event import DeviceRemovedEvent
    from .device_type import DeviceType
    from .digital_key import DigitalKey
    from .door import Door
    from .event_data import EventData
    from .event_data import read_event_data as read_event_data
    from .key_added import KeyAdded
    from .key_added_event import KeyAddedEvent
    from .key_removed import KeyRemoved
    from .key_removed_event import KeyRemovedEvent
    from .key_write_requested import KeyWriteRequested
    from .key_write_requested_event import KeyWriteRequestedEvent
    from .license_plate import LicensePlate
    from .license_plate_added import LicensePlateAdded
    from .license_plate_added_event import LicensePlateAddedEvent
    from .license_plate_list import LicensePlateList
    from .license_plate_removed import LicensePlateRemoved
    from .license_plate_removed_event import LicensePlateRemovedEvent
    from .lock_basic_info import LockBasicInfo
    from .lock_created import LockCreated
    from .lock_created_event import LockCreatedEvent
    from .lock_details import LockDetails
    from .lock_event_page import LockEventPage
    from .lock_key import LockKey
    from .lock_key_to_add import LockKeyToAdd
    from .lock_open_requested import LockOpenRequested
    from .lock_open_requested_event import LockOpenRequestedEvent
    from .lock_resident import LockResident
    from .lock_temp_key import LockTempKey
    from .lock_temp_key_list import LockTempKeyList
    from .lock_temp_key_status import LockTempKeyStatus
    from .lock_uuid_changed import LockUuidChanged
    from .name_change import NameChange
    from .new_door import NewDoor
    from .new_door_access_method import NewDoorAccessMethod
    from .open_lock_result import OpenLockResult
    from .open_lock_with_pin_result import OpenLockWithPinResult
    from .opening import Opening
    from .organization_set import OrganizationSet
    from .organization_set_event import OrganizationSetEvent
    from .owned_lock import OwnedLock
    from .owned_locks import OwnedLocks
    from .owned_locks_source import OwnedLocksSource
    from .owner_set import OwnerSet
    from .owner_set_event import OwnerSetEvent
    from .personal_data_action import PersonalDataAction
    from .phone_number_change import PhoneNumberChange
    from .physical_key import PhysicalKey
    from .physical_key_added import PhysicalKeyAdded
    from .physical_key_added_event import PhysicalKeyAddedEvent
    from .physical_key_list import PhysicalKeyList
    from .physical_key_removed import PhysicalKeyRemoved
    from .physical_key_removed_event import PhysicalKeyRemovedEvent
    from .profile_changes import ProfileChanges
    from .profile_updated import ProfileUpdated
    from .recorded_lock_event import RecordedLockEvent
    from .remove_accessible_lock_result import RemoveAccessibleLockResult
    from .remove_license_plate_result import RemoveLicensePlateResult
    from .remove_lock_key_result import RemoveLockKeyResult
    from .remove_physical_key_result import RemovePhysicalKeyResult
    from .remove_resident_result import RemoveResidentResult
    from .remove_user_device_result import RemoveUserDeviceResult
    from .resident import Resident
    from .resident_added import ResidentAdded
    from .resident_added_event import ResidentAddedEvent
    from .resident_list import ResidentList
    from .resident_removed import ResidentRemoved
    from .resident_removed_event import ResidentRemovedEvent
    from .revoke_temp_key_result import RevokeTempKeyResult
    from .set_lock_organization_result import SetLockOrganizationResult
    from .set_lock_owner_result import SetLockOwnerResult
    from .temp_key import TempKey
    from .temp_key_changes import TempKeyChanges
    from .temp_key_created import TempKeyCreated
    from .temp_key_created_event import TempKeyCreatedEvent
    from .temp_key_deleted import TempKeyDeleted
    from .temp_key_deleted_event import TempKeyDeletedEvent
    from .temp_key_list import TempKeyList
    from .temp_key_updated import TempKeyUpdated
    from .temp_key_updated_event import TempKeyUpdatedEvent
    from .temp_key_used import TempKeyUsed
    from .three_deye_credentials import ThreeDeyeCredentials
    from .update_email_result import UpdateEmailResult
    from .update_lock_temp_key_request_access_mode import UpdateLockTempKeyRequestAccessMode
    from .update_lock_temp_key_result import UpdateLockTempKeyResult
    from .update_phone_number_result import UpdatePhoneNumberResult
    from .user_created import UserCreated
    from .user_created_event import UserCreatedEvent
    from .user_device import UserDevice
    from .user_device_list import UserDeviceList
    from .user_email_updated import UserEmailUpdated
    from .user_email_updated_event import UserEmailUpdatedEvent
    from .user_keys import UserKeys
    from .user_of_email import UserOfEmail
    from .user_of_phone_number import UserOfPhoneNumber
    from .user_phone_number import UserPhoneNumber
    from .user_phone_number_updated import UserPhoneNumberUpdated
    from .user_phone_number_updated_event import UserPhoneNumberUpdatedEvent
    from .user_profile import UserProfile
    from .user_reactivated import UserReactivated
    from .user_status import UserStatus
    from .user_suspended import UserSuspended
    from .user_wallet import UserWallet
    from .wallet_key import WalletKey
    from .wallet_key_added import WalletKeyAdded
    from .wallet_key_committed import WalletKeyCommitted
    from .wallet_key_link import WalletKeyLink
    from .wallet_key_prepared import WalletKeyPrepared
    from .wallet_key_prepared_event import WalletKeyPreparedEvent
    from .wallet_key_removed import WalletKeyRemoved
    from .wallet_key_rolled_back import WalletKeyRolledBack
    from .wallet_type import WalletType
    from .write_lock_key_result import WriteLockKeyResult
else:
    __getattr__, __dir__ = _lazy.lazy(
        globals(),
        {
            "AccessLevel": "access_level",
            "AccessibleLock": "accessible_lock",
            "AccessibleLockAdded": "accessible_lock_added",
            "AccessibleLockAddedEvent": "accessible_lock_added_event",
            "AccessibleLockList": "accessible_lock_list",
            "AccessibleLockRemoved": "accessible_lock_removed",
            "AccessibleLockRemovedEvent": "accessible_lock_removed_event",
            "AddAccessibleLockResult": "add_accessible_lock_result",
            "AddLicensePlateResult": "add_license_plate_result",
            "AddLockKeyResult": "add_lock_key_result",
            "AddLockKeysInBulkResult": "add_lock_keys_in_bulk_result",
            "AddPhysicalKeyResult": "add_physical_key_result",
            "AddResidentResult": "add_resident_result",
            "AddUserDeviceResult": "add_user_device_result",
            "AddWalletKeyResult": "add_wallet_key_result",
            "CreateLockResult": "create_lock_result",
            "CreateLockTempKeyRequestAccessMode": "create_lock_temp_key_request_access_mode",
            "CreateLockTempKeyResult": "create_lock_temp_key_result",
            "CreateTempKeyResult": "create_temp_key_result",
            "CreateUserResult": "create_user_result",
            "DeleteLockTempKeyResult": "delete_lock_temp_key_result",
            "DeviceAdded": "device_added",
            "DeviceAddedEvent": "device_added_event",
            "DeviceRemoved": "device_removed",
            "DeviceRemovedEvent": "device_removed_event",
            "DeviceType": "device_type",
            "DigitalKey": "digital_key",
            "Door": "door",
            "KeyAdded": "key_added",
            "KeyAddedEvent": "key_added_event",
            "KeyRemoved": "key_removed",
            "KeyRemovedEvent": "key_removed_event",
            "KeyWriteRequested": "key_write_requested",
            "KeyWriteRequestedEvent": "key_write_requested_event",
            "LicensePlate": "license_plate",
            "LicensePlateAdded": "license_plate_added",
            "LicensePlateAddedEvent": "license_plate_added_event",
            "LicensePlateList": "license_plate_list",
            "LicensePlateRemoved": "license_plate_removed",
            "LicensePlateRemovedEvent": "license_plate_removed_event",
            "LockBasicInfo": "lock_basic_info",
            "LockCreated": "lock_created",
            "LockCreatedEvent": "lock_created_event",
            "LockDetails": "lock_details",
            "LockEventPage": "lock_event_page",
            "LockKey": "lock_key",
            "LockKeyToAdd": "lock_key_to_add",
            "LockOpenRequested": "lock_open_requested",
            "LockOpenRequestedEvent": "lock_open_requested_event",
            "LockResident": "lock_resident",
            "LockTempKey": "lock_temp_key",
            "LockTempKeyList": "lock_temp_key_list",
            "LockTempKeyStatus": "lock_temp_key_status",
            "LockUuidChanged": "lock_uuid_changed",
            "NameChange": "name_change",
            "NewDoor": "new_door",
            "NewDoorAccessMethod": "new_door_access_method",
            "OpenLockResult": "open_lock_result",
            "OpenLockWithPinResult": "open_lock_with_pin_result",
            "Opening": "opening",
            "OrganizationSet": "organization_set",
            "OrganizationSetEvent": "organization_set_event",
            "OwnedLock": "owned_lock",
            "OwnedLocks": "owned_locks",
            "OwnedLocksSource": "owned_locks_source",
            "OwnerSet": "owner_set",
            "OwnerSetEvent": "owner_set_event",
            "PersonalDataAction": "personal_data_action",
            "PhoneNumberChange": "phone_number_change",
            "PhysicalKey": "physical_key",
            "PhysicalKeyAdded": "physical_key_added",
            "PhysicalKeyAddedEvent": "physical_key_added_event",
            "PhysicalKeyList": "physical_key_list",
            "PhysicalKeyRemoved": "physical_key_removed",
            "PhysicalKeyRemovedEvent": "physical_key_removed_event",
            "ProfileChanges": "profile_changes",
            "ProfileUpdated": "profile_updated",
            "RecordedLockEvent": "recorded_lock_event",
            "RemoveAccessibleLockResult": "remove_accessible_lock_result",
            "RemoveLicensePlateResult": "remove_license_plate_result",
            "RemoveLockKeyResult": "remove_lock_key_result",
            "RemovePhysicalKeyResult": "remove_physical_key_result",
            "RemoveResidentResult": "remove_resident_result",
            "RemoveUserDeviceResult": "remove_user_device_result",
            "Resident": "resident",
            "ResidentAdded": "resident_added",
            "ResidentAddedEvent": "resident_added_event",
            "ResidentList": "resident_list",
            "ResidentRemoved": "resident_removed",
            "ResidentRemovedEvent": "resident_removed_event",
            "RevokeTempKeyResult": "revoke_temp_key_result",
            "SetLockOrganizationResult": "set_lock_organization_result",
            "SetLockOwnerResult": "set_lock_owner_result",
            "TempKey": "temp_key",
            "TempKeyChanges": "temp_key_changes",
            "TempKeyCreated": "temp_key_created",
            "TempKeyCreatedEvent": "temp_key_created_event",
            "TempKeyDeleted": "temp_key_deleted",
            "TempKeyDeletedEvent": "temp_key_deleted_event",
            "TempKeyList": "temp_key_list",
            "TempKeyUpdated": "temp_key_updated",
            "TempKeyUpdatedEvent": "temp_key_updated_event",
            "TempKeyUsed": "temp_key_used",
            "ThreeDeyeCredentials": "three_deye_credentials",
            "UpdateEmailResult": "update_email_result",
            "UpdateLockTempKeyRequestAccessMode": "update_lock_temp_key_request_access_mode",
            "UpdateLockTempKeyResult": "update_lock_temp_key_result",
            "UpdatePhoneNumberResult": "update_phone_number_result",
            "UserCreated": "user_created",
            "UserCreatedEvent": "user_created_event",
            "UserDevice": "user_device",
            "UserDeviceList": "user_device_list",
            "UserEmailUpdated": "user_email_updated",
            "UserEmailUpdatedEvent": "user_email_updated_event",
            "UserKeys": "user_keys",
            "UserOfEmail": "user_of_email",
            "UserOfPhoneNumber": "user_of_phone_number",
            "UserPhoneNumber": "user_phone_number",
            "UserPhoneNumberUpdated": "user_phone_number_updated",
            "UserPhoneNumberUpdatedEvent": "user_phone_number_updated_event",
            "UserProfile": "user_profile",
            "UserReactivated": "user_reactivated",
            "UserStatus": "user_status",
            "UserSuspended": "user_suspended",
            "UserWallet": "user_wallet",
            "WalletKey": "wallet_key",
            "WalletKeyAdded": "wallet_key_added",
            "WalletKeyCommitted": "wallet_key_committed",
            "WalletKeyLink": "wallet_key_link",
            "WalletKeyPrepared": "wallet_key_prepared",
            "WalletKeyPreparedEvent": "wallet_key_prepared_event",
            "WalletKeyRemoved": "wallet_key_removed",
            "WalletKeyRolledBack": "wallet_key_rolled_back",
            "WalletType": "wallet_type",
            "WriteLockKeyResult": "write_lock_key_result",
            "EventData": "event_data",
            "read_event_data": "event_data",
        },
    )

__all__ = [
    "AccessLevel",
    "AccessibleLock",
    "AccessibleLockAdded",
    "AccessibleLockAddedEvent",
    "AccessibleLockList",
    "AccessibleLockRemoved",
    "AccessibleLockRemovedEvent",
    "AddAccessibleLockResult",
    "AddLicensePlateResult",
    "AddLockKeyResult",
    "AddLockKeysInBulkResult",
    "AddPhysicalKeyResult",
    "AddResidentResult",
    "AddUserDeviceResult",
    "AddWalletKeyResult",
    "CreateLockResult",
    "CreateLockTempKeyRequestAccessMode",
    "CreateLockTempKeyResult",
    "CreateTempKeyResult",
    "CreateUserResult",
    "DeleteLockTempKeyResult",
    "DeviceAdded",
    "DeviceAddedEvent",
    "DeviceRemoved",
    "DeviceRemovedEvent",
    "DeviceType",
    "DigitalKey",
    "Door",
    "EventData",
    "KeyAdded",
    "KeyAddedEvent",
    "KeyRemoved",
    "KeyRemovedEvent",
    "KeyWriteRequested",
    "KeyWriteRequestedEvent",
    "LicensePlate",
    "LicensePlateAdded",
    "LicensePlateAddedEvent",
    "LicensePlateList",
    "LicensePlateRemoved",
    "LicensePlateRemovedEvent",
    "LockBasicInfo",
    "LockCreated",
    "LockCreatedEvent",
    "LockDetails",
    "LockEventPage",
    "LockKey",
    "LockKeyToAdd",
    "LockOpenRequested",
    "LockOpenRequestedEvent",
    "LockResident",
    "LockTempKey",
    "LockTempKeyList",
    "LockTempKeyStatus",
    "LockUuidChanged",
    "NameChange",
    "NewDoor",
    "NewDoorAccessMethod",
    "OpenLockResult",
    "OpenLockWithPinResult",
    "Opening",
    "OrganizationSet",
    "OrganizationSetEvent",
    "OwnedLock",
    "OwnedLocks",
    "OwnedLocksSource",
    "OwnerSet",
    "OwnerSetEvent",
    "PersonalDataAction",
    "PhoneNumberChange",
    "PhysicalKey",
    "PhysicalKeyAdded",
    "PhysicalKeyAddedEvent",
    "PhysicalKeyList",
    "PhysicalKeyRemoved",
    "PhysicalKeyRemovedEvent",
    "ProfileChanges",
    "ProfileUpdated",
    "RecordedLockEvent",
    "RemoveAccessibleLockResult",
    "RemoveLicensePlateResult",
    "RemoveLockKeyResult",
    "RemovePhysicalKeyResult",
    "RemoveResidentResult",
    "RemoveUserDeviceResult",
    "Resident",
    "ResidentAdded",
    "ResidentAddedEvent",
    "ResidentList",
    "ResidentRemoved",
    "ResidentRemovedEvent",
    "RevokeTempKeyResult",
    "SetLockOrganizationResult",
    "SetLockOwnerResult",
    "TempKey",
    "TempKeyChanges",
    "TempKeyCreated",
    "TempKeyCreatedEvent",
    "TempKeyDeleted",
    "TempKeyDeletedEvent",
    "TempKeyList",
    "TempKeyUpdated",
    "TempKeyUpdatedEvent",
    "TempKeyUsed",
    "ThreeDeyeCredentials",
    "UpdateEmailResult",
    "UpdateLockTempKeyRequestAccessMode",
    "UpdateLockTempKeyResult",
    "UpdatePhoneNumberResult",
    "UserCreated",
    "UserCreatedEvent",
    "UserDevice",
    "UserDeviceList",
    "UserEmailUpdated",
    "UserEmailUpdatedEvent",
    "UserKeys",
    "UserOfEmail",
    "UserOfPhoneNumber",
    "UserPhoneNumber",
    "UserPhoneNumberUpdated",
    "UserPhoneNumberUpdatedEvent",
    "UserProfile",
    "UserReactivated",
    "UserStatus",
    "UserSuspended",
    "UserWallet",
    "WalletKey",
    "WalletKeyAdded",
    "WalletKeyCommitted",
    "WalletKeyLink",
    "WalletKeyPrepared",
    "WalletKeyPreparedEvent",
    "WalletKeyRemoved",
    "WalletKeyRolledBack",
    "WalletType",
    "WriteLockKeyResult",
]
