"""A run of the suite."""

import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import httpx
import pytest
from attrs import field, frozen

from . import plugin
from .configuration import Configuration, ConfigurationError, flag
from .connection import Connection, connect
from .deviations import read
from .plugin import CATEGORIES, Enough, Progress, Suite, ignore, never
from .promises import load
from .result import Result, conclude
from .setting import Setting, prepare
from .verdicts import Tested

_SUITE = Path(__file__).with_name("suite")
_PRISM = Path(__file__).with_name("prism.toml")

_UNUSED = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "monkeypatch"),
    *("pastebin", "recwarn", "setuponly", "setupplan", "stepwise", "subtests", "terminal", "threadexception", "tmpdir"),
    *("unittest", "unraisableexception", "warnings"),
)
"""The plugins of pytest that the suite does not need. Loading them takes as long as a short run, and some of them slow
down each phase of each test."""


class EngineError(Exception):
    """The suite itself failed."""


@frozen
class Ran:
    """A run that has ended.

    Attributes:
        setting: Its setting.
        tests: The outcome of each selected test.
        interrupted: Whether it was interrupted. The test that ran has removed its keys.
    """

    setting: Setting
    tests: list[Tested]
    interrupted: bool = field(kw_only=True)


def run(configuration: Configuration, http: Connection, progress: Progress = ignore, enough: Enough = never) -> Ran:
    """Run the suite.

    Raises:
        ConfigurationError: No test is selected.
        Unusable: The server cannot be verified.
        EngineError: pytest failed.
        KeyboardInterrupt: The run was interrupted before its first test.
    """
    setting = prepare(configuration, http)
    suite = Suite(setting, progress, enough)
    arguments = [
        str(_SUITE),
        f"--rootdir={_SUITE}",
        f"--config-file={_SUITE / 'pytest.ini'}",
        "--import-mode=importlib",
        "--capture=no",
        *(f"-pno:{name}" for name in _UNUSED),
    ]
    with _isolated():
        code = pytest.main(arguments, plugins=[plugin, suite])
    if suite.errors:
        raise EngineError(f"The suite cannot be loaded: {suite.errors[0]}")
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise ConfigurationError("No test is left by --select and --deselect. Change them.")
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
        raise EngineError(f"pytest ended with the exit code {int(code)}.")
    interrupted = code == pytest.ExitCode.INTERRUPTED
    if interrupted and not suite.tests:
        raise KeyboardInterrupt
    return Ran(setting, suite.tests, interrupted=interrupted)


def verify(
    configuration: Configuration,
    transport: httpx.BaseTransport | None = None,
    progress: Progress = ignore,
    enough: Enough = never,
) -> Result:
    """Verify a server and return the verdicts.

    Args:
        configuration: The configuration.
        transport: The transport to reach the server with; by default the network.
        progress: Called after each test, with the number of tests so far and their total number.
        enough: Called after each test, with the tests so far. The run ends once it returns True, and the remaining
            tests do not count.

    Raises:
        ConfigurationError: The file of deviations or the selection is not valid.
        Unusable: The server cannot be verified.
        EngineError: pytest failed.
        KeyboardInterrupt: The run was interrupted before its first test.
    """
    known = load().rules
    _check_selection(configuration, known)
    deviations = [] if configuration.deviations is None else read(_deviations_file(configuration.deviations), known)
    started = datetime.now(UTC)
    with connect(configuration, transport) as http:
        ran = run(configuration, http, progress, enough)
        return conclude(ran.setting, ran.tests, deviations, started, interrupted=ran.interrupted)


def _deviations_file(name: str) -> Path:
    return _PRISM if name == "prism" else Path(name)


def _check_selection(configuration: Configuration, rules: Iterable[str]) -> None:
    names = [*rules, *CATEGORIES]
    for option in ("select", "deselect"):
        for pattern in getattr(configuration, option):
            if not any(fnmatchcase(name, pattern) for name in names):
                raise ConfigurationError(
                    f"{flag(option)} {pattern!r} matches neither a rule of the contract nor a category. "
                    f"Categories: {', '.join(CATEGORIES)}."
                )


@contextmanager
def _isolated() -> Generator[None]:
    """Keep options and plugins of the user's own pytest away from the run."""
    before = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    before["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
