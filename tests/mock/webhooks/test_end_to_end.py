"""Events of a world, all the way to a receiver."""

import json

import httpx
import pytest
from spkey_mock import Server, World, Worlds

from spkey_client import webhooks

from ..receiver import Receiver
from ..support import OTHER_ORG, OTHER_USER, START, USER, rule


@pytest.fixture
def world() -> World:
    world = World()
    world.clock.freeze(START)
    return world


def test_a_removal_arrives_as_the_sdk_reads_it(world: World, receiver: Receiver) -> None:
    world.add_webhook(receiver.url, header=("Authorization", "Bearer the secret"), detail_types=("PhysicalKeyRemoved",))
    world.users.create(USER, keys=2)
    with world.client() as client:
        removed = client.physical_keys.remove(USER, number=2)
    world.settle()
    (post,) = receiver.got()
    webhooks.verify_token(post.headers["authorization"], "the secret")
    event = webhooks.parse(post.body, partner_id=world.org_id)
    assert isinstance(event.data, webhooks.PhysicalKeyRemoved)
    assert (event.aggregate_id, event.version, event.timestamp) == (USER, removed.version, START)
    assert (event.data.user_id, event.data.number) == (USER, 2)


@rule("webhooks.sent_to_organisation_of_user")
def test_events_go_to_the_organisation_that_created_the_user_whoever_issued_the_key(
    world: World, receiver: Receiver
) -> None:
    world.users.create("mine")
    world.users.create("theirs", org_id=OTHER_ORG)
    world.add_webhook(receiver.url)
    with world.client() as client, world.client(token=world.token(USER)) as user:
        client.physical_keys.add("mine", org_id=OTHER_ORG)
        client.physical_keys.add("theirs", org_id=world.org_id)
        user.users.create(USER)
        client.physical_keys.add(USER, org_id=world.org_id)
    world.settle()
    assert [webhooks.parse(post.body).aggregate_id for post in receiver.got()] == ["mine"]


@rule("webhooks.sent_to_organisation_of_user", "webhooks.filtered_by_detail_type")
@pytest.mark.parametrize("detail_type", ["*", "UserCreated"])
def test_a_new_user_is_announced_to_the_organisation_that_created_it(
    world: World, receiver: Receiver, detail_type: str
) -> None:
    world.add_webhook(receiver.url, detail_types=(detail_type,))
    world.users.create("theirs", org_id=OTHER_ORG)
    with world.client() as client, world.client(token=world.token(OTHER_USER)) as user:
        user.users.create(OTHER_USER)
        for _ in range(2):
            client.users.create(USER, email="ada@example.com")
    world.settle()
    (post,) = receiver.got()
    event = webhooks.parse(post.body, partner_id=world.org_id)
    assert (event.detail_type, event.aggregate_id, event.version) == ("UserCreated", USER, 1)
    assert json.loads(post.body)["detail"]["data"] == {"type": "UserCreated", "userId": USER, "status": "ACTIVE"}


@rule("webhooks.repeated_after_failure")
def test_a_failure_is_retried_as_the_clock_of_the_world_advances(world: World, receiver: Receiver) -> None:
    receiver.will_respond(500, 503)
    world.add_webhook(receiver.url, detail_types=("PhysicalKeyAdded",))
    world.users.create(USER, keys=1)
    counts: list[int] = []
    for seconds in (0, 29, 1, 59, 1, 100_000):
        world.clock.advance(seconds * 1000)
        world.settle()
        counts.append(len(receiver.got()))
    assert counts == [1, 0, 1, 0, 1, 0]
    (delivery,) = world.webhooks.deliveries()
    assert (delivery.state, [attempt.status for attempt in delivery.attempts]) == ("delivered", [500, 503, 204])


def test_the_event_of_a_lost_response_is_delivered_and_a_rejected_request_has_none(
    world: World, receiver: Receiver
) -> None:
    world.add_webhook(receiver.url)
    world.users.create(USER, keys=1)
    world.settle()
    receiver.got()
    world.lose_next_answer("remove_physical_key")
    with world.client() as client:
        for _ in range(2):
            with pytest.raises(Exception, match=r"may have taken effect|no physical key"):
                client.physical_keys.remove(USER, number=1)
    world.settle()
    assert [webhooks.parse(post.body).detail_type for post in receiver.got()] == ["PhysicalKeyRemoved"]


def test_tests_in_any_language_can_set_it_up_over_http(receiver: Receiver) -> None:
    worlds = Worlds()
    with Server(worlds) as server, httpx.Client(base_url=f"{server.base_url}/w/a", trust_env=False) as http:
        subscription = {"url": receiver.url, "bearerToken": "s", "copies": 2, "detailTypes": ["PhysicalKeyAdded"]}
        webhook = http.post("/_mock/webhooks", json=subscription).json()
        http.post("/_mock/users", json={"userId": USER, "keys": 1})
        worlds.world("a").settle()
        first, second = receiver.got()
        assert first.body == second.body
        assert first.headers["authorization"] == "Bearer s"
        (delivery,) = http.get("/_mock/deliveries").json()["deliveries"]
        assert (delivery["webhook"], delivery["state"]) == (webhook["id"], "delivered")
        assert delivery["eventId"] == json.loads(first.body)["id"]
        assert [attempt["status"] for attempt in delivery["attempts"]] == [204, 204]
        http.post("/_mock/reset")
        http.post("/_mock/users", json={"userId": USER, "keys": 1})
        worlds.world("a").settle()
        assert receiver.got() == []
