"""The journal of a durable world: written in batches, read after a start, and shared with other processes."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Request, Response
from spkey_mock.record.expectations import Expectation
from spkey_mock.record.journal import Journal
from spkey_mock.service import contract
from spkey_mock.service.errors import Overtaken
from spkey_mock.service.message import Receipt
from spkey_mock.service.outcome import Outcome
from spkey_mock.store.durable import StoreError

from ..support import USER
from .processes import Database, Process, failing

KNOWN = contract.load()
PROFILE = Request("GET", f"/users/{USER}/profile".encode())


class Recorder:
    """The journal of a process, after a start."""

    def __init__(self, database: Database, block: int = 1, *, shared: bool = True, entries: int = 1000) -> None:
        self.process = Process(database, block, shared=shared)
        self.journal = Journal(
            KNOWN,
            entries=entries,
            size=entries * 1_000,
            store=self.process.store,
            documents=self.process,
            numbers=self.process.number,
        )
        self.process.keepers["journal"] = self.journal
        self.process.restore_all()
        self.journal.load()

    def send(self, request: Request = PROFILE, *, delay: float = 0.0) -> Response:
        """Record a request, and return its response."""
        response = Response(200, (), b"{}", delay, receipt=Receipt())
        outcome = Outcome(request, 0, KNOWN.route(request.method, request.path), response)
        self.journal.record(self.journal.number(), outcome, response, duration=1_000_000)
        return response

    def calls(self) -> int:
        return self.journal.check(Expectation(operation="get_user_profile")).calls

    @property
    def ids(self) -> list[int]:
        return [entry.id for entry in self.journal]


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def alone(database: Database) -> Recorder:
    return Recorder(database, shared=False)


def test_requests_wait_for_no_database(database: Database, alone: Recorder) -> None:
    database.calls.clear()
    for _ in range(100):
        alone.send()
    assert (alone.calls(), database.calls) == (100, [])
    alone.journal.flush()
    assert database.calls == ["log", "run"]
    alone.journal.flush()
    alone.journal.flush()
    assert database.calls == ["log", "run"]


def test_a_journal_continues_after_a_start_with_other_numbers(database: Database, alone: Recorder) -> None:
    for _ in range(3):
        alone.send()
    alone.journal.flush()
    alone.send()  # lost with the process
    again = Recorder(database, 101, shared=False)
    assert again.journal.entries == alone.journal.entries[:3]
    assert (again.journal.total, again.journal.forgotten) == (3, 0)
    again.send()
    assert again.ids == [1, 2, 3, 101]
    again.journal.assert_called("get_user_profile", times=4)


def test_the_journal_and_its_log_are_bounded(database: Database) -> None:
    recorder = Recorder(database, shared=False, entries=10)
    for _ in range(25):
        recorder.send()
        recorder.journal.flush()
    assert [*database.log] == recorder.ids == [*range(16, 26)]
    again = Recorder(database, 101, shared=False, entries=10)
    assert (len(again.journal), again.journal.total, again.journal.forgotten) == (10, 25, 15)
    with pytest.raises(AssertionError, match="cannot tell: 15 older requests were dropped"):
        again.journal.assert_called("get_user_profile", times=10)


def test_long_entries_leave_room_for_fewer_in_the_log(database: Database) -> None:
    recorder = Recorder(database, shared=False, entries=10)
    for _ in range(10):
        recorder.send(Request("GET", PROFILE.path, body=b"x" * 4_000))
        recorder.journal.flush()
    assert recorder.ids == [*database.log] == [9, 10]
    again = Recorder(database, 101, shared=False, entries=10)
    assert again.ids == [9, 10]
    assert again.journal.size == pytest.approx(recorder.journal.size, abs=100)


def test_a_store_that_fails_loses_nothing(database: Database, alone: Recorder) -> None:
    alone.send()
    database.down = True
    with pytest.raises(StoreError):
        alone.journal.flush()
    alone.send()
    assert (alone.ids, alone.journal.total) == ([1, 2], 2)
    database.down = False
    alone.process.after_commit = failing  # the requests are counted, but the process does not know
    with pytest.raises(Overtaken):
        alone.journal.flush()
    alone.journal.flush()
    again = Recorder(database, 101, shared=False)
    assert (again.ids, again.journal.total, again.journal.forgotten) == ([1, 2], 2, 0)


def test_what_a_failing_store_cannot_take_is_bounded(database: Database) -> None:
    recorder = Recorder(database, shared=False, entries=5)
    database.down = True
    for _ in range(20):
        recorder.send()
        with pytest.raises(StoreError):
            recorder.journal.flush()
    database.down = False
    recorder.journal.flush()
    assert [*database.log] == [16, 17, 18, 19, 20]
    assert (recorder.journal.total, recorder.journal.forgotten) == (20, 15)


@pytest.mark.parametrize("delay", [0.0, 600.0])
def test_a_response_that_turns_out_to_be_lost_is_written_again(
    database: Database, alone: Recorder, delay: float
) -> None:
    response = alone.send(delay=delay)
    alone.send()
    alone.journal.flush()
    if delay:
        alone.journal.flush()
    response.lose()
    alone.journal.flush()
    assert [entry.lost for entry in Recorder(database, 101).journal] == [True, False]


# Several processes

READS: dict[str, Callable[[Journal], object]] = {
    "find": lambda journal: len(journal.find("get_user_profile")),
    "entries": lambda journal: len(journal.entries),
    "len": len,
    "iteration": lambda journal: len([*journal]),
    "archive": lambda journal: len(journal.har()["log"]["entries"]),
    "check": lambda journal: journal.check(Expectation(operation="get_user_profile")).calls,
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_every_read_includes_the_entries_of_other_processes(
    database: Database, read: Callable[[Journal], object]
) -> None:
    first, second = Recorder(database), Recorder(database, 101)
    second.send()
    first.send()
    second.journal.flush()
    assert (read(first.journal), read(second.journal)) == (2, 2)
    first.journal.assert_called("get_user_profile", times=2)


STEPS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["send", "send", "flush", "read", "start"])), max_size=25)


@settings(max_examples=50)
@given(STEPS)
def test_processes_with_numbers_of_their_own_see_the_same_requests(steps: list[tuple[int, str]]) -> None:
    database, blocks = Database(), iter(range(301, 100_000, 100))
    recorders = [Recorder(database, block) for block in (201, 1, 101)]
    sent = 0
    for index, step in steps:
        recorder = recorders[index]
        if step == "send":
            recorder.send()
            sent += 1
        elif step == "flush":
            recorder.journal.flush()
        elif step == "read":
            assert recorder.journal.forgotten == 0
            assert len(recorder.journal) <= sent
        else:
            recorder.journal.flush()
            recorders[index] = Recorder(database, next(blocks))
    for recorder in recorders:
        recorder.journal.flush()
    entries = [recorder.journal.entries for recorder in recorders]
    assert entries[0] == entries[1] == entries[2]
    assert len(entries[0]) == sent
    for recorder in recorders:
        recorder.journal.assert_called("get_user_profile", times=sent)
        assert (recorder.journal.total, recorder.journal.forgotten) == (sent, 0)


def test_only_entries_of_others_are_decoded_and_only_once(database: Database) -> None:
    first, second = Recorder(database), Recorder(database, 101)
    second.send()
    second.journal.flush()
    (entry,) = first.journal
    database.log[101] = "unreadable"
    assert first.journal.entries == second.journal.entries == [entry]


def test_processes_keep_the_same_requests_when_the_journal_is_full(database: Database) -> None:
    first, second = Recorder(database, entries=4), Recorder(database, 101, entries=4)
    for recorder in (first, second, first, second, first, second):
        recorder.send()
        recorder.journal.flush()
    assert first.ids == second.ids == sorted(database.log) == [3, 101, 102, 103]
    assert (first.journal.total, first.journal.forgotten) == (6, 2)


def test_a_request_is_counted_once_others_can_see_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Recorder(database), Recorder(database, 101)
    log = first.process.store.log

    def log_while_another_arrives(entries: Mapping[int, str], keep: int) -> None:
        log(entries, keep)
        first.send()

    first.send()
    with monkeypatch.context() as patched:
        patched.setattr(first.process.store, "log", log_while_another_arrives)
        first.journal.flush()
    second.journal.assert_called("get_user_profile", times=1)
    assert (first.ids, first.journal.total, second.journal.total) == ([1, 2], 2, 1)
    first.journal.flush()
    second.journal.assert_called("get_user_profile", times=2)


# Clearing


def test_a_journal_can_be_cleared(database: Database, alone: Recorder) -> None:
    alone.send()
    alone.journal.flush()
    alone.send()
    alone.journal.clear()
    assert (alone.ids, database.log, alone.journal.total, alone.journal.forgotten) == ([], {}, 2, 2)
    alone.journal.assert_not_called("get_user_profile")
    alone.send()
    alone.journal.flush()
    again = Recorder(database, 101, shared=False)
    assert (again.ids, again.journal.total, again.journal.forgotten) == ([3], 3, 2)
    again.journal.assert_called("get_user_profile", times=1)


def test_clearing_drops_what_other_processes_have_not_written_yet(database: Database) -> None:
    first, second = Recorder(database), Recorder(database, 101)
    first.send()
    first.journal.flush()
    second.send()
    assert second.ids == [1, 101]
    second.send()
    first.journal.clear()
    second.journal.flush()
    assert (first.ids, second.ids) == ([], [])
    second.send()
    second.journal.flush()
    assert (first.ids, second.ids) == ([103], [103])
    assert Recorder(database, 201).ids == [103]
    for recorder in (first, second):
        recorder.journal.assert_called("get_user_profile", times=1)
        assert (recorder.journal.total, recorder.journal.forgotten) == (4, 3)


def test_two_processes_can_clear_at_the_same_time(database: Database) -> None:
    first, second = Recorder(database), Recorder(database, 101)
    first.send()
    second.send()
    first.process.before_commit = second.journal.clear
    first.journal.clear()
    for recorder in (first, second):
        recorder.journal.assert_not_called("get_user_profile")
        assert recorder.ids == []
        recorder.journal.flush()
    first.send()
    assert (first.journal.total, second.journal.total) == (3, 2)


def test_clearing_can_be_repeated_after_a_failure(database: Database) -> None:
    first, second = Recorder(database), Recorder(database, 101)
    first.send()
    assert second.ids == []
    first.process.before_commit = failing
    with pytest.raises(Overtaken):
        first.journal.clear()
    second.send()
    first.journal.clear()
    assert (first.ids, second.ids) == ([], [])
    second.journal.flush()
    for recorder in (first, second):
        assert (recorder.ids, recorder.journal.total, recorder.journal.forgotten) == ([], 2, 2)


def test_lines_from_before_a_reset_are_ignored_after_it(database: Database) -> None:
    first, second = Recorder(database), Recorder(database, 101)
    first.send()
    first.journal.flush()
    second.send()
    ((kind, _, data),) = first.journal.items_after_reset()
    database.documents = {kind: (1, data)}
    second.process.before_commit = failing
    with pytest.raises(Overtaken):
        second.journal.flush()  # the process does not know of the reset yet
    third = Recorder(database, 201)
    third.send()
    assert (sorted(database.log), third.ids) == ([1, 101], [201])
    assert (third.journal.total, third.journal.forgotten) == (1, 0)
    assert [*third.journal.items_to_keep()] == [(kind, "", {"sum": {"total": 1, "since": 1, "clears": 1}, "added": {}})]


def test_a_journal_in_memory_is_no_document() -> None:
    journal = Journal(KNOWN)
    journal.flush()
    journal.load()
    journal.forget()
    journal.restore("journal", "", None)
    assert [*journal.items_to_keep(), *journal.items_after_reset()] == []


def test_a_journal_that_has_ended_writes_nothing(database: Database, alone: Recorder) -> None:
    alone.send()
    alone.journal.flush()
    documents, log = dict(database.documents), dict(database.log)
    alone.send()
    alone.journal.end()
    alone.journal.flush()
    assert (database.documents, database.log) == (documents, log)


def test_a_journal_may_end_when_its_process_learns_of_a_reset(
    database: Database, alone: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone.send()
    run = alone.process.run

    def run_after_a_reset(function: Callable[[], object]) -> object:
        def after_a_reset() -> object:
            alone.journal.end()
            return function()

        return run(after_a_reset)

    monkeypatch.setattr(alone.process, "run", run_after_a_reset)
    alone.journal.flush()
    assert database.documents == {}
