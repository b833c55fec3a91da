"""The promises of the contract: its rules, and the schemas of its operations and their responses."""

import json
import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen
from jsonschema_rs import Draft202012Validator, Validator

Schema = dict[str, Any]


@frozen
class Rule:
    """Behaviour that a schema cannot express.

    Attributes:
        id: The dotted id.
        text: The promise.
        source: Its source: `seed`, `documented` or `inferred`.
        subject: Whether it is about requests or about deliveries to webhooks.
    """

    id: str
    text: str
    source: str
    subject: str


@frozen
class Operation:
    """An operation of the contract.

    Attributes:
        id: The operationId.
        method: The HTTP method.
        path: The path template.
        parameters: The parameters: `name`, `in`, `required`, `server_set` and `schema`.
        body: The schema of the body, or None.
        responses: The schemas of the responses by status; None for a response without a body.
        writes: Whether the operation is a command, whatever its method.
        auth: Whether a credential is `required`, `optional` or `none`.
        redirect: The schema of the query of the Location of a 303, if the operation has one.
        forms: The documented form of error bodies by status, or as `default`.
        secrets: The places of secret properties in bodies, as JSON pointers, by the status of the response. For the
            request, the status is 0.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Mapping[str, Any], ...]
    body: Schema | None = field(repr=False)
    responses: Mapping[int, Schema | None] = field(repr=False)
    writes: bool = False
    auth: str = "required"
    redirect: Schema | None = field(default=None, repr=False)
    forms: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    secrets: Mapping[int, tuple[str, ...]] = field(factory=dict[int, tuple[str, ...]], repr=False)

    @property
    def query(self) -> bool:
        """Whether the operation is a query. All others are commands."""
        return self.method == "GET" and not self.writes

    def matches(self, path: str) -> bool:
        """Return whether a path without its query addresses this operation."""
        return self._pattern.fullmatch(path) is not None

    def problems(self, status: int, body: object) -> list[str]:
        """Return how a response differs from the contract, each with its JSON pointer."""
        if status not in self.responses:
            documented = ", ".join(map(str, self.responses))
            return [f"{self.id} must not return {status}. Documented: {documented}."]
        validator = self._validators[status]
        if validator is None:
            return []
        if isinstance(body, dict) and [*cast("dict[str, object]", body)] == ["error"] and not self._is_bare(status):
            return ["the body: an error of this operation has a message."]
        try:
            return [f"{_pointer(error.instance_path)}: {error.message}" for error in validator.iter_errors(body)]
        except ValueError as error:  # half of a surrogate pair, or too many levels
            return [f"the body: not usable as JSON: {error}"]

    def _is_bare(self, status: int) -> bool:
        return self.forms.get(str(status), self.forms.get("default")) == "bare"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{\w+\}", "[^/]+", self.path))

    @cached_property
    def _validators(self) -> dict[int, Validator | None]:
        return {
            status: None if schema is None else Draft202012Validator(schema)
            for status, schema in self.responses.items()
        }


@frozen
class Promises:
    """The contract.

    Attributes:
        version: Its version.
        operations: The operations by id.
        rules: The rules by id, in the order of the contract.
        webhooks: The schemas of delivered events, by their names.
    """

    version: str
    operations: Mapping[str, Operation]
    rules: Mapping[str, Rule]
    webhooks: Mapping[str, Schema]

    def operation(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request addresses. HEAD addresses the operation of GET."""
        wanted = "GET" if method == "HEAD" else method
        return next((it for it in self._similar.get((wanted, path.count("/")), ()) if it.matches(path)), None)

    @cached_property
    def _similar(self) -> Mapping[tuple[str, int], list[Operation]]:
        """The operations by method and number of path segments."""
        found: dict[tuple[str, int], list[Operation]] = {}
        for operation in self.operations.values():
            found.setdefault((operation.method, operation.path.count("/")), []).append(operation)
        return found


_SCHEMA_RULES = (
    Rule(
        "schema.requests",
        "A request that fits its schema is accepted, at every bound. Any other returns 400 and changes nothing.",
        "documented",
        "request",
    ),
    Rule(
        "schema.responses",
        "Every response has a documented status, and a body that fits the schema of that status.",
        "documented",
        "request",
    ),
)


@cache
def load() -> Promises:
    """Return the contract that this package was built from, with two rules for what its schemas promise."""
    document = json.loads(Path(__file__).parents[1].joinpath("contract.json").read_bytes())
    rules = [*document["rules"], *(rule for operation in document["operations"] for rule in operation["rules"])]
    return Promises(
        version=document["version"],
        operations={item["id"]: _operation(item, document["schemas"]) for item in document["operations"]},
        rules={rule.id: rule for rule in (*_SCHEMA_RULES, *(_rule(item) for item in rules))},
        webhooks=document["webhooks"],
    )


def _rule(item: Mapping[str, str]) -> Rule:
    return Rule(item["id"], item["text"], item["source"], item["subject"])


def _operation(item: Mapping[str, Any], schemas: Mapping[str, Schema]) -> Operation:
    body, responses = item["secrets"]["body"], item["secrets"]["responses"]
    return Operation(
        id=item["id"],
        method=item["method"],
        path=item["path"],
        parameters=tuple(item["parameters"]),
        body=item["body"],
        responses={int(status): None if name is None else schemas[name] for status, name in item["responses"].items()},
        writes=item["writes"],
        auth=item["auth"],
        redirect=None if item["redirect"] is None else item["redirect"]["query"],
        forms=item["errors"],
        secrets={int(status): tuple(places) for status, places in {0: body, **responses}.items()},
    )


def _pointer(path: list[str | int]) -> str:
    return "".join(f"/{step}" for step in path) or "the body"
