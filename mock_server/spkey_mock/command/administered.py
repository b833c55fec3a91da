"""The mock that `state` and `prune` act on: a running server, or the store of a stopped one."""

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .failure import Failure

if TYPE_CHECKING:
    import httpx

    from ..world.settings import Settings

STORE_VARIABLE = "SPKEY_MOCK_STORE"
TOKEN_VARIABLE = "SPKEY_MOCK_CONTROL_TOKEN"  # noqa: S105 # the name of a variable

_TIMEOUT = 600.0
"""The maximum wait for a response, in seconds. A large world takes long."""

_UNLIMITED = 1 << 50


class CallError(Exception):
    """The control API rejected a call.

    Attributes:
        status: The status of the response.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Administered:
    """The control API of a mock."""

    def __init__(self, client: "httpx.Client", place: str) -> None:
        self._client = client
        self._place = place

    def call(self, method: str, path: str, body: object = None, *, world: str = "") -> Any:
        """Call an operation of a world, by default of the default world, and return the JSON of the response.

        Raises:
            CallError: The operation rejected the call.
            Failure: The mock does not respond.
        """
        import httpx

        url = f"/w/{world}{path}" if world else path
        # Escaped, because UTF-8 cannot encode lone surrogates.
        content = None if body is None else json.dumps(body).encode()
        try:
            response = self._client.request(method, url, content=content)
        except httpx.HTTPError as error:
            raise Failure(f"cannot reach {self._place}: {error}") from None
        if response.is_success:
            return response.json() if response.content else None
        try:
            message = str(response.json()["message"])
        except (ValueError, LookupError, TypeError):
            message = f"{self._place} responded with {response.status_code}. Is it the URL of a mock?"
        raise CallError(response.status_code, message)

    def worlds(self) -> list[str]:
        """Return the names of the worlds. The first is the empty name of the default world."""
        return [world["name"] for world in self.call("GET", "/_mock/worlds")["worlds"]]


def declare(parser: ArgumentParser) -> None:
    """Declare the options that name the mock."""
    parser.add_argument("--base-url", metavar="URL", help="the base URL of a running mock")
    parser.add_argument(
        "--control-token",
        metavar="TOKEN",
        default=os.environ.get(TOKEN_VARIABLE),
        help=f"its control token (default: the environment variable {TOKEN_VARIABLE})",
    )
    parser.add_argument(
        "--store",
        metavar="URL",
        help="instead of a running mock, use its store: sqlite:PATH or postgresql://USER@HOST/DATABASE (default: the "
        f"environment variable {STORE_VARIABLE}, unless --base-url is given)",
    )


@contextmanager
def administered(options: Namespace, *, create: bool = False) -> Generator[Administered]:
    """Yield the mock that the options name.

    Args:
        options: The options.
        create: Whether a SQLite file is created if it does not exist.

    Raises:
        Failure: The options name no mock or several, or the store cannot be used.
    """
    store = options.store or (None if options.base_url else os.environ.get(STORE_VARIABLE))
    if (store is None) is (options.base_url is None):
        raise Failure("Pass either --base-url, the URL of a running mock, or --store, the store of one.")
    with _served(options.base_url, options.control_token) if store is None else _stored(store, create) as mock:
        try:
            yield mock
        except CallError as error:
            raise Failure(str(error)) from None


@contextmanager
def _served(base_url: str, control_token: str | None) -> Generator[Administered]:
    import httpx

    headers = {} if control_token is None else {"X-Mock-Token": control_token}
    try:
        client = httpx.Client(base_url=base_url, headers=headers, timeout=_TIMEOUT)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Failure(f"--base-url must be an http or https URL, not {base_url!r}: {error}") from None
    with client:
        yield Administered(client, base_url)


@contextmanager
def _stored(store: str, create: bool) -> Generator[Administered]:
    import httpx

    from .. import Worlds
    from ..http.transport import Transport
    from ..store.durable import StoreError, UnusableError
    from ..webhooks.dispatcher import DISPATCHER

    if store == "memory":
        raise Failure("--store memory has nothing to act on, because it ends with its process. Pass --base-url.")
    path = store.removeprefix("sqlite:")
    if path != store and not create and not Path(path).exists():
        raise Failure(f"{path} does not exist.")
    DISPATCHER.close()  # only the server of the store makes its deliveries
    try:
        worlds = Worlds(_settings(), world_ttl=None, store=store)
    except UnusableError as error:
        raise Failure(f"{error} If a mock is running on this store, pass its --base-url instead.") from None
    except StoreError as error:
        raise Failure(f"The store failed: {error}") from None
    try:
        with httpx.Client(transport=Transport(worlds), base_url="http://localhost") as client:
            yield Administered(client, "the store")
    finally:
        worlds.close()


def _settings() -> "Settings":
    """Return settings without limits, because those of the server are unknown."""
    from attrs import fields

    from ..world.limits import Limits
    from ..world.settings import Settings

    return Settings(limits=Limits(**{field.name: _UNLIMITED for field in fields(Limits)}))
