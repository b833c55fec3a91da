"""Faults of caches and replicas, which are right until somebody else, or another connection, is involved."""

from concurrent.futures import Future
from contextlib import suppress
from threading import Event
from time import sleep
from typing import Any

import httpx

from .catalogue import CREDENTIALS, Upstream, in_proxy, operation, path, resent, user_of


def _copy(response: httpx.Response) -> httpx.Response:
    return httpx.Response(response.status_code, headers=response.headers, content=response.content)


def _caller(request: httpx.Request) -> tuple[str | None, ...]:
    return tuple(map(request.headers.get, CREDENTIALS))


def _cached(request: httpx.Request, upstream: Upstream, place: Any, status: int = 200) -> httpx.Response:
    """Return what the cache has at a place; if it has nothing, a response to cache if it has a status."""
    found = upstream.memory.get(place)
    if found is None:
        found = upstream.send(request)
        if found.status_code == status:
            upstream.memory[place] = found
    return _copy(found)


def _purge(request: httpx.Request, upstream: Upstream, *place: Any) -> httpx.Response:
    """Send a command, and forget what the cache has about its user."""
    response = upstream.send(request)
    prefix = (*place, user_of(request))
    for key in [key for key in tuple(upstream.memory) if key[: len(prefix)] == prefix]:  # others write to it as well
        upstream.memory.pop(key, None)
    return response


@in_proxy(
    "service.credential_required",
    "service.user_token_reads_own_record_only",
    "physical_keys.get.other_org_not_found",
)
def cache_shared_by_all_callers(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Successful queries are cached by their URL alone, until the next command on the user."""
    if not operation(request):
        return upstream.send(request)
    if request.method == "POST":
        return _purge(request, upstream)
    return _cached(request, upstream, (user_of(request), request.method, request.url))


@in_proxy("service.read_your_writes")
def cache_purged_by_its_caller_only(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Successful queries are cached for each caller, until the caller's own next command on the user."""
    if not operation(request):
        return upstream.send(request)
    if request.method == "POST":
        return _purge(request, upstream, _caller(request))
    return _cached(request, upstream, (_caller(request), user_of(request), request.method, request.url))


@in_proxy("service.read_your_writes")
def filtered_lists_cached(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Lists with a filter are cached, lists without one are not."""
    if operation(request) != "list_physical_keys" or not request.url.query:
        return upstream.send(request)
    return _cached(request, upstream, (_caller(request), request.method, request.url))


@in_proxy("service.read_your_writes")
def unknown_users_cached(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A user whose profile or keys were not found remains unknown to the same query."""
    if operation(request) not in ("get_user_profile", "get_user_keys"):
        return upstream.send(request)
    return _cached(request, upstream, (_caller(request), request.method, request.url), 404)


@in_proxy("service.read_your_writes")
def replica_without_a_cookie(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A list is out of date unless the client returns the cookie of its last command."""
    listed = operation(request) == "list_physical_keys" and request.method == "GET" and not request.url.query
    if request.method == "POST" and operation(request):
        url = request.url.copy_with(raw_path=request.url.raw_path.rpartition(b"/")[0] + b"/PhysicalKeys")
        before = upstream.send(httpx.Request("GET", url, headers=request.headers))
        if before.is_success:
            upstream.memory[user_of(request)] = before
        response = upstream.send(request)
        response.headers["set-cookie"] = "route=primary; Path=/"
        return response
    stale = upstream.memory.get(user_of(request)) if listed and "cookie" not in request.headers else None
    response = upstream.send(request)
    return _copy(stale) if stale is not None and response.is_success else response


@in_proxy("service.credential_required", "physical_keys.get.other_org_not_found")
def concurrent_queries_collapsed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Of equal queries at the same time, only one is sent on, and its response returned to all callers."""
    if operation(request) != "get_physical_key":
        return upstream.send(request)
    with upstream.lock:
        first = request.url not in upstream.memory
        response: Future[httpx.Response] = upstream.memory.setdefault(request.url, Future())
    if first:
        sleep(0.005)  # the time that a request takes on a network
        response.set_result(upstream.send(request))
        with upstream.lock:
            del upstream.memory[request.url]
    return _copy(response.result(10))


@in_proxy("service.read_your_writes")
def concurrent_responses_swapped(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Of two profiles that are queried at the same time, the first query gets the second's response."""
    if operation(request) != "get_user_profile" or request.method != "GET":
        return upstream.send(request)
    with upstream.lock:
        waiting = upstream.memory.pop("waiting", None)
        arrived, found = Event(), list[httpx.Response]()
        if waiting is None:
            upstream.memory["waiting"] = (arrived, found)
    response = upstream.send(request)
    if waiting is not None:
        waiting[1].append(_copy(response))
        waiting[0].set()
        return response
    arrived.wait(0.005)
    with upstream.lock, suppress(KeyError):
        if upstream.memory["waiting"] == (arrived, found):
            del upstream.memory["waiting"]
    return found[0] if found and response.is_success and found[0].is_success else response


@in_proxy("service.revoked_key_refused")
def revoked_key_trusted_for_creations(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A key that has created users can create users once it is revoked."""
    response = upstream.send(resent(request))
    if operation(request) != "create_user" or "authorization" in request.headers:
        return response
    place = ("creator", request.headers.get("x-api-key"))
    if response.is_success:
        upstream.memory[place] = True
    return upstream.send_as("acme", request) if response.status_code == 401 and place in upstream.memory else response


@in_proxy("physical_keys.add.not_deduplicated")
def additions_deduplicated_by_their_key(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition with the Idempotency-Key of an earlier one returns its response again."""
    key = request.headers.get("idempotency-key")
    if operation(request) != "add_physical_key" or key is None:
        return upstream.send(request)
    return _cached(request, upstream, (_caller(request), path(request), key))
