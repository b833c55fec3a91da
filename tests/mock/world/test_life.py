"""The life of a world under changed settings."""

import json
from threading import RLock

from attrs import evolve
from spkey_mock import Clock, Request, Settings
from spkey_mock.world.life import begin, memory_store

from ..service.doors import CONTRACT, OPEN_FOR, REGISTRY
from ..support import START


def test_scheduled_work_is_done_after_a_change_of_the_settings() -> None:
    clock = Clock()
    clock.freeze(START)
    settings = Settings().settled()
    begun = begin(settings, "", clock, RLock(), CONTRACT, REGISTRY, new_store=memory_store)
    headers = ((b"x-api-key", settings.api_keys[0][0].encode()),)

    def post(path: str, **body: object) -> str:
        response = begun.pipeline.handle(Request("POST", path.encode(), b"", headers, json.dumps(body).encode()))
        return str(json.loads(response.body)["aggregateId"])

    door = post("/doors", name="front")
    post("/badges/b1/Create")
    post(f"/doors/{door}/Open", badgeId="b1")
    life = begun.configured(evolve(settings, errors="runtime"), CONTRACT)
    assert life.pipeline.engine is not begun.pipeline.engine
    clock.advance(OPEN_FOR)
    life.catch_up()
    assert [event.type for event in life.repository.feed().events][-1] == "DoorClosed"
