"""A FastAPI application passes on what the SDK returns, and documents it."""

from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from spkey_mock import Fault, Site

from .programs import serving, variables

USER = str(UUID(int=1))


@pytest.fixture(scope="module")
def http(module_spkey_server: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    module_spkey_server.world.users.create(USER, keys=2, email="ada@example.com")
    environment, folder = variables(module_spkey_server), tmp_path_factory.mktemp("fastapi")
    with (
        serving(folder, environment, "uvicorn", "fastapi_app:app", "--fd", "{fd}") as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
    ):
        yield client


def test_a_model_is_returned_as_the_service_sends_it(http: httpx.Client) -> None:
    profile = http.get(f"/users/{USER}").json()
    assert (profile["userId"], profile["email"]) == (USER, "ada@example.com")
    keys = http.get(f"/users/{USER}/keys").json()
    assert [key["number"] for key in keys["keys"]] == [1, 2]
    assert keys["total"] == 2


def test_a_model_is_read_from_the_body(http: httpx.Client, module_spkey_server: Site) -> None:
    lock = module_spkey_server.world.locks.create()
    door = {"lockId": str(lock.lock_id), "label": "Front door", "accessMethod": "both"}
    response = http.post("/guests", json=door)
    assert response.status_code == 201
    assert response.json()["doors"] == [{"id": 1, "lockUuid": lock.uuid, **door}]
    assert response.json()["pin"].isdigit()


def test_a_body_that_does_not_match_the_model_is_rejected(http: httpx.Client) -> None:
    response = http.post("/guests", json={"label": "Front door"})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body"]


def test_models_are_documented(http: httpx.Client) -> None:
    schemas = http.get("/openapi.json").json()["components"]["schemas"]
    assert {"userId", "email"} <= schemas["UserProfile"]["properties"].keys()


@pytest.mark.parametrize("path", ["", "/keys"])
def test_an_unknown_user_is_not_found(http: httpx.Client, path: str) -> None:
    response = http.get(f"/users/{UUID(int=99)}{path}")
    assert (response.status_code, response.json()) == (404, {"detail": "not found"})


@pytest.mark.parametrize(
    ("status", "expected"), [(400, 400), (401, 500), (403, 500), (404, 404), (409, 409), (429, 429), (503, 503)]
)
def test_a_failure_has_a_status_of_its_own(
    http: httpx.Client, module_spkey_server: Site, status: int, expected: int
) -> None:
    faults = module_spkey_server.world.faults
    faults.add(Fault(kind="status", operation="get_user_profile", status=status, body="secret", retry_after=3600))
    response = http.get(f"/users/{USER}")
    assert (response.status_code, response.headers["Retry-After"]) == (expected, "3600")
    assert "secret" not in response.text


def test_a_lost_response_is_unavailable(http: httpx.Client, module_spkey_server: Site) -> None:
    module_spkey_server.world.faults.add(Fault(kind="drop", operation="get_user_profile", times=3))
    response = http.get(f"/users/{USER}")
    assert (response.status_code, "Retry-After" in response.headers) == (503, False)
