"""The teams that share a server, each with worlds and credentials of its own."""

import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from random import SystemRandom
from threading import Lock
from time import monotonic

from attrs import evolve, frozen

from ..service.credentials import digest, random_text
from ..store.documents import EPHEMERAL, Documents
from ..store.recorded import Data
from .settings import Settings, undisclosed

TEAM = "team"
"""The kind of the documents that keep teams."""

# Without dots and tildes, so that the part of a world's name before them identifies its team.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)

_REPLAYS = "replay"
"""The first part of the names of the worlds in which the default world is replayed."""

_LONGEST_AGE = 1.0
"""The maximum age of the known teams in seconds, which other processes may have changed since."""


class TakenError(ValueError):
    """The name of a team is taken."""


@frozen
class Team:
    """A team.

    Attributes:
        name: The name.
        org_id: The organisation of its API key.
        key: The digest of its API key.
        token: The digest of its control token.
        salt: Derives the secret of its bearer tokens, together with the secret of the server.
    """

    name: str
    org_id: str
    key: bytes
    token: bytes
    salt: str

    def owns(self, world: str) -> bool:
        """Return whether a world belongs to the team."""
        return owner(world) == self.name


@frozen
class IssuedTeam:
    """A team with its credentials, which are not kept.

    Attributes:
        team: The team.
        api_key: Its API key.
        control_token: Its control token.
    """

    team: Team
    api_key: str
    control_token: str


class Teams:
    """The teams of a server. Thread-safe.

    The worlds of team NAME are NAME and all whose names begin with NAME and a dot. They are created after the team and
    deleted with it.

    Args:
        documents: Keeps the teams, with the digests of their credentials.
        clock: Returns the time in seconds.
    """

    def __init__(self, documents: Documents = EPHEMERAL, clock: Callable[[], float] = monotonic) -> None:
        self._documents = documents
        self._clock = clock
        self._lock = Lock()
        self._refreshed = float("-inf")
        self._teams: dict[str, Team] = {}
        self._by_key: dict[bytes, Team] = {}
        self._by_token: dict[bytes, Team] = {}

    # Changes

    def create(self, name: str, org_id: str | None = None) -> IssuedTeam:
        """Create a team with new credentials.

        Args:
            name: The name.
            org_id: The organisation of its API key; by default the name.

        Raises:
            TakenError: The name is taken.
            ValueError: The name is invalid.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"name must be 1 to 32 letters, digits, hyphens and underscores, not {name!r}.")
        if name == _REPLAYS:
            raise TakenError(f"name must not be {name}, because the worlds of replays have this name.")
        issued = _issued(name, org_id or name, secrets.token_hex(16))
        self._documents.run(partial(self._create, issued.team))
        return issued

    def _create(self, team: Team) -> None:
        if team.name in self._teams:
            raise TakenError(f"There is already a team {team.name}. Delete it, or replace its credentials.")
        self._put(team.name, team)

    def rotate(self, name: str) -> IssuedTeam | None:
        """Replace the API key and the control token of a team. Return the team, or None if there is no such team.

        Bearer tokens remain valid.
        """
        return self._documents.run(partial(self._rotate, name))

    def _rotate(self, name: str) -> IssuedTeam | None:
        known = self._teams.get(name)
        if known is None:
            return None
        issued = _issued(name, known.org_id, known.salt)
        self._put(name, issued.team)
        return issued

    def delete(self, name: str) -> bool:
        """Delete a team. Return whether it existed."""
        return self._documents.run(partial(self._delete, name))

    def _delete(self, name: str) -> bool:
        if name not in self._teams:
            return False
        self._put(name, None)
        return True

    def _put(self, name: str, team: Team | None) -> None:
        data = None if team is None else _encode(team)
        self._documents.keep(TEAM, name, data)
        self.restore(TEAM, name, data)

    # Queries

    def refresh(self) -> None:
        """Apply the changes of other processes."""
        if self._documents.shared:
            self._documents.run(lambda: None)
            self._refreshed = self._clock()

    def items(self) -> list[Team]:
        """Return the teams, by name."""
        self.refresh()
        with self._lock:
            return [team for _, team in sorted(self._teams.items())]

    def __len__(self) -> int:
        """Return the number of teams, as far as they are known to this process."""
        return len(self._teams)

    def __bool__(self) -> bool:
        """Return whether there may be any teams. Other processes may have created some."""
        return bool(self._teams) or self._documents.shared

    def of(self, world: str) -> Team | None:
        """Return the team that a world belongs to, as far as it is known to this process. Does no I/O."""
        return self._teams.get(owner(world)) if self._teams else None

    def name_of(self, world: str) -> str | None:
        """Return the name of the team that a world belongs to, if any, for the log. Does no I/O."""
        team = self.of(world)
        return None if team is None else team.name

    def with_token(self, control_token: bytes) -> Team | None:
        """Return the team with a control token."""
        return self._look_up(self._by_token, digest(control_token))

    def home(self, hashed: bytes) -> str:
        """Return the name of the world that requests with the API key of a team reach, or an empty string.

        Args:
            hashed: The digest of the API key.
        """
        team = self._look_up(self._by_key, hashed)
        return "" if team is None else team.name

    def organisation(self, world: str, hashed: bytes) -> str | None:
        """Return the organisation of the API key of a world's team, or None if the key is another's."""
        team = self._look_up(self._by_key, hashed)
        return team.org_id if team is not None and team.owns(world) else None

    def _look_up(self, teams: dict[bytes, Team], hashed: bytes) -> Team | None:
        if self._documents.shared and (hashed not in teams or self._clock() - self._refreshed > _LONGEST_AGE):
            self.refresh()
        return teams.get(hashed)

    def settings(self, settings: Settings, world: str) -> Settings:
        """Return the settings of a new world: if it is a team's, without the credentials of the server.

        Args:
            settings: The settings of the server, with a secret.
            world: The name of the world.
        """
        team = self._documents.run(lambda: self.of(world))
        if team is None:
            return settings
        text = f"team {team.name} {team.salt}"
        secret = hmac.digest((settings.secret or "").encode(), text.encode(), "sha256").hex()
        return evolve(settings, api_keys=undisclosed(team.org_id), secret=secret)

    # Documents

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the teams."""
        for name, team in self._teams.items():
            yield TEAM, name, _encode(team)

    def forget(self) -> None:
        """Drop all teams, before they are restored."""
        with self._lock:
            for index in (self._teams, self._by_key, self._by_token):
                index.clear()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add or replace a team as it was kept. None removes it."""
        with self._lock:
            if (known := self._teams.pop(key, None)) is not None:
                del self._by_key[known.key], self._by_token[known.token]
            if data is not None:
                team = self._teams[key] = _decode(key, data)
                self._by_key[team.key] = self._by_token[team.token] = team


def owner(world: str) -> str:
    """Return the name of the team that a world belongs to, if there is such a team.

    Replays name their worlds `WORLD~1`, so these belong to the team of the world.
    """
    return world.partition(".")[0].partition("~")[0]


def _issued(name: str, org_id: str, salt: str) -> IssuedTeam:
    api_key, control_token = random_text(SystemRandom()), secrets.token_urlsafe(30)
    team = Team(name, org_id, digest(api_key.encode()), digest(control_token.encode()), salt)
    return IssuedTeam(team, api_key, control_token)


def _encode(team: Team) -> Data:
    return {"orgId": team.org_id, "key": team.key.hex(), "token": team.token.hex(), "salt": team.salt}


def _decode(name: str, data: Data) -> Team:
    return Team(name, data["orgId"], bytes.fromhex(data["key"]), bytes.fromhex(data["token"]), data["salt"])
