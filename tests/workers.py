"""Which tests one worker of pytest-xdist runs, so that what they share is set up once."""

import re
from functools import cache
from importlib import import_module
from typing import Any

import pytest

GROUP = re.compile(r'pytest\.mark\.xdist_group\("([^"]+)"\)')


def scheduling(config: pytest.Config, log: object) -> Any:
    """Return a scheduler that runs the tests of a file, and the files of a group, on one worker.

    The one of xdist 3.8 expects the group in the id of a test, where xdist cannot write it since pytest 9.2. It also
    takes longer, because a test without a group is a unit of its own, and it counts all units after each test.
    """
    scheduler: Any = import_module("xdist.scheduler").LoadGroupScheduling(config, log)  # not installed everywhere

    @cache
    def unit(file: str) -> str:
        named = GROUP.search((config.rootpath / file).read_text("utf-8"))
        return named[1] if named else file

    def split(test: str) -> str:
        return unit(test.partition("::")[0])

    scheduler._split_scope = split
    return scheduler
