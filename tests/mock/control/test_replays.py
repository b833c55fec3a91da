"""Every-fault replays over HTTP: a caller runs its test in one world after the other."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from spkey_mock import Transport, Worlds

from .held import BASE, Held

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


class Client:
    """An application that adds a key, possibly again and again.

    Args:
        worlds: The worlds of the mock.
        attempts: How often it tries.
    """

    def __init__(self, worlds: Worlds, attempts: int) -> None:
        self._transport = Transport(Held(worlds))
        self._attempts = attempts

    def test(self, name: str) -> str:
        """Run the test of the application in a world. Return the outcome."""
        with httpx.Client(transport=self._transport, base_url=f"{BASE}/w/{name}", timeout=1) as http:
            api_key = http.post("/_mock/api-keys", json={}).json()["apiKey"]
            http.post("/_mock/users", json={"userId": "u1"})
            http.put("/_mock/clock", json={"mode": "frozen"})  # a late response takes no time
            for _ in range(self._attempts):
                try:
                    response = http.post(
                        "/users/u1/AddPhysicalKey", json={"orgId": "acme"}, headers={"X-API-Key": api_key}
                    )
                    return "passed" if response.json()["number"] == 1 else "failed"
                except (httpx.TransportError, ValueError, KeyError):
                    continue
        return "surfaced"


@pytest.fixture
def application(worlds: Worlds) -> Callable[[int], Client]:
    return lambda attempts: Client(worlds, attempts)


def replayed(control: Any, client: Client, **options: Any) -> Any:
    """Return a finished replay."""
    assert client.test("tests") == "passed"
    replay = control.replays.start(**options)
    while replay.run is not None:
        outcome = client.test(replay.run.world)
        replay = control.replays.finish_run(replay.run.number, outcome=outcome)
    return replay


def test_an_application_that_reports_failures_passes(control: Any, application: Callable[[int], Client]) -> None:
    replay = replayed(control, application(1))
    assert (replay.requests, replay.runs, replay.finished) == (1, 10, 10)
    assert (replay.passed, replay.broken) == (True, ())


def test_an_application_that_repeats_everything_issues_surplus_keys(
    control: Any, application: Callable[[int], Client]
) -> None:
    replay = replayed(control, application(2))
    assert not replay.passed
    surplus = "surplus PhysicalKeyAdded of user u1 (2 instead of 1); unhandled error"
    kinds = ("carried_out_500", "carried_out_503", "lose_answer", "truncate", "malformed", "content_type", "latency")
    assert replay.broken == tuple(f"request 1 add_physical_key, {kind}: {surplus}" for kind in kinds)
    assert control.replays.get() == replay


def test_the_run_has_a_world_that_is_new_except_for_its_fault_and_the_settings(
    control: Any, worlds: Worlds, application: Callable[[int], Client]
) -> None:
    control.settings.change(errors="runtime")
    application(1).test("tests")
    run = control.replays.start(kinds=["lose_answer", "latency"], operations_=["add_physical_key"], latency=2000).run
    assert (run.number, run.world, run.request, run.operation) == (1, "tests~1", 1, "add_physical_key")
    world = worlds.world(run.world)
    assert (len(world.users), world.journal.total, world.settings.errors) == (0, 0, "runtime")
    (fault,) = world.faults.items().values()
    assert fault.kind == run.kind == "lose_answer"
    second = control.replays.finish_run(1, outcome="failed", message="TypeError").run
    (fault,) = worlds.world(second.world).faults.items().values()
    assert (second.kind, fault.delay) == ("latency", 2.0)
    assert [world.name for world in worlds.items()] == ["", "tests", "tests~2"]


def test_a_run_whose_fault_did_not_fire_has_not_passed(control: Any, application: Callable[[int], Client]) -> None:
    application(1).test("tests")
    control.replays.start(kinds=["drop"])
    replay = control.replays.finish_run(1, outcome="passed")
    assert not replay.passed
    assert replay.broken[0].startswith("request 1 add_physical_key, drop: the fault did not fire, because")


def test_a_run_that_cannot_be_judged_has_not_passed(
    control: Any, worlds: Worlds, application: Callable[[int], Client]
) -> None:
    application(1).test("tests")
    run = control.replays.start(kinds=["status_503"]).run
    application(1).test(run.world)
    worlds.world(run.world).journal.clear()
    (line,) = control.replays.finish_run(1, outcome="passed").broken
    assert line.startswith("request 1 add_physical_key, status_503: cannot be judged: The journal no longer has 1 of ")


def test_a_second_replay_of_a_world_replaces_the_first(control: Any, application: Callable[[int], Client]) -> None:
    replayed(control, application(2), kinds=["lose_answer"])
    again = control.replays.start(kinds=["drop", "status_429"])
    assert (again.runs, again.finished, again.broken, again.run.kind) == (2, 0, (), "status_429")


def test_the_current_run_alone_can_be_finished(
    control: Any, package: Any, application: Callable[[int], Client]
) -> None:
    with pytest.raises(package.NotFoundError, match="This world has no replay"):
        control.replays.get()
    application(1).test("tests")
    control.replays.start(kinds=["drop"])
    with pytest.raises(package.BadRequestError, match=r"Run 2 is not the current run; run 1 is\."):
        control.replays.finish_run(2, outcome="passed")
    control.replays.finish_run(1, outcome="surfaced")
    with pytest.raises(package.BadRequestError, match=r"Run 1 is not the current run; all runs are finished\."):
        control.replays.finish_run(1, outcome="surfaced")


def test_what_cannot_be_replayed_is_rejected(
    control: Any, package: Any, http: httpx.Client, application: Callable[[int], Client]
) -> None:
    with pytest.raises(package.BadRequestError, match="The test sent no request for an operation to its world"):
        control.replays.start()
    application(1).test("tests")
    with pytest.raises(package.BadRequestError, match=r"Unknown operation 'remove_key'\. Known: "):
        control.replays.start(operations_=["remove_key"])
    message = http.post("/_mock/replay", json={"kinds": ["explode"]}).json()["message"]
    assert message.startswith("body/kinds/0: ")
    control.journal.clear()
    with pytest.raises(package.BadRequestError, match="Remove calls that clear the journal"):
        control.replays.start()


def test_the_name_of_the_world_leaves_room_for_the_runs(worlds: Worlds, application: Callable[[int], Client]) -> None:
    name = "a" * 63
    application(1).test(name)
    with httpx.Client(transport=Transport(Held(worlds)), base_url=f"{BASE}/w/{name}") as http:
        response = http.post("/_mock/replay", json={})
    assert (response.status_code, response.json()["message"]) == (
        400,
        "The world's name is too long for a replay. Use at most 58 characters.",
    )
