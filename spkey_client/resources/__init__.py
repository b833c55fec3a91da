# Generated from openapi.yaml by python -m generator. Do not edit.
"""The resources of the API, as attributes of the clients. Each is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from .._transport import AsyncTransport, Transport
    from .async_physical_keys import AsyncPhysicalKeys
    from .async_users import AsyncUsers
    from .physical_keys import PhysicalKeys
    from .users import Users


class Resources:
    """The resources of a sync client.

    Every method can raise these errors, in addition to those it lists itself:

    - `AuthenticationError`: The credential is missing or invalid.
    - `PermissionDeniedError`: The credential gives no access to this user, or the request carries an internal header.
    - `RateLimitError`: Too many requests. The request was not processed.
    - `APIConnectionError`: No response was received.
    - `APIResponseError`: The body of a successful response does not match the contract.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @_lazy.resource
    def physical_keys(self) -> type[PhysicalKeys]:
        """The physical keys in a user's inventory."""
        from .physical_keys import PhysicalKeys

        return PhysicalKeys

    @_lazy.resource
    def users(self) -> type[Users]:
        """The users that own the inventories."""
        from .users import Users

        return Users


class AsyncResources:
    """The resources of an async client. Their methods raise the errors that `Resources` lists."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @_lazy.resource
    def physical_keys(self) -> type[AsyncPhysicalKeys]:
        """The physical keys in a user's inventory."""
        from .async_physical_keys import AsyncPhysicalKeys

        return AsyncPhysicalKeys

    @_lazy.resource
    def users(self) -> type[AsyncUsers]:
        """The users that own the inventories."""
        from .async_users import AsyncUsers

        return AsyncUsers
