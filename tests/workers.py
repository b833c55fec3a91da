"""Which tests one worker of pytest-xdist runs, so that what they share is set up once."""

import re
from functools import cache
from importlib import import_module
from typing import Any

import pytest

GROUP = re.compile(r'pytest\.mark\.xdist_group\("([^"]+)"\)')


LONG = frozenset(
    {
        "test_distribution.py",
        "test_documents.py",
        "test_fuzz.py",
        "test_soak.py",
        "test_laws.py",
        "test_scale.py",
        "test_mutants.py",
        "test_kills.py",
        "test_suite.py",
        "test_judges.py",
        "test_typescript.py",
    }
)
"""The files that take long for the number of their tests. They run first, so that no worker waits for them."""


def in_order(items: list[pytest.Item]) -> None:
    """Put the tests that take long first."""
    items.sort(key=lambda item: item.path.name not in LONG)


def scheduling(config: pytest.Config, log: object) -> Any:
    """Return a scheduler that runs the tests of a file, and the files of a group, on one worker.

    The one of xdist 3.8 expects the group in the id of a test, where xdist cannot write it since pytest 9.2. It also
    takes longer, because a test without a group is a unit of its own, and it counts all units after each test.
    """
    scheduler: Any = import_module("xdist.scheduler").LoadGroupScheduling(config, log)  # not installed everywhere
    config.option.loadscopereorder = False  # otherwise, units with few tests start last, however long they take

    @cache
    def unit(file: str) -> str:
        named = GROUP.search((config.rootpath / file).read_text("utf-8"))
        return named[1] if named else file

    def split(test: str) -> str:
        return unit(test.partition("::")[0])

    scheduler._split_scope = split
    return scheduler
