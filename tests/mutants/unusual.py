"""Unusual faults: what reverse proxies, caches and gateways get wrong without anybody having meant to."""

import unicodedata
from concurrent.futures import Future
from time import sleep

import httpx

from .catalogue import Upstream, in_proxy, in_response, operation, path, resent


@in_proxy("service.head_without_body")
def head_is_shortened(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """HEAD loses the headers that describe the body."""
    response = upstream.send(request)
    if request.method == "HEAD":
        response.headers.pop("content-type", None)
    return response


@in_proxy("service.unknown_route_not_found")
def head_on_a_command_not_allowed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """HEAD on the path of a command returns 405."""
    response = upstream.send(request)
    if request.method == "HEAD" and path(request).endswith("Key"):
        response.status_code = 405
    return response


@in_proxy("service.unknown_route_not_found")
def slashes_merged(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Doubled slashes in a path are read as one."""
    raw = request.url.raw_path
    while b"//" in raw:
        raw = raw.replace(b"//", b"/")
    return upstream.send(resent(request, url=request.url.copy_with(raw_path=raw)))


@in_response("physical_keys.add.event_recorded", to="get_user_keys")
def times_rounded_among_all_keys(body: dict[str, list[dict[str, int]]]) -> None:
    """The list of all of a user's keys shows times in whole seconds, in milliseconds."""
    for key in body["physicalKeys"]:
        key["addedAt"] = key["addedAt"] // 1000 * 1000


@in_proxy("physical_keys.list.note_searched_ignoring_case")
def plus_decoded_twice(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A query is decoded and not encoded again, so that an escaped plus sign is read as a space."""
    raw = request.url.raw_path.replace(b"%2B", b"+").replace(b"%2b", b"+")
    return upstream.send(resent(request, url=request.url.copy_with(raw_path=raw)))


@in_proxy("service.internal_headers_refused")
def internal_header_dropped_from_queries(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The header X-User-Id is dropped from queries rather than rejected."""
    return upstream.send(resent(request, drop="x-user-id") if request.method == "GET" else request)


@in_proxy("users.get_profile.shows_what_was_given")
def texts_normalised(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Texts in bodies are composed into Unicode's form NFC."""
    if operation(request) != "create_user":
        return upstream.send(request)
    try:
        text = request.content.decode()
    except UnicodeDecodeError:
        return upstream.send(request)
    return upstream.send(resent(request, content=unicodedata.normalize("NFC", text).encode()))


@in_proxy("physical_keys.add.not_deduplicated")
def concurrent_twins_coalesced(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Of two equal additions at the same time, only one is sent on, and its response returned for both."""
    if operation(request) != "add_physical_key":
        return upstream.send(request)
    twin = (request.url.raw_path, request.content, *map(request.headers.get, ("x-api-key", "authorization")))
    with upstream.lock:
        first = twin not in upstream.memory
        responses: Future[httpx.Response] = upstream.memory.setdefault(twin, Future())
    if first:
        sleep(0.002)  # the time that a request takes on a network
        try:
            responses.set_result(upstream.send(request))
        except httpx.TransportError as error:
            responses.set_exception(error)
        with upstream.lock:
            del upstream.memory[twin]
    found = responses.result(10)
    return httpx.Response(found.status_code, headers=found.headers, content=found.content, request=request)


@in_proxy("users.get_profile.user_must_exist")
def user_ids_lowered(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The letter case of a user's id is ignored."""
    parts = request.url.raw_path.split(b"/")
    if operation(request):
        parts[4] = parts[4].lower()
    return upstream.send(resent(request, url=request.url.copy_with(raw_path=b"/".join(parts))))


@in_proxy("service.revoked_key_refused")
def verified_keys_trusted_for_good(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A key that was accepted once is not verified again for queries."""
    response = upstream.send(request)
    if request.method != "GET" or "authorization" in request.headers or not operation(request):
        return response
    key = request.headers.get("x-api-key")
    if response.status_code != 401:
        upstream.memory[key] = True
    return upstream.send_as("acme", request) if key in upstream.memory and response.status_code == 401 else response


@in_proxy("service.content_type_ignored")
def forms_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A body that is declared as a form is read as a form, and so is invalid."""
    form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return upstream.send(resent(request, content=b"null") if form else request)
