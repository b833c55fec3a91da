"""The facts that a client needs to call the mock, as text, as JSON and as environment variables."""

import json
import re

from attrs import asdict, frozen

from .failure import Failure

# Shells, `docker --env-file` and GitHub agree on a value of these characters. A shell would interpret others unless
# they are quoted, and the other two treat quotes as part of the value.
_PORTABLE = re.compile(r"[\w@%+:,./\[\]-][\w@%+=:,./\[\]-]*", re.ASCII)


@frozen(kw_only=True)
class Facts:
    """The facts of a running mock.

    A mock that other machines can reach discloses no generated credential except the control token.

    Attributes:
        base_url: The base URL for clients on this machine.
        api_key: An API key that all worlds accept, except those of teams.
        org_id: The key's organisation.
        token: A bearer token that all worlds accept, except those of teams.
        token_user: The token's user.
        control_token: The token of the control API.
        ca_file: The file with the CA certificate to trust.
    """

    base_url: str
    api_key: str | None = None
    org_id: str | None = None
    token: str | None = None
    token_user: str | None = None
    control_token: str | None = None
    ca_file: str | None = None

    def to_json(self) -> str:
        """Return the facts as one line of JSON."""
        return json.dumps(asdict(self, filter=lambda _, value: value is not None))

    def to_text(self) -> str:
        """Return the facts as lines for people."""
        lines = [
            f"SmartphoneKey mock running at {self.base_url} (Ctrl-C to stop). Open it in a browser for the console.",
        ]
        if self.api_key is not None:
            lines.append(f"  API key  {self.api_key}  (organisation {self.org_id})")
        else:
            lines.append("  API key  none (create a team with POST /_mock/teams, or pass --api-key)")
        if self.token is not None:
            lines.append(f"  token    {self.token}  (user {self.token_user})")
        if self.control_token is not None:
            lines.append(f"  control  {self.control_token}  (send it to the control API as X-Mock-Token)")
        if self.ca_file is not None:
            lines.append(f"  CA       {self.ca_file}  (clients must trust this certificate)")
        return "\n".join(lines)

    def to_environment(self) -> str:
        """Return the facts as lines of `NAME=VALUE`.

        Raises:
            Failure: A value cannot be written in a way that every reader understands.
        """
        # The token is not named SPKEY_TOKEN, because the SDK would then send it together with the API key and could
        # call the service for the token's user only.
        variables = {
            "SPKEY_BASE_URL": self.base_url,
            "SPKEY_API_KEY": self.api_key,
            "SPKEY_MOCK_ORG_ID": self.org_id,
            "SPKEY_MOCK_TOKEN": self.token,
            "SPKEY_MOCK_TOKEN_USER": self.token_user,
            "SPKEY_MOCK_CONTROL_TOKEN": self.control_token,
            "SSL_CERT_FILE": self.ca_file,
            "CURL_CA_BUNDLE": self.ca_file,
            "REQUESTS_CA_BUNDLE": self.ca_file,
            "NODE_EXTRA_CA_CERTS": self.ca_file,
        }
        given = {name: value for name, value in variables.items() if value is not None}
        for name, value in given.items():
            if not _PORTABLE.fullmatch(value):
                raise Failure(
                    f"--env-file cannot hold the value of {name}, because shells and other readers of the file would "
                    "disagree about it. Use only letters, digits and _@%+=:,./-[] there, with no = at the start."
                )
        return "".join(f"{name}={value}\n" for name, value in given.items())
