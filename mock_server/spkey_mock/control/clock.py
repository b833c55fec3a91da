"""The clock, in the control API."""

from collections.abc import Generator, Mapping

from ..service.codec import present
from ..world.clock import Clock
from .call import JSON, Call, Handler, whole


def _json(clock: Clock) -> JSON:
    return present(mode=clock.mode, now=clock.now(), step=clock.step or None)


def _get(call: Call) -> JSON:
    return _json(call.world.clock)


def _set(call: Call) -> JSON:
    clock, at = call.world.clock, whole(call.body.get("now"))
    match call.body["mode"]:
        case "frozen":
            clock.freeze(at)
        case "stepped":
            clock.run_in_steps(at, int(call.body.get("step", 1000)))
        case _:
            clock.run(at)
    return _json(clock)


def _advance(call: Call) -> Generator[None, None, JSON]:
    yield from call.world.clock.advance_in_slices(int(call.body["milliseconds"]))
    return _json(call.world.clock)


OPERATIONS: Mapping[str, Handler] = {"get_clock": _get, "set_clock": _set, "advance_clock": _advance}
