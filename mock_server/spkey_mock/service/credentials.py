"""Credentials: API keys, bearer tokens, and the callers that they identify."""

import re
import string
from functools import lru_cache
from hashlib import sha256
from random import Random, SystemRandom
from typing import Any, Literal, Protocol

import jwt
from attrs import evolve, frozen

from .errors import CredentialMissing, CredentialsDiffer, Full, KeyRevoked, Unauthenticated
from .message import Headers

Requirement = Literal["either", "both"]
"""The credentials that a request must carry: either, as in the service, or both, as on the RemovePhysicalKey page."""

_ALPHABET = string.ascii_letters + string.digits
_ALGORITHM = "HS256"
_HEADERS = frozenset({b"x-api-key", b"authorization"})
_MIN_SECRET_BYTES = 32
_BEARER = re.compile(rb"bearer +([!-~]+)", re.IGNORECASE)


class _Codec(Protocol):
    """The part of PyJWT that the mock uses. PyJWT's own annotations require a package that HS256 does not need."""

    def encode(self, payload: dict[str, Any], key: str, algorithm: str) -> str: ...

    def decode(self, jwt: bytes, key: str, algorithms: list[str]) -> dict[str, Any]: ...


_CODEC: _Codec = jwt.PyJWT(
    {
        # The mock checks times against its own clock, and has no audience or issuer.
        "verify_exp": False,
        "verify_nbf": False,
        "verify_iat": False,
        "verify_aud": False,
        "verify_iss": False,
    }
)


@frozen
class Caller:
    """The sender of a request: an organisation, or a user if `org_id` is None.

    Attributes:
        org_id: The organisation.
        user_id: The user.
        scope: The organisation to whose keys the caller is restricted, or None.
        both: Whether the request carried both kinds of credentials.
    """

    org_id: str | None = None
    user_id: str | None = None
    scope: str | None = None
    both: bool = False


class Credentials:
    """The credentials that a world accepts. Thread-safe.

    Args:
        secret: The HS256 secret of bearer tokens, 32 bytes or more (RFC 7518, 3.2); by default random.
        require: Which credentials a request must carry.
        org_scope: Whether an organisation sees only the keys that it issued.
        random: The source of random keys and secrets; by default the system's.
        limit: The maximum number of API keys.

    Raises:
        ValueError: The secret is too short, or is a key of another algorithm.
    """

    def __init__(
        self,
        secret: str | None = None,
        *,
        require: Requirement = "either",
        org_scope: bool = True,
        random: Random | None = None,
        limit: int = 1_000,
    ) -> None:
        self._random = random or SystemRandom()
        self._secret = random_text(self._random) if secret is None else secret
        self._require = require
        self._org_scope = org_scope
        self._limit = limit
        # Stored by digest, so that the duration of a look-up reveals nothing about the keys.
        self._callers: dict[bytes, Caller] = {}
        self._revoked: dict[bytes, None] = {}
        if len(self._secret.encode()) < _MIN_SECRET_BYTES:
            raise ValueError(f"secret must be at least {_MIN_SECRET_BYTES} bytes long for {_ALGORITHM}.")
        try:
            self.issue_token("")
        except jwt.InvalidKeyError:
            raise ValueError(f"secret must be plain text for {_ALGORITHM}, not a key of another algorithm.") from None
        # Cached, because checking a signature costs more than the rest of a request, and tokens are reused.
        self._claims = lru_cache(maxsize=256)(self._decode)

    def issue_key(self, org_id: str, api_key: str | None = None) -> str:
        """Start accepting an API key for an organisation, and return the key.

        Args:
            org_id: The organisation.
            api_key: The key; by default 40 random letters and digits, like the service's keys.

        Raises:
            Full: The world has reached its limit of API keys.
        """
        api_key = api_key or random_text(self._random)
        digest = _digest(api_key.encode())
        if digest not in self._callers and len(self._callers) >= self._limit:
            raise Full(f"Too many API keys (limit {self._limit}). Revoke some or raise Limits.credentials.")
        self._callers[digest] = self._organisation(org_id)
        return api_key

    def revoke_key(self, api_key: str) -> bool:
        """Revoke an API key. Return whether it was valid."""
        digest = _digest(api_key.encode())
        if self._callers.pop(digest, None) is None:
            return False
        self._revoked[digest] = None
        if len(self._revoked) > self._limit:  # A program may revoke any number of keys.
            self._revoked.pop(next(iter(self._revoked)), None)
        return True

    def issue_token(self, subject: str, *, org_id: str | None = None, expires_at: int | None = None) -> str:
        """Return a bearer token for a user, or for a service of an organisation.

        Args:
            subject: The claim `sub`: the id of the user or the name of the service.
            org_id: The claim `org`: the organisation of the service. Without one, the token is a user's.
            expires_at: The claim `exp`: the expiry in seconds since 1970-01-01 UTC; by default none.
        """
        claims = {"sub": subject, "org": org_id, "exp": expires_at}
        given = {name: value for name, value in claims.items() if value is not None}
        return _CODEC.encode(given, self._secret, _ALGORITHM)

    def verify(self, headers: Headers, now: int) -> Caller:
        """Return the caller that the credentials in the headers identify. The API key takes precedence over a token.

        Args:
            headers: The headers of the request.
            now: The time, in epoch milliseconds.

        Raises:
            Unauthenticated: A credential is missing, repeated or invalid.
        """
        api_key, authorization = _credentials(headers)
        if not api_key:
            if not authorization:
                raise CredentialMissing("An API key or a bearer token is required.")
            caller = self._verify_token(authorization, now)
        elif not authorization:
            caller = self._verify_key(api_key)
        else:
            return self._verify_both(api_key, authorization, now)
        if self._require == "both":
            raise CredentialMissing("An API key and a bearer token are both required.")
        return caller

    def _verify_both(self, api_key: bytes, authorization: bytes, now: int) -> Caller:
        try:
            caller = self._verify_key(api_key)
        except Unauthenticated as error:
            self._verify_token(authorization, now)
            raise CredentialsDiffer(*error.problems) from None
        try:
            self._verify_token(authorization, now)
        except Unauthenticated as error:
            raise CredentialsDiffer(*error.problems) from None
        return evolve(caller, both=True)

    def _verify_key(self, api_key: bytes) -> Caller:
        digest = _digest(api_key)
        caller = self._callers.get(digest)
        if caller is None:
            rejection = KeyRevoked if digest in self._revoked else Unauthenticated
            raise rejection("The API key is unknown or revoked.")
        return caller

    def _verify_token(self, authorization: bytes, now: int) -> Caller:
        match = _BEARER.fullmatch(authorization)
        if match is None:
            raise Unauthenticated("The Authorization header must be 'Bearer ' and one token.")
        claims = self._claims(match[1])
        _verify_times(claims, now)
        return self._caller(claims)

    def _decode(self, token: bytes) -> dict[str, Any]:
        try:
            return _CODEC.decode(token, self._secret, [_ALGORITHM])
        except jwt.PyJWTError:
            raise Unauthenticated("The bearer token is malformed, or its signature is invalid.") from None

    def _caller(self, claims: dict[str, Any]) -> Caller:
        subject, org_id = claims.get("sub"), claims.get("org")
        if org_id is None and isinstance(subject, str) and subject:
            return Caller(user_id=subject)
        if isinstance(org_id, str) and org_id:
            return self._organisation(org_id)
        raise Unauthenticated("The bearer token names neither a user (sub) nor an organisation (org).")

    def _organisation(self, org_id: str) -> Caller:
        return Caller(org_id=org_id, scope=org_id if self._org_scope else None)


def random_text(random: Random) -> str:
    """Return 40 random letters and digits, the length of the service's API keys."""
    return "".join(random.choices(_ALPHABET, k=40))


def _digest(api_key: bytes) -> bytes:
    return sha256(api_key).digest()


def _credentials(headers: Headers) -> tuple[bytes | None, bytes | None]:
    """Return the API key and the Authorization header of a request, each or None."""
    found: dict[bytes, bytes] = {}
    for header, value in headers:
        name = header.lower()
        if name in _HEADERS:
            value = value.strip(b" \t")
            if name in found or not value:
                raise Unauthenticated(f"The header {name.decode()} must be sent once and not be empty.")
            found[name] = value
    return found.get(b"x-api-key"), found.get(b"authorization")


def _verify_times(claims: dict[str, Any], now: int) -> None:
    # Negated, because NaN compares as false and must be rejected.
    if "exp" in claims and not _milliseconds(claims["exp"]) > now:
        raise Unauthenticated("The bearer token has expired.")
    if "nbf" in claims and not _milliseconds(claims["nbf"]) <= now:
        raise Unauthenticated("The bearer token is not valid yet.")


def _milliseconds(seconds: object) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Unauthenticated("A time in the bearer token is not a number.")
    return seconds * 1000
