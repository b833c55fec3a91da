"""Worlds with content, and the parts of it that clients see."""

import json
from typing import Any

from hypothesis import strategies as st
from spkey_mock import Fault, Request, World

from ..support import START

Step = tuple[str, str, Any, Any]
"""A step of a history: its name, the id of a user, and two values."""

TEXTS = st.text(st.characters(), max_size=4)  # lone surrogates included
OPTIONAL = st.none() | TEXTS
IDS = st.sampled_from(["a", "ü/b c", "\ud800", "\U0001f511"])
STEPS = st.one_of(
    st.tuples(st.just("create"), IDS, OPTIONAL, OPTIONAL),
    st.tuples(st.just("add"), IDS, TEXTS.filter(bool), OPTIONAL),
    st.tuples(st.just("remove"), IDS, st.integers(1, 5), st.none()),
    st.tuples(st.just("advance"), IDS, st.integers(0, 9), st.none()),
)


def replay(world: World, steps: list[Step]) -> None:
    """Apply a history to a world."""
    world.clock.freeze(START)
    for name, user_id, first, second in steps:
        match name:
            case "create":
                email = None if first is None else f"{first}@{user_id}"  # no two users have the same
                world.users.create(user_id, email=email, first_name=second)
            case "add":
                world.users.create(user_id, keys=1, org_id=first, last_name=second)
            case "remove":
                handle(world, user_id, "RemovePhysicalKey", {"number": first})
            case _:
                world.clock.advance(first)


def handle(world: World, user_id: str, command: str, body: object) -> None:
    path = "".join(f"%{byte:02x}" for byte in user_id.encode("utf-8", "surrogatepass"))
    headers = ((b"x-api-key", world.api_key.encode()),)
    world.handle(Request("POST", f"/users/{path}/{command}".encode(), b"", headers, json.dumps(body).encode()))


def furnish(world: World) -> None:
    """Add an item of each kind to the content of a world."""
    world.configure(errors="runtime", limits={"users": 50})
    world.clock.freeze(START)
    world.clock.advance(5)
    world.users.create("u1", keys=2)
    world.locks.create(7, owner="u1", keys=2, holders=["u2"], residents=["u1"])
    world.temp_keys.create([7], access_method="both")
    world.outside.change(offline_locks=["9"], read_model="late")
    world.credentials.issue_key("acme", "issued", superuser=True)
    world.credentials.issue_key("acme", "revoked")
    world.credentials.revoke_key("revoked")
    world.faults.add(Fault(kind="status", operation="get_user_keys", status=500, times=2))
    world.faults.remove(world.faults.add(Fault(kind="drop")))
    world.add_webhook("http://localhost:9/hook", header=("X-Secret", "hush"), attempts=3)


def outlook(world: World) -> object:
    """The content of a world that a client sees."""
    return (
        list(world.users),
        list(world.locks),
        list(world.temp_keys),
        world.outside.current,
        [(it.stream.id, it.version, it.position, it.at, it.type, it.data) for it in world.events()],
        world.settings,
        (world.clock.mode, world.clock.now()),
        sorted(world.credentials.digests),
        [statuses(world, key) for key in ("issued", "revoked")],
        world.faults.items(),
        world.webhooks.items(),
    )


def statuses(world: World, api_key: str) -> int:
    return world.handle(Request("GET", b"/users/u1/PhysicalKeys", b"", ((b"x-api-key", api_key.encode()),))).status
