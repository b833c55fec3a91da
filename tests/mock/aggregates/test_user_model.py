"""Random requests to the user aggregate, against a model of it."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.aggregates.users import USERS
from spkey_mock.store.recorded import Base

from ..support import ORG, OTHER_ORG, START, Header, Mock, rule

CALLERS = st.sampled_from([ORG, OTHER_ORG, None])
NUMBERS = st.integers(1, 8)
ORGS = st.sampled_from([ORG, OTHER_ORG])
NOTES = st.sampled_from([None, "", "Front door", "FRONT", "back"])


class Inventory(RuleBasedStateMachine):
    """A user of a mock, and what a client can know of it from the responses so far."""

    def __init__(self) -> None:
        super().__init__()
        self.mock = Mock()
        self.exists = False
        self.version = 0
        self.issued = 0  # how many numbers were issued
        self.keys: dict[int, dict[str, Any]] = {}

    def as_caller(self, org_id: str | None) -> list[Header]:
        """The credential of an organisation, or of the user."""
        return [{ORG: self.mock.key(), OTHER_ORG: self.mock.other}.get(org_id or "", self.mock.bearer())]

    def sees(self, org_id: str | None, number: int) -> bool:
        return number in self.keys and org_id in (None, self.keys[number]["orgId"])

    @step(caller=CALLERS)
    def create(self, caller: str | None) -> None:
        reply = self.mock.create(headers=self.as_caller(caller))
        assert reply.status == (200 if self.exists else 201)
        self.version = self.version or 1
        assert reply.body["version"] == self.version
        self.exists = True

    @step(org_id=ORGS, caller=CALLERS, note=NOTES)
    def add(self, org_id: str, caller: str | None, note: str | None) -> None:
        given = {} if note is None else {"note": note}
        reply = self.mock.add(org_id, headers=self.as_caller(caller), **given)
        if not self.exists:
            assert reply.status == 404
            return
        self.version += 1
        self.issued += 1
        assert (reply.status, reply.body["version"], reply.body["number"]) == (200, self.version, self.issued)
        self.keys[self.issued] = {"number": self.issued, "orgId": org_id, "addedAt": START, **given}

    @step(number=NUMBERS, caller=CALLERS)
    def remove(self, number: int, caller: str | None) -> None:
        reply = self.mock.remove(number, headers=self.as_caller(caller))
        if not self.sees(caller, number):
            assert reply.status == 404
            return
        self.version += 1
        assert (reply.status, reply.body["version"], reply.body["number"]) == (200, self.version, number)
        del self.keys[number]

    @step(number=NUMBERS, caller=CALLERS)
    def get(self, number: int, caller: str | None) -> None:
        reply = self.mock.get(number, headers=self.as_caller(caller))
        if self.sees(caller, number):
            assert (reply.status, reply.body) == (200, self.keys[number])
        else:
            assert reply.status == 404

    @step(org_id=st.none() | ORGS, text=st.sampled_from([None, "front", "DOOR", "a"]), caller=CALLERS)
    def search(self, org_id: str | None, text: str | None, caller: str | None) -> None:
        filters = {"orgId": org_id, "q": text}
        query = "&".join(f"{name}={value}" for name, value in filters.items() if value is not None)
        reply = self.mock.search(query, headers=self.as_caller(caller))
        if not self.exists:
            assert reply.status == 404
            return
        passed = [
            key
            for _, key in sorted(self.keys.items())
            if org_id in (None, key["orgId"]) and (text is None or text.lower() in key.get("note", "").lower())
        ]
        assert reply.body == {"keys": passed, "total": len(passed)}

    @step(claimed=ORGS)
    def break_the_schema(self, claimed: str) -> None:
        assert self.mock.command("AddPhysicalKey", {"orgId": ""}).status == 400
        assert self.mock.command("RemovePhysicalKey", {"number": 1, "_callerOrgId": claimed}).status == 400

    @invariant()
    def the_state_agrees_with_the_model(self) -> None:
        user = self.mock.user
        assert (user.version, user.next_number) == (self.version, self.issued + 1)
        assert [key.to_json() for key in user.keys] == [key for _, key in sorted(self.keys.items())]

    @invariant()
    def the_state_is_the_fold_of_its_events(self) -> None:
        base: Base | None = None
        events = self.mock.events
        for recorded in events:
            base = USERS.fold(base, recorded)
        assert [recorded.version for recorded in events] == list(range(1, self.version + 1))
        assert base == (Base(self.version, self.mock.user) if self.exists else None)


@rule("service.version_counts_events", "physical_keys.add.number_never_reused", "service.read_your_writes")
def test_random_requests_keep_the_inventory_in_agreement_with_a_model() -> None:
    run_state_machine_as_test(Inventory, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))
