"""Credentials: which callers the server admits, and to what."""

from base64 import urlsafe_b64encode
from json import dumps
from uuid import uuid4

import pytest

from ..credentials import Credentials
from ..mock import Mock
from ..server import Server
from ..setting import Setting
from ..user import User
from .marks import category, rule

pytestmark = category("auth")

REQUESTS = [
    ("POST", "CreateUser"),
    ("POST", "AddPhysicalKey"),
    ("POST", "RemovePhysicalKey"),
    ("GET", "PhysicalKeys"),
    ("GET", "PhysicalKeys/1"),
    ("GET", "profile"),
    ("GET", "keys"),
]
every_operation = pytest.mark.parametrize(("method", "name"), REQUESTS, ids=[name for _, name in REQUESTS])


def status(user: User, method: str, name: str) -> int:
    """Send a request that is valid but for its credentials, and return the status."""
    body = {"userId": user.id, "orgId": user.org_id, "number": 1} if method == "POST" else None
    return user.server.send(method, user.path(name), json=body).status


@every_operation
@rule("service.credential_required")
def test_a_request_without_a_credential_returns_401(unknown: User, anonymous: Server, method: str, name: str) -> None:
    assert status(unknown.seen_by(anonymous), method, name) == 401


@rule("service.credential_required_on_any_path")
@pytest.mark.parametrize("path", ["/nowhere", "/users", "/users/{id}", "/users/{id}/nowhere"])
def test_an_unknown_path_without_a_credential_returns_401(unknown: User, anonymous: Server, path: str) -> None:
    assert anonymous.send("GET", path.replace("{id}", unknown.id)).status == 401


@every_operation
@rule("service.either_credential_suffices")
def test_an_api_key_alone_is_sufficient(unknown: User, setting: Setting, method: str, name: str) -> None:
    key = setting.api_key()
    assert status(unknown.seen_by(unknown.server.as_(key)), method, name) == (201 if name == "CreateUser" else 404)


@every_operation
@rule("service.either_credential_suffices")
def test_a_token_alone_is_sufficient(owner: User, method: str, name: str) -> None:
    assert status(owner, method, name) in (200, 404)


@rule("service.both_credentials_accepted")
def test_both_credentials_are_accepted(unknown: User, owner: User, setting: Setting) -> None:
    both = setting.api_key().with_token(owner.server.credentials.token or "")
    assert unknown.seen_by(unknown.server.as_(both)).profile().status == 404


@rule("service.every_credential_verified")
def test_an_invalid_credential_beside_a_valid_one_returns_401(unknown: User, owner: User, setting: Setting) -> None:
    key, token = setting.api_key().api_key, owner.server.credentials.token
    for credentials in (Credentials(key, "nonsense"), Credentials("nonsense", token)):
        assert unknown.seen_by(unknown.server.as_(credentials)).profile().status == 401


@rule("service.revoked_key_refused")
def test_a_revoked_key_returns_401(unknown: User, setting: Setting) -> None:
    revoked = unknown.seen_by(unknown.server.as_(setting.revoked()))
    assert [status(revoked, method, name) for method, name in REQUESTS] == [401] * len(REQUESTS)


@rule("service.revoked_key_refused")
def test_a_key_returns_401_once_it_is_revoked(unknown: User, setting: Setting, mock: Mock) -> None:
    key = mock.issue_key(setting.org_id)
    user = unknown.seen_by(unknown.server.as_(key.with_token(setting.main.token) if setting.main.token else key))
    assert user.profile().status == 404
    mock.revoke_key(key)
    assert user.profile().status == 401


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
    assert unknown.seen_by(unknown.server.as_(credentials)).profile().status == 401


@rule("service.unknown_credential_refused")
def test_a_token_with_another_signature_or_claims_returns_401(owner: User) -> None:
    owner.profile()  # so that a cache has the token
    head, claims, signature = (owner.server.credentials.token or "").split(".")
    flipped = "A" if signature[0] != "A" else "B"
    for token in (f"{head}.{claims}.{flipped}{signature[1:]}", f"{head}.{claims}.", f"{head}.{claims}"):
        assert owner.seen_by(owner.server.as_(Credentials(token=token))).profile().status == 401


@rule("service.unknown_credential_refused")
def test_an_expired_token_returns_401(unknown: User, setting: Setting) -> None:
    expired = unknown.seen_by(unknown.server.as_(setting.expired()))
    assert [status(expired, method, name) for method, name in REQUESTS] == [401] * len(REQUESTS)


@rule("service.unknown_credential_refused")
@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_a_token_under_another_scheme_returns_401(owner: User, anonymous: Server, scheme: str) -> None:
    header = {"Authorization": f"{scheme} {owner.server.credentials.token}".strip()}
    assert anonymous.send("GET", owner.path("profile"), headers=header).status == 401


@rule("service.user_token_own_record_only")
@pytest.mark.parametrize("name", ["CreateUser", "AddPhysicalKey", "RemovePhysicalKey"])
def test_a_users_token_changes_no_other_user(owner: User, user: User, name: str) -> None:
    user.add()
    before = user.state()
    assert status(user.seen_by(owner.server), "POST", name) in range(400, 500)
    assert user.state() == before


@rule("service.user_token_reads_own_record_only")
@pytest.mark.parametrize("name", [name for method, name in REQUESTS if method == "GET"])
def test_a_users_token_reads_no_other_user(owner: User, user: User, name: str) -> None:
    user.add()
    assert status(user.seen_by(owner.server), "GET", name) == 403
    assert status(owner, "GET", name) in (200, 404)


@rule("service.internal_headers_refused")
@pytest.mark.parametrize("header", ["X-Org-Id", "X-User-Id", "x-user-email", "X-Is-Admin", "X-Super-Access"])
def test_a_request_with_an_internal_header_is_rejected(somebody: User, header: str) -> None:
    reply = somebody.server.send("GET", somebody.path("profile"), headers={header: "1"})
    assert reply.status in range(400, 500)
