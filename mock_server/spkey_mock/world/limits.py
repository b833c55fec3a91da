"""How much a mock keeps and takes, so that no client and no test run can fill the machine."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that there may be of each thing. What would be one more is refused, with a message that names the limit.

    Attributes:
        worlds: Worlds of a server.
        users: Users of a world.
        keys: Physical keys of a world, in all inventories together.
        text: Characters that the texts of users and keys of a world take together, and those of its events.
        events: Events that a world remembers; older ones are forgotten and counted.
        journal: Requests that a world remembers; older ones are forgotten and counted.
        journal_bytes: Bytes that these requests and their answers take together.
        faults: Faults of a world that are still to come.
        webhooks: Webhooks of a world.
        deliveries: Deliveries that a world remembers, and that may wait; older ones are forgotten and counted.
        credentials: API keys of a world.
        body: Bytes of the body of a request.
        connections: Connections of a server at the same time.
    """

    worlds: int = 1_000
    users: int = 10_000
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

    def __post_init__(self) -> None:
        for limit in fields(self):
            value = getattr(self, limit.name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ValueError(f"the limit {limit.name} is a number from 0, not {value!r}")
