"""Reads credentials, puts them into requests, and removes them from what users see."""

import base64
import logging
import math
import os
from collections.abc import Generator, Iterable, Mapping, Set
from functools import cache
from typing import Any, TypeAlias, cast
from urllib.parse import quote, unquote_plus

from ._http import URL, HttpResponse, HTTPStatusError, Library, Request
from ._options import header_fault
from ._secret import Secret, hidden
from ._service import CREDENTIAL_REQUIRED, CREDENTIALS
from ._token import AsyncTokenProvider, token_fault

Security: TypeAlias = tuple[tuple[str, ...], ...]
"""The alternative sets of credentials that an operation accepts, each as arguments of the client."""


_KEY_HEADERS = [wire for kind, wire in CREDENTIALS.values() if kind == "header"]
_SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie", *_KEY_HEADERS)
_SECRET_PARAMETERS = {wire for kind, wire in CREDENTIALS.values() if kind == "query"}


class Placed:
    """The credentials of a request, by their place in it.

    Attributes:
        headers: The headers that carry credentials.
        query: The API keys in the query, percent-encoded.
        cookies: The API keys in cookies, as the value of a Cookie header.
        provided: Whether a provider's token is sent as well.
    """

    __slots__ = ("cookies", "headers", "provided", "query")

    def __init__(self, headers: Mapping[str, str], query: str, cookies: str, *, provided: bool) -> None:
        self.headers = headers
        self.query = query
        self.cookies = cookies
        self.provided = provided


class Credentials:
    """The credentials of a client. A request carries only those that its operation accepts. No repr shows them.

    Args:
        values: The value of each credential, by argument of the client. A bearer token can be given as a provider.
        leeway: A provided token is replaced this many seconds before it expires.
    """

    def __init__(self, values: "Mapping[str, Secret | AsyncTokenProvider]", leeway: float = 30.0) -> None:
        self.provider = next((value for value in values.values() if not isinstance(value, Secret)), None)
        self.leeway = leeway
        self._values = values
        self._given = frozenset(values)
        self._placed: dict[Security, Placed] = {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def place(self, security: Security) -> Placed:
        """Return the credentials for a request of an operation.

        If two credentials have the same place, the one that the operation names first is sent.
        """
        placed = self._placed.get(security)
        if placed is None:
            usable = filter(self._given.issuperset, security)
            by_place = {_place(name): name for alternative in reversed([*usable]) for name in reversed(alternative)}
            placed = self._placed[security] = self._place(frozenset(by_place.values()))
        return placed

    def _place(self, names: Set[str]) -> Placed:
        headers: dict[str, str] = {}
        query: list[str] = []
        cookies: list[str] = []
        provided = False
        for name, value in self._values.items():
            kind, wire = CREDENTIALS[name]
            if name not in names:
                continue
            if not isinstance(value, Secret):
                provided = True
            elif kind == "query":
                query.append(f"{quote(wire, safe='')}={quote(value.reveal(), safe='')}")
            elif kind == "cookie":
                cookies.append(f"{wire}={value.reveal()}")
            else:
                headers[wire] = value.reveal()
        return Placed(headers, "&".join(query), "; ".join(cookies), provided=provided)

    def check(self, operation_id: str, security: Security) -> None:
        """Check that the client has the credentials of an operation.

        Raises:
            ValueError: The client has none that the operation accepts.
        """
        if security and not any(map(self._given.issuperset, security)):
            variables = "" if self._given else f", or set {_variables(security)}"
            raise ValueError(f"{operation_id} requires a credential. Pass {_ways(security)} to the client{variables}.")


def _place(name: str) -> tuple[str, str]:
    """Return the header, parameter or cookie of a credential."""
    kind, wire = CREDENTIALS[name]
    return (kind, wire) if kind in {"query", "cookie"} else ("header", wire.lower())


def _ways(alternatives: Iterable[Iterable[str]]) -> str:
    """Return the arguments to pass to the client, as text: alternatives joined by `or`."""
    return " or ".join(" and ".join(f"{each}=..." for each in _arguments(names)) for names in alternatives)


def _variables(alternatives: Iterable[Iterable[str]]) -> str:
    """Return the environment variables to set, as text: alternatives joined by `or`."""
    return " or ".join(" and ".join(_variable(each) for each in _arguments(names)) for names in alternatives)


def _variable(argument: str) -> str:
    return f"SPKEY_{argument.upper()}"


def _arguments(names: Iterable[str]) -> list[str]:
    """Return the arguments of the client that give these credentials."""
    return [each for name in names for each in ((name, "password") if CREDENTIALS[name][0] == "basic" else (name,))]


def resolve(given: Mapping[str, Any], leeway: float = 30.0, *, required: bool = True) -> Credentials:
    """Return the given credentials, or else those of the environment variables.

    Args:
        given: The arguments of the client, each text as a `Secret`.
        leeway: A provided token is replaced this many seconds before it expires.
        required: Whether a credential is required if the contract requires one.

    Raises:
        ValueError: A required credential is missing, or one cannot be sent. The message never repeats a credential.
    """
    labels = {name: name for name in given}
    if all(value is None for value in given.values()):
        labels = {name: _variable(name) for name in given}
        given = {name: hidden(os.environ.get(label) or None) for name, label in labels.items()}
        if required and CREDENTIAL_REQUIRED and all(value is None for value in given.values()):
            each = [(name,) for name in CREDENTIALS]
            raise ValueError(f"A credential is required. Pass {_ways(each)}, or set {_variables(each)}.")
    if not _is_leeway(leeway):
        raise ValueError(f"token_leeway must be a number of seconds, 0 or more, not {leeway!r}.")
    return Credentials(dict(_values(given, labels)), leeway)


def _values(
    given: Mapping[str, Any], labels: Mapping[str, str]
) -> Generator[tuple[str, Secret | AsyncTokenProvider], None, None]:
    for name, (kind, wire) in CREDENTIALS.items():
        value = given[name]
        if kind == "basic":
            password = given["password"]
            if value is not None or password is not None:
                yield name, _basic(value, password, labels[name], labels["password"])
        elif value is not None:
            if kind == "bearer" and callable(value):
                yield name, cast("AsyncTokenProvider", value)
                continue
            if fault := _fault(kind, wire, value):
                raise ValueError(f"{labels[name]} cannot be sent in a {_PLACES[kind]}: {fault}.")
            yield name, Secret(f"Bearer {value.reveal()}") if kind == "bearer" else value


_PLACES = {"bearer": "header", "header": "header", "query": "query", "cookie": "cookie"}


def _basic(username: object, password: object, *labels: str) -> Secret:
    for label, value in zip(labels, (username, password), strict=True):
        if not isinstance(value, Secret):
            raise ValueError(f"{label} must be a string if {' or '.join({*labels} - {label})} is given.")  # noqa: TRY004
    name = cast("Secret", username).reveal()
    if ":" in name:
        raise ValueError(f"{labels[0]} must not contain a colon, which separates it from the password.")
    pair = f"{name}:{cast('Secret', password).reveal()}".encode()
    return Secret(f"Basic {base64.b64encode(pair).decode()}")


def _fault(kind: str, wire: str, value: object) -> str | None:
    secret = value.reveal() if isinstance(value, Secret) else value
    if kind != "header" or wire.lower() != "authorization":
        fault = token_fault(value)
    else:  # the whole header, with its scheme
        fault = header_fault(secret) if secret else "it is empty"
    if fault is None and kind == "cookie" and {*cast("str", secret)} & {*' ",;\\'}:
        return "it contains a character that would end the cookie"
    return fault


def _is_leeway(value: object) -> bool:
    return type(value) in (int, float) and 0 <= cast("float", value) < math.inf


class SecretURL:
    """A URL that holds an API key in its query, mixed into the URL class of the HTTP library."""

    def bare(self) -> URL:
        """Return the URL without API keys."""
        url = cast("URL", self)
        parameters = url.query.split(b"&")
        kept = [each for each in parameters if unquote_plus(each.partition(b"=")[0].decode()) not in _SECRET_PARAMETERS]
        return url.copy_with(query=b"&".join(kept) or None)


def secret_url(url: URL, library: Library) -> URL:
    """Return a URL that holds an API key in its query, so that logs and errors do not show it."""
    base: Any = library.URL
    found: URL = _secret_url_class(base)(url)
    return found


@cache
def _secret_url_class(base: Any) -> Any:
    return type("SecretURL", (SecretURL, base), {})


def scrub(message: HttpResponse | Request) -> None:
    """Remove credentials and cookies from a request that was sent, or from that of a response."""
    request: Any = message  # of either library
    if hasattr(request, "history"):
        request.history.clear()  # the requests before this one, if the user's own client sends several
        request.next_request = None  # the request that httpx would send after a redirect
        request = request.request
    for name in _SECRET_HEADERS:
        request.headers.pop(name, None)
    if isinstance(request.url, SecretURL):
        request.url = request.url.bare()


def scrub_error(error: HTTPStatusError) -> None:
    """Remove credentials and cookies from an error that a hook raised, and API keys from the URL in its message."""
    url = error.request.url
    scrub(error.response)
    if isinstance(url, SecretURL):
        error.args = (str(error).replace(str(url), str(url.bare())),)


def hide_keys(record: logging.LogRecord) -> bool:
    """Remove API keys from the URLs that httpx logs, as a filter of its logger."""
    if isinstance(record.args, tuple):
        record.args = tuple(each.bare() if isinstance(each, SecretURL) else each for each in record.args)
    return True


if _SECRET_PARAMETERS:
    for _library in ("httpx", "httpx2"):
        logging.getLogger(_library).addFilter(hide_keys)
