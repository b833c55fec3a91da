"""Credentials: which callers the server admits, and to what."""

from base64 import b64encode, urlsafe_b64encode
from json import dumps
from uuid import uuid4

import pytest

from ..credentials import Credentials
from ..mock import Mock
from ..plugin import NewScene
from ..promises import load
from ..scene import Scene
from ..server import Server
from ..setting import Setting
from ..user import User
from .marks import category, rule, supplement

pytestmark = category("auth")

OPERATIONS = load().operations
RESTRICTED = [operation.id for operation in OPERATIONS.values() if operation.auth == "required"]
PUBLIC = [operation.id for operation in OPERATIONS.values() if operation.auth != "required"]
OF_USERS = [name for name in RESTRICTED if OPERATIONS[name].path.startswith("/users/{id}/")]
"""The operations that a user's own token gives access to, regardless of what exists."""

REQUESTS = [
    ("POST", "CreateUser"),
    ("POST", "AddPhysicalKey"),
    ("POST", "RemovePhysicalKey"),
    ("GET", "PhysicalKeys"),
    ("GET", "PhysicalKeys/1"),
    ("GET", "profile"),
    ("GET", "keys"),
]
INTERNAL = ["X-Org-Id", "X-User-Id", "x-user-email", "X-Is-Admin", "X-Super-Access"]
every_operation = pytest.mark.parametrize("name", RESTRICTED)
every_operation_of_users = pytest.mark.parametrize("name", OF_USERS)


def statuses(user: User) -> set[int]:
    """Send a request for every operation, valid but for its credentials, and return the statuses.

    Where no commands may be sent, these are the statuses of the queries.
    """
    return {status(user, method, name) for method, name in REQUESTS if user.server.writes or method == "GET"}


def status(user: User, method: str, name: str) -> int:
    """Send a request that is valid but for its credentials, and return the status."""
    body = {"userId": user.id, "orgId": user.org_id, "number": 1} if method == "POST" else None
    return user.server.send(method, user.path(name), json=body).status


@every_operation
@rule("service.credential_required")
def test_a_request_without_a_credential_returns_401(nothing: Scene, anonymous: Server, name: str) -> None:
    assert nothing.send(OPERATIONS[name], server=anonymous).status == 401


@rule("service.credential_required")
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_operation_needs_no_credential(new_scene: NewScene, anonymous: Server, name: str) -> None:
    scene = new_scene(OPERATIONS[name])
    scene.prepare(OPERATIONS[name])
    assert scene.send(OPERATIONS[name], server=anonymous).status in (200, 303)


@rule("service.credential_required")
@pytest.mark.parametrize("name", [name for method, name in REQUESTS if method == "GET"])
def test_a_query_without_a_credential_returns_401_whoever_asked_before(
    user: User, other: Server, anonymous: Server, name: str
) -> None:
    user.add()
    for method in ("GET", "HEAD"):
        for server in (user.server, other):  # so that a cache has the response
            server.send(method, user.path(name))
        assert anonymous.send(method, user.path(name)).status == 401


@rule("service.credential_required")
@pytest.mark.parametrize("name", ["X-API-Key", "api_key", "apikey", "access_token"])
def test_a_credential_in_the_query_is_ignored(somebody: User, anonymous: Server, setting: Setting, name: str) -> None:
    key = setting.api_key().api_key or ""
    assert somebody.profile().status == 200  # so that a cache has the key
    assert anonymous.get(somebody.path("profile"), **{name: key}).status == 401


@rule("service.credential_required_on_any_path")
@pytest.mark.parametrize("path", ["/nowhere", "/users", "/users/{id}", "/users/{id}/nowhere", "/users/{id}/profile"])
def test_an_unknown_path_without_a_credential_returns_401(unknown: User, anonymous: Server, path: str) -> None:
    for method in ("GET", "HEAD", *(("POST", "PUT", "DELETE") if anonymous.writes else ())):
        assert anonymous.send(method, path.replace("{id}", unknown.id)).status == 401


@every_operation
@rule("service.either_credential_suffices")
def test_an_api_key_alone_is_sufficient(nothing: Scene, setting: Setting, name: str) -> None:
    key = nothing.server.as_(setting.api_key())
    assert nothing.send(OPERATIONS[name], server=key).status in (200, 201, 404)


@every_operation_of_users
@rule("service.either_credential_suffices")
def test_a_token_alone_is_sufficient(own: Scene, name: str) -> None:
    assert own.send(OPERATIONS[name]).status not in (401, 403)


@rule("service.either_credential_suffices")
@pytest.mark.parametrize("name", ["x-api-key", "X-Api-Key", "X-API-KEY"])
def test_the_letter_case_of_a_header_is_ignored(somebody: User, anonymous: Server, setting: Setting, name: str) -> None:
    headers = {name: setting.api_key().api_key or ""}
    assert anonymous.send("GET", somebody.path("profile"), headers=headers).status == 200


@rule("service.either_credential_suffices")
def test_a_token_alone_gives_access_to_its_own_users_record(owner: User) -> None:
    assert owner.create().status in (200, 201)
    number = owner.add(note="front door")["number"]
    assert owner.get(number)["note"] == "front door"
    assert number in owner.numbers(q="front")
    assert owner.profile()["userId"] == owner.id
    assert owner.remove(number)["number"] == number


@rule("service.either_credential_suffices")
@supplement
def test_a_token_of_an_organisation_is_equivalent_to_its_key(
    user: User, other: Server, mock: Mock, setting: Setting
) -> None:
    mine, theirs = (
        user.seen_by(user.server.as_(mock.issue_token("a service", org_id=org_id)))
        for org_id in (setting.org_id, setting.other_org_id)
    )
    number = user.add()["number"]
    assert theirs.get(number).status == user.seen_by(other).get(number).status
    assert mine.get(number)["number"] == number
    assert mine.add()["number"] == number + 1
    mine.remove(number)


@every_operation_of_users
@rule("service.both_credentials_accepted")
def test_both_credentials_are_accepted(own: Scene, setting: Setting, name: str) -> None:
    both = setting.api_key().with_token(own.server.credentials.token or "")
    assert own.send(OPERATIONS[name], server=own.server.as_(both)).status not in (401, 403)


@rule("service.every_credential_verified")
def test_an_invalid_credential_beside_a_valid_one_returns_401(unknown: User, owner: User, setting: Setting) -> None:
    key, token = setting.api_key().api_key, owner.server.credentials.token
    for credentials in (Credentials(key, "nonsense"), Credentials("nonsense", token)):
        assert statuses(unknown.seen_by(unknown.server.as_(credentials))) == {401}


@rule("service.revoked_key_refused")
def test_a_revoked_key_returns_401(unknown: User, setting: Setting) -> None:
    revoked = unknown.seen_by(unknown.server.as_(setting.revoked()))
    assert statuses(revoked) == {401}


@rule("service.revoked_key_refused")
@supplement
def test_a_key_returns_401_once_it_is_revoked(unknown: User, setting: Setting, mock: Mock) -> None:
    key = mock.issue_key(setting.org_id)
    user = unknown.seen_by(unknown.server.as_(key.with_token(setting.main.token) if setting.main.token else key))
    assert 401 not in statuses(user)  # so that a cache has the key
    mock.revoke_key(key)
    assert statuses(user) == {401}


def _unsigned(subject: str) -> str:
    head, claims = (
        urlsafe_b64encode(dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none", "typ": "JWT"}, {"sub": subject})
    )
    return f"{head}.{claims}."


@rule("service.unknown_credential_refused")
@pytest.mark.parametrize(
    "credentials",
    [
        Credentials("x" * 40),
        Credentials(token="nonsense"),
        Credentials(token="a.b.c"),
        Credentials(token=_unsigned(str(uuid4()))),
    ],
    ids=["key", "text", "three parts", "unsigned"],
)
def test_an_unknown_credential_returns_401(unknown: User, credentials: Credentials) -> None:
    assert statuses(unknown.seen_by(unknown.server.as_(credentials))) == {401}


@rule("service.unknown_credential_refused")
def test_a_text_that_resembles_a_key_returns_401(unknown: User, setting: Setting) -> None:
    text = setting.api_key().api_key or ""
    assert unknown.profile().status == 404  # so that a cache has the key
    for other in {text.lower(), text.upper(), text.swapcase(), text[:-1], text + "x", text[:32], text[:32] + "x" * 8}:
        if other != text:
            similar = Credentials(other, setting.main.token)
            assert unknown.seen_by(unknown.server.as_(similar)).profile().status == 401


@rule("service.unknown_credential_refused")
def test_a_credential_in_the_place_of_another_returns_401(unknown: User, owner: User, setting: Setting) -> None:
    key, token = setting.api_key().api_key, owner.server.credentials.token
    for swapped in (Credentials(api_key=token), Credentials(token=key)):
        assert unknown.seen_by(unknown.server.as_(swapped)).profile().status == 401


@rule("service.unknown_credential_refused")
def test_a_token_with_another_signature_or_claims_returns_401(owner: User) -> None:
    owner.profile()  # so that a cache has the token
    head, claims, signature = (owner.server.credentials.token or "").split(".")
    flipped = "A" if signature[0] != "A" else "B"
    for token in (f"{head}.{claims}.{flipped}{signature[1:]}", f"{head}.{claims}.", f"{head}.{claims}"):
        assert statuses(owner.seen_by(owner.server.as_(Credentials(token=token)))) == {401}


@rule("service.unknown_credential_refused")
def test_an_expired_token_returns_401(unknown: User, setting: Setting) -> None:
    expired = unknown.seen_by(unknown.server.as_(setting.expired()))
    assert statuses(expired) == {401}


@rule("service.unknown_credential_refused")
@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_a_token_under_another_scheme_returns_401(owner: User, anonymous: Server, scheme: str) -> None:
    header = {"Authorization": f"{scheme} {owner.server.credentials.token}".strip()}
    assert anonymous.send("GET", owner.path("profile"), headers=header).status == 401


@rule("service.unknown_credential_refused")
def test_a_key_by_basic_authentication_returns_401(somebody: User, anonymous: Server, setting: Setting) -> None:
    key = setting.api_key().api_key
    for pair in (f"{key}:", f":{key}", f"{key}:{key}"):
        header = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        assert anonymous.send("GET", somebody.path("profile"), headers=header).status == 401


@rule("service.user_token_own_record_only")
@pytest.mark.parametrize("name", [name for name in OF_USERS if OPERATIONS[name].writes])
def test_a_users_token_changes_no_other_user(new_scene: NewScene, owner: User, name: str) -> None:
    scene = new_scene(OPERATIONS[name])
    scene.prepare(OPERATIONS[name])
    before = scene.state()
    assert scene.send(OPERATIONS[name], server=owner.server).status in range(400, 500)
    assert scene.state() == before


@rule("service.user_token_reads_own_record_only")
@pytest.mark.parametrize("name", [name for name in OF_USERS if OPERATIONS[name].query])
def test_a_users_token_reads_no_other_user(new_scene: NewScene, owner: User, name: str) -> None:
    scene = new_scene(OPERATIONS[name])
    scene.prepare(OPERATIONS[name])
    assert scene.send(OPERATIONS[name]).status == 200  # so that a cache has the response
    assert scene.send(OPERATIONS[name], server=owner.server).status == 403


@rule("service.internal_headers_refused")
@pytest.mark.parametrize("header", INTERNAL)
def test_a_query_with_an_internal_header_is_rejected(somebody: User, header: str) -> None:
    for method, name in REQUESTS:
        if method == "GET":
            reply = somebody.server.send("GET", somebody.path(name), headers={header: "1"})
            assert reply.status in range(400, 500)


@rule("service.internal_headers_refused")
@pytest.mark.parametrize("name", [name for name in RESTRICTED if OPERATIONS[name].writes])
def test_a_command_with_an_internal_header_is_rejected(new_scene: NewScene, name: str) -> None:
    scene = new_scene(OPERATIONS[name])
    scene.prepare(OPERATIONS[name])
    before = scene.state()
    # Each command gets one of the headers, and the additions of keys get all of them.
    for header in INTERNAL if name == "add_physical_key" else [INTERNAL[RESTRICTED.index(name) % len(INTERNAL)]]:
        assert scene.send(OPERATIONS[name], headers={header: "1"}).status in range(400, 500)
    assert scene.state() == before
