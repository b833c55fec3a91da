"""Faults in how requests are read: their schemas, the order of the checks, and the forms that HTTP allows."""

import httpx

from .catalogue import BASE_URL, Upstream, body_of, in_proxy, in_response, operation, path, reject, resent, user_of


def _note(request: httpx.Request) -> str:
    note = body_of(request).get("note")
    return note if isinstance(note, str) and operation(request) == "add_physical_key" else ""


@in_proxy("schema.requests")
def longest_note_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A note of 500 characters is too long."""
    return reject(request, 400) if len(_note(request)) == 500 else upstream.send(request)


@in_proxy("schema.requests")
def long_note_cut(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A note of more than 500 characters is cut rather than rejected."""
    note = _note(request)
    return upstream.send(resent(request, json={**body_of(request), "note": note[:500]}) if len(note) > 500 else request)


@in_proxy("schema.requests")
def number_read_from_text(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The value true is read as the number 1."""
    body = body_of(request)
    lenient = operation(request) == "remove_physical_key" and body.get("number") is True
    return upstream.send(resent(request, json={**body, "number": 1}) if lenient else request)


@in_proxy("schema.requests")
def missing_user_id_taken_from_the_path(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A creation without a userId takes it from the path."""
    body = body_of(request)
    if operation(request) == "create_user" and "userId" not in body:
        return upstream.send(resent(request, json={**body, "userId": user_of(request)}))
    return upstream.send(request)


@in_proxy("schema.requests")
def occasional_500(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Every 50th request returns 500."""
    with upstream.lock:
        upstream.memory["requests"] = number = upstream.memory.get("requests", 0) + 1
    return reject(request, 500) if operation(request) and number % 50 == 0 else upstream.send(request)


@in_proxy("physical_keys.add.note_counted_in_utf16")
def notes_counted_in_characters(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The length of a note is counted in characters."""
    note = _note(request)
    cut = len(note) <= 500 < len(note.encode("utf-16-le", "surrogatepass")) // 2
    return upstream.send(resent(request, json={**body_of(request), "note": note[:250]}) if cut else request)


@in_proxy("physical_keys.add.note_counted_in_utf16")
def notes_counted_in_bytes(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The length of a note is counted in bytes of UTF-8."""
    long = len(_note(request).encode("utf-8", "surrogatepass")) > 500
    return reject(request, 400) if long else upstream.send(request)


def _is_unknown(request: httpx.Request, upstream: Upstream) -> bool:
    """Return whether the user of a request does not exist."""
    profile = upstream.send_as("acme", httpx.Request("GET", f"{BASE_URL}/users/{user_of(request)}/profile"))
    return profile.status_code == 404


@in_proxy("service.commands_checked_in_order")
def existence_before_schema(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A command on an unknown user returns 404 even if it is invalid."""
    response = upstream.send(request)
    early = request.method == "POST" and response.status_code == 400 and _is_unknown(request, upstream)
    return reject(request, 404) if early and operation(request) != "create_user" else response


@in_proxy("service.commands_checked_in_order")
def existence_before_access(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A user's command on an unknown user returns 404 rather than 403."""
    response = upstream.send(request)
    token = operation(request) in ("add_physical_key", "remove_physical_key") and response.status_code == 403
    internal = any(name.startswith("x-") for name in request.headers)
    return reject(request, 404) if token and not internal and _is_unknown(request, upstream) else response


@in_proxy("service.commands_checked_in_order")
def schema_before_credentials(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An invalid addition without a credential returns 400."""
    response = upstream.send(request)
    invalid = operation(request) == "add_physical_key" and not body_of(request).get("orgId")
    return reject(request, 400) if invalid and response.status_code == 401 else response


@in_proxy("service.queries_checked_in_order")
def schema_before_existence(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An invalid query for an unknown user returns 400."""
    response = upstream.send(request)
    empty = operation(request) == "list_physical_keys" and "" in request.url.params.values()
    return reject(request, 400) if empty and response.status_code == 404 and request.method == "GET" else response


@in_proxy("service.queries_checked_in_order")
def existence_of_users_revealed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A user's query for an unknown user returns 404 rather than 403."""
    response = upstream.send(request)
    forbidden = request.method == "GET" and response.status_code == 403 and "x-org-id" not in request.headers
    return reject(request, 404) if forbidden and _is_unknown(request, upstream) else response


@in_proxy("service.unknown_members_ignored")
def unknown_properties_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An unknown property returns 400."""
    unknown = operation(request) == "add_physical_key" and body_of(request).keys() - {"orgId", "orgName", "note"}
    return reject(request, 400) if unknown else upstream.send(request)


@in_proxy("service.unknown_members_ignored")
def unknown_parameters_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An unknown query parameter returns 400."""
    known = {"orgId", "orgName", "q"}
    unknown = operation(request) == "list_physical_keys" and request.url.params.keys() - known
    return reject(request, 400) if unknown else upstream.send(request)


@in_proxy("service.content_type_ignored")
def content_type_required(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A body without the content type application/json returns 400."""
    other = request.headers.get("content-type") != "application/json"
    return reject(request, 400) if request.content and operation(request) and other else upstream.send(request)


@in_proxy("service.head_without_body")
def head_not_found(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """HEAD returns 404."""
    response = upstream.send(request)
    if request.method == "HEAD":
        response.status_code = 404
    return response


@in_proxy("service.head_without_body")
def head_always_succeeds(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """HEAD returns 200 for an unknown user as well."""
    response = upstream.send(request)
    if request.method == "HEAD":
        response.status_code = 200
    return response


@in_proxy("service.unknown_route_not_found")
def wrong_method_not_allowed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A method that a path does not have returns 405."""
    response = upstream.send(request)
    if request.method in ("PUT", "PATCH", "DELETE") and response.status_code == 404:
        response.status_code = 405
    return response


@in_proxy("service.unknown_route_not_found")
def slash_at_the_end_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A slash at the end of a path is ignored."""
    return upstream.send(resent(request, url=request.url.copy_with(raw_path=request.url.raw_path.rstrip(b"/"))))


@in_proxy("service.unknown_route_not_found")
def case_of_paths_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The letter case of a path is ignored."""
    if operation(request) or "physicalkeys" not in path(request):
        return upstream.send(request)
    url = request.url.copy_with(raw_path=request.url.raw_path.replace(b"physicalkeys", b"PhysicalKeys"))
    return upstream.send(resent(request, url=url))


@in_proxy("service.unknown_route_not_found")
def unknown_path_in_json(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An unknown path returns JSON."""
    response = upstream.send(request)
    return reject(request, 404) if not operation(request) and response.status_code == 404 else response


@in_response("schema.responses", to="add_physical_key", becomes=201)
def addition_returns_201(body: object) -> None:
    """An addition returns 201."""
