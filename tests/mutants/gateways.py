"""Faults of gateways in front of a service: bodies, credentials, routes and headers that they handle for it."""

import json
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable
from contextlib import suppress
from time import sleep
from typing import Any

import httpx

from .catalogue import (
    CREDENTIALS,
    NAME,
    Upstream,
    body_of,
    in_proxy,
    in_response,
    operation,
    path,
    reject,
    resent,
    respond,
    user_of,
)

_ROOT = f"/w/{NAME}".encode()


def _given(request: httpx.Request) -> set[str]:
    return {name for name in CREDENTIALS if request.headers.get(name)}


# Bodies


def _rewritten(request: httpx.Request, upstream: Upstream, rewrite: Callable[[bytes], bytes]) -> httpx.Response:
    """Return a response of an operation with the bytes of its body changed."""
    response = upstream.send(request)
    if not operation(request) or request.method == "HEAD":
        return response
    headers = {"content-type": response.headers["content-type"]}
    return httpx.Response(response.status_code, headers=headers, content=rewrite(response.content))


@in_proxy("schema.responses")
def bodies_begin_with_a_mark(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A body begins with a byte order mark."""
    return _rewritten(request, upstream, lambda content: b"\xef\xbb\xbf" + content)


@in_proxy("schema.responses")
def properties_repeated(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A body has its first property twice, of which the last is right."""
    return _rewritten(request, upstream, lambda content: re.sub(rb'^\{("\w+":)', rb"{\1 0,\1", content))


@in_proxy("schema.responses")
def additional_property_is_nan(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A body has an additional property that is not a number."""
    return _rewritten(request, upstream, lambda content: content[:-1] + b',"seconds":NaN}')


@in_response("schema.responses", to="remove_physical_key")
def success_without_success(body: Any) -> None:
    """A removal that succeeded has success false."""
    body["success"] = False


@in_response("schema.responses", to="get_user_keys", status=404)
def failure_with_success(body: Any) -> None:
    """The error of an unknown user has success true."""
    body["success"] = True


@in_response("schema.responses", to="get_user_profile", status=404)
def errors_listed_without_one(body: Any) -> None:
    """The error of an unknown user lists no errors."""
    body["errors"] = []


@in_response("schema.responses", to="get_physical_key", status=404)
def code_of_an_error_internal(body: Any) -> None:
    """The error of an unknown key has another code than its status."""
    body["errors"][0]["code"] = 1


@in_response("schema.responses", to="list_physical_keys", status=400)
def place_of_an_error_shortened(body: Any) -> None:
    """The path of an error in a query lacks its first step."""
    del body["errors"][0]["path"][0]


@in_response("users.create.existing_user_unchanged", to="create_user")
def existing_user_without_an_id(body: Any) -> None:
    """Creating an existing user returns an empty aggregateId."""
    body["aggregateId"] = ""


@in_response("users.get_profile.shows_what_was_given", to="get_user_profile")
def profile_of_another_user(body: Any) -> None:
    """A profile has the id of another user."""
    body["userId"] = "00000000-0000-4000-8000-000000000000"


@in_proxy("users.create.phone_number_not_kept")
def phone_number_of_an_existing_user(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Creating an existing user returns the phone number that it was created with."""
    response = upstream.send(request)
    if operation(request) != "create_user" or not response.is_success:
        return response
    number = upstream.memory.setdefault(user_of(request), body_of(request).get("phoneNumber"))
    return respond(response, {**response.json(), "phoneNumber": number}) if response.status_code == 200 else response


# Credentials


def _remembered(request: httpx.Request, upstream: Upstream, form: Callable[[str], str]) -> httpx.Response:
    """Accept a key that has the same form as one that was accepted before."""
    response = upstream.send(request)
    key = request.headers.get("x-api-key")
    if key is None or "authorization" in request.headers or not operation(request):
        return response
    if response.status_code != 401:
        upstream.memory["form", form(key)] = key
    known = upstream.memory.get(("form", form(key)), key)
    again = response.status_code == 401 and known != key
    return upstream.send(resent(request, drop="x-api-key", headers={"x-api-key": known})) if again else response


@in_proxy("service.unknown_credential_refused")
def case_of_a_key_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The letter case of an API key is ignored."""
    return _remembered(request, upstream, str.lower)


@in_proxy("service.unknown_credential_refused")
def end_of_a_key_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Only the first 32 characters of an API key count."""
    return _remembered(request, upstream, lambda key: key[:32])


def _with_key(request: httpx.Request, upstream: Upstream, key: str) -> httpx.Response:
    return upstream.send(resent(request, headers={"x-api-key": key}))


@in_proxy("service.credential_required")
def key_in_the_query_accepted(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An API key may stand in the query."""
    key = request.url.params.get("api_key")
    return _with_key(request, upstream, key) if key and not _given(request) else upstream.send(request)


@in_proxy("service.unknown_credential_refused")
def key_by_basic_authentication(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An API key may be the name of a user in basic authentication."""
    scheme, _, pair = request.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        with suppress(ValueError):
            return _with_key(request, upstream, b64decode(pair, validate=True).decode().partition(":")[0])
    return upstream.send(request)


@in_proxy("service.unknown_credential_refused")
def key_as_a_bearer_token(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An API key may be sent as a bearer token."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    alone = scheme == "Bearer" and "." not in key and _given(request) == {"authorization"}
    return _with_key(request, upstream, key) if alone else upstream.send(request)


@in_proxy("service.credential_required", "service.head_without_body")
def head_is_public(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """HEAD on the path of a query needs no credential."""
    public = request.method == "HEAD" and operation(request) and not _given(request)
    return upstream.send_as("acme", request) if public else upstream.send(request)


@in_proxy("service.credential_required_on_any_path")
def unknown_commands_are_public(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A POST for an unknown path needs no credential."""
    public = request.method == "POST" and not operation(request) and not _given(request)
    return upstream.send_as("acme", request) if public else upstream.send(request)


@in_proxy("service.every_credential_verified")
def token_of_a_command_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A token beside an API key is not verified for commands."""
    both = len(_given(request)) > 1 and request.method == "POST"
    return upstream.send(resent(request, drop="authorization" if both else ""))


@in_proxy("service.both_credentials_accepted")
def both_credentials_of_a_command_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A command with both credentials returns 401."""
    both = len(_given(request)) > 1 and request.method == "POST"
    return reject(request, 401) if both else upstream.send(request)


@in_proxy("service.unknown_credential_refused")
def malformed_token_accepted_for_removals(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A removal with any token is sent on as the organisation's."""
    response = upstream.send(request)
    any_token = operation(request) == "remove_physical_key" and _given(request) == {"authorization"}
    return upstream.send_as("acme", request) if any_token and response.status_code == 401 else response


@in_proxy("service.either_credential_suffices")
def header_of_a_key_in_one_case(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The name of the header of an API key must be written as in the contract."""
    given = "x-api-key" in request.headers and b"X-API-Key" not in dict(request.headers.raw)
    return reject(request, 401) if given and operation(request) else upstream.send(request)


@in_proxy("service.either_credential_suffices")
def user_cannot_add(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition with a user's token alone returns 404."""
    by_a_user = operation(request) == "add_physical_key" and _given(request) == {"authorization"}
    response = upstream.send(request)
    return reject(request, 404) if by_a_user and response.is_success else response


def _claims(request: httpx.Request) -> dict[str, Any]:
    """Return the claims of the token of a request, or none."""
    part = request.headers.get("authorization", "").partition(".")[2].partition(".")[0]
    with suppress(ValueError):
        found: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return found
    return {}


@in_proxy("service.either_credential_suffices")
def tokens_of_organisations_unlimited(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A token of any organisation can read the keys of every other."""
    response = upstream.send(request)
    foreign = operation(request) == "get_physical_key" and response.status_code == 404 and "org" in _claims(request)
    return upstream.send_as("acme", request) if foreign and _given(request) == {"authorization"} else response


@in_proxy("service.internal_headers_refused")
def internal_header_dropped_from_commands(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The header X-Super-Access is dropped from commands rather than rejected."""
    return upstream.send(resent(request, drop="x-super-access") if request.method == "POST" else request)


# Routes


def _routed(request: httpx.Request, upstream: Upstream, edit: Callable[[bytes], bytes]) -> httpx.Response:
    """Send a request for an unknown path to another one."""
    raw = request.url.raw_path
    if operation(request):
        return upstream.send(request)
    return upstream.send(resent(request, url=request.url.copy_with(raw_path=_ROOT + edit(raw.removeprefix(_ROOT)))))


@in_proxy("service.unknown_route_not_found")
def slash_after_keys_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A slash at the end of the path of all keys is ignored."""
    return _routed(request, upstream, lambda raw: re.sub(b"/keys/$", b"/keys", raw))


@in_proxy("service.unknown_route_not_found")
def commands_in_upper_case(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The name of a command may be written in upper case."""
    return _routed(request, upstream, lambda raw: raw.replace(b"CREATEUSER", b"CreateUser"))


@in_proxy("service.unknown_route_not_found")
def suffix_of_paths_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A path may end with .json."""
    return _routed(request, upstream, lambda raw: raw.removesuffix(b".json"))


@in_proxy("service.unknown_route_not_found")
def paths_with_a_version(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A path may begin with /v1."""
    return _routed(request, upstream, lambda raw: re.sub(b"^/v1/", b"/", raw))


@in_proxy("service.unknown_route_not_found")
def options_answered(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """OPTIONS returns 204 with the methods of the path."""
    if request.method != "OPTIONS":
        return upstream.send(request)
    return httpx.Response(204, headers={"allow": "GET, HEAD, OPTIONS"})


@in_proxy("service.unknown_route_not_found")
def posts_read_as_queries(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """POST on the path of a profile is read as GET."""
    profile = request.method == "POST" and path(request).endswith("/profile")
    return upstream.send(resent(request, method="GET", content=b"") if profile else request)


@in_proxy("service.unknown_route_not_found")
def method_overridden(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The header X-HTTP-Method-Override names the method."""
    method = request.headers.get("x-http-method-override", request.method)
    return upstream.send(resent(request, method=method))


@in_proxy("service.read_your_writes")
def head_of_a_key_not_found(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """HEAD on the path of a key returns 404."""
    response = upstream.send(request)
    if request.method == "HEAD" and operation(request) == "get_physical_key":
        response.status_code = 404
    return response


@in_proxy("schema.requests")
def route_wants_digits(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A text in the place of a key's number returns 404."""
    response = upstream.send(request)
    word = operation(request) == "get_physical_key" and path(request).rpartition("/")[2].isalpha()
    return reject(request, 404) if word and response.status_code == 400 else response


@in_proxy("schema.requests")
def greatest_number_unbounded(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Getting a key with a number above the maximum returns 404."""
    response = upstream.send(request)
    number = path(request).rpartition("/")[2]
    beyond = operation(request) == "get_physical_key" and number.isdecimal() and int(number) > 2**53 - 1
    return reject(request, 404) if beyond and response.status_code == 400 else response


@in_proxy("users.create.path_names_the_user")
def paths_decoded_twice(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A path is decoded and not encoded again, so that an escaped percent sign begins an escape."""
    raw = request.url.raw_path.replace(b"%252F", b"%2F")
    return upstream.send(resent(request, url=request.url.copy_with(raw_path=raw)))


@in_proxy("users.get_profile.user_must_exist")
def user_ids_lowered_for_commands(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The letter case of a user's id is ignored by commands on keys."""
    if operation(request) not in ("add_physical_key", "remove_physical_key"):
        return upstream.send(request)
    raw = request.url.raw_path.replace(user_of(request).encode(), user_of(request).lower().encode())
    return upstream.send(resent(request, url=request.url.copy_with(raw_path=raw)))


# Headers


def _succeeded(request: httpx.Request, response: httpx.Response, header: str) -> bool:
    return request.method == "GET" and response.status_code == 200 and header in request.headers


@in_proxy("schema.responses")
def queries_not_modified(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A conditional query returns 304."""
    response = upstream.send(request)
    return httpx.Response(304) if _succeeded(request, response, "if-none-match") else response


@in_proxy("schema.responses")
def preconditions_checked(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A command on the condition of an entity tag returns 412."""
    return reject(request, 412) if "if-match" in request.headers else upstream.send(request)


@in_proxy("schema.responses")
def ranges_returned(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A query for a range of bytes returns 206 and a part of the body."""
    response = upstream.send(request)
    if not _succeeded(request, response, "range"):
        return response
    return httpx.Response(206, headers={"content-type": "application/json"}, content=response.content[:10])


@in_proxy("schema.responses")
def accept_negotiated(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A client that accepts no JSON gets 406."""
    accepted = request.headers.get("accept", "*/*")
    refused = operation(request) and "*/*" not in accepted and "json" not in accepted
    return reject(request, 406) if refused else upstream.send(request)


# Schemas


@in_proxy("schema.requests")
def whole_numbers_written_plainly(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The number 1.0 is no integer."""
    fraction = operation(request) == "remove_physical_key" and isinstance(body_of(request).get("number"), float)
    return reject(request, 400) if fraction else upstream.send(request)


def _user_id(request: httpx.Request) -> str:
    found = body_of(request).get("userId") if operation(request) == "create_user" else ""
    return found if isinstance(found, str) else ""


@in_proxy("schema.requests")
def user_ids_need_a_version(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A userId without the version of a UUID returns 400."""
    user_id = _user_id(request)
    return reject(request, 400) if user_id[14:15] == "0" else upstream.send(request)


@in_proxy("schema.requests")
def user_ids_read_leniently(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A userId may have braces around it, or white space."""
    bare = _user_id(request).strip("{} \n")
    changed = {**body_of(request), "userId": bare} if bare != _user_id(request) else None
    return upstream.send(resent(request, json=changed))


@in_proxy("service.refusal_changes_nothing")
def bodies_read_leniently(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A body may contain comments."""
    return upstream.send(resent(request, content=re.sub(rb"/\*.*?\*/", b"", request.content)))


@in_proxy("service.refusal_changes_nothing")
def array_of_one_unwrapped(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An array of one object is read as the object."""
    found = re.fullmatch(rb"\s*\[\s*(\{.*\})\s*\]\s*", request.content)
    return upstream.send(resent(request, content=found[1]) if found else request)


@in_proxy("service.one_writer_per_user")
def parallel_creations_all_succeed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Creations of one user at the same time all return 201."""
    if operation(request) != "create_user":
        return upstream.send(request)
    place = ("creating", user_of(request))
    with upstream.lock:
        upstream.memory[place] = upstream.memory.get(place, 0) + 1
    sleep(0.002)  # the time that a request takes on a network
    with upstream.lock:
        response = upstream.send(request)
        parallel = upstream.memory[place] > 1
        upstream.memory[place] -= 1
    if response.status_code == 201:
        upstream.memory["created", user_of(request)] = response.content
    created = upstream.memory.get(("created", user_of(request)))
    late = parallel and response.status_code == 200 and created
    return httpx.Response(201, headers=response.headers, content=created) if late else response
