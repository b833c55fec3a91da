from typing import Any

import pytest

from ..support import START

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_the_clock_is_set_and_advanced(control: Any, package: Any) -> None:
    assert control.clock.get().mode == "wall"
    assert control.clock.set(mode="frozen", now=START).now == START
    assert control.clock.advance(milliseconds=1500).now == START + 1500
    stepped = control.clock.set(mode="stepped", now=START, step=10)
    assert (stepped.mode, stepped.step) == ("stepped", 10)
    user = control.users.create(keys=2)
    assert [key.added_at for key in user.keys] == [START + 10, START + 20]
    assert control.clock.set(mode="wall").mode == "wall"
    control.clock.set(mode="frozen", now=253402300799999)
    with pytest.raises(package.BadRequestError, match="The time must be from 0 to 253402300799999 milliseconds"):
        control.clock.advance(milliseconds=1)
