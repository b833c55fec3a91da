"""Faults in the versions of users."""

from collections.abc import Callable
from typing import Any

import httpx

from .catalogue import Upstream, in_proxy, in_response, operation, respond, user_of

Counts = Callable[[httpx.Request, httpx.Response], bool]


def _shifted(upstream: Upstream, request: httpx.Request, counts: Counts) -> httpx.Response:
    """Return the response with the user's version raised by the number of responses that count."""
    response = upstream.send(request)
    if not operation(request):
        return response
    with upstream.lock:
        extra = upstream.memory.get(user_of(request), 0)
        upstream.memory[user_of(request)] = extra + bool(counts(request, response))
    if request.method != "POST" or not response.is_success:
        return response
    body = response.json()
    return respond(response, {**body, "version": body["version"] + extra})


@in_proxy("service.version_counts_events")
def version_skips(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Every event raises the version by two."""
    return _shifted(upstream, request, lambda request, response: request.method == "POST" and response.is_success)


@in_proxy("service.refusal_changes_nothing")
def version_rises_on_a_rejected_command(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A rejected command raises the version."""
    return _shifted(upstream, request, lambda request, response: request.method == "POST" and response.is_error)


@in_proxy("service.query_changes_nothing")
def version_rises_on_a_read(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A query raises the version."""
    return _shifted(upstream, request, lambda request, response: request.method == "GET" and response.is_success)


@in_proxy("service.query_changes_nothing")
def version_rises_on_a_failed_read(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A query for a key that is not there raises the version."""
    return _shifted(upstream, request, lambda request, response: request.method == "GET" and response.is_error)


@in_response("service.version_counts_events", to="remove_physical_key")
def version_restarts(body: Any) -> None:
    """A removal starts the version again from 1."""
    body["version"] = 1


@in_response("service.version_counts_events", to="remove_physical_key")
def removal_counts_nothing(body: Any) -> None:
    """The response to a removal has the version before it."""
    body["version"] -= 1


@in_proxy("service.version_counts_events")
def version_counts_all_users(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """All users share one version."""
    response = upstream.send(request)
    if request.method != "POST" or not response.is_success or not operation(request):
        return response
    with upstream.lock:
        version = upstream.memory["version"] = upstream.memory.get("version", 0) + 1
    return respond(response, {**response.json(), "version": version})


@in_response("users.create.version_starts_at_one", to="create_user", status=201)
def version_starts_at_two(body: Any) -> None:
    """A new user has version 2."""
    body["version"] = 2


@in_response("users.create.existing_user_unchanged", to="create_user")
def version_rises_on_a_second_creation(body: Any) -> None:
    """Creating an existing user returns a higher version."""
    body["version"] += 1


@in_proxy("service.refusal_changes_nothing")
def number_lost_to_a_rejection(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition that is rejected uses up a number."""
    response = upstream.send(request)
    if operation(request) == "add_physical_key" and response.status_code == 400:
        added = upstream.send_as("acme", request, json={"orgId": "acme"})
        if added.is_success:
            removal = request.url.copy_with(raw_path=request.url.raw_path.replace(b"AddPhysical", b"RemovePhysical"))
            upstream.send_as("acme", request, json={"number": added.json()["number"]}, url=removal)
    return response
