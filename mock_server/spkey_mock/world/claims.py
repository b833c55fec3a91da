"""Claims: the unique values of a durable world's aggregates. One of the world's processes takes each of them.

Each claim is a document. Two processes that claim a value at the same time write the same document, so one of them
loses the race and decides again.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from ..service.repository import Change
from ..service.state import State
from ..store.documents import Documents
from ..store.recorded import Data
from ..store.store import ConflictError

KIND = "unique"
"""The kind of the documents."""


class Claims:
    """The claims of a world. Not thread-safe, because all changes happen in transactions.

    Args:
        documents: Keeps the claims.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._holders: dict[str, str] = {}

    def change(self, changes: Sequence[Change]) -> None:
        """Withdraw and make the claims of changes, in the transaction that records the changes.

        Raises:
            ConflictError: Another process has claimed a value, even if its events are not known yet.
        """
        for change in changes:
            if change.aggregate.found_by_value and change.changes_values:
                self._change(change)

    def _change(self, change: Change) -> None:
        before = claims_of(change.aggregate.name, change.before)
        after = claims_of(change.aggregate.name, change.after)
        for key in before.keys() - after.keys():
            self._holders.pop(key, None)
            self._documents.keep(KIND, key, None)
        for key in after.keys() - before.keys():
            if self._holders.setdefault(key, change.after.id) != change.after.id:
                raise ConflictError(change.stream)
            self._documents.keep(KIND, key, after[key])

    def items_to_keep(self) -> Iterable[tuple[str, str, Data]]:
        """Return nothing, because the claims follow from the states of the aggregates."""
        return ()

    def forget(self) -> None:
        """Drop all claims."""
        self._holders.clear()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add a claim, or withdraw it."""
        if data is None:
            self._holders.pop(key, None)
        else:
            self._holders[key] = data["id"]


def claims_of(aggregate: str, state: State) -> dict[str, Data]:
    """Return the documents of an aggregate's claims, by their keys."""
    if not state.version:
        return {}
    return {_key(aggregate, *value): {"id": state.id} for value in state.unique}


def _key(*parts: str) -> str:
    # A digest, because a value may be personal data or longer than a document's key can be.
    return sha256("/".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
