"""Coverage: what the requests of a world have reached."""

import pytest
from spkey_mock import Request
from spkey_mock.aggregates import REGISTRY
from spkey_mock.service import contract
from spkey_mock.world.faults import Fault

from ..support import CONTRACT, USER, Mock


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


BY_ANY = {
    "service.commands_checked_in_order",
    "service.queries_checked_in_order",
    "service.query_changes_nothing",
    "service.read_your_writes",
    "service.version_counts_events",
    "physical_keys.add.number_counts_up_from_one",
    "physical_keys.add.event_recorded",
    "physical_keys.remove.number_never_reused",
    "physical_keys.remove.event_recorded",
    "physical_keys.remove.gone_at_once",
    "physical_keys.list.total_counts_all",
    "users.create.version_starts_at_one",
    "users.create.event_without_personal_data",
    "users.get_profile.shows_what_was_given",
}


def test_rules_that_any_success_reaches_are_listed_apart(mock: Mock) -> None:
    coverage = mock.world.coverage
    assert {item.rule.id for item in coverage.rules if item.any_success} == BY_ANY
    others, by_any = str(coverage).split("rules that any success reaches")
    assert by_any.startswith(f": 0 of {len(BY_ANY)} reached; not reached:\n")
    assert all(f"  {rule}\n" in f"{by_any}\n" and f"  {rule}\n" not in others for rule in BY_ANY)
    mock.create()
    assert f"rules that any success reaches: 4 of {len(BY_ANY)} reached" in str(coverage)


def test_rules_about_deliveries_are_not_part_of_the_coverage(mock: Mock) -> None:
    of_deliveries = {rule.id for rule in contract.load().rules.values() if rule.subject == "webhook"}
    assert of_deliveries
    assert not of_deliveries & {item.rule.id for item in mock.world.coverage.rules}
    assert not any(rule in str(mock.world.coverage) for rule in of_deliveries)
    with pytest.raises(ValueError, match="The contract has no webhooks"):
        mock.world.coverage.assert_reached(*of_deliveries)


def test_every_check_is_for_a_rule_of_the_contract() -> None:
    rules = contract.load().rules
    assert REGISTRY.checks.keys() <= rules.keys()
    assert all(rules[rule].subject == "request" for rule in REGISTRY.checks)
    assert {warned.rule for warnings in REGISTRY.warnings.values() for warned in warnings} <= rules.keys()


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
