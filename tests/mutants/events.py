"""Faults in the events that commands record and return."""

from typing import Any

import httpx
from spkey_mock.aggregates.users import PhysicalKeyAdded, PhysicalKeyRemoved, UserCreated

from .catalogue import Upstream, Users, body_of, in_proxy, in_response, in_users, operation, respond, user_of


@in_response("physical_keys.add.event_recorded", to="add_physical_key")
def wrong_type_of_addition(body: Any) -> None:
    """The event of an addition has the type KeyAdded."""
    body["event"]["type"] = "KeyAdded"


@in_response("physical_keys.remove.event_recorded", to="remove_physical_key")
def wrong_type_of_removal(body: Any) -> None:
    """The event of a removal has the type PhysicalKeyAdded."""
    body["event"]["type"] = "PhysicalKeyAdded"


@in_response("physical_keys.add.event_recorded", to="add_physical_key")
def added_in_seconds(body: Any) -> None:
    """The response to an addition has its time in seconds."""
    body["addedAt"] = body["event"]["data"]["addedAt"] = body["addedAt"] // 1000


@in_users("physical_keys.remove.event_recorded")
def removed_in_seconds(users: Users) -> None:
    """The event of a removal has its time in seconds."""
    users.published(PhysicalKeyRemoved, lambda data: {**data, "removedAt": data["removedAt"] // 1000})


@in_users("physical_keys.remove.event_recorded")
def removal_shows_an_organisation(users: Users) -> None:
    """The event of a removal names an organisation."""
    users.published(PhysicalKeyRemoved, lambda data: {**data, "orgId": "acme"})


@in_users("physical_keys.add.event_recorded")
def note_missing_in_event(users: Users) -> None:
    """The event of an addition lacks the note."""
    users.published(PhysicalKeyAdded, lambda data: {name: it for name, it in data.items() if name != "note"})


@in_response("physical_keys.add.event_recorded", to="get_physical_key")
def name_missing_in_query(body: Any) -> None:
    """A key that is read lacks the name of its organisation."""
    body.pop("orgName", None)


@in_response("physical_keys.add.event_recorded", to="list_physical_keys")
def notes_trimmed_in_list(body: Any) -> None:
    """Listed notes lack the white space at their ends."""
    for key in body["keys"]:
        if "note" in key:
            key["note"] = key["note"].strip("\t \"'")


@in_users("users.create.event_without_personal_data")
def event_shows_the_address(users: Users) -> None:
    """The event of a creation has the e-mail address."""
    create = users.aggregate.handlers["create_user"].function
    addresses: list[str] = []

    def remember(user: Any, request: Any, context: Any) -> Any:
        addresses.append(request.email or "")
        return create(user, request, context)

    users.handle("create_user", remember)
    users.published(UserCreated, lambda data: {**data, "email": addresses[-1]})


@in_proxy("users.create.path_names_the_user")
def event_names_the_path(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The event of a creation has the id of the path, not the userId of the body."""
    response = upstream.send(request)
    if operation(request) != "create_user" or response.status_code != 201:
        return response
    body = response.json()
    body["userId"] = body["event"]["data"]["userId"] = user_of(request)
    return respond(response, body)


@in_proxy("users.create.path_names_the_user")
def body_names_the_user(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A creation creates the user that the body names."""
    named = body_of(request).get("userId")
    if operation(request) != "create_user" or not isinstance(named, str) or not named.isascii():
        return upstream.send(request)
    url = request.url.copy_with(path=request.url.path.replace(user_of(request), named))
    return upstream.send(httpx.Request("POST", url, headers=request.headers, content=request.content))


@in_response("service.unset_members_absent", to="get_physical_key")
def missing_note_is_null(body: Any) -> None:
    """A key without a note has the note null."""
    body.setdefault("note", None)


@in_response("schema.responses", to="list_physical_keys")
def total_missing(body: Any) -> None:
    """A list has no total."""
    del body["total"]


@in_response("schema.responses", to="get_user_profile")
def status_in_lower_case(body: Any) -> None:
    """A profile has its status in lower case."""
    body["status"] = body["status"].lower()


@in_response("schema.responses", to="remove_physical_key", status=404)
def error_without_message(body: Any) -> None:
    """The error of a removal has no message."""
    body.clear()
    body["error"] = "NotFound"


@in_users("physical_keys.remove.event_recorded")
def removed_in_another_zone(users: Users) -> None:
    """The event of a removal has its time an hour late, as of another time zone."""
    users.published(PhysicalKeyRemoved, lambda data: {**data, "removedAt": data["removedAt"] + 3_600_000})
