"""The repository: states that are the fold of their streams, and changes that are recorded whole or not."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.aggregates import REGISTRY
from spkey_mock.aggregates.users import USERS, PhysicalKey, PhysicalKeyAdded, PhysicalKeyRemoved, User, UserCreated
from spkey_mock.service.bounds import Bounds
from spkey_mock.service.errors import Full
from spkey_mock.service.event import Event
from spkey_mock.service.numbered import Numbered
from spkey_mock.service.repository import Change, Repository
from spkey_mock.store.memory import MemoryStore
from spkey_mock.store.recorded import Base, Recorded, Stream
from spkey_mock.store.store import Append, ConflictError, Store

from ..support import ORG, OTHER_USER, START, USER


def repository_on(store: Store | None = None, /, **limits: int) -> Repository:
    return Repository(REGISTRY, store or MemoryStore(), Bounds(limits))


def change(repository: Repository, id_: str, *events: Event[User]) -> Change:
    """Return a change that was decided on the state of now."""
    stream, before = repository.stream(USERS, id_), repository.load(USERS, id_)
    after = before
    for event in events:
        after = event.apply(after, START)
    return Change(USERS, stream, before, after, [(START, event) for event in events])


def commit(repository: Repository, id_: str, *events: Event[User]) -> tuple[Recorded, ...]:
    return repository.commit(change(repository, id_, *events))


def folded(store: Store, stream: Stream) -> User | None:
    """Return the state that the events of a stream lead to."""
    history = store.read(stream)
    base: Base | None = history.base
    for recorded in history.events:
        base = USERS.fold(base, recorded)
    if base is None:
        return None
    assert isinstance(base.state, User)
    return base.state


CREATED = UserCreated(USER, org_id=ORG)


def test_a_state_of_which_nothing_was_recorded_has_version_0() -> None:
    repository = repository_on()
    assert repository.load(USERS, USER) == User(USER)
    assert (repository.states(USERS), repository.count(USERS)) == ([], 0)


def test_a_committed_state_is_loaded() -> None:
    repository = repository_on()
    recorded = commit(repository, USER, CREATED, PhysicalKeyAdded(1, ORG))
    assert [(it.version, it.type, it.at) for it in recorded] == [
        (1, "UserCreated", START),
        (2, "PhysicalKeyAdded", START),
    ]
    user = repository.load(USERS, USER)
    assert (user.version, list(user.keys)) == (2, [PhysicalKey(1, ORG, START)])
    assert repository.load(USERS, USER) is user
    assert repository.load(USERS, OTHER_USER).version == 0
    assert repository.feed().events == recorded


def test_a_state_is_rebuilt_from_a_store_that_another_repository_has_filled() -> None:
    store = MemoryStore(events=1)
    commit(repository_on(store), USER, CREATED, PhysicalKeyAdded(1, ORG), PhysicalKeyAdded(2, ORG))
    user = repository_on(store).load(USERS, USER)
    assert (user.version, [key.number for key in user.keys]) == (3, [1, 2])


def test_states_are_listed_least_recently_changed_first() -> None:
    repository = repository_on()
    for id_ in ("a", "b", "c"):
        commit(repository, id_, CREATED)
    commit(repository, "a", PhysicalKeyAdded(1, ORG))
    assert [user.id for user in repository.states(USERS)] == ["b", "c", "a"]
    assert [user.id for user in repository.latest(USERS, 2)] == ["a", "c"]
    assert repository.count(USERS) == 3


def test_a_change_that_was_decided_on_an_older_state_conflicts() -> None:
    repository = repository_on(keys=10)
    commit(repository, USER, CREATED)
    late = change(repository, USER, PhysicalKeyAdded(1, ORG))
    commit(repository, USER, PhysicalKeyAdded(1, ORG))
    before = repository.load(USERS, USER)
    with pytest.raises(ConflictError):
        repository.commit(late)
    assert repository.load(USERS, USER) is before
    assert repository.feed().latest == 2


def test_changes_of_several_aggregates_are_recorded_together_or_not_at_all() -> None:
    repository = repository_on()
    commit(repository, "a", CREATED)
    late = change(repository, "a", PhysicalKeyAdded(1, ORG))
    commit(repository, "a", PhysicalKeyAdded(1, ORG))
    with pytest.raises(ConflictError):
        repository.commit(change(repository, "b", CREATED), late)
    assert repository.load(USERS, "b").version == 0
    assert repository.count(USERS) == 1
    now = change(repository, "a", PhysicalKeyAdded(2, ORG))
    recorded = repository.commit(change(repository, "b", CREATED), now)
    assert [(it.stream.id, it.version, it.position) for it in recorded] == [("b", 1, 3), ("a", 3, 4)]


@pytest.mark.parametrize(
    ("limits", "message"),
    [({"users": 1}, "Too many users"), ({"keys": 1}, "Too many keys"), ({"text": 50}, "Too many characters of text")],
)
def test_a_change_without_room_records_nothing(limits: Mapping[str, int], message: str) -> None:
    repository = repository_on(**limits)
    commit(repository, USER, CREATED)
    before = repository.feed()
    with pytest.raises(Full, match=message):
        repository.commit(
            change(repository, OTHER_USER, CREATED, *(PhysicalKeyAdded(n, "o" * 20) for n in (1, 2))),
        )
    assert repository.feed() == before
    assert repository.load(USERS, OTHER_USER).version == 0
    assert repository.count(USERS) == 1


def test_removed_keys_make_room() -> None:
    repository = repository_on(keys=1)
    commit(repository, USER, CREATED)
    for number in range(1, 5):
        commit(repository, USER, PhysicalKeyAdded(number, ORG))
        commit(repository, USER, PhysicalKeyRemoved(number))
    assert repository.load(USERS, USER).version == 9


class FailingStore(MemoryStore):
    """A store that fails to append while it is told to."""

    failure: Exception | None = None

    def append(self, *appends: Append) -> tuple[Recorded, ...]:
        if self.failure is not None:
            raise self.failure
        return super().append(*appends)


@pytest.mark.parametrize("failure", [ConflictError(Stream("user", USER)), OSError("The disk is full.")])
def test_a_store_that_fails_changes_no_state_and_takes_no_room(failure: Exception) -> None:
    store = FailingStore()
    repository = repository_on(store, users=1, keys=1)
    commit(repository, USER, CREATED)
    before, store.failure = repository.load(USERS, USER), failure
    for _ in range(3):
        with pytest.raises(type(failure)):
            commit(repository, USER, PhysicalKeyAdded(1, ORG))
    assert repository.load(USERS, USER) is before
    store.failure = None
    commit(repository, USER, PhysicalKeyAdded(1, ORG))


def test_reserved_room_is_used_by_the_changes_that_name_the_reservation() -> None:
    repository = repository_on(users=1, keys=2)
    with repository.reserve({"users": 1, "keys": 2}) as reservation:
        with pytest.raises(Full, match="Too many users"):
            commit(repository, OTHER_USER, CREATED)
        repository.commit(change(repository, USER, CREATED, PhysicalKeyAdded(1, ORG)), reservation=reservation)
    commit(repository, USER, PhysicalKeyAdded(2, ORG))
    with pytest.raises(Full, match="Too many keys"):
        commit(repository, USER, PhysicalKeyAdded(3, ORG))


# Replacing everything


PRECIOUS = PhysicalKey(1, ORG, START, note="precious")


def test_a_replacement_takes_the_place_of_all_states() -> None:
    repository = repository_on()
    commit(repository, USER, CREATED)
    restored = User(OTHER_USER, 5, next_number=2, keys=Numbered([(1, PRECIOUS)]))
    repository.replace([(USERS, restored)], [], 8)
    assert repository.load(USERS, USER) == User(USER)
    assert repository.load(USERS, OTHER_USER) is restored
    assert repository.states(USERS) == [restored]
    (recorded,) = commit(repository, OTHER_USER, PhysicalKeyAdded(2, ORG))
    assert (recorded.version, recorded.position) == (6, 8)
    assert [key.number for key in repository.load(USERS, OTHER_USER).keys] == [1, 2]


def test_a_replacement_counts_positions_back_from_the_next_one() -> None:
    repository = repository_on()
    data = USERS.encode(CREATED)
    events = [Recorded(Stream("user", USER), 1, 0, START, "UserCreated", data)] * 2
    repository.replace([(USERS, User(USER, 1))], events, 8)
    feed = repository.feed()
    assert (feed.earliest, feed.latest, [it.position for it in feed.events]) == (6, 7, [6, 7])


@pytest.mark.parametrize("version", [1, 2])
def test_a_change_that_was_decided_before_a_replacement_conflicts(version: int) -> None:
    repository = repository_on()
    commit(repository, USER, CREATED)
    late = change(repository, USER, PhysicalKeyAdded(1, ORG))
    # The version may be the one that the change expects, and the number may be taken all the same.
    restored = User(USER, version, next_number=2, keys=Numbered([(1, PRECIOUS)]))
    repository.replace([(USERS, restored)], [], 1)
    with pytest.raises(ConflictError):
        repository.commit(late)
    assert repository.load(USERS, USER) is restored
    assert repository.feed().events == ()


def test_a_creation_that_was_decided_before_a_replacement_conflicts() -> None:
    repository = repository_on()
    late = change(repository, USER, CREATED)
    repository.replace([], [], 1)
    with pytest.raises(ConflictError):
        repository.commit(late)
    assert repository.load(USERS, USER).version == 0


@pytest.mark.parametrize("limits", [{"users": 1}, {"keys": 1}, {"text": 60}])
def test_a_replacement_without_room_changes_nothing(limits: Mapping[str, int]) -> None:
    repository = repository_on(**limits)
    commit(repository, "a", CREATED)
    late = change(repository, "a", PhysicalKeyAdded(1, ORG))
    before, feed = repository.load(USERS, "a"), repository.feed()
    many = [(USERS, User(id_ * 30, 2, keys=Numbered([(1, PRECIOUS)]))) for id_ in ("b", "c")]
    with pytest.raises(Full):
        repository.replace(many, [], 1)
    assert repository.states(USERS) == [before]
    assert repository.feed() == feed
    repository.commit(late)
    if "keys" in limits:
        with pytest.raises(Full):
            commit(repository, "a", PhysicalKeyAdded(2, ORG))


def test_a_replacement_counts_the_room_of_its_states_alone() -> None:
    repository = repository_on(users=1, keys=2)
    commit(repository, USER, CREATED, PhysicalKeyAdded(1, ORG), PhysicalKeyAdded(2, ORG))
    repository.replace([(USERS, User(OTHER_USER, 2, next_number=2, keys=Numbered([(1, PRECIOUS)])))], [], 1)
    commit(repository, OTHER_USER, PhysicalKeyAdded(2, ORG))
    with pytest.raises(Full, match="Too many keys"):
        commit(repository, OTHER_USER, PhysicalKeyAdded(3, ORG))
    with pytest.raises(Full, match="Too many users"):
        commit(repository, USER, CREATED)


def test_two_aggregates_that_share_a_value_already_can_still_change() -> None:
    repository = repository_on()
    users = [User(id_, 1, email="ada@example.com") for id_ in ("a", "b")]  # of a store of an older version
    repository.replace([(USERS, user) for user in users], [], 1)
    for id_ in ("a", "b"):
        commit(repository, id_, PhysicalKeyAdded(1, ORG))
    with pytest.raises(ConflictError):
        commit(repository, "c", UserCreated("c", email="ADA@example.com"))


class Histories(RuleBasedStateMachine):
    """Users that change while the log keeps only a few of their events."""

    def __init__(self) -> None:
        super().__init__()
        self.replaced = False
        self.total = 0

    @initialize(events=st.integers(0, 6), text=st.integers(0, 200))
    def begin(self, events: int, text: int) -> None:
        self.store = MemoryStore(events=events, text=text)
        self.repository = repository_on(self.store, users=3, keys=6, text=100_000)

    def ids(self) -> Iterator[str]:
        yield from ("a", "b", "c")

    def try_to_commit(self, id_: str, *events: Event[User]) -> None:
        try:
            self.total += len(commit(self.repository, id_, *events))
        except Full:
            keys = sum(len(user.keys) for user in self.repository.states(USERS))
            assert keys + sum(isinstance(event, PhysicalKeyAdded) for event in events) > 6

    @step(id_=st.sampled_from("abc"), keys=st.integers(0, 3), note=st.sampled_from([None, "n" * 50]))
    def create_or_add(self, id_: str, keys: int, note: str | None) -> None:
        user = self.repository.load(USERS, id_)
        created = () if user.version else (CREATED,)
        first = user.next_number
        self.try_to_commit(id_, *created, *(PhysicalKeyAdded(first + n, ORG, note=note) for n in range(keys)))

    @step(id_=st.sampled_from("abc"))
    def remove(self, id_: str) -> None:
        for key in list(self.repository.load(USERS, id_).keys)[:1]:
            self.try_to_commit(id_, PhysicalKeyRemoved(key.number))

    @step(kept=st.sets(st.sampled_from("abc")))
    def replace(self, kept: set[str]) -> None:
        states = [(USERS, user) for user in self.repository.states(USERS) if user.id in kept]
        events = self.repository.feed().events
        self.repository.replace(states, events, self.total + 1)
        self.replaced = True

    @invariant()
    def a_state_is_the_fold_of_its_history(self) -> None:
        for id_ in self.ids():
            user = self.repository.load(USERS, id_)
            rebuilt = folded(self.store, self.repository.stream(USERS, id_)) or User(id_)
            assert rebuilt == user
            assert rebuilt.sizes == user.sizes

    @invariant()
    def another_repository_on_the_same_store_has_the_same_states(self) -> None:
        if not self.replaced:
            other = repository_on(self.store)
            assert [other.load(USERS, id_) for id_ in self.ids()] == [
                self.repository.load(USERS, id_) for id_ in self.ids()
            ]

    @invariant()
    def the_feed_counts_every_event(self) -> None:
        feed = self.repository.feed()
        assert feed.latest == self.total
        assert [it.position for it in feed.events] == list(range(feed.earliest, self.total + 1))


def test_a_state_is_the_fold_of_its_history_however_little_the_log_keeps() -> None:
    run_state_machine_as_test(Histories, settings=settings(max_examples=100, stateful_step_count=25, deadline=None))
