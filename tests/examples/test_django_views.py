"""Django's views share clients, under WSGI in forked workers and under ASGI."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx
import pytest
from spkey_mock import Site

from .programs import serving, variables

SERVERS = {
    "gunicorn": ("--bind", "fd://{fd}", "--workers", "2", "--preload", "django_views:wsgi"),
    "uvicorn": ("--fd", "{fd}", "django_views:asgi"),
}
USERS = [str(UUID(int=number)) for number in range(8)]


@pytest.fixture(scope="module", params=SERVERS)
def http(
    request: pytest.FixtureRequest, module_spkey_server: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    for number, user in enumerate(USERS):
        with contextlib.suppress(ValueError):
            module_spkey_server.world.users.create(user)
        present = len(module_spkey_server.world.inventory(user))
        module_spkey_server.world.users.create(user, keys=number - present)
    environment = variables(module_spkey_server, DJANGO_SECRET_KEY="secret", DJANGO_SETTINGS_MODULE="")
    folder = tmp_path_factory.mktemp(request.param)
    with (
        serving(folder, environment, request.param, *SERVERS[request.param]) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=30) as client,
    ):
        yield client


def test_each_response_belongs_to_its_request(http: httpx.Client) -> None:
    def totals(user: str) -> tuple[str, int]:
        profile, keys = http.get(f"/users/{user}/profile"), http.get(f"/users/{user}/keys")
        return profile.json()["userId"], keys.json()["total"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(totals, USERS * 5))
    assert found == [(user, USERS.index(user)) for user in USERS * 5]


@pytest.mark.parametrize("view", ["profile", "keys"])
def test_an_unknown_user_is_not_found(http: httpx.Client, view: str) -> None:
    response = http.get(f"/users/{UUID(int=99)}/{view}")
    assert (response.status_code, response.json()) == (404, {"error": "not found"})
