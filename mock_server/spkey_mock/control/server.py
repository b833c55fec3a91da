"""The server as a whole, in the control API."""

from collections.abc import Mapping

from ..service import contract
from .call import JSON, Call, Handler

PUBLIC = frozenset({"get_server_health", "get_server_readiness"})
"""The operations that need neither a token nor a request from this machine, because they reveal nothing."""


def _get_health(_call: Call) -> JSON:
    return {"status": "ok"}


def _get(call: Call) -> JSON:
    from spkey_client import __version__

    worlds = call.worlds
    return {
        "version": __version__,
        "contract": contract.load().version,
        "worlds": len(worlds.items()),
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
    "get_server_readiness": _get_health,
    "get_server": _get,
}
