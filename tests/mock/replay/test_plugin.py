"""The marker, in projects of their own that pytest runs."""

import re

import pytest

from ...documents import blocks

pytest_plugins = ["pytester"]

NAIVE = '''
"""An application that repeats every request that did not succeed."""

import httpx


class Desk:
    def __init__(self, world):
        headers = {"X-API-Key": world.api_key}
        self.http = httpx.Client(transport=world.transport, base_url="https://api.spkey.co", headers=headers)

    def send(self, method, path, body=None):
        for _ in range(3):
            try:
                response = self.http.request(method, path, json=body)
            except httpx.TransportError:
                continue
            if response.status_code < 500 and response.status_code != 429:
                return response.raise_for_status().json()
        raise RuntimeError("no success")

    def add(self):
        return self.send("POST", "/users/u1/AddPhysicalKey", {"orgId": "acme"})["number"]

    def remove(self, number):
        self.send("POST", "/users/u1/RemovePhysicalKey", {"number": number})

    def numbers(self):
        return [key["number"] for key in self.send("GET", "/users/u1/PhysicalKeys")["keys"]]
'''

IMPORTS = """
import pytest
from spkey_client import SpkeyError
from spkey_mock import Fault, World
"""


def replay(pytester: pytest.Pytester, tests: str, *arguments: str) -> pytest.RunResult:
    """Run these tests. A real pause fails."""
    pytester.makepyfile(desk=NAIVE, test_desk=IMPORTS + tests)
    return pytester.runpytest_subprocess("--strict-markers", *arguments)


def broken(result: pytest.RunResult) -> list[str]:
    """The lines about broken runs."""
    return [line.strip() for line in result.outlines if line.startswith("  request ")]


def test_a_client_that_repeats_everything_issues_a_surplus_key_in_10_of_40_runs(pytester: pytest.Pytester) -> None:
    result = replay(
        pytester,
        """
import time
import anyio
from desk import Desk

@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    def pause(seconds):
        raise AssertionError(f"a pause of {seconds} s in real time")
    monkeypatch.setattr(time, "sleep", pause)
    monkeypatch.setattr(anyio, "sleep", pause)

@pytest.mark.spkey_every_fault
def test_naive(spkey_world):
    spkey_world.users.create("u1")
    desk = Desk(spkey_world)
    first = desk.add()
    desk.add()
    desk.remove(first)
    assert desk.numbers() == [2]

@pytest.mark.spkey_every_fault
def test_sdk(spkey_world, spkey):
    spkey_world.users.create("u1")
    first = spkey.physical_keys.add("u1", org_id="acme").number
    spkey.physical_keys.add("u1", org_id="acme")
    spkey.physical_keys.remove("u1", number=first)
    assert [key.number for key in spkey.physical_keys.list("u1").keys] == [2]
""",
    )
    result.assert_outcomes(passed=1, failed=1)
    assert any(re.fullmatch(r"\d+ of 40 runs with a fault broke an invariant", line) for line in result.outlines)
    surplus = [line for line in broken(result) if "surplus" in line]
    assert len(surplus) == 10
    lost = "request 2 add_physical_key, lose_answer: surplus PhysicalKeyAdded of user u1 (3 instead of 2)"
    assert any(line.startswith(lost) for line in surplus)
    result.stdout.fnmatch_lines(["FAILED test_desk.py::test_naive - Failed: *"])


def test_a_surplus_temporary_key_is_reported_although_it_has_no_public_event(pytester: pytest.Pytester) -> None:
    result = replay(
        pytester,
        """
from spkey_client.models import NewDoor
from spkey_mock import Settings

WINDOW = {"valid_from": "2026-11-05T16:00:00Z", "valid_until": "2099-11-06T16:00:00Z"}

@pytest.fixture
def spkey_settings():
    return Settings(seed=None)

@pytest.fixture
def spkey_world(spkey_settings):
    world = World(spkey_settings)
    world.locks.create(1)
    world.temp_keys.create([1])
    return world

@pytest.fixture
def spkey(spkey_world):
    return spkey_world.client()

def create(spkey, attempts):
    for _ in range(attempts):
        try:
            return spkey.temp_keys.create(doors=[NewDoor(lock_id="1", access_method="both")], **WINDOW)
        except SpkeyError as error:
            failure = error
    raise failure

@pytest.mark.spkey_every_fault
def test_naive(spkey):
    create(spkey, attempts=4)

@pytest.mark.spkey_every_fault
def test_careful(spkey, spkey_world):
    guest = create(spkey, attempts=1)
    spkey.locks.open_with_pin(1, pin=guest.pin)
    spkey.temp_keys.revoke(guest.uuid)
    assert spkey_world.temp_keys.get(guest.uuid).revoked_at

@pytest.mark.spkey_every_fault(kinds=("drop",))
def test_swallowed(spkey):
    guest = create(spkey, attempts=1)
    try:
        spkey.with_options(max_retries=0).temp_keys.revoke(guest.uuid)
    except SpkeyError:
        pass
""",
    )
    result.assert_outcomes(passed=1, failed=2)
    kinds = ("carried_out_500", "carried_out_503", "lose_answer", "truncate", "malformed", "content_type", "latency")
    assert broken(result) == [
        *(f"request 1 create_temp_key, {kind}: surplus TempKeyIssued (3 instead of 2)" for kind in kinds),
        "request 2 revoke_temp_key, drop: lost TempKeyRevoked (0 instead of 1)",
    ]


def test_attempts_and_records_beside_a_public_event_are_not_counted_on_their_own(pytester: pytest.Pytester) -> None:
    result = replay(
        pytester,
        """
@pytest.mark.spkey_every_fault(kinds=("drop",))
def test_a_wrong_pin_that_never_arrived_opens_nothing_either(spkey, spkey_world):
    spkey_world.locks.create(1)
    with pytest.raises(SpkeyError):
        spkey.locks.open_with_pin(1, pin="000000")

@pytest.mark.spkey_every_fault(kinds=("lose_answer",))
def test_one_line_per_opening(spkey, spkey_world):
    spkey_world.locks.create(1)
    guest = spkey_world.temp_keys.create([1])
    for _ in range(2):
        try:
            spkey.temp_keys.open(guest.id)
            break
        except SpkeyError:
            pass
""",
    )
    result.assert_outcomes(passed=1, failed=1)
    (line,) = broken(result)
    assert line == (
        "request 1 open_temp_key, lose_answer: surplus LockOpenRequested of lock 1 (2 instead of 1); "
        "surplus TempKeyUsed of lock 1 (2 instead of 1)"
    )


ACCEPT = "If the application reports failures with BookingError, add accept=(BookingError,) to the marker."


HANDLING = {
    "one_class": "raise BookingError",
    "two_classes": "raise BookingError if ERRORS.append(1) or len(ERRORS) > 1 else KeyError",
    "assertion": "raise AssertionError",
    "failure": "pytest.fail()",
    "surplus": "spkey_world.users.create('u2'); raise BookingError",
    "lost": "return",
}

BOOKING = """
@pytest.mark.spkey_every_fault(kinds=("drop", "status_503"))
def test_{name}(spkey, spkey_world):
    spkey_world.users.create("u1")
    try:
        spkey.with_options(max_retries=0).physical_keys.add("u1", org_id="acme")
    except SpkeyError as error:
        failed = True
    else:
        failed = False
    if failed:
        {handling}
"""


def test_only_an_error_that_may_report_failures_is_named(pytester: pytest.Pytester) -> None:
    tests = "".join(BOOKING.format(name=name, handling=handling) for name, handling in HANDLING.items())
    result = replay(pytester, f"ERRORS = []\n\nclass BookingError(Exception): ...\n{tests}")
    result.assert_outcomes(failed=len(HANDLING))
    assert hints(result) == [("one_class", ACCEPT)]


def hints(result: pytest.RunResult) -> list[tuple[str, str]]:
    """The lines about accepted errors, each with the name of the failed test that it is about."""
    found: list[tuple[str, str]] = []
    name = ""
    for line in result.outlines:
        heading = re.fullmatch(r"_+ test_(\w+) _+", line)
        name = heading[1] if heading else name
        if "accept=" in line:
            found.append((name, line))
    return found


def test_what_counts_as_handled(pytester: pytest.Pytester) -> None:
    result = replay(
        pytester,
        """
class BookingError(Exception): ...

def book(spkey, spkey_world):
    spkey_world.users.create("u1")
    return spkey.physical_keys.add("u1", org_id="acme")

drop = pytest.mark.spkey_every_fault(kinds=("drop",))

@drop
def test_an_error_of_the_client_is_reported(spkey, spkey_world):
    book(spkey, spkey_world)

@pytest.mark.spkey_every_fault(kinds=("drop",), accept=(BookingError,))
def test_an_accepted_error_is_reported(spkey, spkey_world):
    try:
        book(spkey, spkey_world)
    except SpkeyError:
        raise BookingError from None

@drop
def test_an_error_caused_by_one_of_the_client_is_reported(spkey, spkey_world):
    try:
        book(spkey, spkey_world)
    except SpkeyError as error:
        raise BookingError from error

@drop
def test_another_error(spkey, spkey_world):
    try:
        book(spkey, spkey_world)
    except SpkeyError:
        raise BookingError("sorry") from None

@drop
def test_an_error_that_is_swallowed(spkey, spkey_world):
    try:
        book(spkey, spkey_world)
    except SpkeyError:
        pass

@drop
def test_an_error_that_is_swallowed_before_an_assertion(spkey, spkey_world):
    try:
        book(spkey, spkey_world)
    except SpkeyError:
        pass
    assert len(spkey_world.inventory("u1")) == 1

@drop
def test_an_error_in_a_fixture_of_the_test(booked): ...

@pytest.fixture
def booked(spkey, spkey_world):
    return book(spkey, spkey_world)

@pytest.mark.spkey_every_fault
def test_assertions_about_requests_let_retries_pass(spkey, spkey_world):
    spkey_world.users.create("u1", keys=1)
    spkey.physical_keys.list("u1")
    spkey_world.journal.assert_called("list_physical_keys", times=1)
""",
    )
    result.assert_outcomes(passed=5, failed=3)
    assert broken(result) == [
        "request 1 add_physical_key, drop: unhandled error: test_desk.BookingError: sorry (test_desk.py:36)",
        "request 1 add_physical_key, drop: lost PhysicalKeyAdded of user u1 (0 instead of 1)",
        "request 1 add_physical_key, drop: unhandled error: AssertionError: assert 0 == 1 (test_desk.py:51)",
    ]
    assert "  spkey_world.faults.add(Fault(kind='drop', operation='add_physical_key'))" in result.outlines


EVERY_STYLE = """
import asyncio

pytestmark = pytest.mark.spkey_every_fault

class TestClass:
    def setup_method(self):
        self.world = None

    def test_each_run_has_an_instance_of_its_own(self, spkey, spkey_world, tmp_path, capsys, caplog, monkeypatch):
        assert self.world is None
        self.world = spkey_world
        assert not list(tmp_path.iterdir())
        (tmp_path / "file").touch()
        spkey_world.users.create("u1", keys=1)
        spkey.physical_keys.remove("u1", number=1)

@pytest.fixture(scope="module")
def module_fixture():
    MODULE.append(1)
    assert MODULE == [1]
    yield
    MODULE.clear()

MODULE = []

@pytest.mark.parametrize("keys", [1, 2])
def test_parameters(spkey, spkey_world, keys, module_fixture):
    spkey_world.users.create("u1", keys=keys)
    spkey.physical_keys.remove("u1", number=keys)

@pytest.fixture
def own_world():
    return World()

def test_a_world_of_another_fixture(own_world):
    own_world.users.create("u1", keys=1)
    with own_world.client() as client:
        client.physical_keys.remove("u1", number=1)

@pytest.mark.spkey_every_fault(latency=0.2)
def test_a_real_socket(spkey_server):
    spkey_server.world.users.create("u1", keys=1)
    with spkey_server.client(timeout=0.1) as client:
        client.physical_keys.remove("u1", number=1)

@pytest.mark.ASYNC
async def test_tasks(async_spkey, spkey_world):
    spkey_world.users.create("u1", keys=2)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(async_spkey.physical_keys.remove("u1", number=1))
        tasks.create_task(async_spkey.physical_keys.add("u1", org_id="acme"))

def test_a_test_that_injects_faults_itself(spkey, spkey_world):
    spkey_world.users.create("u1", keys=1)
    spkey_world.fail_next("list_physical_keys")
    assert spkey.physical_keys.list("u1").total == 1
    spkey_world.faults.assert_used()

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""


def test_every_style_of_test_is_replayed_with_anyio_and_xdist(pytester: pytest.Pytester) -> None:
    arguments = ("-p", "anyio", "-p", "xdist", "-n", "2", "--dist", "loadfile")
    replay(pytester, EVERY_STYLE.replace("ASYNC", "anyio"), *arguments).assert_outcomes(passed=7)


def test_every_style_of_test_is_replayed_with_pytest_asyncio(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    result = replay(pytester, EVERY_STYLE.replace("ASYNC", "asyncio"), "-p", "pytest_asyncio.plugin")
    result.assert_outcomes(passed=7)


def test_a_test_that_cannot_be_replayed_says_why(pytester: pytest.Pytester) -> None:
    result = replay(
        pytester,
        """
import unittest

pytestmark = pytest.mark.spkey_every_fault

def test_without_a_world(): ...

def test_without_requests(spkey_world): ...

@pytest.fixture
def second_world():
    return World()

def test_with_two_worlds(spkey_world, second_world): ...

def test_that_fails(spkey):
    spkey.physical_keys.list("u1")

RUNS = []

def test_that_sends_other_requests_each_time(spkey, spkey_world):
    RUNS.append(1)
    spkey_world.users.create("u1")
    for _ in RUNS:
        spkey.physical_keys.list("u1")

def test_that_works_only_once(spkey, spkey_world):
    spkey_world.users.create("u1")
    spkey.physical_keys.list("u1")
    RUNS.append(1)
    assert len(RUNS) == 3

def test_that_clears_the_journal(spkey, spkey_world):
    spkey_world.users.create("u1")
    spkey.physical_keys.list("u1")
    spkey_world.journal.clear()

class TestUnit(unittest.TestCase):
    def test_of_unittest(self): ...

@pytest.mark.spkey_every_fault(kinds=("explode",))
def test_with_an_unknown_kind(spkey): ...
""",
    )
    result.assert_outcomes(failed=9)
    result.stdout.fnmatch_lines(
        [
            "spkey_every_fault: The test has no world of its own. Use the fixture spkey_world, or a fixture of *",
            "spkey_every_fault: The test sent no request for an operation to its world, so there is nothing to replay.",
            "spkey_every_fault: The test has 2 worlds, but a replay needs exactly one.",
            "E *NotFoundError: 404: There is no user u1.*",
            "The test failed without faults, so it was not replayed.",
            "spkey_every_fault: The test is not repeatable. Two runs without faults differ: "
            "list_physical_keys (successful): 1, then 2.",
            "spkey_every_fault: The test passed without faults, but failed the second time: *assert 4 == 3*",
            "spkey_every_fault: The journal no longer has 1 of the test's requests. Remove calls that *",
            "spkey_every_fault: A test of a unittest.TestCase cannot be replayed. Use a plain class or function.",
            "spkey_every_fault: Unknown kind 'explode'. Known: status_429, *",
        ]
    )


def test_a_replay_has_one_result_that_other_features_of_pytest_know(pytester: pytest.Pytester) -> None:
    tests = """
from desk import Desk

pytestmark = pytest.mark.spkey_every_fault

@pytest.mark.xfail(strict=True)
def test_known(spkey_world):
    spkey_world.users.create("u1")
    Desk(spkey_world).add()

def test_first(spkey_world):
    print("printed once")
    spkey_world.users.create("u1")
    Desk(spkey_world).add()

def test_second(spkey_world): ...

@pytest.mark.skip
def test_skipped(spkey_world): ...
"""
    result = replay(pytester, tests, "-x")
    result.assert_outcomes(xfailed=1, failed=1)
    assert result.outlines.count("printed once") == 1
    again = replay(pytester, tests, "--lf", "--junitxml=junit.xml")
    again.assert_outcomes(failed=1)
    assert (pytester.path / "junit.xml").read_text("utf-8").count("<testcase") == 1


def test_fixtures_of_wider_scopes_are_set_up_once_and_their_errors_are_reported(pytester: pytest.Pytester) -> None:
    result = replay(
        pytester,
        """
SET_UP = []

@pytest.fixture(scope="module")
def broken():
    SET_UP.append(1)
    yield
    raise RuntimeError(f"set up {len(SET_UP)} times")

@pytest.mark.spkey_every_fault
def test_first(broken, spkey, spkey_world):
    spkey_world.users.create("u1", keys=1)
    spkey.physical_keys.remove("u1", number=1)

@pytest.mark.spkey_every_fault
def test_last(broken, spkey, spkey_world):
    spkey_world.users.create("u1", keys=1)
    spkey.physical_keys.remove("u1", number=1)
""",
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_last*", "E *RuntimeError: set up 1 times"])


def test_a_project_without_the_marker_does_not_import_the_replay(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_of_the_replay_is_imported(spkey_world):
            assert not [name for name in sys.modules if name.startswith("spkey_mock.replay")]
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)  # a process that has not imported the replay


def test_the_guide_shows_the_message_of_its_example(pytester: pytest.Pytester) -> None:
    def first(language: str) -> str:
        return next(block.code for block in blocks(language) if block.name.startswith("every-fault.md:"))

    example = re.sub(r"^@pytest.mark.xfail.*\n", "", first("python"), flags=re.MULTILINE)
    pytester.makepyfile(test_desk=example)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    assert first("text") in result.stdout.str()
