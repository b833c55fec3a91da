"""Faults in who may do what."""

from typing import Any

import httpx
from spkey_mock import World
from spkey_mock.aggregates.users import User
from spkey_mock.service.aggregate import Context
from spkey_mock.service.credentials import Caller
from spkey_mock.service.errors import Forbidden, Unauthenticated
from spkey_mock.service.message import Headers

from .catalogue import CREDENTIALS, Upstream, Users, body_of, in_proxy, in_users, in_world, operation, reject, resent


def _given(request: httpx.Request) -> set[str]:
    return {name for name in CREDENTIALS if request.headers.get(name)}


@in_proxy("service.credential_required")
def profiles_are_public(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A profile can be read without a credential."""
    public = not _given(request) and operation(request) == "get_user_profile"
    return upstream.send_as("acme", request) if public else upstream.send(request)


@in_proxy("service.credential_required_on_any_path")
def unknown_paths_are_public(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A request for an unknown path needs no credential."""
    public = not _given(request) and not operation(request)
    return upstream.send_as("acme", request) if public else upstream.send(request)


@in_proxy("service.either_credential_suffices")
def token_alone_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A token without an API key returns 401."""
    return reject(request, 401) if _given(request) == {"authorization"} else upstream.send(request)


@in_proxy("service.either_credential_suffices")
def key_alone_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An API key without a token returns 401 for all keys of a user."""
    alone = _given(request) == {"x-api-key"} and operation(request) == "get_user_keys"
    return reject(request, 401) if alone else upstream.send(request)


@in_proxy("service.both_credentials_accepted")
def both_credentials_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A request with both credentials returns 401."""
    return reject(request, 401) if len(_given(request)) > 1 else upstream.send(request)


@in_proxy("service.every_credential_verified")
def token_beside_a_key_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A token beside an API key is not verified."""
    return upstream.send(resent(request, drop="authorization" if len(_given(request)) > 1 else ""))


@in_proxy("service.every_credential_verified")
def key_beside_a_token_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An API key beside a token is not verified."""
    both = len(_given(request)) > 1
    response = upstream.send(request)
    return upstream.send_as("acme", request) if both and response.status_code == 401 else response


@in_world("service.revoked_key_refused")
def revocation_has_no_effect(world: World) -> None:
    """A revoked API key remains valid."""
    world.credentials.revoke_key = lambda api_key: True  # type: ignore[method-assign]


@in_world("service.unknown_credential_refused")
def expired_token_accepted(world: World) -> None:
    """The expiry of a token is not checked."""
    verify = world.credentials.verify
    world.credentials.verify = lambda headers, now: verify(headers, 0)  # type: ignore[method-assign]


def _accept(world: World, header: bytes) -> None:
    """Accept any value of a header that carries a credential."""
    verify = world.credentials.verify

    def lenient(headers: Headers, now: int) -> Caller:
        try:
            return verify(headers, now)
        except Unauthenticated:
            if {name.lower() for name, _ in headers} & set(map(str.encode, CREDENTIALS)) != {header}:
                raise
            return Caller(org_id="acme", scope="acme")

    world.credentials.verify = lenient  # type: ignore[method-assign]


@in_world("service.unknown_credential_refused")
def unknown_key_accepted(world: World) -> None:
    """Any text is a valid API key."""
    _accept(world, b"x-api-key")


@in_world("service.unknown_credential_refused")
def any_token_accepted(world: World) -> None:
    """Tokens are not verified."""
    _accept(world, b"authorization")


@in_proxy("service.unknown_credential_refused")
def signature_not_verified(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The signature of a token whose claims are known is not verified."""
    token = request.headers.get("authorization", "")
    claims = token.split(".")[:2]
    if len(token.split(".")) != 3 or "x-api-key" in request.headers:
        return upstream.send(request)
    response = upstream.send(request)
    if response.status_code != 401:
        upstream.memory[tuple(claims)] = token
    elif known := upstream.memory.get(tuple(claims)):
        return upstream.send(resent(request, headers={"authorization": known}))
    return response


@in_proxy("service.user_token_own_record_only")
def user_changes_others(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A user's token can add keys to any user."""
    response = upstream.send(request)
    forbidden = response.status_code == 403 and operation(request) == "add_physical_key"
    return upstream.send_as("acme", request) if forbidden else response


@in_proxy("service.user_token_reads_own_record_only")
def user_reads_others(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A user's token can read the profile of any user."""
    response = upstream.send(request)
    forbidden = response.status_code == 403 and operation(request) == "get_user_profile"
    return upstream.send_as("acme", request) if forbidden else response


@in_proxy("service.internal_headers_refused")
def internal_header_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The header X-Org-Id is ignored."""
    return upstream.send(resent(request, drop="x-org-id"))


@in_proxy("service.internal_headers_refused")
def internal_header_of_administrators_ignored(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The header X-Is-Admin is ignored."""
    return upstream.send(resent(request, drop="x-is-admin"))


@in_proxy("physical_keys.remove.caller_org_id_never_trusted")
def caller_org_id_of_removal_honoured(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The _callerOrgId in the body of a removal takes the place of the caller's organisation."""
    claimed = body_of(request).pop("_callerOrgId", None)
    if operation(request) != "remove_physical_key" or not isinstance(claimed, str):
        return upstream.send(request)
    return upstream.send_as(claimed, request, json={"number": body_of(request).get("number")})


@in_proxy("physical_keys.get.caller_org_id_never_trusted")
def caller_org_id_of_query_honoured(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The _callerOrgId in a query for a key takes the place of the caller's organisation."""
    claimed = request.url.params.get("_callerOrgId")
    if operation(request) != "get_physical_key" or claimed is None:
        return upstream.send(request)
    return upstream.send_as(claimed, request, url=request.url.copy_remove_param("_callerOrgId"))


@in_users("physical_keys.get.other_org_not_found")
def foreign_key_shown(users: Users) -> None:
    """An organisation can read a key that another issued."""
    users.handle("get_physical_key", lambda user, request, context: user.key(request.number, None).to_json())


@in_users("physical_keys.remove.other_org_not_found")
def foreign_key_removed(users: Users) -> None:
    """An organisation can remove a key that another issued."""
    remove = users.aggregate.handlers["remove_physical_key"].function
    anybody = Caller(org_id="acme")

    def unscoped(user: User, request: Any, context: Context) -> Any:
        return remove(user, request, Context(anybody, context.at, context.others, context.new_id))

    users.handle("remove_physical_key", unscoped)


@in_users("physical_keys.add.org_not_compared")
def keys_for_others_forbidden(users: Users) -> None:
    """An organisation can issue keys in its own name only."""
    add = users.aggregate.handlers["add_physical_key"].function

    def compared(user: User, request: Any, context: Context) -> Any:
        if context.caller.org_id not in (None, request.org_id):
            raise Forbidden("The organisation is not the caller's.", rule="")
        return add(user, request, context)

    users.handle("add_physical_key", compared)
