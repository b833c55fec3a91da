"""The contract alone is enough for a client: the SDK against Prism, which has read nothing but the contract."""

import os
import subprocess
from pathlib import Path
from typing import Any

import anyio
import attrs
import httpx
import pytest

from spkey_client import AsyncSpkeyClient, AuthenticationError, BadRequestError, NotFoundError, SpkeyClient

from .calls import CALLS, USER
from .facts import FACTS

ROOT = Path(__file__).parents[2]
SCHEMATHESIS = ROOT / ".fuzz/bin/schemathesis"

pytestmark = pytest.mark.xdist_group("prism")

EVERY_CREDENTIAL = pytest.mark.parametrize(
    "credentials", [{"api_key": "k"}, {"token": "t"}, {"api_key": "k", "token": "t"}]
)


def test_every_operation_is_called() -> None:
    assert CALLS.keys() == {fact["operationId"] for fact in FACTS["operations"]}


def test_every_call_of_the_sync_client_fits_the_contract(prism_mock: str) -> None:
    with httpx.Client(trust_env=False) as http:
        client = SpkeyClient(api_key="k", base_url=prism_mock, http_client=http)
        for name, (call, model) in CALLS.items():
            result = call(client)
            assert type(result) is model, name
            assert not attrs.asdict(result).get("extra"), name


@EVERY_CREDENTIAL
def test_every_credential_fits_the_contract(prism_mock: str, credentials: dict[str, str]) -> None:
    with httpx.Client(trust_env=False) as http:
        client = SpkeyClient(base_url=prism_mock, http_client=http, **credentials)  # type: ignore[arg-type]
        assert client.users.get_profile(USER).user_id == USER


def test_every_call_of_the_async_client_fits_the_contract(prism_mock: str) -> None:
    async def main() -> dict[str, type]:
        async with httpx.AsyncClient(trust_env=False) as http:
            client = AsyncSpkeyClient(api_key="k", base_url=prism_mock, http_client=http)
            return {name: type(await call(client)) for name, (call, _) in CALLS.items()}

    assert anyio.run(main) == {name: model for name, (_, model) in CALLS.items()}


@pytest.mark.parametrize(
    ("status", "error"), [(400, BadRequestError), (401, AuthenticationError), (404, NotFoundError)]
)
def test_every_declared_error_is_read(prism_mock: str, status: int, error: type[Exception]) -> None:
    with httpx.Client(trust_env=False, headers={"Prefer": f"code={status}"}) as http:
        client = SpkeyClient(api_key="k", base_url=prism_mock, http_client=http)
        with pytest.raises(error) as caught:
            client.physical_keys.remove(USER, number=2)
    assert getattr(caught.value, "message") != ""  # noqa: B009
    assert getattr(caught.value, "code") is not None  # noqa: B009


@pytest.mark.parametrize("body", [{"number": 0}, {"number": -1}, {"number": 1.5}, {"number": "1"}, {}, None])
def test_the_contract_alone_rejects_a_bad_removal(prism_mock: str, body: Any) -> None:
    with httpx.Client(trust_env=False, headers={"X-API-Key": "k"}) as http:
        answer = http.post(f"{prism_mock}/users/{USER}/RemovePhysicalKey", **({} if body is None else {"json": body}))
    assert answer.status_code == 400
    assert answer.json()["error"] == "ValidationError"


def test_schemathesis_reads_the_contract_as_it_is(prism_mock: str, tmp_path: Path) -> None:
    command: list[str | Path] = [SCHEMATHESIS, "--no-color", "run", ROOT / "openapi.yaml", "--url", prism_mock]
    command += ["--header", "X-API-Key: k", "--phases", "examples", "--checks", "not_a_server_error"]
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"Tested: {len(CALLS)}" in done.stdout


def test_the_contract_alone_rejects_a_request_without_credentials(prism_mock: str) -> None:
    with httpx.Client(trust_env=False) as http:
        answer = http.post(f"{prism_mock}/users/{USER}/RemovePhysicalKey", json={"number": 1})
    assert answer.status_code == 401
