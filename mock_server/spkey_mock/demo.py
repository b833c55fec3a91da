"""The demo: use the SDK to remove a physical key from the mock, and show that its number is never reused."""

import json
from collections.abc import Iterable
from uuid import uuid4

import httpx

from spkey_client import NotFoundError, SpkeyClient
from spkey_client.models import PhysicalKey

from . import Server, World


def run() -> int:
    """Run the demo against a new server on a real socket. Return the exit code."""
    world = World()
    # A proxy configured in the environment could not reach a server on this machine.
    with (
        Server(world) as server,
        httpx.Client(trust_env=False) as http,
        SpkeyClient(api_key=world.api_key, base_url=server.base_url, http_client=http) as client,
    ):
        print(f"Mock running at {server.base_url}.")
        show(client, world.org_id)
    return 0


def show(client: SpkeyClient, org_id: str) -> None:
    """Add keys, remove one and add another, printing each result."""
    user_id = str(uuid4())
    user = client.users.create(user_id, first_name="Ada")
    print(f"User {user_id} created: version {user.version}.")

    for note in ("front door", "back door", "garage"):
        added = client.physical_keys.add(user_id, org_id=org_id, note=note)
        print(f"Key {added.number} added, for the {note}: version {added.version}.")

    removed = client.physical_keys.remove(user_id, number=2)
    event = json.dumps(removed.event and removed.event.to_dict())
    print(f"Key {removed.number} removed: version {removed.version}, event {event}.")
    print(f"The inventory holds {_numbers(client.physical_keys.list(user_id).keys)}.")

    try:
        client.physical_keys.remove(user_id, number=2)
    except NotFoundError as error:
        print(f"Removing key 2 again fails: {error}")

    added = client.physical_keys.add(user_id, org_id=org_id, note="cellar")
    print(f"Key {added.number} added, for the {added.note}: number 2 is never used again.")
    print(f"The inventory holds {_numbers(client.physical_keys.list(user_id).keys)}.")


def _numbers(keys: Iterable[PhysicalKey]) -> str:
    *first, last = [str(key.number) for key in keys]
    return f"keys {', '.join(first)} and {last}"
