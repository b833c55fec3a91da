"""The limits of a mock, so that no client and no test run can fill the machine."""

from attrs import fields, frozen


@frozen(kw_only=True)
class Limits:
    """The most that there may be of each thing. What would exceed a limit is rejected, with a message that names it.

    Attributes:
        worlds: Worlds of a server.
        users: Users of a world.
        keys: Physical keys of a world, in all inventories together.
        text: Characters of the texts of users and keys of a world together, and of those of its events.
        events: Events in the log of a world. Older ones are folded into the states that they led to, and counted.
        journal: Requests that the journal of a world keeps. Older ones are dropped and counted.
        journal_bytes: Bytes of these requests and their responses together.
        faults: Faults of a world that have not fired.
        webhooks: Webhooks of a world.
        deliveries: Deliveries that a world keeps, waiting ones included. Older ones are dropped and counted.
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

    def __attrs_post_init__(self) -> None:
        for limit in fields(type(self)):
            value = getattr(self, limit.name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ValueError(f"{limit.name} must be a whole number of at least 0, not {value!r}.")
