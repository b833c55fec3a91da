"""Users that tests create and read without requests."""

import pytest
from spkey_mock import Settings, World
from spkey_mock.aggregates.users import USERS, User
from spkey_mock.service.errors import Full, Invalid
from spkey_mock.service.times import LATEST
from spkey_mock.world.content import Content
from spkey_mock.world.limits import Limits

from ..support import START


@pytest.fixture
def world() -> World:
    return World()


def test_users_are_created_with_keys_and_read(world: World) -> None:
    user = world.users.create("u1", keys=3, email="ada@example.com")
    assert (user.version, user.next_number, user.org_id) == (4, 4, world.org_id)
    assert [key.number for key in world.inventory("u1")] == [1, 2, 3]
    assert [recorded.type for recorded in world.events("u1")] == ["UserCreated"] + ["PhysicalKeyAdded"] * 3
    assert world.users.get("u1") == user
    assert (world.users.get("u2"), world.inventory("u2"), world.events("u2")) == (None, (), ())
    assert world.users.create("u1", keys=1).version == 5
    other = world.users.create(keys=1, org_id="umbrella")
    assert len(world.users) == 2
    assert [user.id for user in world.users] == ["u1", other.id]
    assert world.inventory(other.id)[0].org_id == "umbrella"
    assert len(world.events()) == 7
    assert len(world.journal) == 0


def test_the_users_that_changed_last_are_found(world: World) -> None:
    for user_id in ("u1", "u2", "u3", "u1"):
        world.users.create(user_id, keys=1)
    assert [user.id for user in world.users] == ["u2", "u3", "u1"]
    assert [user.id for user in world.users.latest(2)] == ["u1", "u3"]


def test_a_number_of_keys_is_not_negative(world: World) -> None:
    with pytest.raises(ValueError, match="keys must be a whole number, 0 or more, not -1"):
        world.users.create("u1", keys=-1)
    assert len(world.users) == 0


def test_each_event_of_a_seed_has_its_step_of_time(world: World) -> None:
    world.clock.run_in_steps(START, 10)
    world.users.create("u1", keys=2)
    assert [recorded.at for recorded in world.events()] == [START, START + 10, START + 20]
    assert world.clock.now() == START + 30


def test_a_user_is_created_whole_or_not_at_all() -> None:
    world = World(Settings(limits=Limits(keys=600)))
    with pytest.raises(Full, match=r"Too many keys in this world \(limit 600\)\. Reset the world or raise Limits.keys"):
        world.users.create("u1", keys=601)
    assert (len(world.users), world.events()) == (0, ())
    assert world.users.create("u1", keys=600).version == 601


@pytest.mark.parametrize(
    ("limits", "name"), [(Limits(users=0), "users"), (Limits(keys=2), "keys"), (Limits(text=13), "characters of text")]
)
def test_every_limit_is_checked_before_a_user_is_created(limits: Limits, name: str) -> None:
    world = World(Settings(limits=limits))
    with pytest.raises(Full, match=f"Too many {name} in this world"):
        world.users.create("u1", keys=3)
    assert (len(world.users), world.events()) == (0, ())


def test_text_is_counted_exactly() -> None:
    # The id, and the organisation of each key.
    world = World(Settings(limits=Limits(text=14)))
    assert world.users.create("u1", keys=3).version == 4
    with pytest.raises(Full, match="characters of text"):
        world.users.create("u1", keys=1)


def test_a_large_user_is_created_in_slices(world: World) -> None:
    slices = world.users.create_in_slices("u1", keys=60)
    versions: list[int] = []
    user: User | None = None
    while user is None:
        try:
            next(slices)
            versions.append(world.users.create("other", keys=1).version)
        except StopIteration as end:
            user = end.value
    assert versions == [2, 3, 4]
    assert (user.version, len(user.keys), user.next_number) == (61, 60, 61)
    assert world.users.get("u1") == user


def test_the_room_for_all_slices_is_kept() -> None:
    world = World(Settings(limits=Limits(keys=600)))
    slices = world.users.create_in_slices("u1", keys=600)
    next(slices)
    with pytest.raises(Full, match="Too many keys"):
        world.users.create("u2", keys=1)
    for _ in slices:
        pass
    assert len(world.inventory("u1")) == 600


def test_room_that_an_abandoned_creation_kept_is_free_again() -> None:
    world = World(Settings(limits=Limits(keys=700)))
    slices = world.users.create_in_slices("u1", keys=600)
    next(slices)
    slices.close()
    left = 700 - len(world.inventory("u1"))
    assert len(world.users.create("u2", keys=left).keys) == left
    with pytest.raises(Full, match="Too many keys"):
        world.users.create("u2", keys=1)


def test_an_import_ends_the_creations_in_progress() -> None:
    world = World(Settings(limits=Limits(users=2, keys=600)))
    slices = world.users.create_in_slices("u1", keys=600)
    next(slices)
    world.replace(Content([(USERS, User("u2", version=1))], [], 0))
    with pytest.raises(Invalid, match="a state was imported meanwhile"):
        next(slices)
    assert [user.id for user in world.users] == ["u2"]
    assert len(world.users.create("u2", keys=600).keys) == 600


def test_a_reset_ends_the_creations_in_progress(world: World) -> None:
    slices = world.users.create_in_slices("u1", keys=600)
    next(slices)
    world.reset()
    world.clock.run_in_steps(START)
    with pytest.raises(Invalid, match="The world was reset"):
        next(slices)
    assert (len(world.users), world.clock.now()) == (0, START)


def test_a_small_user_is_created_in_one_slice(world: World) -> None:
    with pytest.raises(StopIteration):
        next(world.users.create_in_slices("u1", keys=3))
    assert len(world.inventory("u1")) == 3


def test_the_times_of_a_large_user_do_not_pass_the_end_of_the_clock(world: World) -> None:
    world.clock.run_in_steps(LATEST - 500)
    world.users.create("u1", keys=3)
    assert [event.at for event in world.events()] == [LATEST - 500, LATEST, LATEST, LATEST]
