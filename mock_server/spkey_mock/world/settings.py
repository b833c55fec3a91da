"""The settings of a mock. Some of them can be changed for one world while it runs."""

from collections.abc import Mapping
from random import Random, SystemRandom
from typing import Any, Literal, TypedDict, cast, get_args

from attrs import evolve, field, frozen

from ..service.contract import Tolerance
from ..service.credentials import Requirement, random_text
from ..service.error_formats import Name as ErrorFormatName
from .limits import Limits

DEFAULT_ORG = "acme"

CallerOrgId = Literal["refuse", "override"]
"""Whether a `_callerOrgId` sent by a client is rejected, or accepted and replaced."""

_CHOICES = {
    "auth": get_args(Requirement),
    "errors": get_args(ErrorFormatName),
    "caller_org_id": get_args(CallerOrgId),
    "org_scope": (True, False),
    "strict": (True, False),
}


class WorldLimits(TypedDict, total=False):
    """The limits of a world, see `Limits`. The others belong to the server."""

    users: int
    locks: int
    temp_keys: int
    keys: int
    text: int
    events: int
    journal: int
    journal_bytes: int
    faults: int
    webhooks: int
    deliveries: int
    credentials: int


class WorldSettings(TypedDict, total=False):
    """The settings that can be changed for one world, see `Settings`. Omitted limits keep their values."""

    auth: Requirement
    errors: ErrorFormatName
    caller_org_id: CallerOrgId
    org_scope: bool
    strict: bool
    limits: WorldLimits


@frozen(kw_only=True)
class Settings:
    """The settings of a mock, shared by all of its worlds unless `World.configure` changes them for one.

    Attributes:
        api_keys: The API keys that every world accepts initially, each with its organisation; by default one random
            key for `acme`. The first is `World.api_key`.
        secret: The HS256 secret of bearer tokens, at least 32 bytes; by default random.
        auth: Whether one credential is sufficient, as in the service, or both are required, as on the
            RemovePhysicalKey page.
        errors: The error format: as documented, or as the service's HTTP stack sends errors.
        caller_org_id: Whether a `_callerOrgId` sent by a client is rejected (`refuse`), or accepted and replaced as in
            the service (`override`).
        org_scope: Whether an organisation can get and remove only the keys that it issued.
        strict: Whether a test fails if its world received a client's violation of the contract, or ends with unused
            faults or unsettled deliveries. The pytest fixtures and `DELETE /_mock/worlds/NAME` check this.
        seed: The seed of random values. The same seed gives the same values; None uses the system's randomness.
        webhook_hosts: Hosts other than this machine to which webhooks may be delivered.
        webhook_ca: A PEM file with the CA of webhook receivers. It is trusted in addition to the usual CAs, or to those
            of the environment variable SSL_CERT_FILE.
        limits: The limits.
    """

    api_keys: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    secret: str | None = field(default=None, repr=False)
    auth: Requirement = "either"
    errors: ErrorFormatName = "documented"
    caller_org_id: CallerOrgId = "refuse"
    org_scope: bool = True
    strict: bool = False
    seed: int | str | None = 0
    webhook_hosts: tuple[str, ...] = ()
    webhook_ca: str | None = None
    limits: Limits = field(factory=Limits)

    def __attrs_post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices or type(value) is not type(choices[0]):
                raise ValueError(f"{name} must be one of {', '.join(map(str, choices))}, not {value!r}.")
        try:
            keys = [key for key, org_id in self.api_keys if key and org_id]
        except ValueError:
            keys = []
        if len(keys) < len(self.api_keys):
            raise ValueError("api_keys must be pairs of a key and its organisation: ((KEY, ORG), ...).")
        if len(set(keys)) < len(keys):
            raise ValueError("api_keys must not repeat a key, because a key belongs to one organisation.")
        if isinstance(self.webhook_hosts, str):  # its letters would count as hosts
            message = f"webhook_hosts must be a tuple of hosts, such as ('hooks.example',), not {self.webhook_hosts!r}."
            raise ValueError(message)  # noqa: TRY004 - like any other invalid setting
        if not isinstance(self.limits, Limits):  # pyright: ignore[reportUnnecessaryIsInstance] # not all callers are typed
            raise ValueError(f"limits must be Limits, such as Limits(users=5), not {self.limits!r}.")  # noqa: TRY004
        if self.webhook_ca is not None:
            _check_ca(self.webhook_ca)

    def random(self, name: str) -> Random:
        """Return the source of random values for a purpose."""
        return SystemRandom() if self.seed is None else Random(f"{self.seed}/{name}")  # noqa: S311 # repeatable

    def settled(self) -> "Settings":
        """Return the settings with a generated API key and secret if none are given."""
        random = self.random("credentials")
        return evolve(
            self,
            api_keys=self.api_keys or ((random_text(random), DEFAULT_ORG),),
            secret=self.secret or random_text(random),
        )

    def changed(self, changes: WorldSettings) -> "Settings":
        """Return the settings with changes for one world.

        Raises:
            ValueError: A setting is unknown, cannot be changed for one world, or has an invalid value.
        """
        values: dict[str, Any] = dict(changes)
        _check_names("setting", values, WorldSettings, Settings)
        if "limits" in values:
            values["limits"] = _changed_limits(self.limits, values["limits"])
        return evolve(self, **values)

    def of_world(self) -> WorldSettings:
        """Return the settings that can be changed for one world, with their values."""
        values = {name: getattr(self, name) for name in WorldSettings.__annotations__}
        values["limits"] = {name: getattr(self.limits, name) for name in WorldLimits.__annotations__}
        return cast("WorldSettings", values)

    @property
    def tolerance(self) -> Tolerance:
        """The tolerance for invalid requests."""
        return Tolerance(server_set=self.caller_org_id == "override", not_json=self.errors == "runtime")


def undisclosed(org_id: str = DEFAULT_ORG) -> tuple[tuple[str, str], ...]:
    """Return `api_keys` with a random key that is never shown, for worlds that accept no default key."""
    return ((random_text(SystemRandom()), org_id),)


def _check_ca(file: str) -> None:
    import ssl  # slow, and rarely needed

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError as error:  # such as SSLError
        raise ValueError(f"webhook_ca must be a PEM file of CA certificates, not {file!r}: {error}") from None


def _changed_limits(limits: Limits, changes: object) -> Limits:
    if not isinstance(changes, Mapping):
        message = f"limits must be a mapping of the limits to change, such as {{'users': 5}}, not {changes!r}."
        raise ValueError(message)  # noqa: TRY004 - like any other invalid setting
    values = cast("Mapping[str, Any]", changes)
    _check_names("limit", values, WorldLimits, Limits)
    try:
        return evolve(limits, **values)
    except ValueError as error:
        raise ValueError(f"limits.{error}") from None


def _check_names(kind: str, values: Mapping[str, Any], changeable: type, all_names: type) -> None:
    known = ", ".join(changeable.__annotations__)
    for name in values:
        if name in changeable.__annotations__:
            continue
        if name in all_names.__annotations__:
            raise ValueError(f"The {kind} {name!r} belongs to the whole server. Those of a world: {known}.")
        raise ValueError(f"Unknown {kind} of a world {name!r}. Known: {known}.")
