"""The content of a world as JSON, with aggregates of several types."""

import json

import pytest
from spkey_mock.service.errors import Invalid
from spkey_mock.store.recorded import Base, Recorded, Stream
from spkey_mock.world.content import Content, decode, decode_origins, encode, encode_origins

from ..service.doors import BADGES, DOORS, REGISTRY, Badge, Door

CONTENT = Content(
    states=[(DOORS, Door("d", 2, "acme", "Front")), (BADGES, Badge("b", 1, "acme")), (BADGES, Badge("d", 1, "acme"))],
    events=[
        Recorded(Stream("door", "d"), 1, 4, 10, "DoorCreated", {"schemaVersion": 1, "name": "Front"}),
        Recorded(Stream("badge", "d"), 1, 6, 20, "BadgeCreated", {"schemaVersion": 1}),
    ],
    forgotten=4,
)


def test_aggregates_of_all_types_survive() -> None:
    data = json.loads(json.dumps(encode(CONTENT)))
    assert data["users"] == []
    assert data["aggregates"][1] == {
        "aggregateType": "badge",
        "state": {"badgeId": "b", "version": 1, "orgId": "acme", "uses": 0},
    }
    assert decode(data, REGISTRY) == CONTENT


def test_origins_survive() -> None:
    origins = {Stream("door", "d"): Base(1, Door("d", 1, "acme", "Front"))}
    assert decode_origins(json.loads(json.dumps(encode_origins(origins, REGISTRY))), REGISTRY) == origins


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"aggregateType": "gate"},
            "body/aggregates/0/aggregateType: Unknown aggregate type 'gate'. Known: door, badge.",
        ),
        ({"state": {"version": 1}}, "body/aggregates/0/state/doorId: The value is missing."),
        (
            {"state": {"doorId": "d", "version": 0}},
            "body/aggregates/0/state/version: version must be at least 1, not 0.",
        ),
        (
            {"aggregateType": "badge", "state": {"badgeId": "d", "version": 1}},
            "body/aggregates/2: two badges have the same badgeId",
        ),
    ],
)
def test_a_contradiction_names_its_place(change: dict[str, object], message: str) -> None:
    data = encode(CONTENT)
    data["aggregates"][0] |= change
    with pytest.raises(Invalid) as caught:
        decode(data, REGISTRY)
    assert str(caught.value).startswith(message)
