"""The log: one line for each request and each other event of the mock, as text or as JSON."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from ..service.decoding import write_json
from .entries import Entry


@frozen
class Logged:
    """A request in the log. As text, it is one readable line.

    Attributes:
        world: The name of the world, empty for the default world.
        entry: The entry in the world's journal.
    """

    world: str
    entry: Entry

    def __str__(self) -> str:
        world = [f"/w/{self.world}"] if self.world else []
        return " ".join([*world, str(self.entry), *(violation.code for violation in self.entry.violations)])

    @property
    def json(self) -> dict[str, Any]:
        """The request as JSON, without headers and bodies, because they may be secret."""
        entry = self.entry
        return {
            "event": "request",
            "world": self.world,
            "request_id": entry.id,
            "duration_ms": entry.duration,
            "method": entry.method,
            "path": entry.path,
            "operation": entry.operation,
            "status": entry.status,
            "fault": entry.fault,
            "violations": [{"code": it.code, "blame": it.blame} for it in entry.violations],
        }


class JSONLines(logging.Formatter):
    """Formats each record of the log as one line of JSON with the time on the wall clock.

    Every line has the properties `time`, `level` and `event`. Lines about a world also have `world` and, if it belongs
    to a team, `team`. A caller names the event and its facts by `extra={"facts": {"event": ..., ...}}`.

    Args:
        team_of: Returns the team that a world belongs to, or None.
    """

    def __init__(self, team_of: Callable[[str], str | None] = lambda _: None) -> None:
        super().__init__()
        self._team_of = team_of

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts: dict[str, Any] = {"time": time, "level": record.levelname.lower()}
        facts |= record.msg.json if isinstance(record.msg, Logged) else self._message(record)
        if "world" in facts and (team := self._team_of(facts["world"])) is not None:
            facts["team"] = team
        return write_json(facts).decode()

    def _message(self, record: logging.LogRecord) -> dict[str, Any]:
        given: dict[str, Any] = getattr(record, "facts", {})
        facts = {"event": "message", **given, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        return facts
