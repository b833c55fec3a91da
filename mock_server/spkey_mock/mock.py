"""The public `World`: a world with transports and clients that connect to it."""

from typing import TYPE_CHECKING, Any

from .world import world

if TYPE_CHECKING:
    from respx import Route
    from respx import Router as Respx

    from spkey_client import AsyncSpkeyClient, SpkeyClient

    from .http.asgi import App
    from .http.transport import Transport

SERVICE_URL = "https://api.spkey.co"


class World(world.World):
    """An independent instance of the mocked service, with clients that connect to it. Thread-safe.

    Args:
        settings: The settings.
        name: The name; empty for a world outside a server.
        store: Creates the event store.
        registry: The aggregates and views that implement the operations.

    Attributes:
        name: The name.
        api_key: An API key that the world accepts.
        org_id: The organisation of that key.
        clock: The clock.
    """

    @property
    def transport(self) -> "Transport":
        """A transport for `httpx.Client` and `httpx.AsyncClient`. Requests to any host reach this world."""
        return self._transport(SERVICE_URL)

    def _transport(self, base_url: str) -> "Transport":
        from .http.transport import Transport

        return Transport(self, self.clock, base_url)

    @property
    def asgi(self) -> "App":
        """The world as an ASGI application."""
        from .http.asgi import App

        return App(self)

    def client(self, **options: Any) -> "SpkeyClient":
        """Return an SDK client without a socket. It uses the world's API key unless options override it.

        While the clock is frozen or stepped, the client's pauses before retries advance it and take no real time.
        """
        import httpx

        from spkey_client import SpkeyClient

        if "http_client" not in options:
            options["http_client"] = httpx.Client(transport=self._transport(_base_url(options)), trust_env=False)
        client = SpkeyClient(**self._client_options(options))
        if options["http_client"] is not None:
            client._transport.wait = self.clock.pause  # pyright: ignore[reportPrivateUsage]
        return client

    def async_client(self, **options: Any) -> "AsyncSpkeyClient":
        """Return an async SDK client; see `client`. It works in any event loop, because it has no connections."""
        import httpx

        from spkey_client import AsyncSpkeyClient

        own = "http_client" in options
        if not own:
            options["http_client"] = httpx.AsyncClient(transport=self._transport(_base_url(options)), trust_env=False)
        client = AsyncSpkeyClient(**self._client_options(options))
        if not own:
            client._transport.roam()  # pyright: ignore[reportPrivateUsage]
        if options["http_client"] is not None:
            client._transport.wait = self.clock.pause  # pyright: ignore[reportPrivateUsage]
        return client

    def _client_options(self, options: dict[str, Any]) -> dict[str, Any]:
        credentials = {} if {"api_key", "token"} & set(options) else {"api_key": self.api_key}
        address = {} if {"base_url", "environment"} & set(options) else {"base_url": SERVICE_URL}
        return {**credentials, **address, **options}

    def install(self, router: "Respx", base_url: str = SERVICE_URL) -> "Route":
        """Route the requests that a respx router intercepts below a base URL to this world.

        Args:
            router: A respx router, such as the fixture `respx_mock`.
            base_url: The base URL.

        Returns:
            The respx route, which counts its calls.
        """
        return router.route(url__startswith=base_url.rstrip("/") + "/").mock(
            side_effect=self._transport(base_url).handle_request
        )


def _base_url(options: dict[str, Any]) -> str:
    return str(options.get("base_url") or SERVICE_URL)
