"""Faults in what queries show of an inventory, and in its filters."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import httpx
from spkey_mock.aggregates.users import PhysicalKey, User
from spkey_mock.service.aggregate import JSON, Context

from .catalogue import Upstream, Users, in_proxy, in_response, in_users, operation, path, reject, respond, user_of

Match = Callable[[PhysicalKey, Any], bool]


def _org(key: PhysicalKey, request: Any) -> bool:
    return request.org_id in (None, key.org_id)


def _name(key: PhysicalKey, request: Any) -> bool:
    return request.org_name in (None, key.org_name)


def _note(key: PhysicalKey, request: Any) -> bool:
    return request.q is None or (key.note is not None and request.q.lower() in key.note.lower())


def _list(users: Users, *, org: Match = _org, name: Match = _name, note: Match = _note, most: int = 100) -> None:
    def listed(user: User, request: Any, context: Context) -> JSON:
        found = [key for key in user.keys if all(match(key, request) for match in (org, name, note))]
        return {"keys": [key.to_json() for key in found[:most]], "total": len(found)}

    users.handle("list_physical_keys", listed)


@in_users("physical_keys.list.note_searched_ignoring_case")
def notes_searched_with_case(users: Users) -> None:
    """The filter q is case-sensitive."""
    _list(users, note=lambda key, request: request.q is None or request.q in (key.note or ""))


@in_users("physical_keys.list.note_searched_ignoring_case")
def notes_searched_from_the_start(users: Users) -> None:
    """The filter q matches the beginning of a note only."""
    _list(users, note=lambda key, request: (key.note or "").lower().startswith((request.q or "").lower()))


@in_users("physical_keys.list.note_searched_ignoring_case")
def missing_notes_match(users: Users) -> None:
    """The filter q matches keys without a note."""
    _list(users, note=lambda key, request: key.note is None or _note(key, request))


@in_users("physical_keys.list.org_matched_exactly")
def organisations_matched_by_prefix(users: Users) -> None:
    """The filter orgId matches the beginning of an organisation's id."""
    _list(users, org=lambda key, request: key.org_id.startswith(request.org_id or ""))


@in_users("physical_keys.list.org_matched_exactly")
def organisations_matched_ignoring_case(users: Users) -> None:
    """The filter orgId ignores case."""
    _list(users, org=lambda key, request: request.org_id is None or request.org_id.lower() == key.org_id.lower())


@in_users("physical_keys.list.org_matched_exactly")
def names_matched_ignoring_case(users: Users) -> None:
    """The filter orgName ignores case."""
    _list(users, name=lambda key, it: it.org_name is None or it.org_name.lower() == (key.org_name or "").lower())


@in_users("physical_keys.list.filters_combine")
def filters_joined_by_or(users: Users) -> None:
    """A key is listed if it matches any filter."""

    def any_(key: PhysicalKey, request: Any) -> bool:
        given = [(request.org_id, _org), (request.org_name, _name), (request.q, _note)]
        matches = [match(key, request) for value, match in given if value is not None]
        return any(matches) or not matches

    _list(users, org=any_, name=any_, note=any_)


@in_users("physical_keys.list.filters_combine")
def name_ignored_beside_a_search(users: Users) -> None:
    """The filter orgName is ignored if q is given."""
    _list(users, name=lambda key, request: request.q is not None or _name(key, request))


@in_users("physical_keys.list.at_most_100")
def one_key_too_many_listed(users: Users) -> None:
    """Up to 101 keys are listed."""
    _list(users, most=101)


@in_users("physical_keys.list.at_most_100")
def one_key_too_few_listed(users: Users) -> None:
    """At most 99 keys are listed."""
    _list(users, most=99)


@in_response("physical_keys.list.total_counts_all", to="list_physical_keys")
def total_counted_after_the_cap(body: Any) -> None:
    """The total counts the listed keys."""
    body["total"] = len(body["keys"])


@in_users("physical_keys.list.total_counts_all")
def total_ignores_filters(users: Users) -> None:
    """The total counts the whole inventory, whatever the filters."""
    listed = users.aggregate.handlers["list_physical_keys"].function

    def counted(user: User, request: Any, context: Context) -> JSON:
        return {**listed(user, request, context), "total": len(user.keys)}

    users.handle("list_physical_keys", counted)


@in_response("physical_keys.list.numbers_ascend", to="list_physical_keys")
def latest_listed_first(body: Any) -> None:
    """Keys are listed by descending number."""
    body["keys"].reverse()


@in_users("physical_keys.list.numbers_ascend")
def lowest_numbers_cut(users: Users) -> None:
    """Of more than 100 keys, the lowest numbers are omitted."""

    def listed(user: User, request: Any, context: Context) -> JSON:
        found = [key for key in user.keys if _org(key, request) and _name(key, request) and _note(key, request)]
        return {"keys": [key.to_json() for key in found[-100:]], "total": len(found)}

    users.handle("list_physical_keys", listed)


@in_users("physical_keys.list.all_orgs_listed")
def own_keys_listed_only(users: Users) -> None:
    """An organisation sees only the keys in a list that it issued."""

    def listed(user: User, request: Any, context: Context) -> JSON:
        found = [key for key in user.keys if context.caller.scope in (None, key.org_id)]
        found = [key for key in found if _org(key, request) and _name(key, request) and _note(key, request)]
        return {"keys": [key.to_json() for key in found[:100]], "total": len(found)}

    users.handle("list_physical_keys", listed)


@in_proxy("physical_keys.list.filter_not_empty")
def empty_filter_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An empty filter counts as none."""
    given = [(name, value) for name, value in request.url.params.multi_items() if value]
    if operation(request) != "list_physical_keys":
        return upstream.send(request)
    return upstream.send(httpx.Request("GET", request.url.copy_with(params=given), headers=request.headers))


@in_proxy("physical_keys.list.filter_given_once")
def last_filter_counts(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Of a repeated filter, the last value counts."""
    if operation(request) != "list_physical_keys" or not request.url.query:
        return upstream.send(request)
    url = request.url.copy_with(params=dict(request.url.params.multi_items()))
    return upstream.send(httpx.Request("GET", url, headers=request.headers))


@in_response("users.get_keys.whole_inventory", to="get_user_keys")
def all_keys_cut_after_100(body: Any) -> None:
    """At most 100 of all keys of a user are listed."""
    del body["physicalKeys"][100:]


@in_response("users.get_keys.whole_inventory", to="get_user_keys")
def all_keys_cut_after_250(body: Any) -> None:
    """At most 250 of all keys of a user are listed."""
    del body["physicalKeys"][250:]


@in_response("users.get_keys.whole_inventory", to="get_user_keys")
def all_keys_by_organisation(body: Any) -> None:
    """All keys of a user are ordered by organisation."""
    body["physicalKeys"].sort(key=itemgetter("orgId"))


@in_proxy("physical_keys.remove.gone_at_once", "physical_keys.get.key_must_be_in_inventory")
def removed_key_still_readable(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A key that was read once can be read after its removal."""
    response = upstream.send(request)
    if operation(request) != "get_physical_key" or request.method != "GET":
        return response
    if response.status_code == 200:
        upstream.memory[path(request)] = response.json()
    elif response.status_code == 404 and path(request) in upstream.memory:
        return respond(response, upstream.memory[path(request)], 200)
    return response


@in_proxy("physical_keys.remove.gone_at_once")
def removed_key_still_listed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A removed key remains among all keys of its user until the next one is removed."""
    if operation(request) == "remove_physical_key":
        url = request.url.copy_with(raw_path=request.url.raw_path.replace(b"RemovePhysicalKey", b"keys"))
        before = upstream.send(httpx.Request("GET", url, headers=request.headers))
        if before.status_code == 200:
            upstream.memory[user_of(request)] = before.json()
        return upstream.send(request)
    response = upstream.send(request)
    stale = upstream.memory.get(user_of(request)) if operation(request) == "get_user_keys" else None
    return respond(response, stale) if stale and response.is_success and request.method == "GET" else response


@in_proxy("physical_keys.remove.key_must_be_in_inventory")
def second_removal_succeeds(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A second removal returns the response to the first."""
    response = upstream.send(request)
    if operation(request) != "remove_physical_key":
        return response
    removal = (user_of(request), request.content)
    if response.status_code == 200:
        upstream.memory[removal] = response.json()
    elif response.status_code == 404 and removal in upstream.memory:
        return respond(response, upstream.memory[removal], 200)
    return response


def _missing(rule: str, to: str, status: int, name: str, text: str) -> None:
    def fault(request: httpx.Request, upstream: Upstream) -> httpx.Response:
        response = upstream.send(request)
        affected = operation(request) == to and response.status_code == 404 and request.method != "HEAD"
        return reject(request, status) if affected else response

    fault.__name__, fault.__doc__ = name, text
    in_proxy(rule)(fault)


for _rule, _to, _status, _what in (
    ("physical_keys.add.user_must_exist", "add_physical_key", 400, "add_to_unknown_user_invalid"),
    ("physical_keys.remove.user_must_exist", "remove_physical_key", 403, "removal_from_unknown_user_forbidden"),
    ("physical_keys.list.user_must_exist", "list_physical_keys", 403, "list_of_unknown_user_forbidden"),
    ("physical_keys.get.user_must_exist", "get_physical_key", 400, "key_of_unknown_user_invalid"),
    ("users.get_keys.user_must_exist", "get_user_keys", 403, "keys_of_unknown_user_forbidden"),
):
    _missing(_rule, _to, _status, _what, f"{_to} returns {_status} in place of 404.")


@in_proxy("physical_keys.add.user_must_exist")
def unknown_user_created_by_addition(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Adding a key creates its user, if necessary."""
    response = upstream.send(request)
    if operation(request) != "add_physical_key" or response.status_code != 404:
        return response
    url = request.url.copy_with(raw_path=request.url.raw_path.replace(b"AddPhysicalKey", b"CreateUser"))
    upstream.send_as("acme", request, url=url, json={"userId": user_of(request)})
    return upstream.send(request)


@in_response("users.get_keys.user_must_exist", to="get_user_keys", status=404, becomes=200)
def unknown_user_has_no_keys(body: Any) -> None:
    """An unknown user has no keys, rather than being unknown."""
    body.clear()
    body.update(physicalKeys=[], digitalKeys=[])


@in_response("physical_keys.list.user_must_exist", to="list_physical_keys", status=404, becomes=200)
def unknown_user_has_an_empty_list(body: Any) -> None:
    """The inventory of an unknown user is empty, rather than unknown."""
    body.clear()
    body.update(keys=[], total=0)
