"""Faults that show only between several requests: races, lost updates and stale reads."""

from collections.abc import Generator
from contextlib import contextmanager
from time import sleep

import httpx

from .catalogue import Upstream, in_proxy, operation, path, resent, respond, user_of


@contextmanager
def _overlaps(request: httpx.Request, upstream: Upstream) -> Generator[bool]:
    """Provide whether another request for the same operation on the same user is under way."""
    place = (user_of(request), operation(request))
    with upstream.lock:
        overlaps = upstream.memory.get(place, 0) > 0
        upstream.memory[place] = upstream.memory.get(place, 0) + 1
    try:
        sleep(0.001)  # the time that a request takes on a network
        yield overlaps
    finally:
        with upstream.lock:
            upstream.memory[place] -= 1


@in_proxy("service.one_writer_per_user")
def parallel_addition_lost(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition during another one is confirmed and then lost."""
    if operation(request) != "add_physical_key":
        return upstream.send(request)
    with _overlaps(request, upstream) as overlaps:
        if not overlaps:
            return upstream.send(request)
        response = upstream.send(request)
        if response.is_success:
            url = request.url.copy_with(raw_path=request.url.raw_path.replace(b"AddPhysicalKey", b"RemovePhysicalKey"))
            upstream.send_as(response.json()["orgId"], request, url=url, json={"number": response.json()["number"]})
        return response


@in_proxy("service.one_writer_per_user")
def parallel_additions_get_one_number(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition during another one gets its number and version."""
    if operation(request) != "add_physical_key":
        return upstream.send(request)
    with _overlaps(request, upstream) as overlaps:
        response = upstream.send(request)
        if not overlaps or not response.is_success:
            return response
        body = response.json()
        body["number"] = body["event"]["data"]["number"] = max(1, body["number"] - 1)
        return respond(response, {**body, "version": body["version"] - 1})


@in_proxy("service.one_writer_per_user")
def parallel_removals_all_succeed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Removals of one key at the same time all succeed."""
    if operation(request) != "remove_physical_key":
        return upstream.send(request)
    with _overlaps(request, upstream) as overlaps:
        response = upstream.send(request)
        removal = (user_of(request), request.content)
        if response.status_code == 200:
            upstream.memory[removal] = response.json()
        stale = upstream.memory.get(removal) if overlaps and response.status_code == 404 else None
        return respond(response, stale, 200) if stale else response


@in_proxy("service.one_writer_per_user", "service.version_counts_events")
def addition_sent_twice(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition whose response is lost is sent again by the server itself."""
    if operation(request) != "add_physical_key":
        return upstream.send(request)
    with upstream.lock:
        upstream.memory["additions"] = number = upstream.memory.get("additions", 0) + 1
    if number % 5 == 0:
        upstream.send(request)
    return upstream.send(request)


@in_proxy("service.read_your_writes")
def list_one_request_behind(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A list shows the inventory as of the list before it."""
    response = upstream.send(request)
    if operation(request) != "list_physical_keys" or response.status_code != 200 or request.method != "GET":
        return response
    stale = upstream.memory.get(request.url)
    upstream.memory[request.url] = response.json()
    return respond(response, stale) if stale else response


@in_proxy("service.read_your_writes")
def missing_keys_cached(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A key that was not there once is not there later."""
    if operation(request) != "get_physical_key" or request.method != "GET":
        return upstream.send(request)
    gone = upstream.memory.get(path(request))
    if gone is not None:
        return respond(gone, gone.json())
    response = upstream.send(request)
    if response.status_code == 404:
        upstream.memory[path(request)] = response
    return response


@in_proxy("service.read_your_writes")
def reads_from_a_replica(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A list lacks the key that was added last, if it is the first request after the addition."""
    added = upstream.memory.pop("added", None)
    response = upstream.send(resent(request))
    if operation(request) == "add_physical_key" and response.is_success:
        upstream.memory["added"] = response.json()["number"]
    if operation(request) == "list_physical_keys" and response.is_success and request.method == "GET":
        body = response.json()
        keys = [key for key in body["keys"] if key["number"] != added]
        return respond(response, {"keys": keys, "total": body["total"] - len(body["keys"]) + len(keys)})
    return response
