"""Credentials: which there are, and how they get into a request."""

import os
from collections.abc import Generator

import httpx
from attrs import field, frozen

from ._service import API_KEY_HEADER, CREDENTIAL_REQUIRED


@frozen(kw_only=True)
class Credentials(httpx.Auth):
    """An API key, a bearer token, or both; the service accepts either. Never part of a repr."""

    api_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Puts the credentials into the request."""
        if self.api_key is not None and API_KEY_HEADER is not None:
            request.headers[API_KEY_HEADER] = self.api_key
        if self.token is not None:
            request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


def resolve(api_key: str | None, token: str | None) -> Credentials:
    """The credentials that were given, or else those of the environment.

    Raises:
        ValueError: There are none, or one cannot be sent in a header. The credential itself is not in the message.
    """
    given = {"api_key": api_key, "token": token}
    if api_key is None and token is None:
        variables = {"SPKEY_API_KEY": "api_key", "SPKEY_TOKEN": "token"}
        given = {name: os.environ.get(variable) or None for variable, name in variables.items()}
        if CREDENTIAL_REQUIRED and not any(given.values()):
            raise ValueError(
                "A credential is needed: give api_key=... or token=..., or set SPKEY_API_KEY or SPKEY_TOKEN."
            )
    for name, value in given.items():
        if value is not None and not (value.isascii() and value.isprintable() and value == value.strip() != ""):
            raise ValueError(
                f"{name} cannot be sent in a header: it is empty, or holds a space at an end, a line break or a "
                "character beyond ASCII."
            )
    return Credentials(**given)


def scrub(request: httpx.Request) -> httpx.Request:
    """The same request without credentials and cookies, for errors to keep."""
    secret = {"authorization", "proxy-authorization", "cookie", (API_KEY_HEADER or "").lower()}
    headers = [(name, value) for name, value in request.headers.multi_items() if name not in secret]
    return httpx.Request(request.method, request.url, headers=headers, content=request.content)
