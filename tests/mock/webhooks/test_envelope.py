"""The envelope in which an event is posted."""

import json

import pytest
from jsonschema_rs import Draft202012Validator
from spkey_mock.aggregates.users import PhysicalKeyAdded, User, UserCreated
from spkey_mock.service.event import Event

from spkey_client import webhooks as sdk

from ..support import CONTRACT, ORG, OTHER_ORG, START, USER
from .publisher import ADDED, REMOVED, Publisher, webhook


def test_an_event_is_posted_in_the_documented_envelope() -> None:
    publisher = Publisher(webhook())
    publisher.publish(ADDED)
    assert json.loads(publisher.take().body) == {
        "version": "0",
        "id": "event-1",
        "detail-type": "PhysicalKeyAdded",
        "source": "spk.api",
        "account": "123456789012",
        "time": "2026-11-06T00:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": {
            "partnerId": ORG,
            "aggregateType": "user",
            "aggregateId": USER,
            "version": 1,
            "timestamp": START,
            "data": {
                "type": "PhysicalKeyAdded",
                "userId": USER,
                "number": 1,
                "orgId": OTHER_ORG,
                "orgName": "Ümbrella",
                "note": "front door",
                "addedAt": START,
            },
        },
    }


@pytest.mark.parametrize("event", [ADDED, REMOVED, UserCreated(USER)])
@pytest.mark.parametrize("time", [0, START + 999, 253_402_300_799_999])
def test_the_envelope_fits_the_contract_and_the_sdk_reads_it(event: Event[User], time: int) -> None:
    publisher = Publisher(webhook())
    publisher.clock.freeze(time)
    publisher.publish(event)
    body = publisher.take().body
    name = type(event).__name__
    Draft202012Validator(CONTRACT["webhooks"][name], validate_formats=True).validate(json.loads(body))
    read = sdk.parse(body, partner_id=ORG)
    assert (read.detail_type, read.aggregate_id, read.version, read.timestamp) == (name, USER, 1, time)


@pytest.mark.parametrize("event", [ADDED, REMOVED])
def test_the_sdk_types_the_data_of_an_event(event: Event[User]) -> None:
    publisher = Publisher(webhook())
    publisher.publish(event)
    read = sdk.parse(publisher.take().body)
    assert isinstance(read.data, sdk.PhysicalKeyAdded | sdk.PhysicalKeyRemoved)
    assert (read.data.user_id, read.data.number) == (USER, 1)


def test_half_a_surrogate_pair_is_posted_unchanged() -> None:
    publisher = Publisher(webhook())
    publisher.publish(PhysicalKeyAdded(1, ORG, note="\ud800"))
    assert json.loads(publisher.take().body)["detail"]["data"]["note"] == "\ud800"
