"""FastAPI injects clients and operations into an application, for which it evaluates their annotations."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from spkey_mock import Site

from .programs import serving, variables

USER, LOCK = str(UUID(int=1)), str(UUID(int=2))
APP = """
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI

from spkey_client import SpkeyClient, operations

app = FastAPI()


def connect() -> Iterator[SpkeyClient]:
    with SpkeyClient() as client:
        yield client


class Building:
    def __init__(self, client: Annotated[SpkeyClient, Depends(connect)]) -> None:
        self.client = client


@app.post("/users/{user_id}/locks")
def add(building: Annotated[Building, Depends()], call: Annotated[object, Depends(operations.add_accessible_lock)]):
    return building.client.send(call).parsed.to_dict()
"""


@pytest.fixture
def http(spkey_server: Site, tmp_path: Path) -> Iterator[httpx.Client]:
    (tmp_path / "app.py").write_text(APP)
    spkey_server.world.users.create(USER)
    with (
        serving(tmp_path, variables(spkey_server), "uvicorn", "app:app", "--fd", "{fd}") as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
    ):
        yield client


def test_fastapi_injects_clients_and_operations(http: httpx.Client) -> None:
    query = {"lock_id": LOCK, "lock_name": "Front door", "access_level": "GUEST", "granted_by": USER}
    response = http.post(f"/users/{USER}/locks", params=query)
    assert response.status_code == 200, response.text
    assert response.json()["event"]["data"]["lockName"] == "Front door"
    schema = http.get("/openapi.json").json()["paths"]["/users/{user_id}/locks"]["post"]
    assert {"lock_id", "access_level", "valid_until"} < {each["name"] for each in schema["parameters"]}
