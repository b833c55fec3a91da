"""The tests that share something expensive run on one worker."""

import re

import pytest

from .documents import ROOT

pytest_plugins = ["pytester"]

CONFTEST = f"""
import sys

sys.path.insert(0, {str(ROOT)!r})

from tests.conftest import pytest_xdist_make_scheduler as pytest_xdist_make_scheduler
"""

TESTS = """
import pytest

{mark}

@pytest.mark.parametrize("number", range(9))
def test_number(number): ...
"""


def test_a_worker_runs_whole_files_and_whole_groups(pytester: pytest.Pytester) -> None:
    grouped = TESTS.format(mark='pytestmark = pytest.mark.xdist_group("pair")')
    alone = TESTS.format(mark="")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_a=grouped, test_b=alone, test_c=alone, test_d=grouped)
    options = ("-p", "no:asyncio", "-p", "no:hypothesispytest", "-p", "no:cacheprovider", "-v", "-n", "2")
    result = pytester.runpytest_subprocess(*options, "--dist", "loadgroup")
    result.assert_outcomes(passed=36)
    ran = {match.groups() for line in result.outlines if (match := re.match(r"\[(gw\d)\].* (test_\w)\.py::", line))}
    assert {worker for worker, _ in ran} == {"gw0", "gw1"}
    workers = {file: worker for worker, file in ran}
    assert len(ran) == len(workers) == 4
    assert workers["test_a"] == workers["test_d"]
