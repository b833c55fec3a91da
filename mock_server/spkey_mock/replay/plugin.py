"""The marker `spkey_every_fault`: runs a test once for each of its requests and each kind of fault.

The plugin of the package imports this module if a collected test has the marker.
"""

from collections import Counter
from collections.abc import Generator, Iterator
from time import perf_counter
from typing import TypeVar

import pytest
from attrs import frozen

from ..world.world import World
from .errors import ReplayError
from .item import STAGE, Runner, Stage
from .options import Options, options
from .plan import Run, plan
from .trace import Trace
from .verdict import Outcome, changes, judge

MARKER = "spkey_every_fault"

T = TypeVar("T")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, T, T]:
    """Prepare the world of a run as soon as a fixture returns it."""
    value = yield
    if request.scope == "function" and isinstance(value, World):
        stage = request.node.stash.get(STAGE, None)
        if stage is not None:
            stage.enter(value)
    return value


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Replay a test that has the marker, and report a single result."""
    marker = item.get_closest_marker(MARKER)
    if marker is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in _reports(item, nextitem, marker):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, T, T]:
    """Keep the errors of a run without faults. Its reports do not always show them, for example with `xfail`."""
    stage = item.stash.get(STAGE, None)
    if stage is not None and call.excinfo is not None:
        stage.errors.append(call.excinfo)
    return (yield)


def _reports(item: pytest.Item, nextitem: pytest.Item | None, marker: pytest.Mark) -> list[pytest.TestReport]:
    runner = Runner(item)
    stage, reports = runner.baseline()
    if not stage.errors and len(reports) == len(("setup", "call", "teardown")):
        reports[1] = _replayed(runner, stage, reports[1], marker)
    elif failed := [report for report in reports if report.failed]:
        failed[0].sections.append((MARKER, "The test failed without faults, so it was not replayed."))
    if (failure := runner.end(nextitem)) is not None:
        reports[-1] = failure
    return reports


def _replayed(runner: Runner, stage: Stage, report: pytest.TestReport, marker: pytest.Mark) -> pytest.TestReport:
    """Return the report of a test that passed without faults, after its replay."""
    begun = perf_counter()
    try:
        message = _replay(runner, stage, marker)
    except ReplayError as error:
        message = f"{MARKER}: {error}"
    if message:
        failed = runner.failed(message)
        failed.sections[:] = report.sections
        failed.user_properties[:] = report.user_properties
        failed.duration = report.duration
        report = failed
    report.duration += perf_counter() - begun
    return report


def _replay(runner: Runner, stage: Stage, marker: pytest.Mark) -> str:
    """Return a message about the runs that broke an invariant, empty if there are none.

    Raises:
        ReplayError: The test cannot be replayed, or an option is invalid.
    """
    chosen = options(*marker.args, **marker.kwargs)
    runner.check()
    baseline = stage.trace()
    runs = plan(baseline.requests, chosen.kinds, chosen.operations)
    _check_repeatable(runner, baseline)
    broken = {run: found for run in runs if (found := _broken(runner, baseline, run, chosen)) is not None}
    return "\n".join(_message(broken, len(runs))) if broken else ""


def _check_repeatable(runner: Runner, baseline: Trace) -> None:
    stage = runner.run()
    if stage.errors:
        error = runner.describe(stage.errors[0])
        raise ReplayError(f"The test passed without faults, but failed the second time: {error}.")
    again = stage.trace()
    first, second = (Counter((it.operation, it.succeeded) for it in trace.requests) for trace in (baseline, again))
    differences = [
        f"{operation} ({'successful' if succeeded else 'failed'}): {first[operation, succeeded]}, then "
        f"{second[operation, succeeded]}"
        for operation, succeeded in first | second
        if first[operation, succeeded] != second[operation, succeeded]
    ]
    differences += changes(baseline, again, complete=True)
    if differences:
        raise ReplayError(f"The test is not repeatable. Two runs without faults differ: {'; '.join(differences)}.")


@frozen
class _Broken:
    """The result of a run that broke an invariant.

    Attributes:
        words: A description of what broke.
        error: The class of the error, if an unhandled error is all that broke.
    """

    words: str
    error: type[BaseException] | None = None


def _broken(runner: Runner, baseline: Trace, run: Run, chosen: Options) -> _Broken | None:
    stage = runner.run(run.fault)
    unhandled = [error for error in stage.errors if not _reports_failure(error.value, chosen)]
    outcome: Outcome = "failed" if unhandled else "surfaced" if stage.errors else "passed"
    try:
        trace = stage.trace()
    except ReplayError as error:
        return _Broken(f"cannot be judged: {error}")
    found = judge(baseline, run, trace, outcome, runner.describe(unhandled[0]) if unhandled else "")
    if not found:
        return None
    return _Broken("; ".join(found), unhandled[0].type if unhandled and len(found) == 1 else None)


def _reports_failure(error: BaseException, chosen: Options) -> bool:
    return isinstance(error, pytest.skip.Exception) or chosen.accepts(error)


def _message(broken: dict[Run, _Broken], total: int) -> Iterator[str]:
    yield f"{len(broken)} of {total} runs with a fault broke an invariant"
    for run, found in broken.items():
        yield f"  {run}: {found.words}"
    yield "To repeat the first of them alone, begin the test with:"
    yield f"  spkey_world.faults.add({next(iter(broken)).fault})"
    error, *others = {found.error for found in broken.values()}
    if error is not None and not others and issubclass(error, Exception) and not issubclass(error, AssertionError):
        name = error.__name__
        yield f"If the application reports failures with {name}, add accept=({name},) to the marker."
