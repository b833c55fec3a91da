"""The types in the signatures of clients and errors. Each is imported when an annotation that names it is evaluated."""

from typing import TYPE_CHECKING

from ._lazy import lazy

if TYPE_CHECKING:
    from ._call import Call as Call
    from ._http import AsyncHttpClient as AsyncHttpClient
    from ._http import HttpClient as HttpClient
    from ._http import HttpResponse as HttpResponse
    from ._http import Timeout as Timeout
    from ._options import CallOptions as CallOptions
    from ._response import Response as Response
    from ._service import Environment as Environment
    from ._token import AsyncTokenProvider as AsyncTokenProvider
    from ._token import TokenProvider as TokenProvider
    from ._transport import AsyncTransport as AsyncTransport
    from ._transport import Transport as Transport
else:
    __getattr__, __dir__ = lazy(
        globals(),
        {
            "AsyncHttpClient": "_http",
            "AsyncTokenProvider": "_token",
            "AsyncTransport": "_transport",
            "Call": "_call",
            "CallOptions": "_options",
            "Environment": "_service",
            "HttpClient": "_http",
            "HttpResponse": "_http",
            "Response": "_response",
            "Timeout": "_http",
            "TokenProvider": "_token",
            "Transport": "_transport",
        },
    )
