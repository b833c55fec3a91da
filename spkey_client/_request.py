"""Builds the requests to one target.

httpx's own `build_request` takes about half of the time of a call without a network, because it merges URLs, headers,
cookies and parameters for each request. A request with a whole URL and raw headers needs none of that, and `send` takes
it as it is. Headers that are the same for many calls are merged once.
"""

import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast
from urllib.parse import quote

from attrs import evolve

from ._auth import Placed, secret_url
from ._body import ENCODINGS, LIMIT
from ._call import Call, pairs
from ._codec import encode
from ._deadline import Timeouts
from ._http import URL, Library, Request
from ._json import json_bytes, read_json
from ._options import Options, header_name_fault
from ._secret import Secret
from ._target import Target
from ._token import Tokens
from ._version import __version__

T = TypeVar("T")

_Headers = list[tuple[bytes, bytes]]

# The version may contain characters that a header must not contain.
USER_AGENT = (
    f"spkey-client/{quote(__version__, safe='+')} python/{'.'.join(map(str, sys.version_info[:3]))} {sys.platform}"
)
"""The User-Agent, unless the user's own HTTP client has another."""

OPERATION_ID = "spkey_client.operation_id"
PATH_TEMPLATE = "spkey_client.path_template"
"""Extensions of each request, for metrics and traces: they contain no id."""


class RequestBuilder:
    """Builds the requests to one target.

    Args:
        target: The server, and the credentials for it.
        http: The HTTP client that sends the requests. Its headers, parameters and cookies are sent too.
        library: The library of the HTTP client.
        tokens: The tokens of the provider, or None if there is no provider.
    """

    def __init__(self, target: Target, http: Any, library: Library, tokens: Tokens | None) -> None:
        self._target = target
        self._http = http
        self._library = library
        self._tokens = tokens
        self._merged: tuple[object, _Headers, bool] = (None, [], False)

    def needs_token(self, call: Call[T]) -> bool:
        """Return whether the requests of a call carry the token of the provider."""
        return self._tokens is not None and self._target.credentials.place(call.operation.security).provided

    def token(self) -> Secret | None:
        """Return the last token of the provider, or None if a new one is needed."""
        return None if self._tokens is None else self._tokens.usable()

    def build(self, call: Call[T], options: Options, token: Secret | None, ends: float | None) -> Request:
        """Return the request for one attempt at a call.

        Args:
            call: The call.
            options: Its options.
            token: The token of the provider, or None.
            ends: The deadline on the clock of `time.perf_counter`, or None.

        Raises:
            ValueError: The request cannot be sent.
        """
        operation = call.operation
        if options.extra_body:
            call = _with_extra_body(call, options.extra_body)
        placed = self._target.credentials.place(operation.security)
        base_url = self._target.base_url_of(operation)
        url = self._url(f"{base_url}{call.path}", call, options, placed)
        content = call.content or b""
        timeouts = options.phases()
        request = self._library.Request(
            operation.method,
            url,
            headers=self._headers(call, _host(base_url), placed, options.headers, token),
            stream=self._library.ByteStream(content),  # with content=, httpx would go through all headers three times
            extensions={
                "timeout": timeouts if ends is None else Timeouts(timeouts, ends),
                LIMIT: options.max_response_bytes,
                OPERATION_ID: operation.id,
                PATH_TEMPLATE: operation.path,
            },
        )
        request.read()  # for hooks that look at the content
        if placed.query:
            request.url = secret_url(request.url, self._library)  # httpx copies the URL that it is given, as its own
        if self._http.cookies.jar:
            self._set_cookies(request)
        if call.cookies or placed.cookies:
            cookies = (request.headers.get("Cookie"), call.cookies, placed.cookies)
            request.headers["Cookie"] = "; ".join(filter(None, cookies))
        return request

    def _set_cookies(self, request: Request) -> None:
        try:
            self._http.cookies.set_cookie_header(request)
        except UnicodeError:
            raise ValueError("A cookie of the HTTP client cannot be sent: it contains a non-ASCII character.") from None

    def _url(self, url: str, call: Call[Any], options: Options, placed: Placed) -> URL:
        # No local variable here or in httpx holds the headers, which an error would show.
        try:
            extra = "&".join(pairs(options.extra_query)) if options.extra_query else ""
            query = "&".join(filter(None, (call.query, extra, placed.query)))
            found = self._library.URL(f"{url}?{query}" if query else url)
            if self._http.params:
                found = found.copy_merge_params(self._http.params)
        except (self._library.InvalidURL, UnicodeError) as error:
            raise ValueError(f"{call.operation.id} cannot be sent: {error}.") from None
        return found

    def _headers(
        self, call: Call[Any], host: bytes, placed: Placed, own: Mapping[str, str], token: Secret | None
    ) -> _Headers:
        operation = call.operation
        merged, has_accept = self._shared_headers(host, placed, own)
        headers = [*merged]
        if token is not None:
            headers.append((b"Authorization", f"Bearer {token.reveal()}".encode("ascii")))
        if operation.accept is not None and not has_accept:
            headers.append((b"Accept", operation.accept.encode("ascii")))
        if call.content is not None:
            if call.content_type is not None:
                headers.append((b"Content-Type", call.content_type.encode("ascii")))
            headers.append((b"Content-Length", b"%d" % len(call.content)))
        elif operation.method in {"POST", "PUT", "PATCH"}:
            headers.append((b"Content-Length", b"0"))
        if call.headers:
            headers += [(name.encode("ascii"), value.encode("ascii")) for name, value in call.headers]
        return headers

    def _shared_headers(self, host: bytes, placed: Placed, own: Mapping[str, str]) -> tuple[_Headers, bool]:
        """Return the headers that are the same for many calls, and whether Accept is one of them."""
        # The user can change the headers of their HTTP client at any time, and threads share this object, so the
        # result is stored together with what it was merged from.
        sources = (self._http.headers.raw, own, host, placed)
        merged_from, merged, has_accept = self._merged
        if sources != merged_from:
            headers = self._library.Headers(self._http.headers)
            _drop_defaults(headers)
            if placed.provided:
                headers.pop("authorization", None)
            headers.update(own)
            for name in ("content-type", "content-length", "transfer-encoding"):
                headers.pop(name, None)
            for raw_name, value in headers.raw:
                name = raw_name.decode("latin-1")
                if fault := header_name_fault(name) or _value_fault(value):
                    raise ValueError(f"The header {name!r} of the HTTP client cannot be sent: {fault}.")
            headers.update(placed.headers)
            merged = [*([] if "host" in headers else [(b"Host", host)]), *headers.raw]
            has_accept = "accept" in headers
            self._merged = (sources, merged, has_accept)
        return merged, has_accept


_VALUE = re.compile(rb"([^\x00\s]+([ \t]+[^\x00\s]+)*)?")


def _value_fault(value: bytes) -> str | None:
    return None if _VALUE.fullmatch(value) else "its value has a line break, or a space at its start or end"


def _drop_defaults(headers: Any) -> None:
    """Replace those headers of the HTTP client that its user did not choose."""
    if headers.get("accept") == "*/*":
        del headers["accept"]
    if headers.get("user-agent", "").startswith(("python-httpx/", "python-httpx2/")):
        headers["user-agent"] = USER_AGENT
    # The default depends on what is installed, and the SDK decodes no other encoding.
    headers["accept-encoding"] = ENCODINGS


@cache
def _host(base_url: str) -> bytes:
    return URL(base_url).netloc


def _with_extra_body(call: Call[T], extra: Mapping[str, object]) -> Call[T]:
    """Return the call with further properties in its JSON body."""
    body: object = {} if call.content is None else None
    if call.content is not None and call.content_type is not None and "json" in call.content_type:
        body = read_json(call.content)
    if not isinstance(body, dict):
        raise ValueError(  # noqa: TRY004 # the type of extra_body is right
            f"{call.operation.id} takes no extra_body, because its body is not a JSON object."
        )
    content = json_bytes({**cast("dict[str, object]", body), **encode(extra)})
    return evolve(call, content=content, content_type=call.content_type or "application/json")
