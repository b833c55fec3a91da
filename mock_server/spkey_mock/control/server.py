"""The server as a whole, in the control API."""

from collections.abc import Mapping
from typing import Any

from ..service import contract
from ..service.errors import Unread
from ..store.durable import StoreError
from ..world.registry import WorldRegistry
from .call import JSON, Call, Handler

PUBLIC = frozenset({"get_server_health", "get_server_readiness"})
"""The operations that need neither a token nor a request from this machine, because they reveal nothing."""


def store_of(worlds: WorldRegistry[Any]) -> str:
    """Return the kind of a server's store, such as `sqlite`."""
    if worlds.database is None:
        return "memory"
    scheme = worlds.database.url.partition(":")[0]
    return "postgresql" if scheme == "postgres" else scheme


def _get_health(_call: Call) -> JSON:
    return {"status": "ok"}


def _get_readiness(call: Call) -> JSON:
    worlds = call.worlds
    if worlds.stopping:
        raise Unread(503, "The mock is shutting down.")
    store = store_of(worlds)
    if worlds.database is not None:
        try:
            worlds.database.check()
        except StoreError:
            # The probe needs no token, so the reason, which may name hosts and users, is only logged.
            raise Unread(503, f"The {store} store does not respond.") from None
    return {"status": "ok", "store": store}


def _get(call: Call) -> JSON:
    from spkey_client import __version__

    worlds = call.worlds
    return {
        "version": __version__,
        "contract": contract.load().version,
        "worlds": len(worlds.names()),
        "expired": worlds.expired,
        "evicted": worlds.evicted,
        "memory": worlds.memory,
        "limits": {
            "worlds": worlds.limits.worlds,
            "memory": worlds.limits.memory,
            "body": worlds.limits.body,
            "connections": worlds.limits.connections,
        },
    }


OPERATIONS: Mapping[str, Handler] = {
    "get_server_health": _get_health,
    "get_server_readiness": _get_readiness,
    "get_server": _get,
}
