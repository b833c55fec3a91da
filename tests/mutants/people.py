"""Faults in the creation and the profiles of users."""

from typing import Any

import httpx
from attrs import evolve
from spkey_mock.aggregates.users import UserCreated

from .catalogue import (
    Upstream,
    Users,
    body_of,
    in_proxy,
    in_response,
    in_users,
    operation,
    reject,
    resent,
    respond,
    user_of,
)


@in_response("users.create.existing_user_unchanged", to="create_user", becomes=201)
def second_creation_returns_201(body: Any) -> None:
    """Creating an existing user returns 201."""


@in_proxy("users.create.existing_user_unchanged")
def second_creation_changes_the_profile(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Creating an existing user changes the names in its profile."""
    response = upstream.send(request)
    if operation(request) == "create_user" and response.status_code == 200:
        names = {name: it for name, it in body_of(request).items() if name in ("firstName", "lastName")}
        upstream.memory[user_of(request)] = names
    changed = upstream.memory.get(user_of(request)) if operation(request) == "get_user_profile" else None
    return respond(response, {**response.json(), **changed}) if changed and request.method == "GET" else response


@in_proxy("users.create.body_checked_first")
def second_creation_not_validated(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The body of a second creation is not validated."""
    response = upstream.send(request)
    if operation(request) != "create_user" or response.status_code != 400:
        return response
    url = request.url.copy_with(raw_path=request.url.raw_path.replace(b"CreateUser", b"profile"))
    if upstream.send_as("acme", httpx.Request("GET", url)).status_code == 404:
        return response
    return upstream.send(resent(request, json={"userId": "00000000-0000-4000-8000-000000000000"}))


@in_proxy("users.create.phone_number_international")
def national_number_accepted(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A phone number need not begin with + or 00."""
    body = body_of(request)
    number = body.get("phoneNumber")
    national = operation(request) == "create_user" and isinstance(number, str) and number.replace(" ", "").isdigit()
    return upstream.send(resent(request, json={**body, "phoneNumber": f"+{number}"}) if national else request)


@in_proxy("users.create.phone_number_international")
def two_zeros_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A phone number must begin with +."""
    zeros = str(body_of(request).get("phoneNumber", "")).replace(" ", "").startswith("00")
    return reject(request, 400) if zeros and operation(request) == "create_user" else upstream.send(request)


@in_proxy("users.create.phone_number_international")
def spaces_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A phone number must not contain spaces."""
    spaced = " " in str(body_of(request).get("phoneNumber", ""))
    return reject(request, 400) if spaced and operation(request) == "create_user" else upstream.send(request)


@in_proxy("users.create.phone_number_not_kept")
def phone_number_in_the_profile(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A profile shows the phone number."""
    response = upstream.send(request)
    if operation(request) == "create_user" and response.status_code == 201:
        upstream.memory[user_of(request)] = body_of(request).get("phoneNumber")
    shown = upstream.memory.get(user_of(request)) if operation(request) == "get_user_profile" else None
    if shown is None or request.method != "GET" or not response.is_success:
        return response
    return respond(response, {**response.json(), "phoneNumber": shown})


@in_users("users.get_profile.shows_what_was_given")
def last_name_lost(users: Users) -> None:
    """The last name is not stored."""
    create = users.aggregate.handlers["create_user"].function
    users.handle("create_user", lambda user, request, context: evolve(create(user, request, context), last_name=None))


@in_users("users.get_profile.shows_what_was_given")
def address_in_lower_case(users: Users) -> None:
    """The e-mail address is stored in lower case."""
    create = users.aggregate.handlers["create_user"].function

    def lowered(user: Any, request: Any, context: Any) -> UserCreated:
        event: UserCreated = create(user, request, context)
        return evolve(event, email=event.email and event.email.lower())

    users.handle("create_user", lowered)


@in_response("users.get_profile.user_must_exist", to="get_user_profile", status=404, becomes=200)
def unknown_user_has_a_profile(body: Any) -> None:
    """An unknown user has an empty profile."""
    body.clear()
    body.update(userId="00000000-0000-4000-8000-000000000000", status="ACTIVE")
