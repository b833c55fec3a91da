import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Fault, Limits, Request, Response, Settings, Webhook, World
from spkey_mock.service.errors import Full
from spkey_mock.world.settings import WorldLimits, WorldSettings

from ..support import START, USER


def test_a_secret_is_not_shown() -> None:
    assert "marker" not in repr(Settings(secret="marker" * 10))


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"auth": "none"}, "auth must be one of either, both, not 'none'"),
        ({"errors": "x"}, "errors must be one of documented, runtime, not 'x'"),
        ({"caller_org_id": "x"}, "caller_org_id must be one of refuse, override, not 'x'"),
        ({"strict": "yes"}, "strict must be one of True, False, not 'yes'"),
        ({"org_scope": 1}, "org_scope must be one of True, False, not 1"),
        ({"api_keys": {"my-key": "acme"}}, "api_keys must be pairs of a key and its organisation"),
        ({"api_keys": (("", "acme"),)}, "api_keys must be pairs"),
        ({"api_keys": (("k", "acme"), ("k", "umbrella"))}, "api_keys must not repeat a key"),
        ({"limits": {"users": 5}}, r"limits must be Limits, such as Limits\(users=5\), not {'users': 5}"),
        ({"webhook_hosts": "hooks.example"}, r"webhook_hosts must be a tuple of hosts, .* not 'hooks\.example'"),
        ({"limits": None}, "limits must be Limits, .* not None"),
    ],
)
def test_invalid_settings_are_rejected(settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Settings(**settings)


def test_keys_of_other_organisations_can_be_shown() -> None:
    world = World(Settings(org_scope=False))
    world.users.create("u1", keys=1, org_id="umbrella")
    with world.client() as client:
        assert client.physical_keys.get("u1", 1).org_id == "umbrella"
        assert client.physical_keys.remove("u1", number=1).number == 1
        assert world.users.get("u1") is not None
        client.users.create(USER)
        created = world.users.get(USER)
        assert created is not None
        assert created.org_id == "acme"


def test_without_a_seed_keys_secrets_and_ids_are_random() -> None:
    first, second = World(Settings(seed=None)), World(Settings(seed=None))
    assert first.api_key != second.api_key
    assert first.token("u") != second.token("u")
    assert first.users.create().id != second.users.create().id


# Changes while a world runs


def ask(world: World, method: str, path: str, body: object = None, **headers: str) -> Response:
    sent = {"x-api-key": world.api_key, **headers}
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    pairs = tuple((name.encode(), value.encode()) for name, value in sent.items() if value)
    return world.handle(Request(method, path.encode(), b"", pairs, content))


def seeded(world: World) -> World:
    """Return the world with users and a frozen clock."""
    world.clock.freeze(START)
    world.users.create(USER, keys=2)
    world.users.create("u2", keys=1, org_id="umbrella")
    return world


def attempts(world: World) -> list[str]:
    """Return the results of adding two of everything that has a limit."""
    found: list[str] = []
    for number in range(2):
        for add in (
            lambda: world.credentials.issue_key("acme"),
            lambda: world.fail_next("create_user"),
            lambda: world.webhooks.add(Webhook(url="http://localhost/", org_id="acme")),
            lambda number=number: world.users.create(f"more-{number}", keys=1).version,
        ):
            try:
                found.append(str(add()))
            except (Full, ValueError) as error:
                found.append(str(error))
    return [*found, str([it.version for it in world.webhooks.deliveries()]), str(world.webhooks.dropped)]


COUNTS: dict[str, st.SearchStrategy[int]] = {
    "users": st.integers(0, 4),
    "keys": st.integers(0, 6),
    "faults": st.integers(0, 2),
    "webhooks": st.integers(0, 1),
    "credentials": st.integers(0, 1),
}
"""Limits of what a world never drops."""

LOGS: dict[str, st.SearchStrategy[int]] = {
    "text": st.integers(0, 400),
    "events": st.integers(0, 6),
    "journal": st.integers(0, 3),
    "journal_bytes": st.integers(0, 600),
    "deliveries": st.integers(0, 2),
}
"""Limits of logs. A world that lowers one drops entries, and does not get them back if it raises the limit again."""


def changes(limits: dict[str, st.SearchStrategy[int]]) -> st.SearchStrategy[Any]:
    """Return changes of the settings, possibly of some of these limits."""
    return st.fixed_dictionaries(
        {},
        optional={
            "auth": st.sampled_from(["either", "both"]),
            "errors": st.sampled_from(["documented", "runtime"]),
            "caller_org_id": st.sampled_from(["refuse", "override"]),
            "org_scope": st.booleans(),
            "strict": st.booleans(),
            "limits": st.fixed_dictionaries({}, optional=limits),
        },
    )


requests = st.one_of(
    st.tuples(st.just("GET"), st.sampled_from([f"/users/{USER}/PhysicalKeys", "/users/u2/PhysicalKeys/1", "/x"])),
    st.tuples(
        st.just("POST"),
        st.sampled_from([f"/users/{USER}/RemovePhysicalKey", "/users/u2/RemovePhysicalKey"]),
        st.fixed_dictionaries({"number": st.integers(0, 3)}, optional={"_callerOrgId": st.just("acme")}),
    ),
    st.tuples(st.just("POST"), st.just(f"/users/{USER}/AddPhysicalKey"), st.just({"orgId": "acme", "note": "n" * 40})),
    st.tuples(st.just("POST"), st.just("/users/u3/CreateUser"), st.just({"userId": USER[:-1] + "0"})),
)
credentials = st.sampled_from(["key", "token", "both", "none"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(changes(COUNTS), max_size=3),
    changes(COUNTS | LOGS),
    st.lists(st.tuples(requests, credentials), max_size=8),
)
def test_a_configured_world_behaves_like_one_that_was_created_with_these_settings(
    earlier: list[WorldSettings], last: WorldSettings, sent: list[tuple[Any, str]]
) -> None:
    configured = seeded(World())
    for change in (*earlier, last):
        before = configured.settings
        try:
            configured.configure(**change)
        except ValueError:
            assert configured.settings == before
    created = seeded(World(configured.settings))

    def observed(world: World) -> list[object]:
        tokens = {"key": "", "token": world.token(USER), "both": world.token("service", org_id="acme"), "none": ""}
        keys = {"key": world.api_key, "token": "", "both": world.api_key, "none": ""}
        responses = [
            ask(
                world, *request, **{"x-api-key": keys[kind], "authorization": tokens[kind] and f"Bearer {tokens[kind]}"}
            )
            for request, kind in sent
        ]
        entries = [(entry.id, entry.status, entry.violations) for entry in world.journal]
        coverage = [(item.rule.id, item.request) for item in world.coverage.rules]
        return [
            *((it.status, it.headers, it.body) for it in responses),
            (entries, world.journal.total, coverage, world.check()),
            (attempts(world), list(world.users), world.events(), world.events_forgotten),
        ]

    assert observed(configured) == observed(created)


PROBES: tuple[tuple[str, str, object], ...] = (
    ("GET", "/users/u2/PhysicalKeys/1", None),
    ("POST", f"/users/{USER}/RemovePhysicalKey", {"number": 0}),
    ("POST", f"/users/{USER}/RemovePhysicalKey", {"number": 1, "_callerOrgId": "acme"}),
    ("POST", f"/users/{USER}/RemovePhysicalKey", b"not JSON"),
)


@pytest.mark.parametrize(
    "change", [{"auth": "both"}, {"errors": "runtime"}, {"caller_org_id": "override"}, {"org_scope": False}], ids=str
)
def test_each_setting_takes_effect_at_once(change: WorldSettings) -> None:
    def responses(world: World) -> list[tuple[int, bytes]]:
        return [(it.status, it.body) for it in (ask(world, *probe) for probe in PROBES)]

    changed = seeded(World())
    changed.configure(**change)
    found = responses(changed)
    assert found == responses(seeded(World(Settings().changed(change))))
    assert found != responses(seeded(World()))


class Reconfiguring(tuple[tuple[bytes, bytes], ...]):
    """The headers of a request during which the settings change."""

    world: World

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        self.world.configure(auth="both", errors="runtime", org_scope=False)
        return super().__iter__()


def test_a_request_ends_under_the_settings_that_it_began_with() -> None:
    world = seeded(World())
    headers = Reconfiguring([(b"x-api-key", world.api_key.encode())])
    headers.world = world
    response = world.handle(Request("GET", b"/users/u2/PhysicalKeys/1", b"", headers, b""))
    assert (response.status, response.body) == (404, ask(seeded(World()), "GET", "/users/u2/PhysicalKeys/1").body)
    assert ask(world, "GET", "/users/u2/PhysicalKeys/1").status == 401


def test_a_change_of_the_settings_loses_nothing() -> None:
    world = seeded(World())
    mine, revoked, token = world.credentials.issue_key("acme"), world.credentials.issue_key("acme"), world.token(USER)
    world.credentials.revoke_key(revoked)
    ask(world, "GET", f"/users/{USER}/PhysicalKeys")
    world.fail_next("list_physical_keys", status=500)
    webhook_id = world.webhooks.add(webhook := Webhook(url="http://localhost/", org_id="acme"))
    kept = ([*world.users], world.journal, world.coverage, world.webhooks, world.faults, world.clock)

    world.configure(errors="runtime", auth="either", org_scope=False, limits={"journal": 10})

    assert kept == ([*world.users], world.journal, world.coverage, world.webhooks, world.faults, world.clock)
    assert world.webhooks.items() == [(webhook_id, webhook)]
    assert [entry.status for entry in world.journal] == [200]
    world.coverage.assert_reached("list_physical_keys 200")
    assert ask(world, "GET", f"/users/{USER}/PhysicalKeys").status == 500
    assert ask(world, "GET", f"/users/{USER}/PhysicalKeys", **{"x-api-key": mine}).status == 200
    bearer = {"x-api-key": "", "authorization": f"Bearer {token}"}
    assert ask(world, "GET", f"/users/{USER}/PhysicalKeys", **bearer).status == 200
    assert b"unknown or revoked" in ask(world, "GET", "/x", **{"x-api-key": revoked}).body
    assert ask(world, "POST", f"/users/{USER}/RemovePhysicalKey", {"number": 1}).status == 200
    assert world.webhooks.deliveries()[0].detail_type == "PhysicalKeyRemoved"


def test_a_scope_applies_to_keys_that_were_issued_before() -> None:
    world = seeded(World())
    key = {"x-api-key": world.credentials.issue_key("acme")}
    assert ask(world, "GET", "/users/u2/PhysicalKeys/1", **key).status == 404
    world.configure(org_scope=False)
    assert ask(world, "GET", "/users/u2/PhysicalKeys/1", **key).status == 200
    world.configure(org_scope=True)
    assert ask(world, "GET", "/users/u2/PhysicalKeys/1", **key).status == 404


def test_a_reset_restores_the_settings_that_the_world_began_with() -> None:
    begun = Settings(errors="runtime", limits=Limits(users=3)).settled()
    world = World(begun)
    world.configure(errors="documented", auth="both", strict=True, limits={"users": 1, "journal": 0})
    assert world.settings == evolve(
        begun, errors="documented", auth="both", strict=True, limits=Limits(users=1, journal=0)
    )
    assert world.limits == world.settings.limits
    world.reset()
    assert world.settings == begun
    for number in range(3):
        world.users.create(f"u{number}")
    assert ask(world, "POST", "/users/u0/RemovePhysicalKey", {"number": 0}).status == 400
    assert len(world.journal) == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"error": "runtime"}, "Unknown setting of a world 'error'. Known: auth, errors, caller_org_id, org_scope, "),
        ({"seed": 1}, "The setting 'seed' belongs to the whole server. Those of a world: auth, errors, "),
        ({"limits": {"user": 5}}, "Unknown limit of a world 'user'. Known: users, locks, temp_keys, keys, text, "),
        ({"limits": {"body": 5}}, "The limit 'body' belongs to the whole server. Those of a world: users, locks, "),
        ({"limits": Limits()}, "limits must be a mapping of the limits to change, such as {'users': 5}, not Limits"),
        ({"limits": {"users": -1}}, "limits.users must be a whole number, 0 or more, not -1"),
        ({"errors": "x"}, "errors must be one of documented, runtime, not 'x'"),
        ({"limits": {"users": 1}}, "limits.users must be at least 2, not 1, because the world has that many users"),
        ({"limits": {"keys": 2}}, "limits.keys must be at least 3, not 2, because the world has that many keys"),
        (
            {"limits": {"text": 5}},
            "limits.text must be at least 54, not 5, because the world has that many characters of text",
        ),
        ({"limits": {"faults": 0}}, "limits.faults must be at least 1, not 0, because the world has that many faults"),
        (
            {"limits": {"webhooks": 0}},
            "limits.webhooks must be at least 1, not 0, because the world has that many webhooks",
        ),
        (
            {"limits": {"credentials": 0}},
            "limits.credentials must be at least 1, not 0, because the world has that many API keys",
        ),
    ],
)
def test_a_change_that_is_invalid_or_would_lose_something_changes_nothing(change: Any, problem: str) -> None:
    world = seeded(World())
    world.fail_next("remove_physical_key")
    world.credentials.issue_key("umbrella")
    world.add_webhook("http://localhost:9/")
    settings = world.settings
    with pytest.raises(ValueError, match="^" + problem.replace("(", r"\(")):
        world.configure(**{"auth": "both", "strict": True, **change})
    assert world.settings == settings
    assert ask(world, "GET", f"/users/{USER}/PhysicalKeys").status == 200
    world.users.create("u3", keys=1)
    world.close()


def test_capacity_that_is_reserved_counts_as_used() -> None:
    world = World()
    slices = world.users.create_in_slices("u1", keys=50)
    next(slices)
    with pytest.raises(ValueError, match=r"limits\.keys must be at least 50"):
        world.configure(limits={"keys": 49})
    world.configure(errors="runtime", limits={"keys": 50})
    list(slices)
    assert len(world.inventory("u1")) == 50


def test_lower_limits_drop_the_oldest_log_entries() -> None:
    world = seeded(World())
    world.webhooks.add(Webhook(url="http://localhost/", org_id="acme"))
    for _ in range(4):
        ask(world, "POST", f"/users/{USER}/AddPhysicalKey", {"orgId": "acme"})
    events = world.events()
    world.configure(limits={"journal": 2, "events": 3, "deliveries": 1})
    assert ([entry.id for entry in world.journal], world.journal.forgotten) == ([3, 4], 2)
    assert (world.events(), world.events_forgotten) == (events[-3:], len(events) - 3)
    assert ([it.version for it in world.webhooks.deliveries()], world.webhooks.dropped) == ([7], 3)
    assert len(world.inventory(USER)) == 6
    world.configure(limits={"journal_bytes": 1})
    assert [entry.id for entry in world.journal] == [4]
    with pytest.raises(AssertionError, match="3 older requests were dropped"):
        world.journal.assert_clean()


def test_deliveries_that_make_room_are_those_that_have_ended_then_the_oldest() -> None:
    world = World()
    world.webhooks.add(Webhook(url="http://localhost/", org_id="acme"))
    world.users.create("u1", keys=3)
    attempt = world.webhooks.take()
    assert attempt is not None
    world.webhooks.report(attempt, 204)
    world.configure(limits={"deliveries": 3})
    assert [it.version for it in world.webhooks.deliveries()] == [2, 3, 4]
    world.configure(limits={"deliveries": 0})
    assert world.webhooks.deliveries() == []
    assert world.webhooks.take() is None


def test_a_request_is_processed_under_one_state_of_the_settings() -> None:
    states: list[WorldSettings] = [
        {"errors": "documented", "auth": "either", "org_scope": True},
        {"errors": "runtime", "auth": "both", "org_scope": False},
    ]

    def respond(world: World) -> list[tuple[int, bytes]]:
        sent = (("GET", "/users/u2/PhysicalKeys/1", None), ("POST", f"/users/{USER}/RemovePhysicalKey", {"number": 0}))
        responses = [ask(world, *request) for request in sent]
        return [(response.status, response.body) for response in responses]

    allowed = []
    for state in states:
        world = seeded(World())
        world.configure(**state)
        allowed.append(respond(world))
    world = seeded(World())

    def change(round_: int) -> None:
        world.configure(**states[round_ % 2])

    with ThreadPoolExecutor(8) as pool:
        changed = pool.map(change, range(400))
        found = list(pool.map(lambda _: respond(world), range(400)))
        list(changed)
    assert {it[0] for it in found} <= {it[0] for it in allowed}
    assert {it[1] for it in found} <= {it[1] for it in allowed}
    assert world.journal.total == 800


def test_requests_that_run_during_changes_lose_no_update() -> None:
    world = World()
    world.users.create("u1")

    def add(_: int) -> int:
        return ask(world, "POST", "/users/u1/AddPhysicalKey", {"orgId": "acme"}).status

    def change(round_: int) -> None:
        world.configure(errors=("documented", "runtime")[round_ % 2], limits={"journal": 100 + round_})

    with ThreadPoolExecutor(8) as pool:
        changed = pool.map(change, range(200))
        assert set(pool.map(add, range(200))) == {200}
        list(changed)
    assert [key.number for key in world.inventory("u1")] == list(range(1, 201))


def test_a_change_of_the_clock_wakes_the_deliveries_as_before() -> None:
    world = World()
    world.clock.freeze(START)
    woken: list[int] = []
    world.webhooks.listen(lambda: woken.append(world.clock.now()))
    world.configure(errors="runtime")
    woken.clear()
    world.clock.advance(1000)
    assert woken == [START + 1000]


def test_every_limit_is_a_limit_of_a_world_or_of_the_server() -> None:
    of_server = {"worlds", "memory", "body", "connections"}
    assert set(Limits.__annotations__) == of_server | set(WorldLimits.__annotations__)
    assert set(WorldSettings.__annotations__) < set(Settings.__annotations__)


def test_a_fault_that_fires_at_random_goes_on_as_if_nothing_was_changed() -> None:
    def fired(world: World, change: bool) -> list[int]:
        world.faults.add(Fault(kind="status", operation="list_physical_keys", probability=0.5))
        statuses: list[int] = []
        for _ in range(20):
            statuses.append(ask(world, "GET", f"/users/{USER}/PhysicalKeys").status)
            if change:
                world.configure(strict=not world.settings.strict)
        return statuses

    assert fired(seeded(World()), change=True) == fired(seeded(World()), change=False)
