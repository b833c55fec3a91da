"""The pytest plugin of the suite: its fixtures and markers, and the record of the tests' outcomes."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from attrs import evolve

from spkey_client import SpkeyError

from .credentials import NONE
from .exchange import masked
from .lock import Lock
from .mock import Mock
from .promises import Operation, Rule
from .scene import FIRST, Scene
from .server import Record, Server
from .setting import Setting
from .temp_key import Interface, TempKey, window
from .user import User
from .verdicts import Outcome, Tested

CATEGORIES = ("core", "auth", "errors", "concurrency", "webhooks", "inferred")
"""The categories by which tests are selected. A test of an inferred rule is in the last one as well."""

SETTING = pytest.StashKey[Setting]()
_RECORD = pytest.StashKey[Record]()

NewUser = Callable[..., User]
NewLock = Callable[..., Lock]
NewTempKey = Callable[..., TempKey]
AsUser = Callable[[User], Server]
NewScene = Callable[[Operation], Scene]
Times = Callable[..., dict[str, str]]


Progress = Callable[[int, int], None]
Enough = Callable[[Sequence[Tested]], bool]


def ignore(_done: int, _total: int) -> None:
    """Ignore the progress."""


def never(_tests: Sequence[Tested]) -> bool:
    """Return False, because no number of tests is enough."""
    return False


class Suite:
    """The plugin of one run.

    Args:
        setting: The setting of the run.
        progress: Called after each test, with the number of tests so far and their total number.
        enough: Called after each test, with the tests so far. The run ends once it returns True.

    Attributes:
        tests: The tests that have run. Once the run was interrupted, those that were left as well.
        errors: Why tests could not be collected.
    """

    def __init__(self, setting: Setting, progress: Progress = ignore, enough: Enough = never) -> None:
        self._setting = setting
        self._progress = progress
        self._enough = enough
        self._items: list[pytest.Item] = []
        self.tests: list[Tested] = []
        self.errors: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the markers and hand the setting to the fixtures."""
        config.addinivalue_line("markers", "rule(id, ...): the rules of the contract that the test shows")
        config.addinivalue_line("markers", "category(name): the category of the test")
        config.addinivalue_line("markers", "supplement: only mocks are judged by the test")
        config.stash[SETTING] = self._setting
        # The reasons for failures come from the exceptions. Nobody reads tracebacks, which take longer than the tests.
        config.option.tbstyle = "value"

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Skip modules that name none of the selected rules. This is faster than collecting them."""
        patterns = self._setting.configuration.select
        if not patterns or _matches(CATEGORIES, patterns) or not collection_path.name.startswith("test_"):
            return None
        text = collection_path.read_text("utf-8")
        return not any(f'"{name}"' in text for name in self._selected)

    @cached_property
    def _selected(self) -> list[str]:
        patterns = self._setting.configuration.select
        return [name for name in self._setting.promises.rules if _matches((name,), patterns)]

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep the selected tests. Tests that judge only mocks are dropped for any other server."""
        chosen: list[pytest.Item] = []
        configuration = self._setting.configuration
        for item in items:
            names = (*_rules(item), *_categories(item, self._setting.promises.rules))
            selected = not configuration.select or _matches(names, configuration.select)
            judges = self._setting.mock is not None or item.get_closest_marker("supplement") is None
            if selected and judges and not _matches(names, configuration.deselect):
                chosen.append(item)
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen
        self._items = chosen

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note why a module cannot be collected."""
        if report.failed:
            self.errors.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note the outcome of a test, once it is known."""
        report = yield
        if report.when == "call" or (report.when == "setup" and report.outcome != "passed"):
            self.tests.append(self._tested(item, call, report))
            self._progress(len(self.tests), len(self._items))
        elif report.when == "teardown" and report.failed:
            self.tests[-1] = _with_teardown(self.tests[-1], self._tested(item, call, report))
        if report.when == "teardown" and self._enough(self.tests):
            item.session.shouldfail = "enough"
        return report

    def pytest_keyboard_interrupt(self) -> None:
        """Note the tests that were left, the one that was interrupted included."""
        done = {tested.name for tested in self.tests}
        self.tests += [
            Tested(
                name=item.nodeid,
                rules=_rules(item),
                categories=_categories(item, self._setting.promises.rules),
                outcome="not exercised",
                reason="The run was interrupted.",
            )
            for item in self._items
            if item.nodeid not in done
        ]

    def _tested(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> Tested:
        record = item.stash.get(_RECORD, Record())
        return Tested(
            name=item.nodeid,
            rules=_rules(item),
            categories=_categories(item, self._setting.promises.rules),
            outcome=_outcome(call, report),
            reason="" if report.passed else masked(_reason(call, report), record.secrets | self._setting.secrets),
            seconds=report.duration,
            exchanges=tuple(record.exchanges),
            sent=record.sent,
        )


def _with_teardown(tested: Tested, teardown: Tested) -> Tested:
    """Return a test whose teardown failed. The outcome of the test itself counts, unless it passed."""
    if tested.outcome != "passed" and teardown.outcome != "engine error":
        return tested
    return evolve(tested, outcome=teardown.outcome, reason=teardown.reason)


def _rules(item: pytest.Item) -> tuple[str, ...]:
    return tuple(name for mark in item.iter_markers("rule") for name in mark.args)


def _categories(item: pytest.Item, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    named = [name for mark in item.iter_markers("category") for name in mark.args] or ["core"]
    inferred = any(rules[name].source == "inferred" for name in _rules(item))
    return (*named, *(["inferred"] if inferred else []))


def _matches(names: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _outcome(call: pytest.CallInfo[None], report: pytest.TestReport) -> Outcome:
    if report.passed:
        return "passed"
    if report.skipped:
        return "not exercised"
    error = None if call.excinfo is None else call.excinfo.value
    if _judges(error):
        return "failed"
    return "failed" if _reads_a_response(report, error) else "engine error"


def _judges(error: BaseException | None) -> bool:
    """Return whether an error is a verdict on the server. Several fixtures of a test may fail together."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(_judges, cast("BaseExceptionGroup[BaseException]", error).exceptions))
    return isinstance(error, AssertionError | httpx.TransportError | SpkeyError | pytest.fail.Exception)


def _reads_a_response(report: pytest.TestReport, error: BaseException | None) -> bool:
    """Return whether a test failed because a response does not have the form that the test reads."""
    return report.when == "call" and isinstance(error, LookupError | TypeError)


def _reason(call: pytest.CallInfo[None], report: pytest.TestReport) -> str:
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    if call.excinfo is None:
        return ""
    text = call.excinfo.exconly(tryshort=True)
    return (
        f"A response does not have the form that the test reads: {text}"
        if _reads_a_response(report, call.excinfo.value)
        else text
    )


# Fixtures


@pytest.fixture(scope="session")
def setting(pytestconfig: pytest.Config) -> Setting:
    """The setting of the run."""
    return pytestconfig.stash[SETTING]


@pytest.fixture
def server(setting: Setting, request: pytest.FixtureRequest) -> Server:
    """The server, as the main organisation sees it."""
    server = setting.server()
    request.node.stash[_RECORD] = server.record
    return server


@pytest.fixture
def anonymous(server: Server) -> Server:
    """The server, as a caller without credentials sees it."""
    return server.as_(NONE)


@pytest.fixture
def other(setting: Setting, server: Server) -> Server:
    """The server, as a second organisation sees it."""
    return server.as_(setting.other())


@pytest.fixture
def new_user(setting: Setting, server: Server) -> Iterator[NewUser]:
    """Creates a user. After the test, the keys that the main organisation issued to it are removed."""
    users: list[User] = []

    def create(**body: str) -> User:
        users.append(setting.new_user(server, **body))
        return users[-1]

    yield create
    for user in users:
        user.clean()


@pytest.fixture
def user(new_user: NewUser) -> User:
    """A new user."""
    return new_user()


@pytest.fixture
def somebody(setting: Setting, server: Server, new_user: NewUser) -> User:
    """A user that exists, for tests that only read."""
    given = setting.configuration.user
    return User(server, given[0], setting.org_id) if given else new_user()


@pytest.fixture
def unknown(setting: Setting, server: Server) -> Iterator[User]:
    """A user that does not exist. If the test creates it, its keys are removed after the test."""
    user = setting.unknown_user(server)
    yield user
    setting.note(user)
    user.clean()


@pytest.fixture
def owner(setting: Setting, server: Server) -> User:
    """A user, seen with the user's own token."""
    return setting.owner(server)


@pytest.fixture
def mock(setting: Setting) -> Mock:
    """The control API of a mock, for what no client can provoke."""
    return setting.control()


@pytest.fixture
def superuser(setting: Setting, server: Server) -> Server:
    """The server, as a caller with access to every organisation sees it."""
    return server.as_(setting.superuser())


@pytest.fixture
def as_user(setting: Setting, server: Server) -> AsUser:
    """Returns the server as a user sees it, by the user's own token."""
    return lambda user: server.as_(setting.token_of(user.id))


@pytest.fixture
def times(setting: Setting) -> Times:
    """Returns `validFrom` and `validUntil`, given in minutes from now, by the server's clock."""

    def valid(begins: float = -60, ends: float = 60) -> dict[str, str]:
        return window(begins, ends, now=setting.now())

    return valid


@pytest.fixture
def new_lock(setting: Setting, server: Server) -> NewLock:
    """Creates a lock of the main organisation."""

    def create(**body: object) -> Lock:
        return setting.new_lock(server, **body)

    return create


@pytest.fixture
def lock(new_lock: NewLock) -> Lock:
    """A new lock of the main organisation, without an owner, keys or residents."""
    return new_lock()


@pytest.fixture
def other_lock(setting: Setting, other: Server) -> Lock:
    """A new lock of the second organisation, as that organisation sees it."""
    return setting.new_lock(other)


@pytest.fixture
def unknown_lock(setting: Setting, server: Server) -> Iterator[Lock]:
    """A lock that does not exist, unless the test creates it."""
    lock = setting.unknown_lock(server)
    yield lock
    setting.note_lock(lock)


@pytest.fixture
def new_temp_key(server: Server, times: Times) -> Iterator[NewTempKey]:
    """Creates a temporary key for doors, valid now by default. It is revoked after the test."""
    made: list[TempKey] = []

    def create(
        *doors: Mapping[str, Any],
        valid: Mapping[str, str] | None = None,
        path: Interface = "/temp-keys",
        creator: Server | None = None,
        **body: Any,
    ) -> TempKey:
        made.append(TempKey.create(creator or server, doors, valid or times(), path=path, **body))
        return made[-1]

    yield create
    with suppress(AssertionError):  # a response that breaks the contract is for the tests of revocation
        for key in made:
            key.revoke()


@pytest.fixture
def new_scene(server: Server, times: Times, request: pytest.FixtureRequest) -> NewScene:
    """Creates a user and a lock for requests of an operation. For a query, the user may be one that was given."""

    def create(operation: Operation) -> Scene:
        reads = operation.query and not FIRST.get(operation.id)
        new_user, new_lock = (request.getfixturevalue(name) for name in ("new_user", "new_lock"))
        somebody = (lambda: request.getfixturevalue("somebody")) if reads else new_user
        return Scene(server, somebody, new_lock, times)

    return create


@pytest.fixture
def own(owner: User, new_lock: NewLock, times: Times) -> Scene:
    """A scene whose user exists and calls the server with the user's own token."""
    return Scene(owner.server, lambda: owner, new_lock, times)


@pytest.fixture
def nothing(server: Server, unknown: User, unknown_lock: Lock) -> Scene:
    """A scene in which neither the user nor the lock exists."""
    return Scene(server, lambda: unknown, lambda: unknown_lock, window)
