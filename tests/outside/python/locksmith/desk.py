"""The desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from spkey_client import APIConnectionError, NotFoundError, SpkeyClient


@dataclass(frozen=True)
class Desk:
    """Issues and removes keys for an organisation."""

    client: SpkeyClient
    org_id: str

    def register(self, customer: str) -> bool:
        """Register a customer. Return whether the customer is new."""
        return self.client.users.create(customer).event is not None

    def issue(self, customer: str, note: str) -> int:
        """Issue a key and return its number.

        A note is used for one key only, so that a key whose number was lost on the way is found by its note.
        """
        try:
            return self.client.physical_keys.add(customer, org_id=self.org_id, note=note).number
        except APIConnectionError as error:
            found = self.numbered(customer, note) if error.maybe_applied else None
            if found is None:
                raise
            return found

    def hand_in(self, customer: str, number: int) -> bool:
        """Remove a key. Return whether it existed."""
        try:
            self.client.physical_keys.remove(customer, number=number)
        except NotFoundError:
            return False
        return True

    def replace(self, customer: str, number: int, note: str) -> int:
        """Replace a key and return the number of the new one."""
        replacement = self.issue(customer, note)
        self.hand_in(customer, number)
        return replacement

    def numbered(self, customer: str, note: str) -> int | None:
        """Return the number of the key with this note."""
        keys = self.client.physical_keys.list(customer, q=note).keys
        return next((key.number for key in keys if key.note == note), None)

    def notes(self, customer: str) -> Iterator[str | None]:
        """Yield the notes of a customer's keys."""
        for key in self.client.physical_keys.list(customer).keys:
            yield key.note
