"""What a mock is started with, the same for all of its worlds."""

from dataclasses import dataclass, field, replace
from random import Random, SystemRandom
from typing import Literal, get_args

from ..service import error_formats as dialects
from ..service.contract import Reading
from ..service.credentials import Requirement, random_text
from .limits import Limits

DEFAULT_ORG = "acme"

_CHOICES = {
    "auth": get_args(Requirement),
    "errors": get_args(dialects.Name),
    "caller_org_id": ("refuse", "override"),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a mock is started with.

    Attributes:
        api_keys: The API keys that every world accepts from its beginning, each with its organisation; by default one
            random key of `acme`. The first of them is the world's own.
        secret: The HS256 secret of bearer tokens, 32 bytes or more; by default random.
        auth: Whether one credential is enough, as for the service, or both are wanted, as the page that describes the
            removal has it.
        errors: The form of refusals: as documented, or as the HTTP stack of the service sends them.
        caller_org_id: What becomes of a `_callerOrgId` that a client sends: it is refused, or passes and is replaced,
            as in the service.
        org_scope: Whether an organisation sees only the keys that it issued when it asks for one by its number.
        seed: What random values are drawn from: with the same seed they are the same. None draws from the system.
        webhook_hosts: Hosts beyond this machine to which webhooks may be delivered.
        limits: How much there may be of each thing.
    """

    api_keys: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    secret: str | None = field(default=None, repr=False)
    auth: Requirement = "either"
    errors: dialects.Name = "documented"
    caller_org_id: Literal["refuse", "override"] = "refuse"
    org_scope: bool = True
    seed: int | str | None = 0
    webhook_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is one of {', '.join(choices)}, not {getattr(self, name)!r}")
        try:
            keys = [key for key, org_id in self.api_keys if key and org_id]
        except ValueError:
            keys = []
        if len(keys) < len(self.api_keys):
            raise ValueError("api_keys are pairs of a key and its organisation: ((KEY, ORG), ...)")
        if len(set(keys)) < len(keys):
            raise ValueError("an API key is given twice; each belongs to one organisation")

    def random(self, name: str) -> Random:
        """Where the random values for this purpose are drawn from."""
        return SystemRandom() if self.seed is None else Random(f"{self.seed}/{name}")  # noqa: S311 # to be repeated

    def settled(self) -> "Settings":
        """The same, with an API key and a secret drawn where none are given."""
        random = self.random("credentials")
        return replace(
            self,
            api_keys=self.api_keys or ((random_text(random), DEFAULT_ORG),),
            secret=self.secret or random_text(random),
        )

    @property
    def reading(self) -> Reading:
        """How requests are read."""
        return Reading(server_set=self.caller_org_id == "override", not_json=self.errors == "runtime")
