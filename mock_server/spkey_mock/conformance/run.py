"""A run of the suite."""

import os
import ssl
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
from .deviations import read
from .plugin import CATEGORIES, Enough, Progress, Suite, ignore, never
from .promises import load
from .replicas import Turns
from .result import Result, conclude
from .setting import Setting, prepare
from .verdicts import Tested

_SUITE = Path(__file__).with_name("suite")
_PRISM = Path(__file__).with_name("prism.toml")


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


def connect(configuration: Configuration, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return the HTTP client of a run. It follows no redirects, and uses no proxy or .netrc file of the environment.

    Replicas get its requests in turn. The CA certificates are those of SSL_CERT_FILE and SSL_CERT_DIR, if set.

    Raises:
        ConfigurationError: These variables name no certificates.
    """
    urls = configuration.base_url
    return httpx.Client(
        base_url=urls[0],
        event_hooks={"request": [Turns(urls)]} if len(urls) > 1 else {},
        timeout=configuration.timeout,
        transport=transport,
        verify=True if transport else _trust(),
        trust_env=False,
        limits=httpx.Limits(max_connections=32 * len(urls), max_keepalive_connections=32 * len(urls)),
    )


def _trust() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        message = f"SSL_CERT_FILE and SSL_CERT_DIR must name PEM files of CA certificates: {error}"
        raise ConfigurationError(message) from None


def run(configuration: Configuration, http: httpx.Client, progress: Progress = ignore, enough: Enough = never) -> Ran:
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
        "-pno:cacheprovider",
        "-pno:terminal",
        "-pno:warnings",
        "-pno:unraisableexception",  # collects garbage twice, which takes as long as a short run
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
