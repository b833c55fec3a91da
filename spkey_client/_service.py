# Generated from openapi.yaml by python -m generator. Do not edit.
"""Facts about the whole service."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

Environment: TypeAlias = Literal["production", "staging", "development", "local"]
"""The name of one of the service's servers."""

ENVIRONMENTS: Mapping[str, str] = {
    "production": "https://api.spkey.co",
    "staging": "https://b2c-api.spk-stage.workers.dev",
    "development": "https://b2c-api.spk-dev.workers.dev",
    "local": "http://localhost:8787",
}
"""The base URL of each server, without a trailing slash."""

DEFAULT_ENVIRONMENT: Environment | None = "production"
"""The server to call by default."""

CREDENTIALS: Mapping[str, tuple[str, str]] = {"api_key": ("header", "X-API-Key"), "token": ("bearer", "Authorization")}
"""The kind of each credential and the name under which it is sent, by argument of the client.

The kind is `bearer`, `basic`, or the place of an API key: `header`, `query` or `cookie`.
"""

CREDENTIAL_REQUIRED: bool = False
"""Whether every operation requires a credential."""
