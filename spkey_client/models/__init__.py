# Generated from openapi.yaml by python -m generator. Do not edit.
"""The responses of the service, as frozen objects. Properties that the contract does not know are kept in `extra`.

Each class is imported on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from .add_physical_key_result import AddPhysicalKeyResult
    from .create_user_result import CreateUserResult
    from .digital_key import DigitalKey
    from .physical_key import PhysicalKey
    from .physical_key_added import PhysicalKeyAdded
    from .physical_key_added_event import PhysicalKeyAddedEvent
    from .physical_key_list import PhysicalKeyList
    from .physical_key_removed import PhysicalKeyRemoved
    from .physical_key_removed_event import PhysicalKeyRemovedEvent
    from .remove_physical_key_result import RemovePhysicalKeyResult
    from .user_created import UserCreated
    from .user_created_event import UserCreatedEvent
    from .user_keys import UserKeys
    from .user_profile import UserProfile
    from .user_status import UserStatus
    from .wallet_key import WalletKey
else:
    __getattr__, __dir__ = _lazy.lazy(
        globals(),
        {
            "AddPhysicalKeyResult": "add_physical_key_result",
            "CreateUserResult": "create_user_result",
            "DigitalKey": "digital_key",
            "PhysicalKey": "physical_key",
            "PhysicalKeyAdded": "physical_key_added",
            "PhysicalKeyAddedEvent": "physical_key_added_event",
            "PhysicalKeyList": "physical_key_list",
            "PhysicalKeyRemoved": "physical_key_removed",
            "PhysicalKeyRemovedEvent": "physical_key_removed_event",
            "RemovePhysicalKeyResult": "remove_physical_key_result",
            "UserCreated": "user_created",
            "UserCreatedEvent": "user_created_event",
            "UserKeys": "user_keys",
            "UserProfile": "user_profile",
            "UserStatus": "user_status",
            "WalletKey": "wallet_key",
        },
    )

__all__ = [
    "AddPhysicalKeyResult",
    "CreateUserResult",
    "DigitalKey",
    "PhysicalKey",
    "PhysicalKeyAdded",
    "PhysicalKeyAddedEvent",
    "PhysicalKeyList",
    "PhysicalKeyRemoved",
    "PhysicalKeyRemovedEvent",
    "RemovePhysicalKeyResult",
    "UserCreated",
    "UserCreatedEvent",
    "UserKeys",
    "UserProfile",
    "UserStatus",
    "WalletKey",
]
