"""Seeding of locks and temporary keys."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from spkey_mock import DoorOptions, Limits, Lock, Rejection, Settings, TempKey, User, World
from spkey_mock.aggregates.temp_keys import TEMP_KEYS
from spkey_mock.service.errors import Full, Invalid, InvalidState, NotFound, Unreachable

from ..support import START


@pytest.fixture
def world() -> World:
    world = World()
    world.clock.freeze(START)
    return world


def test_a_lock_has_keys_holders_and_residents(world: World) -> None:
    world.users.create("u1", email="ada@example.com", first_name="Ada", last_name="Lovelace")
    lock = world.locks.create(12, owner="u1", keys=2, holders=["u2"], residents=["u1", "u3"], serial_number="s")
    assert (lock.id, lock.owner_id, lock.org_id, lock.serial_number) == ("12", "u1", world.org_id, "s")
    assert [(key.index, key.user_id) for key in lock.keys] == [(1, "u2"), (2, None), (3, None)]
    assert [(it.user_id, it.name, it.email) for it in lock.residents] == [
        ("u1", "Ada Lovelace", "ada@example.com"),
        ("u3", "u3", None),
    ]
    assert [it.type for it in world.latest_events(6)] == ["LockCreated", *["KeyAdded"] * 3, *["ResidentAdded"] * 2]
    assert (world.locks.get(12), world.locks.get("12"), world.locks.get(13)) == (lock, lock, None)


def test_the_number_of_a_lock_is_what_clients_send(world: World) -> None:
    lock = world.locks.create(owner="u1")
    with world.client() as client:
        assert client.locks.open(lock.lock_id).version == lock.version + 1
        assert client.locks.get_details(lock.lock_id).lock_id == lock.lock_id == 1


def test_the_types_of_seeds_their_doors_and_their_rejections_are_public(world: World) -> None:
    user: User = world.users.create("u1")
    lock: Lock = world.locks.create(7, owner=user.id)
    door: DoorOptions = {"lock_id": lock.lock_id, "label": "Front"}
    key: TempKey = world.temp_keys.create([door])
    assert [type(it) for it in (user, lock, key)] == [User, Lock, TempKey]
    with pytest.raises(Rejection, match="There is no lock 8") as rejected:
        world.temp_keys.create([8])
    assert (rejected.value.status, rejected.value.kind) == (404, "NotFound")


def test_a_lock_that_exists_gets_more_keys_and_residents(world: World) -> None:
    before = world.locks.create(7, keys=1, residents=["u1"])
    lock = world.locks.create("7", owner="u2", keys=1, residents=["u1", "u2"])
    assert (lock.uuid, lock.owner_id, lock.version) == (before.uuid, None, 5)
    assert [key.index for key in lock.keys] == [1, 2]


def test_the_number_of_a_lock_is_the_next_one_that_is_free(world: World) -> None:
    world.locks.create(2)
    assert [world.locks.create().id for _ in range(3)] == ["3", "4", "5"]
    assert [lock.id for lock in world.locks] == ["2", "3", "4", "5"]
    assert [lock.id for lock in world.locks.latest(2)] == ["5", "4"]
    assert len(world.locks) == 4


@pytest.mark.parametrize("lock_id", [0, -1, "", "x", "²", 2**53])
def test_the_id_of_a_lock_is_a_number(world: World, lock_id: int | str) -> None:
    with pytest.raises(ValueError, match="lock_id must be a whole number of at least 1, not"):
        world.locks.create(lock_id)


def test_what_the_service_rejects_is_not_created(world: World) -> None:
    lock = world.locks.create(1)
    with pytest.raises(InvalidState, match="Another lock has the UUID"):
        world.locks.create(2, uuid=lock.uuid)
    world.outside.change(offline_locks=["1"])
    with pytest.raises(Unreachable):
        world.locks.create(1, keys=1)
    with pytest.raises(ValueError, match="keys must be a whole number, 0 or more, not -1"):
        world.locks.create(1, keys=-1)
    assert [(it.id, it.version) for it in world.locks] == [("1", 1)]


def test_locks_and_their_keys_are_limited() -> None:
    world = World(Settings(limits=Limits(locks=1, keys=4, temp_keys=1)))
    with pytest.raises(Full, match="Too many keys in this world"):
        world.locks.create(keys=5)
    world.locks.create(keys=3)
    with pytest.raises(Full, match="Too many locks in this world"):
        world.locks.create()
    world.temp_keys.create(["1"])
    with pytest.raises(Full, match="Too many temporary keys in this world"):
        world.temp_keys.create(["1"])


def test_many_keys_are_added_in_slices(world: World) -> None:
    slices = world.locks.create_in_slices(1, keys=60)
    next(slices)
    assert [len(lock.keys) for lock in world.locks] == [19]
    assert [len(world.locks.create(1).keys) for _ in slices] == [39, 59]
    assert len(world.locks.create(1).keys) == 60


def test_a_temporary_key_opens_its_doors_for_a_day(world: World) -> None:
    world.locks.create(1)
    world.locks.create(2, org_id="umbrella")
    key = world.temp_keys.create([1, {"lock_id": "2", "label": "Back", "access_method": "code"}], description="guest")
    assert [(it.lock_id, it.label, it.access_method) for it in key.doors] == [("1", None, "key"), ("2", "Back", "code")]
    assert (key.window.start, key.window.end) == ("2026-11-06T00:00:00.000Z", "2026-11-07T00:00:00.000Z")
    assert (key.description, key.collective, len(key.pin or "")) == ("guest", False, 6)
    assert (world.temp_keys.get(key.id), world.temp_keys.get("x")) == (key, None)
    collective = world.temp_keys.create(["1"], collective=True, valid_until="2026-12-01T00:00:00Z")
    assert (collective.collective, collective.pin, collective.window.end) == (True, None, "2026-12-01T00:00:00Z")
    assert [it.id for it in world.temp_keys.latest(1)] == [collective.id]


def test_a_temporary_key_of_nothing_is_not_created(world: World) -> None:
    world.locks.create(1)
    with pytest.raises(NotFound, match="There is no lock 2"):
        world.temp_keys.create([1, 2])
    for text in ("tomorrow", "", "2026-11-06T16:00:00+01:00"):
        with pytest.raises(Invalid, match="validUntil: the value must be a time in UTC such as 2026-11-05T16:00:00Z"):
            world.temp_keys.create([1], valid_until=text)
    with pytest.raises(Invalid, match="must be after validFrom"):
        world.temp_keys.create([1], valid_until="2026-01-01T00:00:00Z")
    with pytest.raises(ValueError, match="doors must name at least one lock"):
        world.temp_keys.create([])
    assert len(world.temp_keys) == 0


def test_the_window_of_a_temporary_key_may_be_given_as_datetimes(world: World) -> None:
    world.locks.create(1)
    start = datetime(2026, 11, 5, 18, 30, 0, 5_999, tzinfo=timezone(timedelta(hours=2)))
    key = world.temp_keys.create([1], valid_from=start, valid_until=start + timedelta(hours=1))
    assert (key.window.start, key.window.end) == ("2026-11-05T16:30:00.005Z", "2026-11-05T17:30:00.005Z")


@pytest.mark.parametrize("name", ["valid_from", "valid_until"])
@pytest.mark.parametrize("value", [datetime(2026, 11, 5), date(2026, 11, 5), 1793894400000], ids=repr)
def test_other_times_are_rejected_with_the_name_of_the_argument(world: World, name: str, value: Any) -> None:
    world.locks.create(1)
    message = f"{name} must be a time in UTC such as 2026-11-05T16:00:00Z, or an aware datetime, not {value!r}."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        world.temp_keys.create([1], **{name: value})
    assert len(world.temp_keys) == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"residents": ["u1", 5]}, "residents must be a list, such as ['u1'], not ['u1', 5]."),
        ({"residents": "u1"}, "residents must be a list, such as ['u1'], not 'u1'."),
        ({"holders": 7}, "holders must be a list, such as ['u1'], not 7."),
    ],
)
def test_people_of_a_lock_are_a_list(world: World, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        world.locks.create(7, **wrong)
    assert world.locks.get(7) is None


@pytest.mark.parametrize(
    ("doors", "message"),
    [
        ("12", "doors must be a list, such as [7], not '12'."),
        (7, "doors must be a list, such as [7], not 7."),
        (
            [{"label": "front"}],
            "doors must be numbers of locks, or DoorOptions with a lock_id, not {'label': 'front'}.",
        ),
        ([{"lock_id": 7, "method": "pin"}], "Unknown door option 'method'. Known: lock_id, label, access_method."),
        ([True], "doors must be numbers of locks, or DoorOptions with a lock_id, not True."),
        ([{"lock_id": None}], "doors must be numbers of locks, or DoorOptions with a lock_id, not {'lock_id': None}."),
        ([{"lock_id": 7, "label": 5}], "label must be a string, not 5."),
        ([None], "doors must be numbers of locks, or DoorOptions with a lock_id, not None."),
        ([{"lock_id": 7, "access_method": "pin"}], "access_method must be one of key, code, both, not 'pin'."),
    ],
)
def test_doors_are_a_list_of_locks(world: World, doors: Any, message: str) -> None:
    world.locks.create(7)
    with pytest.raises(ValueError, match=re.escape(message)):
        world.temp_keys.create(doors)


@pytest.mark.parametrize(
    ("create", "message"),
    [
        (lambda world: world.users.create(7), "user_id must be a string, not 7."),
        (lambda world: world.users.create("u1", org_id=7), "org_id must be a string, not 7."),
        (lambda world: world.users.create("u1", email=["a@b.c"]), "email must be a string, not ['a@b.c']."),
        (lambda world: world.users.create("u1", phone_number=7), "phone_number must be a string, not 7."),
        (
            lambda world: world.users.create("u1", phone_number="0170"),
            "phone_number must be an international phone number, which begins with + or 00.",
        ),
        (lambda world: world.users.create("u1", keys="3"), "keys must be a whole number, 0 or more, not '3'."),
        (lambda world: world.locks.create(1, keys=1.5), "keys must be a whole number, 0 or more, not 1.5."),
        (lambda world: world.locks.create(1, owner=7), "owner must be a string, not 7."),
        (lambda world: world.locks.create(1, serial_number=7), "serial_number must be a string, not 7."),
        (lambda world: world.temp_keys.create([1], description=7), "description must be a string, not 7."),
        (lambda world: world.temp_keys.create([1], collective="no"), "collective must be True or False, not 'no'."),
    ],
)
def test_a_value_of_the_wrong_type_is_rejected_with_the_name_of_the_argument(
    world: World, create: Callable[[Any], object], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        create(world)
    assert (len(world.users), len(world.locks), len(world.temp_keys)) == (0, 0, 0)


def test_a_phone_number_is_set_once(world: World) -> None:
    user = world.users.create("u1", phone_number="0049 170 1")
    assert (user.phone_number, user.version) == ("+491701", 2)
    assert world.users.create("u1", phone_number="+491701").version == 2


def test_content_carries_locks_and_temporary_keys(world: World) -> None:
    world.locks.create(1, owner="u1", keys=2, residents=["u1"])
    key = world.temp_keys.create([1], access_method="both")
    position, content = world.repository.feed(limit=0).latest, world.content(documents=True)
    world.snapshots.save("one")
    other = World()

    def change(world: World) -> None:
        world.locks.create(1, keys=1)
        world.temp_keys.create([1])

    def holds(world: World) -> bool:
        (lock,) = world.locks
        found = world.repository.where(TEMP_KEYS, "lock", "1")
        return (len(lock.keys), len(lock.residents), found) == (2, 1, [key])

    change(world)
    assert not holds(world)
    world.rewind(position)
    assert holds(world)
    change(world)
    world.snapshots.restore("one")
    assert holds(world)
    other.locks.create(1, keys=5)
    other.replace(content)
    assert holds(other)
    change(other)
    assert len(other.locks.create(1).keys) == 3


def test_an_import_keeps_the_order_of_keys_created_in_the_same_millisecond(world: World) -> None:
    world.locks.create(7)
    created = [world.temp_keys.create([7]).id for _ in range(8)]
    other = World()
    other.replace(world.content())
    with other.client() as client:
        assert [key.uuid for key in client.temp_keys.list().temp_keys] == created != sorted(created)
