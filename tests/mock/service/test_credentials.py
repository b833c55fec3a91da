"""Which credentials are accepted, and which callers they identify."""

import base64
import hmac
import json
import re
from hashlib import sha256, sha512
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Credentials
from spkey_mock.service.credentials import Caller, Requirement
from spkey_mock.service.errors import CredentialsDiffer, KeyRevoked, Unauthenticated

from ..support import ORG, OTHER_ORG, SECRET, START, USER, Mock, rule

NOW = START
SECONDS = START // 1000


@pytest.fixture
def credentials() -> Credentials:
    return Credentials(SECRET)


def organisation(org_id: str) -> Caller:
    return Caller(org_id=org_id, scope=org_id)


def verify(credentials: Credentials, *headers: tuple[bytes, bytes]) -> Caller:
    return credentials.verify(headers, NOW)


def api_key(credentials: Credentials, org_id: str = ORG) -> tuple[bytes, bytes]:
    return (b"x-api-key", credentials.issue_key(org_id).encode())


def bearer(token: str | bytes) -> tuple[bytes, bytes]:
    return (b"authorization", b"Bearer " + (token.encode() if isinstance(token, str) else token))


def part(value: object) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def sign(claims: object, *, header: object = None, secret: str = SECRET, digest: Any = sha256) -> bytes:
    """Return a token that is made without the code under test."""
    signed = part(header or {"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
    signature = hmac.new(secret.encode(), signed, digest).digest()
    return signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")


def test_an_api_key_stands_for_its_organisation(credentials: Credentials) -> None:
    first, second = api_key(credentials), api_key(credentials, OTHER_ORG)
    assert verify(credentials, first) == organisation(ORG)
    assert verify(credentials, second) == organisation(OTHER_ORG)


def test_a_generated_api_key_is_forty_letters_and_digits(credentials: Credentials) -> None:
    keys = {credentials.issue_key(ORG) for _ in range(20)}
    assert len(keys) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9]{40}", key) for key in keys)


def test_a_given_api_key_is_accepted_as_it_is(credentials: Credentials) -> None:
    assert credentials.issue_key(ORG, "k") == "k"
    assert verify(credentials, (b"X-Api-Key", b" k\t")) == organisation(ORG)


@rule("service.revoked_key_refused")
def test_a_revoked_api_key_is_rejected_at_once_and_accepted_if_it_is_issued_again(credentials: Credentials) -> None:
    header = api_key(credentials)
    verify(credentials, header)
    credentials.revoke_key(header[1].decode())
    with pytest.raises(KeyRevoked, match="unknown or revoked"):
        verify(credentials, header)
    credentials.issue_key(ORG, header[1].decode())
    assert verify(credentials, header) == organisation(ORG)


def test_only_as_many_revoked_api_keys_are_known_as_there_may_be_keys() -> None:
    credentials = Credentials(SECRET, limit=1)
    first = api_key(credentials)
    credentials.revoke_key(first[1].decode())
    second = api_key(credentials)
    credentials.revoke_key(second[1].decode())
    with pytest.raises(KeyRevoked):
        verify(credentials, second)
    with pytest.raises(Unauthenticated) as caught:
        verify(credentials, first)
    assert not isinstance(caught.value, KeyRevoked)


def test_revoking_an_unknown_api_key_does_nothing(credentials: Credentials) -> None:
    header = api_key(credentials)
    credentials.revoke_key("unknown")
    assert verify(credentials, header) == organisation(ORG)


def test_the_token_of_a_user_stands_for_that_user(credentials: Credentials) -> None:
    assert verify(credentials, bearer(credentials.issue_token(USER))) == Caller(user_id=USER)


def test_the_token_of_a_service_stands_for_its_organisation(credentials: Credentials) -> None:
    assert verify(credentials, bearer(credentials.issue_token("cron", org_id=ORG))) == organisation(ORG)


def test_a_token_needs_no_subject_if_it_has_an_organisation(credentials: Credentials) -> None:
    assert verify(credentials, bearer(sign({"org": ORG}))) == organisation(ORG)


def test_a_token_made_elsewhere_with_the_secret_is_accepted(credentials: Credentials) -> None:
    claims = {"sub": USER, "aud": "app", "iss": "https://id.example", "iat": SECONDS + 60, "exp": SECONDS + 60}
    assert verify(credentials, bearer(sign(claims))) == Caller(user_id=USER)


@pytest.mark.parametrize("scheme", [b"Bearer ", b"bearer ", b"BEARER ", b"Bearer    ", b"  Bearer "])
def test_case_and_spaces_around_a_bearer_token_do_not_matter(credentials: Credentials, scheme: bytes) -> None:
    token = credentials.issue_token(USER).encode()
    assert verify(credentials, (b"Authorization", scheme + token + b" ")) == Caller(user_id=USER)


@rule("service.both_credentials_accepted")
def test_with_both_credentials_the_organisation_of_the_api_key_decides(credentials: Credentials) -> None:
    user = bearer(credentials.issue_token(USER))
    service = bearer(credentials.issue_token("cron", org_id=OTHER_ORG))
    assert verify(credentials, user, api_key(credentials)) == evolve(organisation(ORG), both=True)
    assert verify(credentials, service, api_key(credentials)) == evolve(organisation(ORG), both=True)


@rule("service.every_credential_verified")
def test_of_two_credentials_each_must_be_valid(credentials: Credentials) -> None:
    with pytest.raises(Unauthenticated):
        verify(credentials, bearer(credentials.issue_token(USER)), (b"x-api-key", b"unknown"))
    with pytest.raises(Unauthenticated):
        verify(credentials, bearer("x.y.z"), api_key(credentials))


HEADER = {"alg": "HS256", "typ": "JWT"}
REJECTED_TOKENS = {
    "empty": b"",
    "two words": sign({"sub": USER}) + b" x",
    "not a token": b"abc",
    "two parts": b"a.b",
    "four parts": sign({"sub": USER}) + b".x",
    "not base64": b"!.!.!",
    "not UTF-8": b"\xff\xfe.\xff.\xff",
    "signature cut": sign({"sub": USER})[:-2],
    "signature missing": sign({"sub": USER}).rpartition(b".")[0] + b".",
    "other secret": sign({"sub": USER}, secret="another secret that nobody knows of"),
    "alg none": part({"alg": "none"}) + b"." + part({"sub": USER}) + b".",
    "alg None": part({"alg": "None"}) + b"." + part({"sub": USER}) + b".",
    "alg missing": sign({"sub": USER}, header={"typ": "JWT"}),
    "alg a list": sign({"sub": USER}, header={"alg": ["HS256"]}),
    "alg HS512": sign({"sub": USER}, header={"alg": "HS512"}, digest=sha512),
    "alg RS256": sign({"sub": USER}, header={"alg": "RS256"}),
    "unknown critical header": sign({"sub": USER}, header={**HEADER, "crit": ["x"], "x": 1}),
    "header a list": sign({"sub": USER}, header=[1]),
    "claims a list": sign([USER]),
    "claims deep": sign(json.loads("[" * 900 + "]" * 900)),
    "nobody": sign({}),
    "sub empty": sign({"sub": ""}),
    "sub a number": sign({"sub": 5}),
    "sub null": sign({"sub": None}),
    "org empty": sign({"sub": USER, "org": ""}),
    "org a number": sign({"sub": USER, "org": 5}),
    "expired": sign({"sub": USER, "exp": SECONDS}),
    "expired long ago": sign({"sub": USER, "exp": -(10**400)}),
    "exp a string": sign({"sub": USER, "exp": "never"}),
    "exp null": sign({"sub": USER, "exp": None}),
    "exp true": sign({"sub": USER, "exp": True}),
    "exp NaN": sign({"sub": USER, "exp": float("nan")}),
    "not yet": sign({"sub": USER, "nbf": SECONDS + 1}),
    "nbf NaN": sign({"sub": USER, "nbf": float("nan")}),
}


@rule("service.unknown_credential_refused")
@pytest.mark.parametrize("token", REJECTED_TOKENS.values(), ids=REJECTED_TOKENS)
def test_a_token_that_is_not_valid_is_rejected(credentials: Credentials, token: bytes) -> None:
    with pytest.raises(Unauthenticated):
        verify(credentials, bearer(token))


@pytest.mark.parametrize("claims", [{"exp": SECONDS + 1}, {"exp": 1e308}, {"exp": 10**400}, {"nbf": SECONDS}])
def test_a_token_is_valid_within_its_times(credentials: Credentials, claims: dict[str, object]) -> None:
    assert verify(credentials, bearer(sign({"sub": USER, **claims}))) == Caller(user_id=USER)


@rule("service.unknown_credential_refused")
def test_a_token_that_was_valid_expires_by_the_clock_of_the_mock(mock: Mock) -> None:
    mock.create()
    expiring = ("Authorization", f"Bearer {mock.credentials.issue_token(USER, expires_at=SECONDS + 1)}")
    assert mock.profile(headers=[expiring]).status == 200
    mock.world.clock.advance(1000)
    reply = mock.profile(headers=[expiring])
    assert (reply.status, reply.message) == (401, "The bearer token has expired.")


REJECTED_HEADERS = {
    "none": [],
    "another scheme": [("Authorization", "Basic YTpi")],
    "no scheme": [("Authorization", "abc")],
    "scheme alone": [("Authorization", "Bearer")],
    "empty authorization": [("Authorization", "")],
    "empty key": [("X-API-Key", "")],
    "blank key": [("X-API-Key", "  ")],
    "unknown key": [("X-API-Key", "unknown")],
    "key that is not ASCII": [("X-API-Key", "schlüssel")],
    "key in the wrong header": [("Api-Key", "k")],
}


@rule("service.credential_required", "service.credential_required_on_any_path", "service.unknown_credential_refused")
@pytest.mark.parametrize("headers", REJECTED_HEADERS.values(), ids=REJECTED_HEADERS)
@pytest.mark.parametrize("path", [f"/users/{USER}/profile", "/nowhere"])
def test_without_a_valid_credential_the_response_is_401_on_any_path(
    mock: Mock, headers: list[tuple[str, str]], path: str
) -> None:
    for method in ("GET", "POST", "HEAD", "BREW"):
        assert mock.send(method, path, headers=headers).status == 401


def test_a_credential_that_is_given_twice_is_rejected_even_if_it_is_the_same(mock: Mock) -> None:
    mock.create()
    for header in (mock.key(), mock.bearer()):
        assert mock.profile(headers=[header]).status == 200
        assert mock.profile(headers=[header, header]).status == 401
        assert mock.profile(headers=[header, (header[0].lower(), "")]).status == 401


@rule("service.either_credential_suffices", "service.both_credentials_accepted")
@pytest.mark.parametrize(("require", "one"), [("either", 200), ("both", 401)])
def test_one_credential_is_enough_unless_both_are_required(require: Requirement, one: int) -> None:
    mock = Mock(auth=require)
    both = [mock.key(), mock.bearer()]
    mock.create(headers=both)
    assert mock.profile(headers=both).status == 200
    assert mock.profile(headers=both[:1]).status == one
    assert mock.profile(headers=both[1:]).status == one


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_a_secret_that_is_too_short_is_rejected(secret: str) -> None:
    with pytest.raises(ValueError, match="secret must be at least 32 bytes long"):
        Credentials(secret)


def test_the_length_of_a_secret_is_counted_in_bytes() -> None:
    Credentials("ü" * 16)


def test_a_secret_that_is_a_key_of_another_algorithm_is_rejected() -> None:
    with pytest.raises(ValueError, match="not a key of another algorithm"):
        Credentials("-----BEGIN PUBLIC KEY-----\nMAoCAwEAAQ==\n-----END PUBLIC KEY-----\n")


def test_random_secrets_differ() -> None:
    token = Credentials().issue_token(USER)
    with pytest.raises(Unauthenticated):
        verify(Credentials(), bearer(token))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([b"authorization", b"x-api-key"]), st.binary()), max_size=3))
def test_no_header_makes_the_check_fail_in_another_way(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(Unauthenticated):
        Credentials(SECRET).verify(tuple(headers), NOW)


@settings(deadline=None)
@given(st.binary(max_size=40), st.binary(max_size=40))
def test_no_signed_rubbish_makes_the_check_fail_in_another_way(header: bytes, claims: bytes) -> None:
    signed = b".".join(base64.urlsafe_b64encode(text).rstrip(b"=") for text in (header, claims))
    signature = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), signed, sha256).digest()).rstrip(b"=")
    with pytest.raises(Unauthenticated):
        verify(Credentials(SECRET), bearer(signed + b"." + signature))


def problem(credentials: Credentials, *headers: tuple[bytes, bytes]) -> Unauthenticated:
    """Return the rejection of the headers, which contains none of their values."""
    with pytest.raises(Unauthenticated) as caught:
        verify(credentials, *headers)
    for _, value in headers:
        assert value.decode().removeprefix("Bearer ") not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("revoked", [False, True])
def test_an_api_key_that_is_sent_as_a_bearer_token_is_recognised(credentials: Credentials, revoked: bool) -> None:
    key = api_key(credentials)
    token = (b"Authorization", b"Bearer " + key[1])
    together = problem(credentials, key, token)
    assert isinstance(together, CredentialsDiffer)
    assert "auth: (auth) => auth.type === 'apiKey' ? key : undefined" in str(together)
    if revoked:
        credentials.revoke_key(key[1].decode())
    alone = problem(credentials, token)
    assert str(alone).startswith("The bearer token is an API key. Send the key in the header X-API-Key alone")


def test_a_bearer_token_that_is_sent_as_an_api_key_is_recognised(credentials: Credentials) -> None:
    token = credentials.issue_token(USER).encode()
    key = (b"X-API-Key", token)
    together = problem(credentials, key, (b"Authorization", b"Bearer " + token))
    assert isinstance(together, CredentialsDiffer)
    assert "auth: (auth) => auth.scheme === 'bearer' ? token : undefined" in str(together)
    alone = problem(credentials, key)
    assert str(alone).startswith("The API key is a bearer token. Send the token in the header Authorization")


def test_an_unknown_token_and_an_unknown_key_are_not_taken_for_each_other(credentials: Credentials) -> None:
    key, token = (b"X-API-Key", b"nobody's"), bearer("nobody's")
    assert str(problem(credentials, token)).startswith("The bearer token is malformed")
    unknown = "The API key is unknown or revoked, or its world was deleted."
    assert [str(problem(credentials, key)), str(problem(credentials, key, token))] == [unknown, unknown]


def test_an_api_key_may_look_like_a_bearer_token(credentials: Credentials) -> None:
    key = credentials.issue_key(ORG, "eyJh.e30.c2ln")
    assert verify(credentials, (b"X-API-Key", key.encode())) == organisation(ORG)
