"""The tests that share something expensive run on one worker."""

import re

import pytest

from .documents import ROOT

pytest_plugins = ["pytester"]

CONFTEST = f"""
import sys

sys.path.insert(0, {str(ROOT)!r})

from tests.workers import scheduling as pytest_xdist_make_scheduler
"""

TESTS = """
import pytest

{mark}

@pytest.mark.parametrize("number", range(9))
def test_number(number): ...
"""


def test_a_worker_runs_whole_files_and_whole_groups(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    grouped = TESTS.format(mark='pytestmark = pytest.mark.xdist_group("pair")')
    alone = TESTS.format(mark="")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_a=grouped, test_b=alone, test_c=alone, test_d=grouped)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # importing most plugins takes longer than these tests
    result = pytester.runpytest_subprocess("-p", "xdist", "-v", "-n", "2", "--dist", "loadgroup")
    result.assert_outcomes(passed=36)
    ran = {match.groups() for line in result.outlines if (match := re.match(r"\[(gw\d)\].* (test_\w)\.py::", line))}
    assert {worker for worker, _ in ran} == {"gw0", "gw1"}
    workers = {file: worker for worker, file in ran}
    assert len(ran) == len(workers) == 4
    assert workers["test_a"] == workers["test_d"]
