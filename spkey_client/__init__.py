"""A typed client for the SmartphoneKey API, for sync and async code.

`SpkeyClient` and `AsyncSpkeyClient` are the clients. Their methods return the classes of `spkey_client.models`. The
functions of `spkey_client.operations` create calls, which a client sends later.
"""

from . import models, operations
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
from ._http import AsyncHttpClient, HttpClient
from ._json import DecodeError
from ._options import CallOptions
from ._response import Response
from ._service import Environment
from ._token import AsyncTokenProvider, TokenProvider
from ._version import __version__

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
    "models",
    "operations",
]

for _name in __all__:
    _public = globals()[_name]
    if isinstance(_public, type):
        _public.__module__ = __name__  # tracebacks and reprs show where users import it from
