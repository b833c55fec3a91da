"""A typed client for the SmartphoneKey API, for sync and async code.

`SpkeyClient` and `AsyncSpkeyClient` are the clients. Their methods return the classes of `spkey_client.models`. The
functions of `spkey_client.operations` create calls, which a client sends later.
"""

from typing import TYPE_CHECKING, Any

from . import _lazy, models, operations
from ._client import AsyncSpkeyClient, SpkeyClient
from ._errors import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    SpkeyError,
    TokenProviderError,
    UnprocessableEntityError,
)
from ._json import DecodeError
from ._version import __version__

if TYPE_CHECKING:
    from ._http import AsyncHttpClient, HttpClient
    from ._options import CallOptions
    from ._response import Response
    from ._service import Environment
    from ._times import from_datetime, to_datetime
    from ._token import AsyncTokenProvider, TokenProvider
else:
    _find, __dir__ = _lazy.lazy(
        globals(),
        {
            "AsyncHttpClient": "_http",
            "AsyncTokenProvider": "_token",
            "CallOptions": "_options",
            "Environment": "_service",
            "HttpClient": "_http",
            "Response": "_response",
            "TokenProvider": "_token",
            "from_datetime": "_times",
            "to_datetime": "_times",
        },
    )

__all__ = [
    "APIConnectionError",
    "APIResponseError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncHttpClient",
    "AsyncSpkeyClient",
    "AsyncTokenProvider",
    "AuthenticationError",
    "BadRequestError",
    "CallOptions",
    "ConflictError",
    "DecodeError",
    "Environment",
    "HttpClient",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "Response",
    "ServerError",
    "SpkeyClient",
    "SpkeyError",
    "TokenProvider",
    "TokenProviderError",
    "UnprocessableEntityError",
    "__version__",
    "from_datetime",
    "models",
    "operations",
    "to_datetime",
]


def _published(value: Any) -> Any:
    if isinstance(value, type):
        value.__module__ = __name__  # tracebacks and reprs show where users import it from
    return value


for _name in __all__:
    _published(globals().get(_name))

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        return _published(_find(name))
