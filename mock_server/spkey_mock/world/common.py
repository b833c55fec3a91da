"""The documents of a server that belong to no world: its credentials and its teams."""

from collections.abc import Sequence
from functools import partial
from threading import RLock

from attrs import evolve

from ..store.documents import Keeper
from ..store.durable import Database, UnusableError
from ..store.recorded import Data, Document, Recorded
from .archive import reaching
from .clock import wall_clock
from .ledger import Ledger
from .settings import Settings

COMMON = "/"
"""The name under which a database keeps these documents. No world can have it."""

_CREDENTIALS = "server", "credentials"


class Common:
    """The documents of a server that belong to no world. Thread-safe.

    Args:
        database: The database.

    Attributes:
        ledger: The transactions.
        keepers: The components whose items are documents, by the kinds of these documents.

    Raises:
        Overtaken: The database cannot be reached.
    """

    def __init__(self, database: Database) -> None:
        with reaching():
            store = database.open(COMMON, wall_clock(), create=True)
        if store is None:
            raise UnusableError("The database cannot store the documents of the server.")
        self._store = store
        self._credentials: Data | None = None
        self.keepers: dict[str, Keeper] = {}
        self.ledger = Ledger(store, shared=database.shared, lock=RLock())
        self.ledger.mirrored = self

    def settled(self, settings: Settings) -> Settings:
        """Return the settings, with the stored API key and secret where none are given.

        Processes that share a database, or use it one after another, then accept the same credentials.
        """
        return self.ledger.run(partial(self._settled, settings))

    def _settled(self, settings: Settings) -> Settings:
        known = dict(self._credentials or {})
        generated = settings.settled()
        if not settings.api_keys:
            known.setdefault("apiKeys", [list(pair) for pair in generated.api_keys])
        if settings.secret is None:
            known.setdefault("secret", generated.secret)
        if known != (self._credentials or {}):
            self.ledger.keep(*_CREDENTIALS, known)
            self._credentials = known
        keys = settings.api_keys or tuple((key, org_id) for key, org_id in known["apiKeys"])
        return evolve(settings, api_keys=keys, secret=settings.secret or known["secret"])

    # Mirroring, called by the ledger

    def load(self) -> Sequence[Document]:
        """Load the documents."""
        documents = self._store.load().documents
        self.restore_all(documents)
        return documents

    def apply(self, events: Sequence[Recorded]) -> None:
        """Ignore events, of which there are none."""

    def restore_all(self, documents: Sequence[Document]) -> None:
        """Replace the items of all documents."""
        self._credentials = None
        for keeper in self.keepers.values():
            keeper.forget()
        for document in documents:
            self.restore(document)

    def restore(self, document: Document) -> None:
        """Restore the item of a document."""
        if (document.kind, document.key) == _CREDENTIALS:
            self._credentials = document.data
        elif (keeper := self.keepers.get(document.kind)) is not None:
            keeper.restore(document.kind, document.key, document.data)
