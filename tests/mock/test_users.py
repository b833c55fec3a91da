from functools import reduce

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.aggregates.users import (
    AddPhysicalKey,
    Command,
    CreateUser,
    Event,
    PhysicalKey,
    PhysicalKeyAdded,
    PhysicalKeyRemoved,
    Profile,
    RemovePhysicalKey,
    User,
    UserCreated,
    decide,
    evolve,
)
from spkey_mock.service.errors import NotFound

from .support import ORG, OTHER_ORG, START, USER, rule

ADA = Profile(email="ada@example.com", first_name="Ada")


def after(*events: Event) -> User:
    return reduce(evolve, events, User(USER))


CREATED = UserCreated(USER, "ACTIVE", ADA, START)
FIRST = PhysicalKeyAdded(USER, PhysicalKey(1, ORG, START))
SECOND = PhysicalKeyAdded(USER, PhysicalKey(2, OTHER_ORG, START, "Umbrella", "cellar"))


def test_a_user_is_created_once() -> None:
    assert decide(User(USER), CreateUser(USER, ADA), START) == (CREATED,)
    assert decide(after(CREATED), CreateUser("another id", Profile()), START) == ()


def test_a_key_gets_the_next_number_and_the_time() -> None:
    command = AddPhysicalKey(OTHER_ORG, "Umbrella", "cellar")
    assert decide(after(CREATED, FIRST), command, START) == (SECOND,)


def test_a_key_is_removed_at_a_time() -> None:
    events = decide(after(CREATED, FIRST), RemovePhysicalKey(1), START + 5)
    assert events == (PhysicalKeyRemoved(USER, 1, START + 5),)


@pytest.mark.parametrize("command", [AddPhysicalKey(ORG), RemovePhysicalKey(1)])
def test_a_user_who_does_not_exist_has_no_inventory(command: Command) -> None:
    with pytest.raises(NotFound, match=f"There is no user {USER}"):
        decide(User(USER), command, START)


@pytest.mark.parametrize("number", [0, -1, 2, 2**53])
def test_only_a_key_of_the_inventory_can_be_removed(number: int) -> None:
    with pytest.raises(NotFound, match=f"no physical key {number} in the inventory"):
        decide(after(CREATED, FIRST), RemovePhysicalKey(number), START)


def test_an_organisation_removes_only_the_keys_that_it_issued() -> None:
    user = after(CREATED, FIRST, SECOND)
    assert decide(user, RemovePhysicalKey(2, OTHER_ORG), START)
    with pytest.raises(NotFound):
        decide(user, RemovePhysicalKey(2, ORG), START)


def test_events_leave_earlier_states_as_they_were() -> None:
    before = after(CREATED, FIRST)
    changed = evolve(evolve(before, SECOND), PhysicalKeyRemoved(USER, 1, START))
    assert before == after(CREATED, FIRST)
    assert (changed.version, changed.next_number, list(changed.keys)) == (4, 3, [2])
    assert changed.profile == ADA


NUMBERS = st.integers(0, 8)
ORGS = st.sampled_from([ORG, OTHER_ORG])


class Inventory(RuleBasedStateMachine):
    """Random commands against the aggregate and a model of it."""

    def __init__(self) -> None:
        super().__init__()
        self.user = User(USER)
        self.events: list[Event] = []
        self.given: list[int] = []  # the model: every number ever given out,
        self.owners: dict[int, str] = {}  # the inventory, as adds minus removes,
        self.exists = False  # and whether there is a user

    def carry_out(self, command: Command) -> bool:
        """Whether something happened."""
        try:
            events = decide(self.user, command, START)
        except NotFound:
            return False
        self.user = reduce(evolve, events, self.user)
        self.events += events
        return bool(events)

    @step()
    def create(self) -> None:
        assert self.carry_out(CreateUser(USER)) is not self.exists
        self.exists = True

    @step(org_id=ORGS)
    def add(self, org_id: str) -> None:
        number = self.user.next_number
        assert self.carry_out(AddPhysicalKey(org_id)) is self.exists
        if self.exists:
            assert number not in self.given
            self.given.append(number)
            self.owners[number] = org_id

    @step(number=NUMBERS, org_id=st.none() | ORGS)
    def remove(self, number: int, org_id: str | None) -> None:
        visible = number in self.owners and org_id in (None, self.owners[number])
        assert self.carry_out(RemovePhysicalKey(number, org_id)) is visible
        if visible:
            del self.owners[number]

    @invariant()
    def agrees_with_the_model(self) -> None:
        assert self.user.version == len(self.events)
        assert self.given == list(range(1, self.user.next_number))
        assert {number: key.org_id for number, key in self.user.keys.items()} == self.owners
        assert list(self.user.keys) == sorted(self.owners)
        assert reduce(evolve, self.events, User(USER)) == self.user


@rule("service.version_counts_events", "physical_keys.add.number_never_reused")
def test_random_commands_keep_the_inventory_in_agreement_with_a_model() -> None:
    run_state_machine_as_test(Inventory, settings=settings(max_examples=100, stateful_step_count=30, deadline=None))
