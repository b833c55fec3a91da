"""The journal: what it keeps of requests, and what tests assert of them."""

import time
import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from spkey_mock import Fault, Request, Response, Settings, World
from spkey_mock.record.collector import COLLECTORS
from spkey_mock.record.violations import Violation
from spkey_mock.service.outcome import Outcome
from spkey_mock.world.limits import Limits

from ..support import ORG, OTHER_USER, START, USER, Mock


def test_a_request_is_kept_with_its_outcome(stocked: Mock) -> None:
    stocked.world.clock.advance(5)
    path = f"/users/{USER}/RemovePhysicalKey"
    reply = stocked.send("POST", path, {"number": 9}, query="a=b", headers=[stocked.key(), ("X-Trace", "t")])
    entry = stocked.world.journal.entries[-1]
    assert reply.headers["x-request-id"] == str(entry.id) == "5"
    assert (entry.at, entry.method, entry.path) == (START + 5, "POST", f"{path}?a=b")
    assert (entry.operation, entry.user_id, entry.status) == ("remove_physical_key", USER, 404)
    assert (entry.body, entry.json) == ('{"number": 9}', {"number": 9})
    assert "no physical key 9" in entry.answer
    assert entry.headers == (("x-api-key", "***"), ("x-trace", "t"))


@pytest.mark.parametrize("name", ["X-API-Key", "Authorization", "authorization", "Cookie", "X-Mock-Token"])
def test_credentials_are_masked(mock: Mock, name: str) -> None:
    mock.send("GET", "/nowhere", headers=[(name, "a secret")])
    assert "a secret" not in repr(mock.world.journal.entries)


VIOLATIONS = [
    ("POST", "RemovePhysicalKey", b'{"number":0}', "schema.exclusiveMinimum", "client", "/body/number"),
    ("POST", "RemovePhysicalKey", b"{}", "schema.required", "client", "/body/number"),
    ("POST", "RemovePhysicalKey", b"{", "schema.json", "client", "/body"),
    (
        "POST",
        "RemovePhysicalKey",
        b'{"number":1,"_callerOrgId":"a"}',
        "physical_keys.remove.caller_org_id_never_trusted",
        "client",
        "/body/_callerOrgId",
    ),
    (
        "POST",
        "RemovePhysicalKey",
        b'{"number":9}',
        "physical_keys.remove.key_must_be_in_inventory",
        "state",
        "",
    ),
    ("GET", "PhysicalKeys?q=", b"", "physical_keys.list.filter_not_empty", "client", "/query/q"),
    ("GET", "PhysicalKeys?q=a&q=a", b"", "physical_keys.list.filter_given_once", "client", "/query/q"),
    ("GET", "nothing", b"", "service.unknown_route_not_found", "client", ""),
    (
        "POST",
        "CreateUser",
        b'{"userId":"0b0c1d2e-0000-4000-8000-000000000001"}',
        "users.create.path_names_the_user",
        "client",
        "/body/userId",
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "blame", "place"), VIOLATIONS, ids=[it[3] for it in VIOLATIONS]
)
def test_a_violation_has_a_code_and_names_who_caused_it_and_where(
    stocked: Mock, method: str, path: str, body: bytes, code: str, blame: str, place: str
) -> None:
    path, _, query = path.partition("?")
    stocked.send(method, f"/users/{USER}/{path}", body, query=query)
    (violation,) = stocked.world.journal.entries[-1].violations
    assert (violation.code, violation.blame, violation.place) == (code, blame, place)
    assert violation.message
    assert bool(violation.explanation) is not code.startswith("schema.")
    assert str(violation) == f"{code} ({blame}): {place and place + ': '}{violation.message}"


def test_a_caller_org_id_that_passes_is_a_violation_all_the_same() -> None:
    mock = Mock(caller_org_id="override")
    mock.world.users.create(USER, keys=1)
    assert mock.command("RemovePhysicalKey", {"number": 1, "_callerOrgId": "someone else"}).status == 200
    (violation,) = mock.world.journal.entries[-1].violations
    assert violation.code == "physical_keys.remove.caller_org_id_never_trusted"
    with pytest.raises(AssertionError, match="caller_org_id_never_trusted"):
        mock.world.journal.assert_clean()


def test_a_key_of_another_organisation_is_distinguished_in_the_journal_alone(stocked: Mock) -> None:
    hidden, absent = stocked.get(3), stocked.get(9)
    assert hidden.message.replace("3", "9") == absent.message
    codes = [entry.violations[0].code for entry in stocked.world.journal.entries[-2:]]
    assert codes == ["physical_keys.get.other_org_not_found", "physical_keys.get.key_must_be_in_inventory"]


def test_requests_that_break_nothing_are_clean(stocked: Mock) -> None:
    stocked.remove(1)
    stocked.remove(1)
    stocked.world.journal.assert_clean()
    stocked.remove(0)
    with pytest.raises(AssertionError, match=r"(?s)requests broke the contract:.*\{\"number\": 0\} -> 400.*schema"):
        stocked.world.journal.assert_clean()


def test_calls_can_be_asserted(stocked: Mock) -> None:
    stocked.remove(1)
    stocked.remove(1)
    journal = stocked.world.journal
    journal.assert_called("remove_physical_key")
    journal.assert_called("remove_physical_key", times=2)
    journal.assert_called("remove_physical_key", user_id=USER, body={"number": 1}, status=200, times=1)
    journal.assert_called("add_physical_key", body={"note": "front door"})
    journal.assert_not_called("get_user_profile")
    journal.assert_not_called("remove_physical_key", user_id=OTHER_USER)


def test_a_failed_assertion_shows_what_was_called_instead(stocked: Mock) -> None:
    stocked.remove(1)
    with pytest.raises(AssertionError) as failed:
        stocked.world.journal.assert_called("remove_physical_key", user_id="u1", body={"number": 2, "x": None}, times=2)
    assert str(failed.value).splitlines()[:1] == [
        'expected 2 calls of remove_physical_key with user u1, body {"number": 2, "x": null}; there was none'
    ]
    assert str(failed.value).splitlines()[-4:] == [
        f'  #5 remove_physical_key {USER} {{"number": 1}} -> 200',
        f"      user: expected u1, was {USER}",
        "      body/number: expected 2, was 1",
        "      body/x: expected null, was missing",
    ]


def test_an_assertion_that_no_call_was_made_shows_the_call(stocked: Mock) -> None:
    stocked.remove(1)
    with pytest.raises(AssertionError, match=r"(?s)expected no call of remove_physical_key; there was 1.*#5"):
        stocked.world.journal.assert_not_called("remove_physical_key")


def test_an_assertion_about_a_world_without_requests_says_so(mock: Mock) -> None:
    with pytest.raises(AssertionError, match="expected a call of create_user; there was none\nthe world received noth"):
        mock.world.journal.assert_called("create_user")


def test_an_assertion_about_an_unknown_operation_raises_value_error(mock: Mock) -> None:
    with pytest.raises(ValueError, match=r"Unknown operation 'remove_key'\. Known: create_user"):
        mock.world.journal.assert_called("remove_key")


@pytest.mark.parametrize("body", [b"\xff", b"[1]", b"", b"{", b"null"])
def test_a_body_that_is_no_object_has_no_properties(mock: Mock, body: bytes) -> None:
    mock.command("RemovePhysicalKey", body)
    with pytest.raises(AssertionError, match="body/number: expected 1, was missing"):
        mock.world.journal.assert_called("remove_physical_key", body={"number": 1})


def test_the_journal_keeps_only_so_many_requests() -> None:
    world = World(Settings(limits=Limits(journal=3)))
    for _ in range(5):
        world.handle(Request("GET", b"/nowhere"))
    assert [entry.id for entry in world.journal] == [3, 4, 5]
    assert (world.journal.total, world.journal.forgotten, len(world.journal)) == (5, 2, 3)
    unknown = "cannot tell: 2 older requests were dropped from the journal. Clear the journal earlier, or raise"
    for times in (None, 0, 1):
        with pytest.raises(AssertionError, match=unknown):
            world.journal.assert_called("create_user", times=times)
    with pytest.raises(AssertionError, match="requests broke the contract"):
        world.journal.assert_clean()
    world.journal.clear()
    world.journal.assert_not_called("create_user")
    world.journal.assert_clean()


def test_the_journal_keeps_only_so_many_bytes() -> None:
    world = World(Settings(limits=Limits(journal_bytes=100_000)))
    for _ in range(100):
        world.handle(Request("POST", b"/nowhere", body=b"x" * 200_000))
    assert 4 <= len(world.journal) <= 7
    assert all(len(entry.body) < 20_000 for entry in world.journal)


def test_it_can_be_cleared_and_numbers_continue(stocked: Mock) -> None:
    stocked.world.journal.clear()
    stocked.profile()
    assert [entry.id for entry in stocked.world.journal] == [5]
    assert stocked.world.journal.forgotten == 4


def test_it_holds_no_old_states_of_users(stocked: Mock) -> None:
    stocked.add(ORG)
    assert " User(" not in repr(vars(stocked.world.journal))


def test_a_request_is_shown_in_one_line_whatever_it_holds(mock: Mock) -> None:
    mock.send("POST", "/users/%0a/CreateUser", b"a\nb\x1b[31m" + b"x" * 1000)
    (entry,) = mock.world.journal
    assert str(entry).startswith("#1 create_user \\n a\\nb\\x1b[31mxxx")
    assert len(str(entry)) < 400


def test_the_requests_that_are_kept_are_enough_where_one_call_is_expected() -> None:
    mock = Mock(limits=Limits(journal=2))
    mock.create()
    mock.remove(1)
    mock.remove(2)
    mock.world.journal.assert_called("remove_physical_key", body={"number": 2})
    with pytest.raises(AssertionError, match="cannot tell: 1 older requests were dropped from the journal"):
        mock.world.journal.assert_called("remove_physical_key", times=2)


def test_a_failed_assertion_shows_the_closest_requests(stocked: Mock) -> None:
    stocked.remove(1)
    for _ in range(20):
        stocked.profile()
    with pytest.raises(
        AssertionError, match=r"(?s)#5 remove_physical_key.*body/number: expected 2, was 1.*and 15 more"
    ):
        stocked.world.journal.assert_called("remove_physical_key", body={"number": 2})


def test_calls_on_an_aggregate_of_any_kind_can_be_asserted(stocked: Mock) -> None:
    journal = stocked.world.journal
    journal.assert_called("add_physical_key", aggregate_id=USER, times=3)
    journal.assert_called("add_physical_key", aggregate_id=OTHER_USER, times=0)
    with pytest.raises(
        AssertionError, match=r"(?s)with aggregate u1; there was none.*aggregate: expected u1, was 7c9e"
    ):
        journal.assert_called("add_physical_key", aggregate_id="u1")
    assert journal.find("create_user", aggregate_id=USER) == journal.find(user_id=USER)[:1]


def test_requests_are_found_by_operation_user_status_and_id(stocked: Mock) -> None:
    stocked.create(OTHER_USER)
    stocked.remove(9)
    journal = stocked.world.journal
    assert [entry.id for entry in journal.find()] == [1, 2, 3, 4, 5, 6]
    assert [entry.id for entry in journal.find("create_user")] == [1, 5]
    assert [entry.id for entry in journal.find(user_id=USER)] == [1, 2, 3, 4, 6]
    assert [entry.id for entry in journal.find(status=404)] == [6]
    assert [entry.id for entry in journal.find("create_user", OTHER_USER, 201)] == [5]
    assert [entry.id for entry in journal.find(user_id=USER, after=2, limit=2)] == [4, 6]
    assert journal.find("get_user_profile") == journal.find(user_id="u1") == []


def test_requests_that_name_no_operation_concern_nobody(mock: Mock) -> None:
    mock.send("GET", "/nowhere")
    (entry,) = mock.world.journal
    assert (entry.operation, entry.aggregate_type, entry.aggregate_id, entry.user_id) == (None, None, None, None)


def test_requests_that_are_dropped_are_found_no_more() -> None:
    mock = Mock(limits=Limits(journal=2))
    mock.create()
    for number in (1, 2, 3):
        mock.remove(number)
    assert mock.world.journal.find("create_user") == []
    assert [entry.id for entry in mock.world.journal.find(user_id=USER)] == [3, 4]


def test_a_rejected_body_is_not_kept_beyond_what_is_shown(mock: Mock) -> None:
    mock.create()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(20):
            assert mock.command("AddPhysicalKey", b"x" * 500_000).status == 400
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 2_000_000


def test_an_expectation_that_is_nested_too_deeply_differs(mock: Mock) -> None:
    mock.create()
    deep: Any = []
    for _ in range(2_000):
        deep = [deep]
    with pytest.raises(AssertionError, match="a value that is nested too deeply, was missing"):
        mock.world.journal.assert_called("create_user", body={"zz": deep})


def test_an_entry_has_the_duration_and_the_headers_of_its_response(stocked: Mock) -> None:
    started = time.perf_counter()
    stocked.remove(1)
    elapsed = (time.perf_counter() - started) * 1000
    entry = stocked.world.journal.entries[-1]
    assert 0 < entry.duration < elapsed
    assert entry.duration == round(entry.duration, 3)
    assert entry.response_headers == (("content-type", "application/json"), ("x-request-id", "5"))


def test_the_duration_excludes_an_injected_delay(stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="latency", delay=600))
    stocked.remove(1)
    assert stocked.world.journal.entries[-1].duration < 600_000


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_response_can_be_lost(stocked: Mock, method: str) -> None:
    request = Request(method, f"/users/{USER}/profile".encode())
    first, second = stocked.world.handle(request), stocked.world.handle(request)
    first.with_headers((b"a", b"b")).lose()
    lost, kept = stocked.world.journal.entries[-2:]
    assert (lost.lost, kept.lost) == (True, False)
    assert str(lost).endswith(" -> 401 (lost)")
    assert str(kept).endswith(" -> 401")
    stocked.world.reset()
    stocked.world.handle(request)
    second.lose()
    assert not stocked.world.journal.entries[-1].lost


def test_a_long_response_can_be_lost_too(mock: Mock) -> None:
    mock.world.users.create(USER, keys=100)
    headers = ((b"x-api-key", mock.api_key.encode()),)
    response = mock.world.handle(Request("GET", f"/users/{USER}/PhysicalKeys".encode(), b"", headers))
    assert len(response.body) > len(mock.world.journal.entries[-1].answer)
    response.lose()
    assert mock.world.journal.entries[-1].lost


def test_collectors_record_every_request(mock: Mock) -> None:
    seen: list[Any] = []

    class Seen:
        def record(
            self,
            world: str,
            outcome: Outcome,
            status: int,
            response: Response,
            number: int,
            violations: Callable[[], Iterable[Violation]],
        ) -> None:
            codes = [violation.code for violation in violations()]
            seen.append((world, outcome.operation and outcome.operation.id, status, response.status, number, codes))

    collector = Seen()
    COLLECTORS.append(collector)
    try:
        mock.create()
        mock.world.faults.add(Fault(kind="drop"))
        mock.world.handle(Request("GET", f"/users/{USER}/profile".encode()))
        mock.send("GET", "/nowhere")
    finally:
        COLLECTORS.remove(collector)
    assert seen == [
        ("", "create_user", 201, 201, 1, []),
        ("", "get_user_profile", 0, 503, 2, ["fault.drop"]),
        ("", None, 404, 404, 3, ["service.unknown_route_not_found"]),
    ]
