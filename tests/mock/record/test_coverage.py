"""Coverage: what the requests of a world have reached."""

import contextlib
import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Coverage, Request, Response
from spkey_mock.aggregates import REGISTRY
from spkey_mock.record.collector import COLLECTORS
from spkey_mock.service import contract
from spkey_mock.service.errors import Overtaken
from spkey_mock.service.outcome import Outcome
from spkey_mock.world.faults import Fault

from ..support import CONTRACT, USER, Mock
from .processes import Database, Process, failing


def test_a_removal_reaches_few_rules(mock: Mock) -> None:
    mock.world.users.create(USER, keys=1)
    mock.remove(1, headers=[mock.key(), ("content-type", "application/json")])
    assert {item.rule.id for item in mock.world.coverage.rules if item.request is not None} == {
        "service.either_credential_suffices",
        "service.commands_checked_in_order",
        "service.version_counts_events",
        "service.one_writer_per_user",
        "physical_keys.remove.number_never_reused",
        "physical_keys.remove.event_recorded",
        "physical_keys.remove.gone_at_once",
    }


def test_operations_and_statuses_are_counted(stocked: Mock) -> None:
    stocked.remove(1)
    stocked.remove(1)
    stocked.world.fail_next("remove_physical_key", 409)
    stocked.send("POST", f"/users/{USER}/RemovePhysicalKey", {"number": 2})
    stocked.world.lose_next_answer("remove_physical_key")
    body, headers = b'{"number":2}', ((b"x-api-key", stocked.api_key.encode()),)
    stocked.world.handle(Request("POST", f"/users/{USER}/RemovePhysicalKey".encode(), b"", headers, body))
    removals = next(it for it in stocked.world.coverage.operations if it.operation == "remove_physical_key")
    assert removals.calls == 4
    assert {status: times for status, times in removals.statuses.items() if times} == {200: 1, 404: 1, 409: 1}
    assert {400, 401, 403, 413, 429, 500, 503} <= removals.statuses.keys()


def test_operations_statuses_and_rules_that_were_not_reached_are_listed(stocked: Mock) -> None:
    stocked.remove(1)
    coverage = stocked.world.coverage
    missed = coverage.unreached()
    assert {"get_user_profile", "remove_physical_key 404", "physical_keys.get.user_must_exist"} <= set(missed)
    assert not {"remove_physical_key", "remove_physical_key 200", "create_user", "get_user_profile 200"} & set(missed)
    assert "physical_keys.get.user_must_exist" in str(coverage)
    coverage.assert_reached("remove_physical_key", "remove_physical_key 200", "physical_keys.remove.gone_at_once")
    with pytest.raises(AssertionError, match=r"no request reached remove_physical_key 404, get_user_profile 200$"):
        coverage.assert_reached("remove_physical_key 404", "remove_physical_key", "get_user_profile 200")
    with pytest.raises(ValueError, match=r"The contract has no remove_key\.$"):
        coverage.assert_reached("remove_key")


def test_every_operation_is_listed_with_every_status_that_it_may_have(mock: Mock) -> None:
    listed = {item.operation: list(item.statuses) for item in mock.world.coverage.operations}
    assert listed == {item["id"]: sorted(map(int, item["responses"])) for item in CONTRACT["operations"]}
    assert mock.world.coverage.unreached()[: len(listed)] == list(listed)


def test_a_response_that_was_lost_has_no_status(mock: Mock) -> None:
    mock.world.fail_next("create_user", 500)
    mock.world.lose_next_answer("create_user")
    request = Request("POST", f"/users/{USER}/CreateUser".encode(), b"", (), b"{}")
    mock.world.handle(request)
    creations = next(it for it in mock.world.coverage.operations if it.operation == "create_user")
    assert creations.statuses[500] == 1
    assert 0 not in creations.statuses


def test_a_status_that_the_contract_does_not_have_is_listed_once_it_was_sent(mock: Mock) -> None:
    mock.world.fail_next("create_user", 418)
    mock.world.handle(Request("POST", f"/users/{USER}/CreateUser".encode()))
    creations = next(it for it in mock.world.coverage.operations if it.operation == "create_user")
    assert creations.statuses[418] == 1
    assert list(creations.statuses) == sorted(creations.statuses)
    mock.world.coverage.assert_reached("create_user 418")


def test_requests_without_an_operation_are_counted_nowhere(mock: Mock) -> None:
    mock.send("GET", "/nowhere")
    assert not any(item.calls for item in mock.world.coverage.operations)
    mock.world.coverage.assert_reached("service.unknown_route_not_found")


def test_an_injected_fault_reaches_no_rule(mock: Mock) -> None:
    mock.world.fail_next("create_user")
    mock.world.handle(Request("POST", f"/users/{USER}/CreateUser".encode(), b"", ((b"x-api-key", b"unknown"),)))
    reached = {item.rule.id for item in mock.world.coverage.rules if item.request is not None}
    assert reached == {"service.commands_checked_in_order"}


BY_ANY = {rule for rule, check in REGISTRY.checks.items() if check.test is None}
"""The rules that any success reaches."""


def test_rules_that_any_success_reaches_are_listed_apart(mock: Mock) -> None:
    coverage = mock.world.coverage
    assert {item.rule.id for item in coverage.rules if item.any_success} == BY_ANY
    others, by_any = str(coverage).split("rules that any success reaches")
    assert by_any.startswith(f": 0 of {len(BY_ANY)} reached; not reached:\n")
    assert all(f"  {rule}\n" in f"{by_any}\n" and f"  {rule}\n" not in others for rule in BY_ANY)
    mock.create()
    reached = {item.rule.id for item in coverage.rules if item.any_success and item.request is not None}
    assert "users.create.version_starts_at_one" in reached
    assert f"rules that any success reaches: {len(reached)} of {len(BY_ANY)} reached" in str(coverage)


def test_rules_about_deliveries_are_not_part_of_the_coverage(mock: Mock) -> None:
    of_deliveries = {rule.id for rule in contract.load().rules.values() if rule.subject == "webhook"}
    assert of_deliveries
    assert not of_deliveries & {item.rule.id for item in mock.world.coverage.rules}
    assert not any(rule in str(mock.world.coverage) for rule in of_deliveries)
    with pytest.raises(ValueError, match="The contract has no "):
        mock.world.coverage.assert_reached(*of_deliveries)


def test_every_check_is_for_a_rule_of_the_contract() -> None:
    rules = contract.load().rules
    assert REGISTRY.checks.keys() <= rules.keys()
    assert all(rules[rule].subject == "request" for rule in REGISTRY.checks)
    assert {it.rule for operation in REGISTRY.handlers for it in REGISTRY.warnings(operation)} <= rules.keys()


def served(mock: Mock, operation: str, status: int) -> dict[str, bool]:
    found = next(it for it in mock.world.coverage.operations if it.operation == operation)
    return dict(found.properties[status])


def test_properties_of_responses_are_covered_once_a_response_has_them(mock: Mock) -> None:
    mock.world.users.create(USER)
    assert set(served(mock, "list_physical_keys", 200).values()) == {False}
    mock.search()
    assert [pointer for pointer, it in served(mock, "list_physical_keys", 200).items() if it] == ["/keys", "/total"]
    mock.add()
    mock.search()
    unserved = [pointer for pointer, it in served(mock, "list_physical_keys", 200).items() if not it]
    assert unserved == ["/keys/*/orgName", "/keys/*/note"]
    mock.add(note="front door", orgName="ACME")
    mock.search()
    assert set(served(mock, "list_physical_keys", 200).values()) == {True}


def test_properties_are_covered_by_operation_and_status(mock: Mock) -> None:
    mock.create()
    assert set(served(mock, "create_user", 201).values()) == {True}
    assert set(served(mock, "create_user", 200).values()) == {False}
    assert "remove_physical_key: " not in str(mock.world.coverage)
    mock.create()
    assert "  create_user 200 /event/data\n" in str(mock.world.coverage)


@pytest.mark.parametrize("kind", ["drop", "truncate", "lose_answer", "malformed", "content_type"])
def test_a_response_that_did_not_arrive_intact_covers_no_property(mock: Mock, kind: str) -> None:
    mock.world.users.create(USER, keys=1)
    mock.world.faults.add(Fault(kind=kind, operation="get_physical_key"))  # type: ignore[arg-type] # of the parameters
    mock.world.handle(Request("GET", f"/users/{USER}/PhysicalKeys/1".encode(), b"", mock_key(mock)))
    assert set(served(mock, "get_physical_key", 200).values()) == {False}


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_response_without_a_body_covers_no_property(mock: Mock, method: str) -> None:
    mock.world.users.create(USER, keys=1)
    mock.world.handle(Request(method, f"/users/{USER}/PhysicalKeys/1".encode(), b"", mock_key(mock)))
    assert set(served(mock, "get_physical_key", 200).values()) == ({False} if method == "HEAD" else {True, False})


def mock_key(mock: Mock) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"x-api-key", mock.api_key.encode()),)


# Durable worlds


@cache
def exchanges() -> list[tuple[Outcome, int, Response]]:
    """Return the outcome, the status and the response of requests of many kinds."""
    seen: list[tuple[Outcome, int, Response]] = []

    class Seen:
        def record(
            self, world: str, outcome: Outcome, status: int, response: Response, number: int, violations: object
        ) -> None:
            seen.append((outcome, status, response))

    mock, collector = Mock(), Seen()
    COLLECTORS.append(collector)
    try:
        mock.create()
        mock.add()
        mock.search()
        mock.add(note="front door", orgName="ACME")
        mock.search()
        mock.remove(1)
        mock.remove(1)
        mock.remove(0)
        mock.send("GET", "/nowhere")
        mock.world.faults.add(Fault(kind="drop"))
        mock.world.handle(Request("GET", f"/users/{USER}/profile".encode()))
        mock.profile()
    finally:
        COLLECTORS.remove(collector)
    return seen


class Replica:
    """A process with the coverage of a world."""

    def __init__(self, database: Database) -> None:
        self.process = Process(database)
        self.coverage = Coverage(contract.load(), REGISTRY)
        self.process.keepers["coverage"] = self.coverage
        self.process.restore_all()

    def record(self, number: int) -> None:
        self.coverage.record(*exchanges()[number % len(exchanges())], number)

    def flush(self) -> None:
        self.coverage.flush(self.process)


def shown(coverage: Coverage) -> tuple[object, object, str]:
    return coverage.operations, coverage.rules, str(coverage)


STEPS = st.tuples(st.integers(0, 2), st.sampled_from(["record", "record", "flush", "start", "fail", "lose"]))


@settings(max_examples=50)
@given(st.lists(STEPS, max_size=30))
def test_processes_together_cover_what_one_would(steps: list[tuple[int, str]]) -> None:
    database, one = Database(), Coverage(contract.load(), REGISTRY)
    replicas = [Replica(database) for _ in range(3)]
    for number, (index, step) in enumerate(steps, 1):
        replica = replicas[index]
        if step == "record":
            replica.record(number)
            one.record(*exchanges()[number % len(exchanges())], number)
        elif step == "start":
            replica.flush()
            replicas[index] = Replica(database)
        elif step == "fail":
            replica.process.before_commit = failing
            with contextlib.suppress(Overtaken):
                replica.flush()
            replica.process.before_commit = None
            replica.process.run(lambda: None)
        else:
            replica.process.before_commit = replicas[index - 1].flush if step == "lose" else None
            replica.flush()
    for replica in (*replicas, *replicas):
        replica.flush()
        replica.process.run(lambda: None)
    assert [shown(replica.coverage) for replica in replicas] == [shown(one)] * 3


def test_coverage_is_written_once_for_many_requests() -> None:
    database = Database()
    replica = Replica(database)
    for number in range(1, 100):
        replica.record(number)
    assert database.calls == []
    replica.flush()
    replica.flush()
    assert (database.calls, database.documents["coverage"][0]) == (["run"], 1)
    json.dumps(database.documents["coverage"][1])


def test_parts_that_the_contract_no_longer_has_are_ignored() -> None:
    replica = Replica(Database())
    before = shown(replica.coverage)
    reached = {
        "responses": {"open_door 200": 3},
        "rules": {"doors.open.closes_again": 4},
        "served": {"open_door 200": ["/door"], "create_user 201": ["/door"]},
    }
    replica.coverage.restore("coverage", "", {"sum": reached, "added": {}})
    assert shown(replica.coverage) == before


def test_a_property_that_the_contract_has_since_a_start_is_not_covered() -> None:
    database = Database()
    first = Replica(database)
    for number in range(len(exchanges())):
        first.record(number)
    first.flush()
    version, data = database.documents["coverage"]
    served = {name: pointers[1:] for name, pointers in data["sum"]["served"].items()}
    database.documents["coverage"] = (version, {**data, "sum": {**data["sum"], "served": served}})
    second = Replica(database)
    listed = next(it for it in second.coverage.operations if it.operation == "list_physical_keys")
    assert sorted(pointer for pointer, it in listed.properties[200].items() if not it) == ["/keys"]


def test_a_world_keeps_its_coverage_as_a_document() -> None:
    replica = Replica(Database())
    assert [*replica.coverage.items_to_keep()] == []
    replica.record(0)
    ((kind, key, data),) = replica.coverage.items_to_keep()
    other = Replica(Database())
    other.coverage.restore(kind, key, data)
    assert (kind, key) == ("coverage", "")
    assert shown(other.coverage) == shown(replica.coverage)
