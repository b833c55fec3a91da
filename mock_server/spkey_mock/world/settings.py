"""The settings of a mock, shared by all of its worlds."""

from random import Random, SystemRandom
from typing import Literal, get_args

from attrs import evolve, field, frozen

from ..service.contract import Tolerance
from ..service.credentials import Requirement, random_text
from ..service.error_formats import Name as ErrorFormatName
from .limits import Limits

DEFAULT_ORG = "acme"

_CHOICES = {
    "auth": get_args(Requirement),
    "errors": get_args(ErrorFormatName),
    "caller_org_id": ("refuse", "override"),
}


@frozen(kw_only=True)
class Settings:
    """The settings of a mock, shared by all of its worlds.

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
        seed: The seed of random values. The same seed gives the same values; None uses the system's randomness.
        webhook_hosts: Hosts other than this machine to which webhooks may be delivered.
        limits: The limits.
    """

    api_keys: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    secret: str | None = field(default=None, repr=False)
    auth: Requirement = "either"
    errors: ErrorFormatName = "documented"
    caller_org_id: Literal["refuse", "override"] = "refuse"
    org_scope: bool = True
    seed: int | str | None = 0
    webhook_hosts: tuple[str, ...] = ()
    limits: Limits = field(factory=Limits)

    def __attrs_post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} must be one of {', '.join(choices)}, not {getattr(self, name)!r}.")
        try:
            keys = [key for key, org_id in self.api_keys if key and org_id]
        except ValueError:
            keys = []
        if len(keys) < len(self.api_keys):
            raise ValueError("api_keys must be pairs of a key and its organisation: ((KEY, ORG), ...).")
        if len(set(keys)) < len(keys):
            raise ValueError("api_keys must not repeat a key, because a key belongs to one organisation.")

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

    @property
    def tolerance(self) -> Tolerance:
        """The tolerance for invalid requests."""
        return Tolerance(server_set=self.caller_org_id == "override", not_json=self.errors == "runtime")
