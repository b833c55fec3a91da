"""The mock as its users have it: a world with clients that lead to it."""

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
    """A service of its own, with clients that lead to it. Any thread may call it.

    Args:
        settings: Its settings.
        name: Its name, empty for a world that stands alone.
        store: Makes the store that its events are kept in.

    Attributes:
        name: Its name.
        api_key: An API key that it accepts.
        org_id: The organisation of that key.
        clock: Its time.
    """

    @property
    def transport(self) -> "Transport":
        """A transport for `httpx.Client` and `httpx.AsyncClient` that leads here, whatever the host."""
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
        """Return a client of the SDK that leads here without a socket, with the API key unless options say more."""
        import httpx

        from spkey_client import SpkeyClient

        if "http_client" not in options:
            options["http_client"] = httpx.Client(transport=self._transport(_base_url(options)), trust_env=False)
        return SpkeyClient(**self._client_options(options))

    def async_client(self, **options: Any) -> "AsyncSpkeyClient":
        """Return a client like `client`, for async code."""
        import httpx

        from spkey_client import AsyncSpkeyClient

        if "http_client" not in options:
            options["http_client"] = httpx.AsyncClient(transport=self._transport(_base_url(options)), trust_env=False)
        return AsyncSpkeyClient(**self._client_options(options))

    def _client_options(self, options: dict[str, Any]) -> dict[str, Any]:
        credentials = {} if {"api_key", "token"} & set(options) else {"api_key": self.api_key}
        address = {} if {"base_url", "environment"} & set(options) else {"base_url": SERVICE_URL}
        return {**credentials, **address, **options}

    def install(self, router: "Respx", base_url: str = SERVICE_URL) -> "Route":
        """Respond to what a respx router intercepts below a base URL.

        Args:
            router: A router of respx, such as its fixture `respx_mock`.
            base_url: The base URL.

        Returns:
            The route of the router, which counts its calls.
        """
        return router.route(url__startswith=base_url.rstrip("/") + "/").mock(
            side_effect=self._transport(base_url).handle_request
        )


def _base_url(options: dict[str, Any]) -> str:
    return str(options.get("base_url") or SERVICE_URL)
