"""Wrong uses of the SDK. Every ignored line must be an error for both type checkers."""

from uuid import UUID

import httpx

from spkey_client import AsyncSpkeyClient, SpkeyClient, models, operations


async def provide_async() -> str:
    return "token"


def clients() -> None:
    SpkeyClient("k")  # type: ignore[call-arg]
    SpkeyClient(api_key=b"k")  # type: ignore[arg-type]
    SpkeyClient(environment="prod")  # type: ignore[arg-type]
    SpkeyClient(token=provide_async)  # type: ignore[arg-type]
    SpkeyClient(http_client=httpx.AsyncClient())  # type: ignore[arg-type]
    AsyncSpkeyClient(http_client=httpx.Client())  # type: ignore[arg-type]
    SpkeyClient(retries=2)  # type: ignore[call-arg]


def calls(client: SpkeyClient) -> None:
    client.physical_keys.remove("u", 2)  # type: ignore[call-arg]
    client.physical_keys.remove("u")  # type: ignore[call-arg]
    client.physical_keys.remove("u", number="2")  # type: ignore[arg-type]
    client.physical_keys.remove("u", number=None)  # type: ignore[arg-type]
    client.physical_keys.remove("u", number=2, _callerOrgId="acme")  # type: ignore[call-arg]
    client.physical_keys.remove("u", number=2, caller_org_id="acme")  # type: ignore[call-arg]
    client.physical_keys.remove(UUID(int=1), number=UUID(int=2))  # type: ignore[arg-type]
    client.physical_keys.remove("u", number=2, timeout="1")  # type: ignore[arg-type]
    client.physical_keys.add("u", note="front door")  # type: ignore[call-arg]
    client.physical_keys.delete("u", number=2)  # type: ignore[attr-defined]
    client.locks.open("7")  # type: ignore[arg-type]
    client.locks.iterate_events(7, page=2)  # type: ignore[call-arg]
    client.users.update_phone_number("u")  # type: ignore[call-arg]
    client.users.create("u", status="ACTIVE")  # type: ignore[call-arg]
    client.with_options(retries=1)  # type: ignore[call-arg]
    client.send("remove_physical_key")  # type: ignore[arg-type]
    operations.get_physical_key("u", "2")  # type: ignore[arg-type]


def answers(client: SpkeyClient) -> None:
    client.physical_keys.list("u").keys.append(None)  # type: ignore[attr-defined]
    client.physical_keys.get("u", 1).number = 2  # type: ignore[misc]
    client.users.create("u").user_id.upper()  # type: ignore[union-attr]
    client.physical_keys.remove("u", number=1).event.data  # type: ignore[union-attr] # noqa: B018
    models.PhysicalKey(number=1, org_id="a")  # type: ignore[call-arg]


async def async_calls(client: AsyncSpkeyClient) -> None:
    client.physical_keys.get("u", 1).number  # type: ignore[attr-defined] # noqa: B018
    await client.physical_keys.remove("u", number="2")  # type: ignore[arg-type]
    client.close()  # type: ignore[attr-defined]
