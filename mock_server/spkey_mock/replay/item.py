"""Runs of a test item: the same test again, with fresh fixtures of function scope and a fresh world."""

import copy
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from unittest import TestCase

import pytest
from _pytest.runner import runtestprotocol
from attrs import define, field

from ..record.coverage import Coverage
from ..record.entries import shown
from ..record.journal import Journal
from ..world.faults import Fault, Faults
from ..world.world import World
from .errors import ReplayError
from .trace import Trace, trace

Phase = Literal["setup", "call", "teardown"]
Error = pytest.ExceptionInfo[BaseException]

STAGE = pytest.StashKey["Stage"]()
"""The stage of a test's current run."""

_ABOUT_REQUESTS = ((Journal, "assert_called"), (Faults, "assert_used"), (Coverage, "assert_reached"))


@define
class Stage:
    """The fault, the worlds and the errors of a run.

    Attributes:
        fault: The fault to inject, if any.
        worlds: The worlds that fixtures of the test created.
        errors: The errors of the test and its fixtures.
    """

    fault: Fault | None = None
    worlds: list[World] = field(factory=list[World])
    errors: list[Error] = field(factory=list[Error])

    def enter(self, world: World) -> None:
        """Prepare a world that a fixture created."""
        if not any(it is world for it in self.worlds):
            self.worlds.append(world)
            world.clock.instant = True
            if self.fault is not None:
                world.faults.add(self.fault)

    def trace(self) -> Trace:
        """Return the requests and events of the run.

        Raises:
            ReplayError: The run had no world or several, or its world dropped requests or events.
        """
        if not self.worlds:
            raise ReplayError(
                "The test has no world of its own. Use the fixture spkey_world, or a fixture of function scope that "
                "returns a World."
            )
        if len(self.worlds) > 1:
            raise ReplayError(f"The test has {len(self.worlds)} worlds, but a replay needs exactly one.")
        return trace(self.worlds[0])


class Runner:
    """Runs a test item several times.

    Args:
        item: The item.
    """

    def __init__(self, item: Any) -> None:
        self._item = item
        # pytest takes the copy for the next test, so fixtures of wider scopes stay.
        self._next = copy.copy(item)
        self._properties = list(item.user_properties)

    def check(self) -> None:
        """Check that the item can run several times.

        Raises:
            ReplayError: The item hides its errors from pytest, or reports results on its own.
        """
        cls: object = getattr(self._item, "cls", None)
        if isinstance(cls, type) and issubclass(cls, TestCase):
            raise ReplayError("A test of a unittest.TestCase cannot be replayed. Use a plain class or function.")
        if "subtests" in getattr(self._item, "fixturenames", ()):
            raise ReplayError("A test with the fixture subtests cannot be replayed. Use parameters or several tests.")

    def baseline(self) -> tuple[Stage, list[pytest.TestReport]]:
        """Run the test without faults. Return its stage and its reports."""
        self._item.stash[STAGE] = stage = Stage()
        reports = runtestprotocol(self._item, log=False, nextitem=self._next)
        self._properties = list(self._item.user_properties)
        return stage, reports

    def run(self, fault: Fault | None = None) -> Stage:
        """Run the test again, possibly with a fault. Return its stage."""
        item = self._item
        _renew(item)
        item.stash[STAGE] = stage = Stage(fault)
        try:
            with _without_assertions_about_requests():
                self._call(stage, "setup", item.ihook.pytest_runtest_setup)
                if not stage.errors:
                    self._call(stage, "call", item.ihook.pytest_runtest_call)
                self._call(stage, "teardown", item.ihook.pytest_runtest_teardown, nextitem=self._next)
        finally:
            item._request = False
            item.funcargs = None
            item.user_properties[:] = self._properties
            item._report_sections.clear()
        return stage

    def end(self, nextitem: pytest.Item | None) -> pytest.TestReport | None:
        """End the fixtures of wider scopes that the next item does not use. Return a report if that fails."""
        state = self._item.session._setupstate
        call = _attempt("teardown", lambda: state.teardown_exact(nextitem))
        return self._report(call) if call.excinfo else None

    def failed(self, message: str) -> pytest.TestReport:
        """Return the report of a failure without a traceback."""
        return self._report(_attempt("call", lambda: pytest.fail(message, pytrace=False)))

    def describe(self, error: Error) -> str:
        """Return an error in one line, with the last place in the project's own code."""
        text = shown(error.exconly(tryshort=True).strip().partition("\n")[0])
        places = [(Path(str(it.path)), it.lineno + 1) for it in error.traceback]
        own = [f"{path.name}:{line}" for path, line in places if self._is_own(path)]
        return f"{text} ({own[-1]})" if own else text

    def _is_own(self, path: Path) -> bool:
        return path.is_relative_to(self._item.config.rootpath) and "site-packages" not in path.parts

    def _call(self, stage: Stage, phase: Phase, hook: Callable[..., object], **arguments: object) -> None:
        call = _attempt(phase, lambda: hook(item=self._item, **arguments))
        if call.excinfo is not None:
            stage.errors.append(call.excinfo)
        # Fixtures such as tmp_path expect a report of each phase. One without the error is enough for them, and much
        # faster than one with a formatted traceback.
        self._report(_attempt(phase, lambda: None))

    def _report(self, call: pytest.CallInfo[Any]) -> pytest.TestReport:
        report: pytest.TestReport = self._item.ihook.pytest_runtest_makereport(item=self._item, call=call)
        return report


def _attempt(phase: Phase, function: Callable[[], object]) -> pytest.CallInfo[Any]:
    attempt: Any = pytest.CallInfo.from_call
    call: pytest.CallInfo[Any] = attempt(function, when=phase, reraise=(pytest.exit.Exception, KeyboardInterrupt))
    return call


def _renew(item: Any) -> None:
    """Reset an item, as if it had not run."""
    if getattr(item, "_instance", None) is not None:
        del item._instance  # of the test class
        item._obj = None
    item._initrequest()


@contextmanager
def _without_assertions_about_requests() -> Generator[None]:
    """Let assertions about the number of requests pass, because every retry adds a request."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in _ABOUT_REQUESTS:
            patch.setattr(owner, name, _pass)
        yield


def _pass(*_: object, **__: object) -> None: ...
