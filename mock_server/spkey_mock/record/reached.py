"""The rules, responses and properties that requests have reached, as a sum to which every process adds."""

from collections.abc import Mapping
from typing import Self

from attrs import frozen

from ..store.recorded import Data

Of = tuple[str, int]
"""An operationId, which is empty for requests without an operation, and a status."""


@frozen
class Reached:
    """The parts of the contract that requests have reached.

    Attributes:
        responses: The number of responses by operation and status. The status 0 means that none was sent.
        rules: The journal id of the first request that reached a rule.
        served: The pointers of the properties that responses had, by operation and status.
    """

    responses: Mapping[Of, int] = {}
    rules: Mapping[str, int] = {}
    served: Mapping[Of, frozenset[str]] = {}

    def __add__(self, other: Self, /) -> Self:
        """Return what the requests of both have reached."""
        responses, rules, served = dict(self.responses), dict(self.rules), dict(self.served)
        for of, count in other.responses.items():
            responses[of] = responses.get(of, 0) + count
        for rule, request in other.rules.items():
            rules[rule] = min(request, rules.get(rule, request))
        for of, pointers in other.served.items():
            served[of] = pointers | served.get(of, frozenset())
        return type(self)(responses, rules, served)

    def encode(self) -> Data:
        """Return the value as a JSON object."""
        return {
            "responses": {_name(of): count for of, count in self.responses.items()},
            "rules": dict(self.rules),
            "served": {_name(of): sorted(pointers) for of, pointers in self.served.items()},
        }

    @classmethod
    def decode(cls, data: Data) -> Self:
        """Return the value of a JSON object."""
        return cls(
            {_of(name): count for name, count in data["responses"].items()},
            dict(data["rules"]),
            {_of(name): frozenset(pointers) for name, pointers in data["served"].items()},
        )


def _name(of: Of) -> str:
    return f"{of[0]} {of[1]}"


def _of(name: str) -> Of:
    operation, _, status = name.rpartition(" ")
    return operation, int(status)
