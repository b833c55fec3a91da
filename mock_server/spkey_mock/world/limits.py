"""The limits of a mock, which prevent clients and test runs from exhausting memory."""

from attrs import fields, frozen


@frozen(kw_only=True)
class Limits:
    """The maximum of each resource. A request that would exceed a limit is rejected; the message names the limit.

    Attributes:
        worlds: The named worlds of a server. For a new one, the least recently used world is evicted.
        memory: The approximate bytes of all worlds of a server. Beyond it, the least recently used worlds are evicted.
        users: The users of a world.
        locks: The locks of a world.
        temp_keys: The temporary keys of a world, deleted ones included, because their ids are not used again.
        keys: The physical keys of a world, the keys on its locks, and whatever else its users and locks have:
            residents, temporary keys of one lock, accessible locks, licence plates and devices.
        text: The characters in the texts of a world's users, locks and keys, and separately in those of its events.
        events: The events in the log of a world. Older events are folded into the state and counted.
        journal: The requests in the journal of a world. Older requests are dropped and counted.
        journal_bytes: The total bytes of these requests and their responses.
        faults: The faults of a world that have not fired.
        webhooks: The webhooks of a world.
        deliveries: The deliveries in the record of a world, pending ones included. Older ones are dropped and counted.
        credentials: The API keys of a world.
        body: The bytes of a request body.
        connections: The simultaneous connections of a server.
    """

    worlds: int = 1_000
    memory: int = 256 << 20
    users: int = 10_000
    locks: int = 10_000
    temp_keys: int = 10_000
    keys: int = 20_000
    text: int = 32 << 20
    events: int = 10_000
    journal: int = 1_000
    journal_bytes: int = 8 << 20
    faults: int = 100
    webhooks: int = 20
    deliveries: int = 1_000
    credentials: int = 1_000
    body: int = 1 << 20
    connections: int = 4_000

    @property
    def of_states(self) -> dict[str, int]:
        """The limits of the states of aggregates, by name."""
        return {name: getattr(self, name) for name in ("users", "locks", "temp_keys", "keys", "text")}

    def __attrs_post_init__(self) -> None:
        for limit in fields(type(self)):
            value = getattr(self, limit.name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ValueError(f"{limit.name} must be a whole number, 0 or more, not {value!r}.")
