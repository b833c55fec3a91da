"""The event loop of an async client."""

import sys
from typing import Any, Protocol, cast
from weakref import WeakSet

from ._fork import renew_after_fork
from ._ready import Ready


class Tenant(Protocol):
    """Something that belongs to an event loop."""

    def leave_loop(self) -> None:
        """Drop the loop, which is closed."""
        ...


class Home:
    """The event loop of an async client, and of the clients with other options that it returned.

    Args:
        http: The HTTP client.

    Attributes:
        roams: Whether the client may move to another event loop at any time, because it has no connections.
    """

    def __init__(self, http: object) -> None:
        self.roams = False
        self._loop: object = None
        self._tenants: WeakSet[Tenant] = WeakSet()
        self._movable = isinstance(http, Ready)
        if self._movable:
            self.has(cast("Ready[Any]", http).pool)
        renew_after_fork(self)

    def has(self, tenant: Tenant | None) -> None:
        """Add a tenant, which moves to another event loop together with the client."""
        if tenant is not None:
            self._tenants.add(tenant)

    def stay(self, *, closing: bool = False) -> None:
        """Stay in the event loop of the first call, or move to the next one if that loop is closed or the client roams.

        Raises:
            RuntimeError: The loop of the first call is another one that is not closed, or the HTTP client, which is the
                user's own, cannot move.
        """
        loop = _running_loop()
        if self._loop is None or loop is self._loop:
            self._loop = loop
            return
        if not self.roams and not _is_closed(self._loop):
            raise RuntimeError(
                "This async client was used in another event loop before, and its connections belong to that loop. "
                + ("Close it there." if closing else "Create a client for each event loop.")
            )
        if not (self.roams or self._movable or closing):
            raise RuntimeError(
                "This async client was used in another event loop, which is closed, and the connections of its "
                "http_client belong to that loop. Create both for each event loop, or pass no http_client."
            )
        for tenant in self._tenants:
            tenant.leave_loop()
        self._loop = loop

    def after_fork(self) -> None:
        """Leave the event loop to the parent."""
        self._loop = None


def _running_loop() -> object:
    import asyncio  # here, because sync code does not need it

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio = sys.modules["trio"]  # the only other library that httpx runs on
        return trio.lowlevel.current_trio_token()


def _is_closed(loop: object) -> bool:
    import asyncio

    if isinstance(loop, asyncio.AbstractEventLoop):
        return loop.is_closed()
    trio = sys.modules["trio"]
    try:
        loop.run_sync_soon(lambda: None)  # type: ignore[attr-defined] # a TrioToken
    except trio.RunFinishedError:
        return True
    return False
