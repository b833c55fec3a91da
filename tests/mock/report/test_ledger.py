"""The ledger: the report about the requests of every world of the process."""

from threading import Thread

import pytest
from spkey_mock import Request, Settings, World
from spkey_mock.record.collector import COLLECTORS
from spkey_mock.report.ledger import Ledger, collecting, current
from spkey_mock.report.report import MOST_VIOLATIONS, Finding

from ..support import USER, Mock
from .reports import sample


def test_requests_of_all_worlds_are_collected_and_outlive_them() -> None:
    with collecting() as ledger:
        for _ in range(2):
            mock = Mock()
            mock.create()
            mock.world.reset()
        report = ledger.report
    assert report.requests == 2
    assert report.responses == {("create_user", 201): 2}
    assert "users.create.version_starts_at_one" in report.rules
    assert ("create_user", 201, "/event/data/status") in report.properties


def test_nothing_is_collected_before_and_after() -> None:
    mock = Mock()
    mock.create()
    with collecting() as ledger:
        pass
    mock.create()
    assert ledger.report.requests == 0
    assert COLLECTORS == []


def test_violations_name_operation_place_world_and_test() -> None:
    report = sample()
    assert [finding for finding, _ in report.ordered] == [
        Finding(
            "schema.type",
            "client",
            'the value is not of type "integer"',
            "/body/number",
            "remove_physical_key",
            "",
            "test_a.py::test_a",
        ),
        Finding(
            "physical_keys.remove.key_must_be_in_inventory",
            "state",
            "There is no physical key 1 in the inventory.",
            "",
            "remove_physical_key",
            "",
            "test_a.py::test_a",
        ),
    ]


def test_a_dropped_connection_is_a_call_without_a_status() -> None:
    world = World()
    world.lose_next_answer("create_user")
    with collecting() as ledger:
        key = ((b"x-api-key", world.api_key.encode()),)
        body = f'{{"userId":"{USER}"}}'.encode()
        world.handle(Request("POST", f"/users/{USER}/CreateUser".encode(), b"", key, body))
    assert ledger.report.responses == {("create_user", 0): 1}
    assert [finding.code for finding in ledger.report.violations] == ["fault.lose_answer"]


def test_requests_for_no_operation_count() -> None:
    with collecting() as ledger:
        World().handle(Request("GET", b"/nowhere"))
    assert (ledger.report.requests, ledger.report.responses) == (1, {})
    assert "service.unknown_route_not_found" not in ledger.report.rules


def test_worlds_with_any_settings_are_collected() -> None:
    with collecting() as ledger:
        World(Settings(caller_org_id="override", errors="runtime")).handle(Request("GET", b"/users/u/profile"))
    assert ledger.report.responses == {("get_user_profile", 401): 1}


def test_the_memory_of_a_report_is_bounded() -> None:
    world = World()
    world.fail_next("get_physical_key", 500, times=3 * MOST_VIOLATIONS)
    key = ((b"x-api-key", world.api_key.encode()),)
    with collecting() as ledger:
        for number in range(3 * MOST_VIOLATIONS):
            ledger.test = f"test_{number}"
            world.handle(Request("GET", b"/users/u/PhysicalKeys/1", b"", key))
    assert len(ledger.report.violations) == MOST_VIOLATIONS
    assert ledger.report.dropped == 2 * MOST_VIOLATIONS


def test_threads_lose_no_request() -> None:
    mock = Mock()
    mock.create()

    def send() -> None:
        for _ in range(100):
            mock.remove("one")

    with collecting() as ledger:
        threads = [Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert ledger.report.responses == {("remove_physical_key", 400): 400}
    assert list(ledger.report.violations.values()) == [400]


@pytest.mark.parametrize("inner", [False, True])
def test_the_ledger_of_the_process_is_found(inner: bool) -> None:
    assert current() is None
    with collecting() as outer:
        if inner:
            with collecting() as ledger:
                assert isinstance(ledger, Ledger)
        assert current() is outer
    assert current() is None
