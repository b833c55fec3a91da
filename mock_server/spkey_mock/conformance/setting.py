"""The setting of a run: the server, the callers, the users and the locks that its tests get."""

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock as Mutex
from uuid import uuid4

import httpx
import pytest
from attrs import define, field

from . import mock
from .configuration import Configuration, flag
from .connection import Connection
from .credentials import NONE, Credentials
from .lock import Lock
from .mock import Mock
from .promises import Promises, load
from .replicas import to
from .server import Server
from .texts import new_lock_number
from .user import User

DEFAULT_ORG = "acme"
OTHER_ORG = "umbrella"

_BY_A_USER = (
    "service.user_token_own_record_only",
    "service.user_token_reads_own_record_only",
    "service.commands_checked_in_order",
    "service.queries_checked_in_order",
)
"""The rules whose tests call the server with a user's token alone."""


_NO_USERS = "The mock requires an API key, so no user calls it."
_REFUSED = (401, 403)
_REPLICAS = "All servers must be replicas of one service, with one state. Check --base-url."


class Unusable(Exception):  # noqa: N818 - the result of the smoke test, not a defect
    """The server cannot be verified. The message says why in one line."""


@define
class Setting:
    """The setting of a run.

    Attributes:
        configuration: The configuration.
        http: The connections to the server.
        promises: The contract.
        mock: The control API, if the server is a mock.
        org_id: The organisation of the main credential.
        other_org_id: The second organisation.
        main: The main credential.
        disabled: The rules that the settings of a mock turn off, with the reasons.
        created: The ids of the users that the run has created.
        created_locks: The numbers of the locks that the run has created.
    """

    configuration: Configuration
    http: Connection
    promises: Promises
    mock: Mock | None
    org_id: str
    other_org_id: str
    main: Credentials
    disabled: Mapping[str, str] = field(factory=dict[str, str])
    created: list[str] = field(factory=list[str])
    created_locks: list[int] = field(factory=list[int])
    _other: Credentials | None = None
    _mutex: Mutex = field(factory=Mutex)

    @property
    def writes(self) -> bool:
        """Whether tests may send commands."""
        return self.mock is not None or self.configuration.allow_writes

    @property
    def secrets(self) -> frozenset[str]:
        """The texts that no report may show."""
        known = self.configuration
        keys = (known.api_key, known.other_api_key, known.revoked_api_key, known.super_api_key)
        tokens = (known.token, known.expired_token, known.control_token)
        return frozenset([text for text in (*keys, *tokens, *self.main.secrets) if text])

    def server(self) -> Server:
        """Return the server as the main caller sees it, with a record of its own."""
        return Server(
            http=self.http,
            promises=self.promises,
            credentials=self.main,
            secrets=self.secrets,
            writes=self.writes,
        )

    def api_key(self) -> Credentials:
        """Return an API key of the main organisation alone, or skip the test."""
        if self.main.api_key is None:
            pytest.skip(f"Needs {flag('api_key')}.")
        return Credentials(self.main.api_key)

    def other(self) -> Credentials:
        """Return a credential of the second organisation, or skip the test."""
        with self._mutex:
            if self._other is None:
                if self.mock is not None:
                    self._other = issue(self.mock, self.other_org_id)
                else:
                    self._other = Credentials(_given(self.configuration, "other_api_key"))
        return self._other

    def superuser(self) -> Credentials:
        """Return a credential that gives access to every organisation, or skip the test."""
        if self.mock is None:
            return Credentials(_given(self.configuration, "super_api_key"))
        key = self.mock.issue_super_key(self.org_id)
        return key if self.main.token is None or self.main.api_key is None else key.with_token(self.main.token)

    def revoked(self) -> Credentials:
        """Return a revoked API key, or skip the test."""
        if self.mock is None:
            return Credentials(_given(self.configuration, "revoked_api_key"))
        revoked = self.mock.issue_key(self.org_id)
        self.mock.revoke_key(revoked)
        return revoked

    def expired(self) -> Credentials:
        """Return an expired token, or skip the test."""
        if self.mock is None:
            return Credentials(token=_given(self.configuration, "expired_token"))
        return self.mock.issue_token(str(uuid4()), expires_in=-60)

    def owner(self, server: Server) -> User:
        """Return a user with that user's own token, or skip the test."""
        if self.mock is None:
            token = _given(self.configuration, "token")
            user_id = self.configuration.token_user or ""
            return User(server.as_(Credentials(token=token)), user_id, self.org_id)
        user = self.new_user(server)
        return user.seen_by(server.as_(self.mock.issue_token(user.id)))

    def token_of(self, user_id: str) -> Credentials:
        """Return the token of a user, or skip the test."""
        if self.mock is not None:
            if self.mock.requires_both():
                pytest.skip(_NO_USERS)
            return self.mock.issue_token(user_id)
        token = _given(self.configuration, "token")
        if user_id != self.configuration.token_user:
            pytest.skip("Needs the token of a second user, which only a mock issues.")
        return Credentials(token=token)

    def now(self) -> datetime:
        """Return the time of the server: that of a mock's world, or that of this machine."""
        return datetime.now(UTC) if self.mock is None else self.mock.now()

    def control(self) -> Mock:
        """Return the control API, or skip the test."""
        if self.mock is None:
            pytest.skip("Only a mock can provoke this.")
        return self.mock

    def new_user(self, server: Server, **body: str) -> User:
        """Create a user, or skip the test."""
        if not self.writes:
            pytest.skip(f"Creates a user, which needs {flag('allow_writes')}.")
        if self.configuration.user:
            pytest.skip("Creates a user, but --user says which users to test with.")
        user = User(server, str(uuid4()), self.org_id)
        reply = user.create(**body)
        assert reply.status == 201, f"Creating a user must return 201, not {reply.status}: {reply.text[:300]}"
        self.note(user)
        return user

    def note(self, user: User) -> None:
        """Note that a user remains on the server, if it was created."""
        with self._mutex:
            self.created.extend(user.created)

    def new_lock(self, server: Server, **body: object) -> Lock:
        """Create a lock, or skip the test."""
        if not self.writes:
            pytest.skip(f"Creates a lock, which needs {flag('allow_writes')}.")
        lock = self.unknown_lock(server)
        reply = lock.create(**body)
        assert reply.status == 201, f"Creating a lock must return 201, not {reply.status}: {reply.text[:300]}"
        self.note_lock(lock)
        return lock

    def note_lock(self, lock: Lock) -> None:
        """Note that a lock remains on the server, if it was created."""
        with self._mutex:
            self.created_locks.extend(lock.created)

    def unknown_lock(self, server: Server) -> Lock:
        """Return a lock that does not exist."""
        return Lock(server, new_lock_number(), str(uuid4()), self.org_id, has_device=self.mock is not None)

    def unknown_user(self, server: Server) -> User:
        """Return a user that does not exist."""
        return User(server, str(uuid4()), self.org_id)


def _given(configuration: Configuration, name: str) -> str:
    value: str | None = getattr(configuration, name)
    if not value:
        pytest.skip(f"Needs {flag(name)}.")
    return value


def issue(mock: Mock, org_id: str) -> Credentials:
    """Return the credentials that a mock requires of an organisation."""
    key = mock.issue_key(org_id)
    if not mock.requires_both():
        return key
    return key.with_token(mock.issue_token("conformance", org_id=org_id).token or "")


def prepare(configuration: Configuration, http: Connection) -> Setting:
    """Return the setting of a run, after a short test that the server can be verified.

    Raises:
        Unusable: A server does not respond, is another kind of server, or rejects the credentials.
    """
    mocks = {url: mock.find(http, configuration.control_token, url) for url in configuration.base_url}
    found = None if None in mocks.values() else mocks[configuration.base_url[0]]
    org_id = configuration.org_id or DEFAULT_ORG
    main = Credentials(configuration.api_key, None if configuration.api_key else configuration.token)
    if found is not None and not configuration.api_key:
        main = issue(found, org_id)
    setting = Setting(
        configuration=configuration,
        http=http,
        promises=load(),
        mock=found,
        org_id=org_id,
        other_org_id=configuration.other_org_id or OTHER_ORG,
        main=main,
        disabled={} if found is None else _disabled(found.settings()),
    )
    _smoke(setting, mocks)
    return setting


def _disabled(settings: Mapping[str, object]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    if settings.get("auth") == "both":
        reasons["service.either_credential_suffices"] = "The mock requires both credentials."
        reasons |= dict.fromkeys(_BY_A_USER, _NO_USERS)
    if settings.get("orgScope") is False:
        for operation in ("remove", "get"):
            reasons[f"physical_keys.{operation}.other_org_not_found"] = (
                "The mock lets every organisation use every key."
            )
    return reasons


def _smoke(setting: Setting, mocks: Mapping[str, Mock | None]) -> None:
    statuses = {url: _status(setting, url) for url in mocks}
    _check_replicas(mocks, statuses)
    url, refused = next(iter(statuses.items()))
    if setting.mock is None and setting.configuration.control_token:
        raise Unusable(f"{url} is not a mock, or has another control token. Check --control-token.")
    if setting.main == NONE:
        raise Unusable(
            f"{url} is not a mock, so it needs a credential. Pass --api-key and --org-id. "
            "If it is a mock that has a control token, pass --control-token."
        )
    if refused in _REFUSED:
        raise Unusable(f"{url} rejects the credential with {refused}. Check --api-key and --token.")


def _status(setting: Setting, url: str) -> int:
    """Return the status of a response about an unknown user."""
    path = f"/users/{uuid4()}/profile"
    try:
        request = setting.http.request("GET", path, headers=setting.main.headers, extensions=to(url))
        response = setting.http.send(request)
    except httpx.HTTPError as error:
        raise Unusable(f"{url} does not respond: {type(error).__name__}: {error}") from None
    status, media_type = response.status_code, response.headers.get("content-type", "no content type")
    if status not in _REFUSED and (status not in (200, 404) or not media_type.startswith("application/json")):
        received = f"{status} ({media_type})"
        raise Unusable(f"{url} does not look like the SmartphoneKey API: GET {path} returned {received}.")
    return status


def _check_replicas(mocks: Mapping[str, Mock | None], statuses: Mapping[str, int]) -> None:
    """Check that servers are of one kind, and that all or none of them accept the credential."""
    kinds = {url: "not a mock" if found is None else f"a mock {found.version}" for url, found in mocks.items()}
    first, *others = kinds
    for url in others:
        if kinds[url] != kinds[first]:
            raise Unusable(f"{url} is {kinds[url]}, but {first} is {kinds[first]}. {_REPLICAS}")
        if (statuses[url] in _REFUSED) != (statuses[first] in _REFUSED):
            one, other = (url, first) if statuses[url] in _REFUSED else (first, url)
            raise Unusable(f"{one} rejects the credential with {statuses[one]}, but {other} accepts it. {_REPLICAS}")
