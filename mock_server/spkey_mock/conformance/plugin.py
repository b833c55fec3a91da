"""The pytest plugin of the suite: its fixtures and markers, and the record of the tests' outcomes."""

from collections.abc import Callable, Generator, Iterator, Mapping
from fnmatch import fnmatchcase

import httpx
import pytest
from attrs import evolve

from spkey_client import SpkeyError

from .credentials import NONE
from .exchange import masked
from .mock import Mock
from .promises import Rule
from .server import Record, Server
from .setting import Setting
from .user import User
from .verdicts import Outcome, Tested

CATEGORIES = ("core", "auth", "errors", "concurrency", "webhooks", "inferred")
"""The categories by which tests are selected. A test of an inferred rule is in the last one as well."""

SETTING = pytest.StashKey[Setting]()
_RECORD = pytest.StashKey[Record]()

NewUser = Callable[..., User]


class Suite:
    """The plugin of one run.

    Args:
        setting: The setting of the run.
        progress: Called after each test, with the number of tests so far and their total number.

    Attributes:
        tests: The tests that have run. Once the run was interrupted, those that were left as well.
        errors: Why tests could not be collected.
    """

    def __init__(self, setting: Setting, progress: Callable[[int, int], None] = lambda _done, _total: None) -> None:
        self._setting = setting
        self._progress = progress
        self._items: list[pytest.Item] = []
        self.tests: list[Tested] = []
        self.errors: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the markers and hand the setting to the fixtures."""
        config.addinivalue_line("markers", "rule(id, ...): the rules of the contract that the test shows")
        config.addinivalue_line("markers", "category(name): the category of the test")
        config.addinivalue_line("markers", "supplement: only mocks are judged by the test")
        config.stash[SETTING] = self._setting

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
    if isinstance(error, AssertionError | httpx.TransportError | SpkeyError | pytest.fail.Exception):
        return "failed"
    return "failed" if _reads_a_response(report, error) else "engine error"


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


@pytest.fixture
def setting(request: pytest.FixtureRequest) -> Setting:
    """The setting of the run."""
    return request.config.stash[SETTING]


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
