"""The worlds of a server, by name."""

import pytest
from spkey_mock import Fault, Settings, World, Worlds
from spkey_mock.service.errors import Full
from spkey_mock.world.limits import Limits
from spkey_mock.world.registry import WorldRegistry


class Timed:
    """A registry whose clock is frozen until a test advances it."""

    def __init__(self, limits: Limits | None = None, ttl: float | None = None) -> None:
        self.now = 0.0
        settings = Settings(limits=limits or Limits())
        self.worlds: WorldRegistry[World] = WorldRegistry(
            settings, lambda settings, name, _: World(settings, name=name), ttl=ttl, clock=lambda: self.now
        )

    def names(self) -> list[str]:
        return [world.name for world in self.worlds.items()][1:]


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(Settings(limits=Limits(worlds=3)))


def test_a_world_is_made_when_it_is_first_named_and_has_a_state_of_its_own(worlds: Worlds) -> None:
    a = worlds.world("a")
    a.users.create("u1")
    assert worlds.world("a") is a
    assert worlds.world("") is worlds.default
    assert worlds.world("b").users.get("u1") is None
    assert [world.name for world in worlds.items()] == ["", "a", "b"]


def test_ids_differ_between_worlds(worlds: Worlds) -> None:
    assert worlds.world("a").users.create().id != worlds.world("b").users.create().id


@pytest.mark.parametrize(
    "name", ["a/b", "a b", "%41", "ü", "a" * 65, "a\n", "<script>", "a?", "..%2F", "\x00", ".", ".."], ids=ascii
)
def test_a_name_that_is_not_plain_is_rejected(worlds: Worlds, name: str) -> None:
    with pytest.raises(ValueError, match="The name of a world must be 1 to 64 letters"):
        worlds.world(name)
    assert len(worlds.items()) == 1


def test_the_number_of_mounted_worlds_is_limited(worlds: Worlds) -> None:
    for name in "abc":
        worlds.mount(World(name=name))
    message = r"Too many worlds \(limit 3\)\. Delete some or raise Limits.worlds\."
    with pytest.raises(Full, match=message):
        worlds.world("d")
    with pytest.raises(Full, match=message):
        worlds.mount(World(name="d"))
    assert worlds.delete("a")
    assert not worlds.delete("a")
    assert worlds.world("d").name == "d"


def test_the_least_recently_used_world_is_evicted_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    timed = Timed(Limits(worlds=3))
    for name in "abc":
        timed.worlds.world(name)
        timed.now += 1
    timed.worlds.world("a")
    timed.now += 1
    timed.worlds.world("d")
    assert timed.names() == ["a", "c", "d"]
    assert timed.worlds.evicted == 1
    assert [record.getMessage() for record in caplog.records] == [
        "Evicted world b, because the server reached a limit."
    ]


def test_an_idle_world_expires_and_its_name_is_free() -> None:
    timed = Timed(ttl=10)
    first, second = timed.worlds.world("a"), timed.worlds.world("b")
    first.add_webhook("http://127.0.0.1:9/")
    timed.now = 9
    assert timed.worlds.world("b") is second
    timed.now = 10
    assert timed.names() == ["b"]
    assert (timed.worlds.expired, first.webhooks.items()) == (1, [])
    assert timed.worlds.world("a") is not first


def test_a_world_that_is_named_again_after_it_expired_is_a_new_one() -> None:
    timed = Timed(ttl=10)
    first = timed.worlds.world("a")
    timed.now = 10
    assert timed.worlds.world("a") is not first


def test_requests_to_other_worlds_let_an_idle_world_expire() -> None:
    timed = Timed(ttl=10)
    timed.worlds.world("a")
    timed.now = 10
    timed.worlds.world("")
    assert timed.worlds.expired == 1


def test_the_default_world_and_mounted_worlds_do_not_expire() -> None:
    timed = Timed(ttl=10)
    default, mounted = timed.worlds.default, timed.worlds.mount(World(name="a"))
    timed.now = 1_000
    assert timed.worlds.world("") is default
    assert timed.worlds.world("a") is mounted


@pytest.mark.parametrize("ttl", [None, 0])
def test_without_a_time_to_live_no_world_expires(ttl: float | None) -> None:
    timed = Timed(ttl=ttl)
    world = timed.worlds.world("a")
    timed.now = 1e12
    assert timed.worlds.world("a") is world


def test_worlds_that_grow_evict_the_least_recently_used_ones() -> None:
    timed = Timed(Limits(memory=300_000))
    for name in "abc":
        timed.worlds.world(name).users.create(first_name="x" * 50_000)
        timed.now += 1
        for _ in range(16):
            timed.worlds.world(name)
    assert timed.names() == ["b", "c"]
    assert timed.worlds.memory < 300_000


def test_worlds_that_grow_with_their_first_request_push_out_others_as_well() -> None:
    timed = Timed(Limits(memory=300_000))
    for name in "abcd":
        timed.worlds.world(name).users.create(first_name="x" * 50_000)
        timed.now += 1
    timed.worlds.world("e")
    assert timed.names() == ["d", "e"]
    assert timed.worlds.memory < 300_000


def test_a_large_world_makes_room_for_a_request_to_another() -> None:
    timed = Timed(Limits(memory=300_000))
    timed.worlds.world("small")
    timed.now += 1
    large = timed.worlds.world("large")
    timed.now += 1
    small = timed.worlds.world("small")
    large.users.create(first_name="x" * 200_000)
    small.users.create(first_name="x" * 50_000)
    assert timed.worlds.world("small") is small
    timed.worlds.measure(small)
    timed.worlds.measure(large)
    assert (timed.names(), timed.worlds.memory >= 300_000) == (["large"], True)
    timed.now += 1
    small = timed.worlds.world("small")
    timed.worlds.check_memory(small)
    assert timed.names() == ["small"]


def test_the_world_of_a_request_never_makes_room_for_the_one_before() -> None:
    timed = Timed(Limits(memory=300_000))
    small = timed.worlds.world("small")
    large = timed.worlds.world("large")
    large.users.create(first_name="x" * 200_000)
    timed.now += 1
    assert timed.worlds.world("small") is small
    assert timed.names() == ["small"]


def test_a_world_that_needs_more_than_all_memory_is_rejected() -> None:
    timed = Timed(Limits(memory=300_000))
    large = timed.worlds.world("large")
    large.users.create(first_name="x" * 200_000)
    timed.worlds.measure(large)
    with pytest.raises(Full, match="use too much memory"):
        timed.worlds.check_memory(large)


@pytest.mark.parametrize("content", ["faults", "webhooks", "credentials"])
def test_everything_that_a_world_holds_counts(content: str) -> None:
    timed = Timed()
    world = timed.worlds.world("a")
    before = world.size
    match content:
        case "faults":
            world.faults.add(Fault(kind="status", body="x" * 60_000, times=2))
            assert world.size - before > 60_000
            world.faults.clear()
        case "webhooks":
            webhook = world.add_webhook("http://127.0.0.1:9/")
            assert world.size > before
            world.webhooks.remove(webhook)
        case _:
            api_key = world.credentials.issue_key("acme")
            assert world.size > before
            world.credentials.revoke_key(api_key)
    assert world.size == before


def test_memory_is_the_sum_of_the_worlds_and_goes_down_with_them() -> None:
    timed = Timed()
    empty = timed.worlds.memory
    timed.worlds.world("a")
    assert timed.worlds.memory == 2 * empty
    timed.worlds.delete("a")
    assert timed.worlds.memory == empty
    timed.worlds.check_memory(timed.worlds.default)


def test_a_mounted_world_does_not_replace_another_of_its_name(worlds: Worlds) -> None:
    first, second = World(name="a"), World(name="a")
    assert worlds.mount(first) is first
    assert worlds.mount(second) is first


def test_a_deleted_world_delivers_nothing_more(worlds: Worlds) -> None:
    world = worlds.world("x")
    world.clock.freeze(0)
    world.add_webhook("http://127.0.0.1:9/", delay=1.0)
    world.users.create("u1", keys=1)
    worlds.delete("x")
    world.clock.advance(1000)
    assert (world.webhooks.items(), world.webhooks.backlog().due) == ([], ())
