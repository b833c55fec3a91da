"""HTTP clients on httpx2: `pip install 'spkey-client[httpx2]'`.

from spkey_client import SpkeyClient
from spkey_client.httpx2 import Httpx2Client

with Httpx2Client() as http, SpkeyClient(http_client=http) as client:
    removed = client.physical_keys.remove(user_id, number=2)

Any other client of httpx2 can be an `http_client` too. The clients of this module have the SDK's own connection pools,
which are faster than those of httpx2 and are renewed after a fork.
"""

from typing import cast

from ._http import Library
from ._options import DEFAULT_MAX_CONNECTIONS
from ._pool import AsyncPool, Pool
from ._proxy import Proxies
from ._ready import Ready

try:
    import httpx2
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"{error.name} is not installed. Run pip install 'spkey-client[httpx2]'.", name=error.name
    ) from None

__all__ = ["AsyncHttpx2Client", "Httpx2Client"]

_LIBRARY = cast("Library", httpx2)


class Httpx2Client(Ready[Pool], httpx2.Client):
    """An `httpx2.Client` for a sync client.

    Args:
        max_connections: The maximum number of connections.
        trust_env: Whether to use the proxies of the environment.
    """

    def __init__(self, *, max_connections: int = DEFAULT_MAX_CONNECTIONS, trust_env: bool = True) -> None:
        super().__init__(Pool(max_connections, Proxies() if trust_env else None, _LIBRARY))


class AsyncHttpx2Client(Ready[AsyncPool], httpx2.AsyncClient):
    """An `httpx2.AsyncClient` for an async client.

    Args:
        max_connections: The maximum number of connections.
        trust_env: Whether to use the proxies of the environment.
    """

    def __init__(self, *, max_connections: int = DEFAULT_MAX_CONNECTIONS, trust_env: bool = True) -> None:
        super().__init__(AsyncPool(max_connections, Proxies() if trust_env else None, _LIBRARY))
