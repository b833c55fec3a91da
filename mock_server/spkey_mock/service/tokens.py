"""Bearer tokens: JSON Web Tokens that are signed with HS256."""

import hmac
import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any, Protocol

ALGORITHM = "HS256"

_HEADER = {"alg": ALGORITHM, "typ": "JWT"}


class Codec(Protocol):
    """The part of PyJWT that the mock uses. PyJWT's own annotations require a package that HS256 does not need."""

    def encode(self, payload: dict[str, Any], key: str, algorithm: str) -> str:
        """Return the token with these claims."""
        ...

    def decode(self, jwt: bytes, key: str, algorithms: list[str]) -> dict[str, Any]:
        """Return the claims of a token."""
        ...


@cache
def codec() -> Codec:
    """Return PyJWT, which is imported on first use, because its import may take longer than that of the mock."""
    import jwt

    return jwt.PyJWT(
        {
            # The mock checks times against its own clock, and has no audience or issuer.
            "verify_exp": False,
            "verify_nbf": False,
            "verify_iat": False,
            "verify_aud": False,
            "verify_iss": False,
        }
    )


def encode(claims: dict[str, Any], secret: str) -> str:
    """Return the token with these claims, as PyJWT does.

    A server issues a token at its start, and importing PyJWT with its HTTP client would take a twentieth of that.
    """
    signed = b".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in (_HEADER, claims))
    return b".".join((signed, _base64(hmac.digest(secret.encode(), signed, "sha256")))).decode()


def _base64(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def decode(token: bytes, secret: str) -> dict[str, Any] | None:
    """Return the claims of a token, whatever their times. None if it is malformed or its signature is invalid."""
    decoder = codec()
    from jwt import PyJWTError

    try:
        return decoder.decode(token, secret, [ALGORITHM])
    except PyJWTError:
        return None


def is_secret(text: str) -> bool:
    """Return whether a text can be the secret, and is not the key of another algorithm."""
    if text.isalnum():
        return True
    decoder = codec()
    from jwt import InvalidKeyError

    try:
        decoder.encode({}, text, ALGORITHM)
    except InvalidKeyError:
        return False
    return True
