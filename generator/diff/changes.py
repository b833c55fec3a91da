"""The changes between two versions of a contract, and the severity of each for each audience."""

import hashlib
import json
from enum import IntEnum
from typing import Any, Literal

from attrs import evolve, frozen

__all__ = ["AUDIENCES", "Audience", "Change", "Severity", "Use", "Witness"]

Audience = Literal["request", "response", "webhook"]
"""The audience of a change: callers that send requests, callers that read responses, or receivers of webhooks."""

AUDIENCES: tuple[Audience, ...] = ("request", "response", "webhook")


def fingerprint_of(parts: list[Any]) -> str:
    """Return a short name for values, which are JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]


class Severity(IntEnum):
    """The severity of a change for an audience, from harmless to harmful."""

    NONE = 0
    TEXT = 1
    ADDITIVE = 2
    RISKY = 3
    BREAKING = 4

    def __str__(self) -> str:
        return self.name.lower()


@frozen
class Use:
    """A place where a value of the API is sent.

    Attributes:
        operation: The operation, as `POST /users/{id}/RemovePhysicalKey` in the new contract, or in the old one if it
            was removed. For a webhook, its name.
        audience: The audience that sends or receives it.
        part: The part that holds the value: `body`, or a parameter or header, such as `query limit`, `path id` or
            `header X-Page`. `redirect` for the query of a location that clients read.
        status: The status of a response, such as `200`, `4XX` or `default`. Empty for requests and webhooks.
        media: The media type of a body. Empty for parameters and headers.
        path: The way to the value in the body: the names of properties, and `*` for items and further properties.
    """

    operation: str
    audience: Audience
    part: str = ""
    status: str = ""
    media: str = ""
    path: tuple[str, ...] = ()


@frozen
class Witness:
    """A request, a response, a delivery or a line of Python that works with the old version and not with the new one.

    Attributes:
        kind: Which of them it is.
        value: The request as `{"method", "path", "query", "headers", "body"}`, the body of the response or delivery, or
            the line of code.
        outcome: What was observed when it was run with the new version, as a sentence.
        confirmed: Whether it worked before and failed after.
    """

    kind: Literal["request", "response", "webhook", "python"]
    value: Any
    outcome: str
    confirmed: bool


@frozen
class Change:
    """A change, with its location.

    Attributes:
        kind: What kind of change it is, such as `property-removed`.
        file: The file that the changed part is in, relative to the folder of the root.
        pointer: Its JSON pointer in that file. It is that of the new version, unless the part was removed.
        request: The severity for callers that send requests.
        response: The severity for callers that read responses.
        webhook: The severity for receivers of webhooks.
        text: The change, as a sentence.
        old: The changed value before, as JSON. None if there was none.
        new: The changed value after, as JSON. None if there is none.
        uses: The places where the part is sent.
        witness: The witness that shows what it breaks.
    """

    kind: str
    file: str
    pointer: str
    request: Severity
    response: Severity
    webhook: Severity
    text: str
    old: Any = None
    new: Any = None
    uses: tuple[Use, ...] = ()
    witness: Witness | None = None

    @property
    def severity(self) -> Severity:
        """The severity for the audience that it harms most."""
        return max(self.request, self.response, self.webhook)

    @property
    def fingerprint(self) -> str:
        """A short name of the change, which depends on its meaning, location and values but not on the wording."""
        parts = [str(self.request), str(self.response), str(self.webhook), self.file, self.pointer, self.old, self.new]
        return fingerprint_of(parts)

    def with_witness(self, witness: Witness | None) -> "Change":
        """Return the change with another witness."""
        return evolve(self, witness=witness)
