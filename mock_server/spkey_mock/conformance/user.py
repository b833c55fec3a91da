"""A user of the server under test."""

from typing import Any

from attrs import evolve, field, frozen

from .server import Reply, Server, segment


@frozen
class User:
    """A user, with the requests that tests send about it.

    Attributes:
        server: The server, as the caller of these requests sees it.
        id: The user's id.
        org_id: The organisation that issues keys unless a test names another.
        created: The id, if the user was created.
    """

    server: Server = field(repr=False)
    id: str
    org_id: str
    created: set[str] = field(factory=set[str], repr=False)

    def seen_by(self, server: Server) -> "User":
        """Return the user as another caller sees it."""
        return evolve(self, server=server)

    def path(self, rest: str) -> str:
        """Return a path below the user's."""
        return f"/users/{segment(self.id)}/{rest}"

    def send(self, command: str, **body: Any) -> Reply:
        """Send a command below the user's path, whatever the response."""
        return self.server.post(self.path(command), **body)

    def read(self, query: str, **parameters: str) -> Reply:
        """Send a query below the user's path, whatever the response."""
        return self.server.get(self.path(query), **parameters)

    def create(self, **body: Any) -> Reply:
        """Create the user."""
        reply = self.server.post(self.path("CreateUser"), **{"userId": self.id, **body})
        if reply.status == 201:
            self.created.add(self.id)
        return reply

    def try_add(self, **body: Any) -> Reply:
        """Add a key, whatever the response."""
        return self.server.post(self.path("AddPhysicalKey"), **{"orgId": self.org_id, **body})

    def add(self, **body: Any) -> Reply:
        """Add a key, which must succeed."""
        return succeeded(self.try_add(**body))

    def try_remove(self, number: object, **body: Any) -> Reply:
        """Remove a key, whatever the response."""
        return self.server.post(self.path("RemovePhysicalKey"), **{"number": number, **body})

    def remove(self, number: int) -> Reply:
        """Remove a key, which must succeed."""
        return succeeded(self.try_remove(number))

    def inventory(self, **filters: str) -> Reply:
        """List the keys that match the filters, which must succeed."""
        return succeeded(self.server.get(self.path("PhysicalKeys"), **filters))

    def numbers(self, **filters: str) -> list[int]:
        """Return the numbers of the keys that match the filters."""
        return [key["number"] for key in self.inventory(**filters)["keys"]]

    def get(self, number: int) -> Reply:
        """Get a key, whatever the response."""
        return self.server.get(self.path(f"PhysicalKeys/{number}"))

    def profile(self) -> Reply:
        """Get the profile, whatever the response."""
        return self.server.get(self.path("profile"))

    def all_keys(self) -> list[dict[str, Any]]:
        """Return the physical keys among all keys of the user."""
        found: list[dict[str, Any]] = succeeded(self.server.get(self.path("keys")))["physicalKeys"]
        return found

    def state(self) -> tuple[object, ...]:
        """Return what queries show of the user. Two equal states show that nothing changed in between."""
        return (self.profile().body, self.inventory().body, self.all_keys())

    def clean(self) -> None:
        """Remove the keys that the main organisation issued, if the test may have added any."""
        if not self.server.record.keys_added:
            return
        reply = self.server.get(self.path("keys"))
        for key in reply["physicalKeys"] if reply.status == 200 else ():
            if key["orgId"] == self.org_id:
                self.try_remove(key["number"])


def succeeded(reply: Reply) -> Reply:
    """Check that a request succeeded, and return its response."""
    assert 200 <= reply.status < 300, f"The request must succeed, not return {reply.status}: {reply.text[:300]}"
    return reply
