"""Every-fault replays, in the control API. The caller runs its test, and the mock plans and judges the runs."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from ..replay.errors import ReplayError
from ..replay.kinds import choose
from ..replay.plan import Run, known_operations, plan
from ..replay.replay import Replay
from ..replay.trace import trace
from ..service.codec import present
from ..service.errors import Invalid, NotFound
from ..world.names import NAME
from ..world.world import World
from .call import JSON, Call, Handler

_REPLAYS = WeakKeyDictionary[World, Replay]()
"""The latest replay of each world."""


def _start(call: Call) -> JSON:
    latency = call.body.get("latency")
    kinds = choose(call.body.get("kinds"), None if latency is None else latency / 1000)
    baseline = trace(call.world)
    runs = plan(baseline.requests, kinds, known_operations(call.body.get("operations")))
    if not NAME.fullmatch(_name(call.world, len(runs))):
        raise Invalid("The world's name is too long for a replay. Use at most 58 characters.")
    replay = _REPLAYS[call.world] = Replay(baseline, runs)
    _prepare(call, replay)
    return _json(call.world, replay)


def _get(call: Call) -> JSON:
    return _json(call.world, _find(call.world))


def _finish(call: Call) -> JSON:
    replay = _find(call.world)
    with replay.lock:
        run, number = replay.run, int(call.params["number"])
        if run is None or number != replay.finished + 1:
            current = "all runs are finished" if run is None else f"run {replay.finished + 1} is"
            raise Invalid(f"Run {number} is not the current run; {current}.")
        name = _name(call.world, number)
        _judge(call, replay, run, name)
        call.worlds.delete(name)
        _prepare(call, replay)
        return _json(call.world, replay)


def _judge(call: Call, replay: Replay, run: Run, name: str) -> None:
    try:
        done = trace(call.worlds.world(name))
    except ReplayError as error:
        replay.skip(run, str(error))
    else:
        replay.finish(run, done, call.body["outcome"], call.body.get("message", ""))


def _prepare(call: Call, replay: Replay) -> None:
    """Create the world of the current run, with the base world's settings and the fault of the run."""
    if (run := replay.run) is not None:
        name = _name(call.world, replay.finished + 1)
        call.worlds.delete(name)
        world: World = call.worlds.world(name)
        world.configure(**call.world.settings.of_world())
        world.faults.add(run.fault)


def _find(world: World) -> Replay:
    replay = _REPLAYS.get(world)
    if replay is None:
        raise NotFound("This world has no replay. Run the test in it, then start one with POST /_mock/replay.")
    return replay


def _name(world: World, number: int) -> str:
    return f"{world.name or 'replay'}~{number}"


def _json(world: World, replay: Replay) -> JSON:
    run = replay.run
    return present(
        requests=len(replay.baseline.requests),
        runs=len(replay.runs),
        finished=replay.finished,
        run=None if run is None else _run(world, replay.finished + 1, run),
        broken=list(replay.broken),
        passed=run is None and not replay.broken,
    )


def _run(world: World, number: int, run: Run) -> JSON:
    return {
        "number": number,
        "world": _name(world, number),
        "request": run.request,
        "operation": run.operation,
        "kind": run.kind,
    }


OPERATIONS: Mapping[str, Handler] = {"start_replay": _start, "get_replay": _get, "finish_replay_run": _finish}
