# Generated from openapi.yaml by python -m generator. Do not edit.
"""The typed requests of the operations."""

from ._shared import NewDoor
from .accessible_locks import AddAccessibleLock, ListAccessibleLocks, RemoveAccessibleLock
from .collective_temp_keys import CreateCollectiveTempKey, OpenCollectiveTempKeyDoor, RevokeCollectiveTempKey
from .license_plates import AddLicensePlate, ListLicensePlates, RemoveLicensePlate
from .lock_keys import AddLockKey, AddLockKeysInBulk, LockKeyToAdd, RemoveLockKey, WriteLockKey
from .lock_temp_keys import CreateLockTempKey, DeleteLockTempKey, ListLockTempKeys, UpdateLockTempKey
from .locks import (
    CreateLock,
    GetLockBasicInfo,
    GetLockDetails,
    ListLockEvents,
    LockKey,
    OpenLock,
    OpenLockWithPin,
    SetLockOrganization,
    SetLockOwner,
)
from .physical_keys import AddPhysicalKey, GetPhysicalKey, ListPhysicalKeys, RemovePhysicalKey
from .residents import AddResident, ListResidents, RemoveResident
from .temp_keys import CreateTempKey, ListTempKeys, OpenTempKey, OpenTempKeyDoor, RevokeTempKey
from .user_devices import AddUserDevice, ListUserDevices, RemoveUserDevice
from .users import (
    CreateUser,
    FindOrCreateUserByEmail,
    FindOrCreateUserByPhone,
    GetUserKeys,
    GetUserPhoneNumber,
    GetUserProfile,
    GetUserThreeDeyeCredentials,
    ListUserOwnedLocks,
    UpdateUserEmail,
    UpdateUserPhoneNumber,
)
from .wallet_keys import AddWalletKey, GetWalletKey, GetWalletKeyLink

__all__ = [
    "AddAccessibleLock",
    "AddLicensePlate",
    "AddLockKey",
    "AddLockKeysInBulk",
    "AddPhysicalKey",
    "AddResident",
    "AddUserDevice",
    "AddWalletKey",
    "CreateCollectiveTempKey",
    "CreateLock",
    "CreateLockTempKey",
    "CreateTempKey",
    "CreateUser",
    "DeleteLockTempKey",
    "FindOrCreateUserByEmail",
    "FindOrCreateUserByPhone",
    "GetLockBasicInfo",
    "GetLockDetails",
    "GetPhysicalKey",
    "GetUserKeys",
    "GetUserPhoneNumber",
    "GetUserProfile",
    "GetUserThreeDeyeCredentials",
    "GetWalletKey",
    "GetWalletKeyLink",
    "ListAccessibleLocks",
    "ListLicensePlates",
    "ListLockEvents",
    "ListLockTempKeys",
    "ListPhysicalKeys",
    "ListResidents",
    "ListTempKeys",
    "ListUserDevices",
    "ListUserOwnedLocks",
    "LockKey",
    "LockKeyToAdd",
    "NewDoor",
    "OpenCollectiveTempKeyDoor",
    "OpenLock",
    "OpenLockWithPin",
    "OpenTempKey",
    "OpenTempKeyDoor",
    "RemoveAccessibleLock",
    "RemoveLicensePlate",
    "RemoveLockKey",
    "RemovePhysicalKey",
    "RemoveResident",
    "RemoveUserDevice",
    "RevokeCollectiveTempKey",
    "RevokeTempKey",
    "SetLockOrganization",
    "SetLockOwner",
    "UpdateLockTempKey",
    "UpdateUserEmail",
    "UpdateUserPhoneNumber",
    "WriteLockKey",
]
