# Generated from openapi.yaml by python -m generator. Do not edit.
"""The resources of the API, as attributes of the clients. Each is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _lazy, _types

if TYPE_CHECKING:
    from .accessible_locks import AccessibleLocks
    from .async_accessible_locks import AsyncAccessibleLocks
    from .async_collective_temp_keys import AsyncCollectiveTempKeys
    from .async_license_plates import AsyncLicensePlates
    from .async_lock_keys import AsyncLockKeys
    from .async_lock_temp_keys import AsyncLockTempKeys
    from .async_locks import AsyncLocks
    from .async_physical_keys import AsyncPhysicalKeys
    from .async_residents import AsyncResidents
    from .async_temp_keys import AsyncTempKeys
    from .async_user_devices import AsyncUserDevices
    from .async_users import AsyncUsers
    from .async_wallet_keys import AsyncWalletKeys
    from .collective_temp_keys import CollectiveTempKeys
    from .license_plates import LicensePlates
    from .lock_keys import LockKeys
    from .lock_temp_keys import LockTempKeys
    from .locks import Locks
    from .physical_keys import PhysicalKeys
    from .residents import Residents
    from .temp_keys import TempKeys
    from .user_devices import UserDevices
    from .users import Users
    from .wallet_keys import WalletKeys


class Resources:
    """The resources of a sync client.

    Every method that accepts a credential can raise these errors, in addition to those it lists itself:

    - `AuthenticationError`: The credential is missing or invalid.
    - `RateLimitError`: Too many requests. The request was not processed.
    - `APIConnectionError`: No response was received.
    - `APIResponseError`: The body of a successful response does not match the contract.
    """

    def __init__(self, transport: _types.Transport) -> None:
        self._transport = transport

    @_lazy.resource
    def users(self) -> type[Users]:
        """The users that own the inventories."""
        from .users import Users

        return Users

    @_lazy.resource
    def physical_keys(self) -> type[PhysicalKeys]:
        """The physical keys in a user's inventory."""
        from .physical_keys import PhysicalKeys

        return PhysicalKeys

    @_lazy.resource
    def wallet_keys(self) -> type[WalletKeys]:
        """The key in a user's wallet on a phone."""
        from .wallet_keys import WalletKeys

        return WalletKeys

    @_lazy.resource
    def accessible_locks(self) -> type[AccessibleLocks]:
        """The locks that a user's app shows."""
        from .accessible_locks import AccessibleLocks

        return AccessibleLocks

    @_lazy.resource
    def license_plates(self) -> type[LicensePlates]:
        """The licence plates of a user's vehicles."""
        from .license_plates import LicensePlates

        return LicensePlates

    @_lazy.resource
    def user_devices(self) -> type[UserDevices]:
        """The devices that are linked to a user."""
        from .user_devices import UserDevices

        return UserDevices

    @_lazy.resource
    def locks(self) -> type[Locks]:
        """The locks of organisations."""
        from .locks import Locks

        return Locks

    @_lazy.resource
    def lock_keys(self) -> type[LockKeys]:
        """The keys on a lock."""
        from .lock_keys import LockKeys

        return LockKeys

    @_lazy.resource
    def residents(self) -> type[Residents]:
        """The residents of a lock."""
        from .residents import Residents

        return Residents

    @_lazy.resource
    def lock_temp_keys(self) -> type[LockTempKeys]:
        """The temporary keys of single locks. To open a lock with such a key, use temp_keys.open."""
        from .lock_temp_keys import LockTempKeys

        return LockTempKeys

    @_lazy.resource
    def temp_keys(self) -> type[TempKeys]:
        """Temporary keys for several doors."""
        from .temp_keys import TempKeys

        return TempKeys

    @_lazy.resource
    def collective_temp_keys(self) -> type[CollectiveTempKeys]:
        """The older interface to temporary keys for several doors."""
        from .collective_temp_keys import CollectiveTempKeys

        return CollectiveTempKeys


class AsyncResources:
    """The resources of an async client. Their methods raise the errors that `Resources` lists."""

    def __init__(self, transport: _types.AsyncTransport) -> None:
        self._transport = transport

    @_lazy.resource
    def users(self) -> type[AsyncUsers]:
        """The users that own the inventories."""
        from .async_users import AsyncUsers

        return AsyncUsers

    @_lazy.resource
    def physical_keys(self) -> type[AsyncPhysicalKeys]:
        """The physical keys in a user's inventory."""
        from .async_physical_keys import AsyncPhysicalKeys

        return AsyncPhysicalKeys

    @_lazy.resource
    def wallet_keys(self) -> type[AsyncWalletKeys]:
        """The key in a user's wallet on a phone."""
        from .async_wallet_keys import AsyncWalletKeys

        return AsyncWalletKeys

    @_lazy.resource
    def accessible_locks(self) -> type[AsyncAccessibleLocks]:
        """The locks that a user's app shows."""
        from .async_accessible_locks import AsyncAccessibleLocks

        return AsyncAccessibleLocks

    @_lazy.resource
    def license_plates(self) -> type[AsyncLicensePlates]:
        """The licence plates of a user's vehicles."""
        from .async_license_plates import AsyncLicensePlates

        return AsyncLicensePlates

    @_lazy.resource
    def user_devices(self) -> type[AsyncUserDevices]:
        """The devices that are linked to a user."""
        from .async_user_devices import AsyncUserDevices

        return AsyncUserDevices

    @_lazy.resource
    def locks(self) -> type[AsyncLocks]:
        """The locks of organisations."""
        from .async_locks import AsyncLocks

        return AsyncLocks

    @_lazy.resource
    def lock_keys(self) -> type[AsyncLockKeys]:
        """The keys on a lock."""
        from .async_lock_keys import AsyncLockKeys

        return AsyncLockKeys

    @_lazy.resource
    def residents(self) -> type[AsyncResidents]:
        """The residents of a lock."""
        from .async_residents import AsyncResidents

        return AsyncResidents

    @_lazy.resource
    def lock_temp_keys(self) -> type[AsyncLockTempKeys]:
        """The temporary keys of single locks. To open a lock with such a key, use temp_keys.open."""
        from .async_lock_temp_keys import AsyncLockTempKeys

        return AsyncLockTempKeys

    @_lazy.resource
    def temp_keys(self) -> type[AsyncTempKeys]:
        """Temporary keys for several doors."""
        from .async_temp_keys import AsyncTempKeys

        return AsyncTempKeys

    @_lazy.resource
    def collective_temp_keys(self) -> type[AsyncCollectiveTempKeys]:
        """The older interface to temporary keys for several doors."""
        from .async_collective_temp_keys import AsyncCollectiveTempKeys

        return AsyncCollectiveTempKeys
