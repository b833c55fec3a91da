"""Random requests to a lock, against a model of it."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.aggregates.locks import LOCKS
from spkey_mock.store.recorded import Base

from ..support import ORG, OTHER_ORG, Header, Mock, Reply, rule
from .building import Building

KEYS = st.sampled_from(["k1", "k2", "k3"])
INDEXES = st.none() | st.integers(0, 2)
PEOPLE = st.sampled_from(["u1", "u2", "u3"])
CALLERS = st.sampled_from([ORG, OTHER_ORG, "u1", "u2", "u3"])


class Door(RuleBasedStateMachine):
    """A lock of a mock, and what a client can know of it from the responses so far."""

    def __init__(self) -> None:
        super().__init__()
        self.mock = Mock()
        self.lock = Building(self.mock)
        self.version = 1
        self.org_id = ORG
        self.owner: str | None = None
        self.keys: dict[str, dict[str, Any]] = {}
        self.residents: set[str] = set()
        self.planned: list[str] = []

    @initialize(key=st.none() | KEYS)
    def create(self, key: str | None) -> None:
        given = [] if key is None else [{"uuid": key}]
        assert self.lock.create(keys=given).status == 201
        self.keys = {it["uuid"]: it for it in given}

    def as_caller(self, caller: str) -> list[Header]:
        return [{ORG: self.mock.key(), OTHER_ORG: self.mock.other}.get(caller) or self.mock.bearer(caller)]

    def may(self, caller: str) -> bool:
        holders = {key.get("userId") for key in self.keys.values()}
        return caller in (self.org_id, self.owner) or caller in holders

    def holds(self, reply: Reply, caller: str, expected: int) -> bool:
        """Check the response to a command, and return whether it was carried out."""
        status = expected if self.may(caller) else 403
        assert reply.status == status
        if status != 200:
            return False
        self.version += 1
        assert reply.body["version"] == self.version
        return True

    @step(key=KEYS, index=INDEXES, holder=st.none() | PEOPLE, caller=CALLERS)
    def add_key(self, key: str, index: int | None, holder: str | None, caller: str) -> None:
        given = {"keyIndexNumber": index, "userId": holder}
        body = {name: value for name, value in given.items() if value is not None}
        reply = self.lock.add_key(key, headers=self.as_caller(caller), **body)
        if self.holds(reply, caller, 400 if key in self.keys else 200):
            shown = {"uuid": key, "indexNumber": index, "userId": holder}
            self.keys[key] = {name: value for name, value in shown.items() if value is not None}

    @step(key=st.none() | KEYS, index=INDEXES, caller=CALLERS)
    def remove_key(self, key: str | None, index: int | None, caller: str) -> None:
        given = {"keyUuid": key, "keyIndexNumber": index}
        body = {name: value for name, value in given.items() if value is not None}
        reply = self.lock.send("RemoveKey", body, self.as_caller(caller))
        if not body:
            assert reply.status == 400
            return
        found = [
            it["uuid"]
            for it in self.keys.values()
            if key in (None, it["uuid"]) and index in (None, it.get("indexNumber"))
        ]
        if self.holds(reply, caller, {0: 404, 1: 200}.get(len(found), 400)):
            assert reply.body["event"]["data"]["keyUuid"] == found[0]
            del self.keys[found[0]]

    @step(keys=st.lists(KEYS, min_size=1, max_size=3))
    def add_in_bulk(self, keys: list[str]) -> None:
        while self.planned:
            self.pass_a_second()
        reply = self.lock.send("BulkAddKeys", {"keys": [{"keyUuid": key} for key in keys]}, self.as_caller(self.org_id))
        assert reply.status == 200
        self.planned = keys

    @step()
    def pass_a_second(self) -> None:
        self.mock.world.clock.advance(1000)
        if self.planned:
            key, *self.planned = self.planned
            if key not in self.keys:
                self.keys[key] = {"uuid": key}
                self.version += 1

    @step(user=PEOPLE, caller=CALLERS)
    def set_owner(self, user: str, caller: str) -> None:
        if self.holds(self.lock.send("SetOwner", {"userId": user}, self.as_caller(caller)), caller, 200):
            self.owner = user

    @step(org_id=st.sampled_from([ORG, OTHER_ORG]), caller=CALLERS)
    def move(self, org_id: str, caller: str) -> None:
        if self.holds(self.lock.send("SetOrganization", {"orgId": org_id}, self.as_caller(caller)), caller, 200):
            self.org_id = org_id

    @step(user=PEOPLE, caller=CALLERS)
    def add_resident(self, user: str, caller: str) -> None:
        reply = self.lock.add_resident(userId=user, headers=self.as_caller(caller))
        if self.holds(reply, caller, 400 if user in self.residents else 200):
            self.residents.add(user)

    @step(user=PEOPLE, caller=CALLERS)
    def remove_resident(self, user: str, caller: str) -> None:
        reply = self.lock.send("RemoveResident", {"userId": user}, self.as_caller(caller))
        if self.holds(reply, caller, 200 if user in self.residents else 400):
            self.residents.remove(user)

    @step(caller=CALLERS, offline=st.booleans())
    def open(self, caller: str, offline: bool) -> None:
        self.mock.world.outside.change(offline_locks=["4711"] if offline else [])
        self.holds(self.lock.open(headers=self.as_caller(caller)), caller, 502 if offline else 200)
        self.mock.world.outside.change(offline_locks=[])

    @invariant()
    def queries_agree_with_the_model(self) -> None:
        headers = self.as_caller(self.org_id)
        details = self.lock.query("details", headers=headers).body
        assert {key["uuid"]: key for key in details["keys"]} == self.keys
        assert len(details["keys"]) == len(self.keys)
        assert sorted(it["userId"] for it in details["residents"]) == sorted(self.residents)
        assert (details["version"], details["orgId"], details.get("ownerId")) == (self.version, self.org_id, self.owner)

    @invariant()
    def the_state_is_the_fold_of_its_events(self) -> None:
        base: Base | None = None
        for recorded in self.lock.events:
            base = LOCKS.fold(base, recorded)
        state = self.lock.state
        assert base == Base(self.version, state)
        # Derived values are the same whether the keys were changed one by one or read as a whole.
        read = LOCKS.codec.decode(LOCKS.codec.encode(state))
        assert (read.text, read.keys.text) == (state.text, state.keys.text)
        for user in ("u1", "u2", "u3"):
            assert read.keys.are_held_by(user) is state.keys.are_held_by(user)
        for index in range(3):
            assert {it.uuid for it in read.keys.at_index(index)} == {it.uuid for it in state.keys.at_index(index)}


@rule("service.version_counts_events", "lock_keys.add.key_once_per_lock", "lock_keys.add.user_gets_rights")
def test_random_requests_keep_a_lock_in_agreement_with_a_model() -> None:
    run_state_machine_as_test(Door, settings=settings(max_examples=15, stateful_step_count=30, deadline=None))
