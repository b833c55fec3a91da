"""The credentials with which the suite calls the server."""

from collections.abc import Mapping

from attrs import evolve, field, frozen


@frozen
class Credentials:
    """An API key, a bearer token, or both.

    Attributes:
        api_key: The API key.
        token: The bearer token.
    """

    api_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that carry the credentials."""
        headers = {"X-API-Key": self.api_key, "Authorization": None if self.token is None else f"Bearer {self.token}"}
        return {name: value for name, value in headers.items() if value is not None}

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that no report may show."""
        return tuple(secret for secret in (self.api_key, self.token) if secret)

    def with_token(self, token: str) -> "Credentials":
        """Return both credentials."""
        return evolve(self, token=token)


NONE = Credentials()
