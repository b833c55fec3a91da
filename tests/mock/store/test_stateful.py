"""Any sequence of calls leaves every durable store in the state that a small model predicts."""

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import define, field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spkey_mock.store.durable import Database, DurableStore, Put
from spkey_mock.store.recorded import Base, History, Recorded, Stream
from spkey_mock.store.store import Append, ConflictError

from .conftest import new_world
from .stores import START

NAMES = ("a", "b", "é\0")
OFF = st.sampled_from([0, 0, 0, 0, -1, 1])

APPENDS = st.lists(st.tuples(st.sampled_from(NAMES), OFF, st.integers(0, 3)), unique_by=lambda it: it[0], max_size=2)
PUTS = st.lists(st.tuples(st.sampled_from(NAMES), OFF, st.booleans()), unique_by=lambda it: it[0], max_size=2)
STEPS = st.lists(
    st.tuples(st.just("append"), APPENDS, PUTS)
    | st.tuples(st.just("claim"), st.sampled_from(NAMES), OFF)
    | st.tuples(st.sampled_from(["snapshot", "prune"]), st.sampled_from(NAMES), st.integers(1, 6))
    | st.tuples(st.just("replace"), st.integers(0, 3), st.booleans()),
    max_size=14,
)


@define
class Model:
    """A world.

    Attributes:
        incarnation: The number of replacements.
        log: The events that can be read.
        versions: The version of each stream.
        origins: The bases after which the log begins.
        latest: The later snapshots.
        documents: The version and data of each document.
        forgotten: The number of events that are no longer in the log.
    """

    incarnation: int = 0
    log: list[Recorded] = field(factory=list[Recorded])
    versions: dict[str, int] = field(factory=dict[str, int])
    origins: dict[str, Base] = field(factory=dict[str, Base])
    latest: dict[str, Base] = field(factory=dict[str, Base])
    documents: dict[str, tuple[int, Any]] = field(factory=dict[str, tuple[int, Any]])
    forgotten: int = 0

    def stream(self, name: str) -> Stream:
        return Stream("user", name, self.incarnation)

    def after(self, bases: Mapping[str, Base]) -> list[Recorded]:
        """The events after these bases."""
        return [it for it in self.log if it.stream.id not in bases or it.version > bases[it.stream.id].version]

    @property
    def bases(self) -> dict[str, Base]:
        return self.origins | self.latest


def state(version: int) -> dict[str, int]:
    return {"version": version}


@define
class Machine:
    """Performs the same operations on a store and on its model."""

    store: DurableStore
    model: Model = field(factory=Model)

    def append(self, appends: list[tuple[str, int, int]], puts: list[tuple[str, int, bool]]) -> None:
        model = self.model
        batch: list[Append] = []
        for name, off, size in appends:
            expected = model.versions.get(name, 0) + off
            batch.append(
                Append(model.stream(name), expected, [(START + n, f"T{n}", {"n": n}) for n in range(size)], {})
            )
        written = [self._put(name, off, remove) for name, off, remove in puts]
        if any(off for _, off, _ in (*appends, *puts)) or any(not it.expected and it.data is None for it in written):
            with pytest.raises(ConflictError):
                self.store.append(*batch, puts=written)
            return
        recorded = self.store.append(*batch, puts=written)
        assert [(it.stream, it.type) for it in recorded] == [
            (it.stream, kind) for it in batch for _, kind, _ in it.events
        ]
        for event in recorded:
            model.versions[event.stream.id] = event.version
        model.log += recorded
        for put in written:
            self._wrote(put)

    def claim(self, name: str, off: int) -> None:
        put = self._put(name, off, False)
        assert self.store.claim(put) == (not off)
        if not off:
            self._wrote(put)

    def snapshot(self, name: str, version: int) -> None:
        model = self.model
        self.store.snapshot({model.stream(name): Base(version, state(version))})
        if model.bases.get(name, Base(0, {})).version < version <= model.versions.get(name, 0):
            model.latest[name] = Base(version, state(version))

    def prune(self, name: str, version: int) -> None:
        model = self.model
        base = Base(version, state(version))
        dropped = [it for it in model.log if it.stream.id == name and it.version <= version]
        if version > model.versions.get(name, 0):
            dropped = []  # no event has the version of the base
        assert self.store.prune({model.stream(name): base}) == len(dropped)
        model.log = [it for it in model.log if it not in dropped]
        model.forgotten += len(dropped)
        if dropped and model.origins.get(name, Base(0, {})).version < version:
            model.origins[name] = base
            if name in model.latest and model.latest[name].version <= version:
                del model.latest[name]

    def replace(self, size: int, with_origins: bool) -> None:
        """Replace all streams with one whose last events are known."""
        self.model = model = Model(incarnation=self.model.incarnation + 1)
        stream, origin = model.stream("a"), Base(2, state(2))
        known = [Recorded(stream, 2 + n, 10 + n, START, "Known", {}) for n in range(1, size + 1)]
        bases = {stream: Base(2 + size, state(2 + size))}
        self.store.replace(bases, known, 11 + size, origins={stream: origin} if with_origins else None)
        model.versions = {"a": 2 + size}
        model.forgotten = 10
        model.log = [*self.store.feed().events]
        assert [(it.version, it.type) for it in model.log] == [(it.version, it.type) for it in known]
        model.origins = {"a": origin if with_origins else bases[stream]}
        model.latest = {"a": bases[stream]} if with_origins else {}

    def _put(self, name: str, off: int, remove: bool) -> Put:
        version = self.model.documents[name][0] if name in self.model.documents else 0
        return Put("kind", name, version + off, None if remove else {"n": version})

    def _wrote(self, put: Put) -> None:
        if put.data is None:
            del self.model.documents[put.key]
            return
        # After a removal, versions may go on.
        version = next(it.version for it in self.store.documents() if it.key == put.key)
        assert version == put.expected + 1 or not put.expected
        self.model.documents[put.key] = (version, put.data)

    def check(self) -> None:
        model, store = self.model, self.store
        contents = store.load()
        later = model.after(model.bases)
        assert contents.incarnation == model.incarnation
        assert {it.id: base for it, base in contents.bases.items()} == model.bases
        assert contents.events == tuple(later)
        assert {it.key: (it.version, it.data) for it in contents.documents} == model.documents
        for name in NAMES:
            of_stream = tuple(it for it in later if it.stream.id == name)
            assert store.read(model.stream(name)) == History(model.bases.get(name), of_stream)
        feed = store.feed()
        assert (feed.events, feed.forgotten) == (tuple(model.log), model.forgotten)
        origins = {model.stream(name): base for name, base in model.origins.items()}
        assert store.as_of(feed.latest) == (origins, tuple(model.after(model.origins)))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_durable_store_matches_its_model(database: Database, steps: list[tuple[Any, ...]]) -> None:
    machine = Machine(new_world(database))
    for name, *arguments in steps:
        getattr(machine, name)(*arguments)
    machine.check()
