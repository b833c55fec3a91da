# Generated from openapi.yaml by python -m generator. Do not edit.
"""What the contract says about the service as a whole."""

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
"""The root of each server, without a slash at its end."""

DEFAULT_ENVIRONMENT: Environment | None = "production"
"""The server to call where none is named."""

API_KEY_HEADER: str | None = "X-API-Key"
"""The header that an API key is sent in."""

CREDENTIAL_REQUIRED: bool = True
"""Whether any operation needs a credential."""
