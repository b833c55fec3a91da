# Generated from openapi.yaml by python -m generator. Do not edit.
"""What the service answers with, as frozen objects. Members that the contract does not know are kept in `extra`."""

from .add_physical_key_result import AddPhysicalKeyResult
from .create_user_result import CreateUserResult
from .existing_user_result import ExistingUserResult
from .physical_key import PhysicalKey
from .physical_key_added import PhysicalKeyAdded
from .physical_key_added_event import PhysicalKeyAddedEvent
from .physical_key_list import PhysicalKeyList
from .physical_key_removed import PhysicalKeyRemoved
from .physical_key_removed_event import PhysicalKeyRemovedEvent
from .remove_physical_key_result import RemovePhysicalKeyResult
from .user_created import UserCreated
from .user_created_event import UserCreatedEvent
from .user_profile import UserProfile
from .user_status import UserStatus

__all__ = [
    "AddPhysicalKeyResult",
    "CreateUserResult",
    "ExistingUserResult",
    "PhysicalKey",
    "PhysicalKeyAdded",
    "PhysicalKeyAddedEvent",
    "PhysicalKeyList",
    "PhysicalKeyRemoved",
    "PhysicalKeyRemovedEvent",
    "RemovePhysicalKeyResult",
    "UserCreated",
    "UserCreatedEvent",
    "UserProfile",
    "UserStatus",
]
