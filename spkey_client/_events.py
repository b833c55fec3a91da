# Generated from openapi.yaml by python -m generator. Do not edit.
"""The events that the service delivers to webhooks. The classes of their data are imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from . import models

if TYPE_CHECKING:
    from ._codec import Decoder
    from .models import (
        AccessibleLockAdded,
        AccessibleLockRemoved,
        DeviceAdded,
        DeviceRemoved,
        KeyAdded,
        KeyRemoved,
        KeyWriteRequested,
        LicensePlateAdded,
        LicensePlateRemoved,
        LockCreated,
        LockOpenRequested,
        LockUuidChanged,
        OrganizationSet,
        OwnerSet,
        PhysicalKeyAdded,
        PhysicalKeyRemoved,
        ProfileUpdated,
        ResidentAdded,
        ResidentRemoved,
        TempKeyCreated,
        TempKeyDeleted,
        TempKeyUpdated,
        TempKeyUsed,
        UserCreated,
        UserEmailUpdated,
        UserPhoneNumberUpdated,
        UserReactivated,
        UserSuspended,
        WalletKeyAdded,
        WalletKeyCommitted,
        WalletKeyPrepared,
        WalletKeyRemoved,
        WalletKeyRolledBack,
    )

    EventData: TypeAlias = (
        UserCreated
        | ProfileUpdated
        | UserPhoneNumberUpdated
        | UserEmailUpdated
        | UserSuspended
        | UserReactivated
        | PhysicalKeyAdded
        | PhysicalKeyRemoved
        | WalletKeyPrepared
        | WalletKeyCommitted
        | WalletKeyRolledBack
        | WalletKeyRemoved
        | WalletKeyAdded
        | AccessibleLockAdded
        | AccessibleLockRemoved
        | LicensePlateAdded
        | LicensePlateRemoved
        | DeviceAdded
        | DeviceRemoved
        | LockCreated
        | LockOpenRequested
        | OwnerSet
        | OrganizationSet
        | LockUuidChanged
        | KeyAdded
        | KeyRemoved
        | KeyWriteRequested
        | ResidentAdded
        | ResidentRemoved
        | TempKeyCreated
        | TempKeyUsed
        | TempKeyUpdated
        | TempKeyDeleted
        | Mapping[str, Any]
    )
    """The data of an event: typed for events of the contract, the JSON object for any other."""
else:

    def __getattr__(name):
        if name == "EventData":
            return (
                models.AccessibleLockAdded
                | models.AccessibleLockRemoved
                | models.DeviceAdded
                | models.DeviceRemoved
                | models.KeyAdded
                | models.KeyRemoved
                | models.KeyWriteRequested
                | models.LicensePlateAdded
                | models.LicensePlateRemoved
                | models.LockCreated
                | models.LockOpenRequested
                | models.LockUuidChanged
                | models.OrganizationSet
                | models.OwnerSet
                | models.PhysicalKeyAdded
                | models.PhysicalKeyRemoved
                | models.ProfileUpdated
                | models.ResidentAdded
                | models.ResidentRemoved
                | models.TempKeyCreated
                | models.TempKeyDeleted
                | models.TempKeyUpdated
                | models.TempKeyUsed
                | models.UserCreated
                | models.UserEmailUpdated
                | models.UserPhoneNumberUpdated
                | models.UserReactivated
                | models.UserSuspended
                | models.WalletKeyAdded
                | models.WalletKeyCommitted
                | models.WalletKeyPrepared
                | models.WalletKeyRemoved
                | models.WalletKeyRolledBack
                | Mapping[str, Any]
            )
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(models, name)


__all__ = [
    "AccessibleLockAdded",
    "AccessibleLockRemoved",
    "DeviceAdded",
    "DeviceRemoved",
    "EventData",
    "KeyAdded",
    "KeyRemoved",
    "KeyWriteRequested",
    "LicensePlateAdded",
    "LicensePlateRemoved",
    "LockCreated",
    "LockOpenRequested",
    "LockUuidChanged",
    "OrganizationSet",
    "OwnerSet",
    "PhysicalKeyAdded",
    "PhysicalKeyRemoved",
    "ProfileUpdated",
    "ResidentAdded",
    "ResidentRemoved",
    "TempKeyCreated",
    "TempKeyDeleted",
    "TempKeyUpdated",
    "TempKeyUsed",
    "UserCreated",
    "UserEmailUpdated",
    "UserPhoneNumberUpdated",
    "UserReactivated",
    "UserSuspended",
    "WalletKeyAdded",
    "WalletKeyCommitted",
    "WalletKeyPrepared",
    "WalletKeyRemoved",
    "WalletKeyRolledBack",
]

DECODERS: Mapping[str, Callable[[], Decoder[EventData]]] = {
    "UserCreated": lambda: models.UserCreated.from_dict,
    "ProfileUpdated": lambda: models.ProfileUpdated.from_dict,
    "UserPhoneNumberUpdated": lambda: models.UserPhoneNumberUpdated.from_dict,
    "UserEmailUpdated": lambda: models.UserEmailUpdated.from_dict,
    "UserSuspended": lambda: models.UserSuspended.from_dict,
    "UserReactivated": lambda: models.UserReactivated.from_dict,
    "PhysicalKeyAdded": lambda: models.PhysicalKeyAdded.from_dict,
    "PhysicalKeyRemoved": lambda: models.PhysicalKeyRemoved.from_dict,
    "WalletKeyPrepared": lambda: models.WalletKeyPrepared.from_dict,
    "WalletKeyCommitted": lambda: models.WalletKeyCommitted.from_dict,
    "WalletKeyRolledBack": lambda: models.WalletKeyRolledBack.from_dict,
    "WalletKeyRemoved": lambda: models.WalletKeyRemoved.from_dict,
    "WalletKeyAdded": lambda: models.WalletKeyAdded.from_dict,
    "AccessibleLockAdded": lambda: models.AccessibleLockAdded.from_dict,
    "AccessibleLockRemoved": lambda: models.AccessibleLockRemoved.from_dict,
    "LicensePlateAdded": lambda: models.LicensePlateAdded.from_dict,
    "LicensePlateRemoved": lambda: models.LicensePlateRemoved.from_dict,
    "DeviceAdded": lambda: models.DeviceAdded.from_dict,
    "DeviceRemoved": lambda: models.DeviceRemoved.from_dict,
    "LockCreated": lambda: models.LockCreated.from_dict,
    "LockOpenRequested": lambda: models.LockOpenRequested.from_dict,
    "OwnerSet": lambda: models.OwnerSet.from_dict,
    "OrganizationSet": lambda: models.OrganizationSet.from_dict,
    "LockUuidChanged": lambda: models.LockUuidChanged.from_dict,
    "KeyAdded": lambda: models.KeyAdded.from_dict,
    "KeyRemoved": lambda: models.KeyRemoved.from_dict,
    "KeyWriteRequested": lambda: models.KeyWriteRequested.from_dict,
    "ResidentAdded": lambda: models.ResidentAdded.from_dict,
    "ResidentRemoved": lambda: models.ResidentRemoved.from_dict,
    "TempKeyCreated": lambda: models.TempKeyCreated.from_dict,
    "TempKeyUsed": lambda: models.TempKeyUsed.from_dict,
    "TempKeyUpdated": lambda: models.TempKeyUpdated.from_dict,
    "TempKeyDeleted": lambda: models.TempKeyDeleted.from_dict,
}
"""A function that returns the decoder of an event's data, by the `detail-type` of its envelope."""
