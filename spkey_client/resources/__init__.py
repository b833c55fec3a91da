# Generated from openapi.yaml by python -m generator. Do not edit.
"""The resources of the API, as attributes of the clients."""

from .._transport import AsyncTransport, Transport
from .physical_keys import AsyncPhysicalKeys, PhysicalKeys
from .users import AsyncUsers, Users


class Resources:
    """The attributes of a sync client.

    Attributes:
        physical_keys: The physical keys in a user's inventory.
        users: The users that own the inventories.
    """

    def __init__(self, transport: Transport) -> None:
        self.physical_keys = PhysicalKeys(transport)
        self.users = Users(transport)


class AsyncResources:
    """The attributes of an async client.

    Attributes:
        physical_keys: The physical keys in a user's inventory.
        users: The users that own the inventories.
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self.physical_keys = AsyncPhysicalKeys(transport)
        self.users = AsyncUsers(transport)
