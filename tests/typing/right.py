"""Right uses of the SDK, with the types that they have."""

from collections.abc import Awaitable, Iterator
from datetime import datetime
from typing import Literal, assert_type
from uuid import UUID

import httpx

from spkey_client import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    AsyncSpkeyClient,
    NotFoundError,
    Response,
    SpkeyClient,
    models,
    operations,
    to_datetime,
    webhooks,
)


def provide() -> str:
    return "token"


async def provide_async() -> str:
    return "token"


def clients() -> None:
    SpkeyClient(api_key="k", environment="staging", timeout=None, deadline=30.0, max_retries=0)
    SpkeyClient(token=provide, base_url="http://localhost:8787", timeout=httpx.Timeout(5.0, connect=1.0))
    SpkeyClient(token="t", http_client=httpx.Client())
    AsyncSpkeyClient(token=provide)
    AsyncSpkeyClient(token=provide_async, http_client=httpx.AsyncClient())


def openings(client: SpkeyClient, key: UUID) -> None:
    opening = client.temp_keys.open_door(key, 1)
    assert_type(opening, models.Opening)
    assert_type((opening.door, opening.offline, opening.location), tuple[int | None, bool | None, str])
    assert_type(client.send(operations.open_temp_key(key)), Response[models.Opening])


def pages(client: SpkeyClient) -> None:
    events = client.locks.iterate_events(7, timeout=1.0)
    assert_type(events, Iterator[models.RecordedLockEvent])
    for event in events:
        assert_type(to_datetime(event.timestamp), datetime)


async def pages_async(client: AsyncSpkeyClient) -> None:
    async for event in client.locks.iterate_events(7):
        assert_type(event, models.RecordedLockEvent)


def values(client: SpkeyClient, key: UUID) -> None:
    client.lock_temp_keys.update(7, temp_key_uuid=key, max_uses=None, allowed_user_ids=[key, "u"])
    client.users.update_phone_number(key, phone_number=None)
    client.locks.open_with_pin(7, pin="482915")


def calls(client: SpkeyClient) -> None:
    added = client.physical_keys.add("u", org_id="acme", note="front door")
    assert_type(added.number, int)
    assert_type(added.version, int)
    assert_type(added.added_at, int)
    assert_type(added.note, str | None)
    removed = client.physical_keys.remove(
        "u", number=added.number, timeout=1.0, max_retries=0, headers={"X-Trace": "t"}
    )
    assert_type(removed.event, models.PhysicalKeyRemovedEvent | None)
    if removed.event is not None:
        assert_type(removed.event.data.removed_at, int)
        client.physical_keys.remove(UUID(int=1), number=removed.event.data.number)
    page = client.physical_keys.list("u", q="front", org_id=None)
    assert_type(page.keys, tuple[models.PhysicalKey, ...])
    assert_type([key.number for key in page], list[int])
    assert_type(len(page), int)
    created = client.users.create(UUID(int=1))
    assert_type(created, models.CreateUserResult)
    assert_type(created.created, bool)
    assert_type(created.version, int)
    assert_type(created.user_id, str | None)
    assert_type(client.users.get_profile("u").status, Literal["ACTIVE", "INACTIVE", "SUSPENDED"] | str | None)
    assert_type(client.with_options(timeout=1.0), SpkeyClient)
    assert_type(client.send(operations.get_physical_key("u", 1)), Response[models.PhysicalKey])


async def async_calls(client: AsyncSpkeyClient) -> None:
    removal: Awaitable[models.RemovePhysicalKeyResult] = client.physical_keys.remove("u", number=2)
    assert_type((await removal).number, int)
    assert_type(await client.physical_keys.get("u", 2), models.PhysicalKey)
    response = await client.with_options(max_retries=0).send(operations.list_physical_keys("u"))
    assert_type(response.parsed.total, int)


def errors(client: SpkeyClient) -> None:
    try:
        client.users.get_profile("u")
    except NotFoundError as error:
        assert_type(error.code, str | None)
        assert_type(error.retry_after, float | None)
        assert_type(error.maybe_applied, bool)
    except APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.response, httpx.Response)
    except APIResponseError as error:
        assert_type(error.pointer, str)
    except APIConnectionError as error:
        assert_type(error.message, str)


def events(body: bytes) -> int | None:
    event = webhooks.parse(body, partner_id="acme")
    assert_type(event.version, int | None)
    match event.data:
        case models.PhysicalKeyAdded(number=number) | models.PhysicalKeyRemoved(number=number):
            return number
        case _:
            return None
