"""Compare a contract with what is published of the service.

Run `python -m tests.contract.facts openapi.yaml RESOURCE` to see how the operations of one resource differ.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from attrs import frozen

from generator.build.api import build
from generator.document.document import Document, Node, PathOperation, json_media
from generator.document.load import load

FACTS: Node = json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8"))

INFERRED = frozenset({"400", "401", "403", "413", "429", "500", "503"})
"""Statuses that our contract declares for every operation, published or not."""

FORMS = {"S": "tagged", "M": "flat", "E": "bare", "P": "bare", "L": "listed", "0": "empty"}
SECURITY: dict[str, list[Node]] = {"public": [], "optional": [{}, {"BearerAuth": []}]}
TYPES = {"b": {"boolean"}, "i": {"integer"}, "ms": {"integer"}, "n": {"integer", "number"}}
STRINGS = {"s", "uuid", "dt", "iso", "uri"}


@frozen
class Difference:
    """A place where the contract differs from the facts."""

    place: str
    message: str


@frozen
class Contract:
    """A contract, by operation and by event."""

    document: Document
    operations: dict[str, PathOperation]
    methods: dict[str, tuple[str, str]]
    events: dict[str, Node]

    @classmethod
    def read(cls, file: Path) -> "Contract":
        document = load(file, strict=True)
        api = build(document, strict=True, webhooks=True)
        return cls(
            document,
            {operation.node["operationId"]: operation for operation in document.operations()},
            {
                operation.id: (resource.name, operation.method)
                for resource in api.resources
                for operation in resource.operations
            },
            dict(document.webhooks()),
        )

    def differences(self, fact: Node) -> Iterator[Difference]:
        """Return how the contract's operation differs from the published one."""
        operation = self.operations[fact["operationId"]]
        node = operation.node
        found = {
            "http": operation.method.upper(),
            "path": operation.path,
            "sdk": self.methods.get(fact["operationId"]),
            "tags": node["tags"],
            "idempotent": node.get("x-idempotent"),
            "writes": node.get("x-writes", False),
            "security": node.get("security"),
        }
        expected: Node = {
            "http": fact["http"],
            "path": fact["path"],
            "sdk": (fact["resource"], fact["method"]),
            "tags": [fact["resource"]],
            "idempotent": fact.get("idempotent"),
            "writes": fact["writes"],
            "security": SECURITY.get(fact["security"]),
        }
        for place in expected:
            if found[place] != expected[place]:
                yield Difference(place, f"{found[place]} instead of {expected[place]}")
        yield from self._requests(operation, fact)
        yield from self._responses(operation, fact)

    def event_differences(self, name: str) -> Iterator[Difference]:
        """Return how the data of an event differ from the published ones."""
        schema = self.document.schemas().get(name)
        if schema is None:
            yield Difference(name, f"there is no schema {name}")
        else:
            yield from self._schema(name, schema, FACTS["events"][name])

    def _requests(self, operation: PathOperation, fact: Node) -> Iterator[Difference]:
        parameters = self.document.parameters(operation)
        for location, members in (("path", fact["parameters"]), ("query", fact["query"])):
            found = {node["name"]: node for node in parameters if node["in"] == location}
            required = {name for name, node in found.items() if node.get("required")}
            schemas = {name: node["schema"] for name, node in found.items()}
            yield from self._members(location, schemas, required, members)
        body = self.document.request_body(operation.node)
        if (body is None) != (fact["body"] is None):
            yield Difference("body", "no body" if body is None else "a body that is not published")
        elif body is not None:
            yield from self._body("body", body, fact["body"])

    def _responses(self, operation: PathOperation, fact: Node) -> Iterator[Difference]:
        responses = self.document.responses(operation.node)
        formats = self.document.error_formats(operation.node)
        successes = {status for status in responses if status[0] in "23"}
        if successes != fact["success"].keys():
            yield Difference("success", f"{sorted(successes)} instead of {sorted(fact['success'])}")
        for status in successes & fact["success"].keys():
            yield from self._body(status, responses[status], fact["success"][status])
        for status in sorted(responses.keys() - successes - fact["errors"].keys() - INFERRED):
            yield Difference(status, "is not published")
        for status, letter in fact["errors"].items():
            form = formats.get(status, formats["default"])
            if status not in responses:
                yield Difference(status, "is published")
            elif FORMS.get(letter, form) != form:
                yield Difference(status, f"{form} instead of {FORMS[letter]}")

    def _body(self, place: str, body: Node, members: Node | None) -> Iterator[Difference]:
        media = json_media(body.get("content", {}))
        if (media is None) != (members is None):
            yield Difference(place, "has no body" if media is None else "has a body")
        elif media is not None and members is not None:
            yield from self._schema(place, media["schema"], members)

    def _schema(self, place: str, schema: Node, fact: Any) -> Iterator[Difference]:
        """Compare a schema with properties, a list of items of one kind, or the letters of a type."""
        schema = self.document.deref(schema)
        if isinstance(fact, dict):
            members = cast("Node", fact)
            properties = schema.get("properties", {})
            yield from self._members(place, properties, set(schema.get("required", [])), members)
        elif isinstance(fact, list):
            if schema.get("type") != "array":
                yield Difference(place, f"{schema.get('type')} instead of an array")
            else:
                yield from self._schema(f"{place}[]", schema["items"], fact[0])
        else:
            yield from self._type(place, schema, fact)

    def _members(self, place: str, schemas: Node, required: set[str], facts: Node) -> Iterator[Difference]:
        known = {name.rstrip("*"): fact for name, fact in facts.items() if name != "..."}
        for name in sorted(schemas.keys() ^ known.keys()):
            if name in known:
                yield Difference(f"{place}.{name}", "is missing")
            elif "..." not in facts:
                yield Difference(f"{place}.{name}", "is not published")
        for name in sorted(schemas.keys() & known.keys()):
            if (name in required) != (f"{name}*" in facts):
                yield Difference(f"{place}.{name}", "is required" if name in required else "is not required")
            yield from self._schema(f"{place}.{name}", schemas[name], known[name])

    def _type(self, place: str, schema: Node, letters: str) -> Iterator[Difference]:
        if letters in FACTS["events"] or letters == "null":
            yield from self._event(place, schema, letters)
            return
        types = self._types(schema)
        if place.startswith("query.") and letters == "true|false":
            letters = "b"  # how a query writes a boolean
        base = letters.removesuffix("|null")
        if base == "any":
            return
        expected = TYPES.get(base.partition(">")[0], {"string"})
        if not types - {"null"} <= expected:
            yield Difference(place, f"{sorted(types)} instead of {letters}")
        if ("null" in types) != (base != letters):
            yield Difference(place, "may be null" if "null" in types else "is never null")
        yield from _constraints(place, schema, base)

    def _types(self, schema: Node) -> set[str]:
        schema = self.document.deref(schema)
        if "oneOf" in schema:
            return set[str]().union(*map(self._types, schema["oneOf"]))
        types = schema.get("type", [])
        return {types} if isinstance(types, str) else set(types)

    def _event(self, place: str, schema: Node, name: str) -> Iterator[Difference]:
        """Compare the schema of a response's event with the name of the event, or with null if none is recorded."""
        choices = [self.document.deref(choice) for choice in schema.get("oneOf", [schema])]
        types = [choice.get("properties", {}).get("type", {}).get("const") for choice in choices]
        if (name if name != "null" else None) not in types:
            yield Difference(place, f"{types} instead of {name}")


def _constraints(place: str, schema: Node, base: str) -> Iterator[Difference]:
    if base in {"uuid", "dt"}:
        formats = {"uuid": "uuid", "dt": "date-time"}
        expected: dict[str, Any] = {"format": formats[base]}
    elif base in {"s1", "i>0"}:
        expected = {"minLength": 1} if base == "s1" else {"minimum": 1}
    elif base.startswith("s<="):
        expected = {"maxLength": int(base[3:])}
    elif "|" in base:
        expected = {"enum": base.split("|")}
    else:
        expected = {}
    given = {"minimum": schema["exclusiveMinimum"] + 1} if "exclusiveMinimum" in schema else {}
    for keyword, value in expected.items():
        found = {**schema, **given}.get(keyword)
        if found != value:
            yield Difference(place, f"{keyword} {found} instead of {value}")


def main() -> None:
    file, resources = Path(sys.argv[1]), sys.argv[2:]
    contract = Contract.read(file)
    for fact in FACTS["operations"]:
        if fact["resource"] in resources or not resources:
            name = fact["operationId"]
            if name not in contract.operations:
                print(f"{name}: is missing")
            else:
                for difference in contract.differences(fact):
                    print(f"{name} {difference.place}: {difference.message}")
    for name in contract.events:
        for difference in contract.event_differences(name) if name in FACTS["events"] else ():
            print(f"event {difference.place}: {difference.message}")


if __name__ == "__main__":
    main()
