"""Faults in the residents of locks."""

from typing import Any

import httpx
from attrs import evolve
from spkey_mock.aggregates.locks import LOCKS, Lock, ResidentAdded, ResidentRemoved
from spkey_mock.service.aggregate import Context

from .catalogue import (
    CREDENTIALS,
    Copy,
    Upstream,
    body_of,
    in_aggregate,
    in_proxy,
    in_response,
    operation,
    reject,
    resent,
)

_OPERATIONS = ("add_resident", "remove_resident")
_NAMES = ("userId", "email", "phoneNumber")


@in_aggregate(LOCKS, "residents.add.event_recorded", "residents.remove.event_recorded")
def events_of_residents_without_address(locks: Copy[Lock]) -> None:
    """The events of residents do not have the e-mail address."""
    for kind in (ResidentAdded, ResidentRemoved):
        locks.published(kind, lambda data: {name: data[name] for name in data if name != "email"})


@in_proxy("residents.add.user_must_be_named", "residents.remove.user_must_be_named")
def unnamed_resident_returns_404(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A request that names no user returns 404."""
    unnamed = not any(name in body_of(request) for name in _NAMES)
    return reject(request, 404) if unnamed and operation(request) in _OPERATIONS else upstream.send(request)


@in_proxy("residents.add.user_must_be_known", "residents.remove.user_must_be_known")
def unknown_contact_without_hint(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The error for a contact that no user has does not say what to do."""
    response = upstream.send(request)
    unknown = operation(request) in _OPERATIONS and "No user has" in response.text
    return reject(request, 404) if unknown else response


@in_proxy("residents.add.user_found_by_contact")
def address_compared_exactly(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A resident's e-mail address is compared case-sensitively."""
    email = str(body_of(request).get("email", ""))
    strange = operation(request) == "add_resident" and email != email.lower()
    return reject(request, 404) if strange else upstream.send(request)


@in_proxy("residents.add.user_found_by_contact")
def number_compared_exactly(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A resident's phone number must be written as it was set."""
    spaced = operation(request) == "add_resident" and " " in str(body_of(request).get("phoneNumber", ""))
    return reject(request, 404) if spaced else upstream.send(request)


@in_proxy("residents.add.user_id_comes_first")
def address_comes_first(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An e-mail address takes precedence over a userId."""
    body = body_of(request)
    if operation(request) == "add_resident" and "email" in body and "userId" in body:
        return upstream.send(resent(request, json={name: body[name] for name in body if name != "userId"}))
    return upstream.send(request)


@in_aggregate(LOCKS, "residents.add.resident_once_per_lock")
def resident_replaced(locks: Copy[Lock]) -> None:
    """Adding a resident again changes the name."""
    function = locks.function("add_resident")

    def replacing(lock: Lock, request: Any, context: Context) -> Any:
        return function(evolve(lock, residents=type(lock.residents)()), request, context)

    locks.handle("add_resident", replacing)


@in_proxy("residents.remove.resident_must_be_there")
def missing_resident_returns_404(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Removing a resident that the lock does not have returns 404."""
    response = upstream.send(request)
    missing = operation(request) == "remove_resident" and "does not have the resident" in response.text
    return reject(request, 404) if missing else response


@in_proxy("residents.list.no_credential_needed")
def residents_need_a_credential(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The list of residents needs a credential."""
    bare = operation(request) == "list_residents" and not any(name in request.headers for name in CREDENTIALS)
    return reject(request, 401) if bare else upstream.send(request)


@in_response("residents.list.no_phone_number", to="list_residents")
def phone_number_listed(body: Any) -> None:
    """The list of residents shows a phone number."""
    for resident in body["residents"]:
        resident["phoneNumber"] = "+48123456789"


@in_response("residents.list.no_phone_number", to="list_residents")
def everybody_has_a_phone(body: Any) -> None:
    """The list of residents says that all of them have a phone number."""
    for resident in body["residents"]:
        resident["hasPhone"] = True
