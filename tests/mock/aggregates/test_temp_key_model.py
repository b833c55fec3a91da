"""Random requests about temporary keys, against a model of them."""

from typing import Any

from attrs import define
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.aggregates.locks import LOCKS
from spkey_mock.aggregates.temp_keys import TEMP_KEYS, TempKey
from spkey_mock.service.aggregate import Aggregate
from spkey_mock.store.recorded import Base, Stream

from ..support import Mock, rule
from .guests import ADA, BOB, LOCK, OTHER_LOCK, UUIDS, Guests, at, door

IDS = [f"00000000-0000-4000-8000-00000000000{digit}" for digit in range(3)]
HOURS = st.integers(0, 6)
USERS = st.sampled_from([None, ADA, BOB])
METHODS = ("key", "code", "both")


@define
class Key:
    """A key as a client knows it. The list of users is None if everyone is admitted."""

    start: int
    end: int
    most: int | None = None
    users: list[str] | None = None
    uses: int = 0
    gone: bool = False

    def opens(self, hour: int, user: str | None = None) -> bool:
        admitted = self.users is None or user in self.users
        return (
            admitted
            and not self.gone
            and self.start <= hour < self.end
            and (self.most is None or self.uses < self.most)
        )


class Keys(RuleBasedStateMachine):
    """The temporary keys of a mock with two locks, and what a client can know of them from the responses so far."""

    def __init__(self) -> None:
        super().__init__()
        self.guests = Guests.of(Mock())
        self.hour = 0
        self.scoped: dict[str, Key] = {}
        self.unified: dict[str, tuple[Key, dict[str, Any]]] = {}
        self.opened = {LOCK: 0, OTHER_LOCK: 0}

    @step(hours=st.integers(1, 2))
    def wait(self, hours: int) -> None:
        self.guests.wait(hours)
        self.hour += hours

    @step(
        key=st.sampled_from(IDS), start=HOURS, length=st.integers(0, 4), most=st.none() | st.integers(1, 2), users=USERS
    )
    def create(self, key: str, start: int, length: int, most: int | None, users: str | None) -> None:
        listed: dict[str, Any] = {} if users is None else {"accessMode": "user-whitelist", "allowedUserIds": [users]}
        body: dict[str, Any] = {"validFrom": at(start), "validUntil": at(start + length), "maxUses": most, **listed}
        created = length > 0 and key not in self.scoped
        assert self.guests.create(key, **body).status == (200 if created else 400)
        if created:
            self.scoped[key] = Key(start, start + length, most, None if users is None else [users])

    @step(key=st.sampled_from(IDS), end=HOURS, most=st.none() | st.integers(1, 3))
    def update(self, key: str, end: int, most: int | None) -> None:
        reply = self.guests.update(key, validUntil=at(end), maxUses=most)
        known = self.scoped.get(key)
        if known is None or known.gone:
            assert reply.status == 404
        elif end <= known.start or (most is not None and most < known.uses):
            assert reply.status == 400
        else:
            assert reply.status == 200
            known.end, known.most = end, most

    @step(key=st.sampled_from(IDS))
    def delete(self, key: str) -> None:
        known = self.scoped.get(key)
        exists = known is not None and not known.gone
        assert self.guests.delete(key).status == (200 if exists else 404)
        if known is not None:
            known.gone = True

    @step(key=st.sampled_from(IDS), user=USERS)
    def open_scoped(self, key: str, user: str | None) -> None:
        known = self.scoped.get(key)
        opens = known is not None and known.opens(self.hour, user)
        reply = self.guests.open(key, headers=() if user is None else [self.guests.mock.bearer(user)])
        assert (reply.status == 303) is opens
        if opens and known is not None:
            known.uses += 1
            self.opened[LOCK] += 1

    @step(start=HOURS, method=st.sampled_from(METHODS), collective=st.booleans())
    def issue(self, start: int, method: str, collective: bool) -> None:
        doors = (door(OTHER_LOCK), door(accessMethod=method))
        key = self.guests.issued(*doors, collective=collective, validFrom=at(start), validUntil=at(start + 2))
        pins = {item["pin"] for _, item in self.unified.values()}
        assert key["pin"] is None or key["pin"] not in pins
        self.unified[key["uuid"]] = (Key(start, start + 2), key)

    @step(data=st.data(), number=st.integers(1, 3), collective=st.booleans())
    def open_door(self, data: st.DataObject, number: int, collective: bool) -> None:
        if self.unified:
            key, item = self.unified[data.draw(st.sampled_from(list(self.unified)))]
            slides = number < 3 and item["doors"][number - 1]["accessMethod"] != "code"
            reply = self.guests.open_door(item["uuid"], number, collective=collective)
            assert (reply.status == 303) is (slides and key.opens(self.hour))
            if reply.status == 303:
                key.uses += 1
                self.opened[OTHER_LOCK if number == 1 else LOCK] += 1

    @step(data=st.data())
    def enter(self, data: st.DataObject) -> None:
        pins = [uuid for uuid, (_, item) in self.unified.items() if item["pin"] is not None]
        if pins:
            key, item = self.unified[data.draw(st.sampled_from(pins))]
            reply = self.guests.enter(item["pin"])
            if reply.status != 429:
                assert (reply.status == 200) is key.opens(self.hour)
            if reply.status == 200:
                key.uses += 1
                self.opened[LOCK] += 1

    @step(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        if self.unified:
            key, item = self.unified[data.draw(st.sampled_from(list(self.unified)))]
            assert self.guests.revoke(item["uuid"]).status == (404 if key.gone else 200)
            key.gone = True

    @invariant()
    def the_uses_agree_and_stay_within_the_maximum(self) -> None:
        listed = {key["uuid"]: key for key in self.guests.listed().body["tempKeys"]}
        assert listed.keys() == {uuid for uuid, key in self.scoped.items() if not key.gone}
        for uuid, key in listed.items():
            assert key["usedCount"] == self.scoped[uuid].uses
            assert key["maxUses"] is None or key["usedCount"] <= key["maxUses"]
        for uuid, (key, _) in self.unified.items():
            assert self.state(uuid).used_count == key.uses
        for lock, times in self.opened.items():
            assert self.guests.happened(lock).count("TempKeyUsed") == times

    @invariant()
    def no_list_and_no_event_shows_a_pin(self) -> None:
        events = [str(event.data) for lock in UUIDS for event in self.guests.events(lock)]
        shown = str(self.guests.keys().body) + "".join(events)
        assert not any(f"'{item['pin']}'" in shown for _, item in self.unified.values())

    @invariant()
    def the_states_are_the_folds_of_their_events(self) -> None:
        repository = self.guests.mock.world.repository
        for lock in UUIDS:
            stream = repository.stream(LOCKS, str(lock))
            assert self.folded(LOCKS, stream) == self.guests.lock(lock)
        for uuid in self.unified:
            assert self.folded(TEMP_KEYS, repository.stream(TEMP_KEYS, uuid)) == self.state(uuid)

    def folded(self, aggregate: Aggregate[Any], stream: Stream) -> object:
        base: Base | None = None
        for recorded in self.guests.mock.store.read(stream).events:
            base = aggregate.fold(base, recorded)
        return None if base is None else base.state

    def state(self, uuid: str) -> TempKey:
        return self.guests.mock.world.repository.load(TEMP_KEYS, uuid)


@rule("temp_keys.open.opening_counted", "temp_keys.list.without_pins", "temp_keys.revoke.opens_nothing")
def test_random_requests_keep_temporary_keys_in_agreement_with_a_model() -> None:
    run_state_machine_as_test(Keys, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))
