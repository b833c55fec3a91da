"""Sample values for the schemas of a document, without any help of the generator."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeGuard

from attrs import define, evolve, frozen

Node = dict[str, Any]

TEXT = "ä b,c&d=e+f%20/?#"
"""A text that is sent wrongly wherever something is not encoded, or is encoded twice."""

FILE = b"\x00\xff\r\n--\r\n{}"

_FORMATS: Mapping[str, Any] = {
    "binary": FILE,
    "byte": "AP8=",
    "date": "2024-05-06",
    "date-time": "2024-05-06T07:08:09.120Z",
    "email": "a+b@example.com",
    "uri": "https://example.com/a?b=c&d#e",
    "uuid": "0f4c1a52-90b6-4d0e-8a37-4b1b0c2a7a11",
}
_DEPTH = 4


@frozen(kw_only=True)
class Wish:
    """What a sample is wanted for.

    Attributes:
        everything: Whether it has its optional properties too.
        sent: Whether it is part of a request.
        null: Whether it can hold null: forms and parameters cannot.
        text: The text that it holds.
        turn: Which of the alternatives it has wherever there are several.
        later: Whether it has what the service may add later: further properties, and further values of enums.
    """

    everything: bool
    sent: bool
    null: bool = True
    text: str = TEXT
    turn: int = 0
    later: bool = False


def is_object(value: Any) -> TypeGuard[Node]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Return whether a value is a JSON array."""
    return isinstance(value, list)


def resolve(document: Node, node: Any) -> Any:
    """Return what a node refers to, or the node itself."""
    while is_object(node) and "$ref" in node:
        node = lookup(document, node["$ref"])
    return node


def lookup(document: Node, reference: str) -> Any:
    """Return what a reference leads to."""
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def sample(document: Node, schema: Any, wish: Wish) -> Any:
    """Return a value of a schema."""
    return _Sampler(document, wish).value([schema])


def turns(document: Node, schema: Any, wish: Wish) -> int:
    """Return how many samples it takes to see every alternative of a schema."""
    sampler = _Sampler(document, evolve(wish, everything=True))
    sampler.value([schema])
    return sampler.alternatives


def is_file(document: Node, schema: Any) -> bool:
    """Return whether a schema is that of a file."""
    node = resolve(document, schema)
    return node.get("format") == "binary" or ("contentMediaType" in node and "contentEncoding" not in node)


def is_model(document: Node, schema: Any) -> bool:
    """Return whether every value of a schema, null aside, is an object with named properties."""
    node = resolve(document, schema)
    if not is_object(node):
        return False
    alternatives = [each for each in (*node.get("oneOf", []), *node.get("anyOf", [])) if each.get("type") != "null"]
    return (
        bool(node.get("properties"))
        or any(is_model(document, each) for each in node.get("allOf", []))
        or (bool(alternatives) and all(is_model(document, each) for each in alternatives))
    )


@define
class _Sampler:
    document: Node
    wish: Wish
    alternatives: int = 1
    depth: int = 0

    def value(self, schemas: Iterable[Any]) -> Any:
        """Return a value that matches all of the schemas."""
        with self._deeper():
            parts = [part for schema in schemas for part in self._parts(schema)]
            for part in parts:
                if "const" in part:
                    return part["const"]
            if choices := [part["enum"] for part in parts if "enum" in part]:
                common = [each for each in choices[0] if all(each in other for other in choices)]
                if self.wish.later and len(common) > 1:
                    return "a later value" if isinstance(common[0], str) else 4711
                return self._choose([each for each in common if self.wish.null or each is not None], None)
            return self._by_type(self._choose(list(self._types(parts)), "null"), parts)

    @contextmanager
    def _deeper(self) -> Generator[None]:
        self.depth += 1
        yield
        self.depth -= 1

    def _parts(self, schema: Any) -> Iterator[Node]:
        """Return the schemas that a value must match together: without references, and one of each alternative."""
        if not is_object(schema):
            return
        node = schema
        yield node
        if "$ref" in node:
            yield from self._parts(lookup(self.document, node["$ref"]))
        for each in node.get("allOf", []):
            yield from self._parts(each)
        for key in ("oneOf", "anyOf"):
            known = [each for each in node.get(key, []) if self.wish.null or each.get("type") != "null"]
            if known:
                chosen = self._choose(known, {"type": "null"})
                yield from self._parts(chosen)
                yield from self._tag(node, chosen)

    def _tag(self, union: Node, chosen: Node) -> Iterator[Node]:
        """Return what the discriminator of a union says of the chosen alternative."""
        discriminator: Node = union.get("discriminator", {})
        reference = chosen.get("$ref")
        values = [value for value, target in discriminator.get("mapping", {}).items() if target == reference]
        if values:
            yield {"properties": {discriminator["propertyName"]: {"const": values[0]}}}

    def _choose(self, known: list[Any], shallow: Any) -> Any:
        """Return the alternative whose turn it is or, where it goes too deep, the shallow one."""
        self.alternatives = max(self.alternatives, len(known))
        if self.depth > _DEPTH and shallow in known:
            return shallow
        return known[0 if self.depth > _DEPTH else self.wish.turn % len(known)]

    def _types(self, parts: list[Node]) -> Iterator[str]:
        stated = [[part["type"]] if isinstance(part["type"], str) else part["type"] for part in parts if "type" in part]
        keys = {key for part in parts for key in part}
        guessed = (
            "object" if keys & {"properties", "additionalProperties"} else "array" if "items" in keys else "string"
        )
        types = [each for each in (stated or [[guessed]])[0] if all(each in other for other in stated)]
        yield from (each for each in types if self.wish.null or each != "null")
        if self.wish.null and any(part.get("nullable") for part in parts):
            yield "null"

    def _by_type(self, kind: str, parts: list[Node]) -> Any:
        match kind:
            case "object":
                return self._object(parts)
            case "array":
                return self._array(parts)
            case "string":
                return self._text(parts)
            case "boolean":
                return self.wish.turn % 2 == 0
            case "null":
                return None
            case _:
                low = max((part["minimum"] for part in parts if "minimum" in part), default=0)
                high = min((part["maximum"] for part in parts if "maximum" in part), default=7)
                return max(low, min(high, 7)) if kind == "integer" else 1.5

    def _object(self, parts: list[Node]) -> Node:
        required = {name for part in parts for name in part.get("required", [])}
        properties: dict[str, list[Any]] = {}
        for part in parts:
            for name, schema in part.get("properties", {}).items():
                properties.setdefault(name, []).append(schema)
        found = {
            name: self.value(schemas)
            for name, schemas in properties.items()
            if not self._is_of_the_other_side(schemas) and (name in required or self._goes_on)
        }
        further = [part["additionalProperties"] for part in parts if isinstance(part.get("additionalProperties"), dict)]
        if further and self._goes_on:
            found["further name"] = self.value(further)
        if self.wish.later and properties:
            found["later name"] = {"a": [1, None]} if not further else self.value(further)
        return found

    @property
    def _goes_on(self) -> bool:
        return self.wish.everything and self.depth <= _DEPTH

    def _is_of_the_other_side(self, schemas: list[Any]) -> bool:
        key = "readOnly" if self.wish.sent else "writeOnly"
        return any(schema.get(key) or resolve(self.document, schema).get(key) for schema in schemas)

    def _array(self, parts: list[Node]) -> list[Any]:
        if tuples := [part["prefixItems"] for part in parts if "prefixItems" in part]:
            return [self.value([each]) for each in tuples[0]]
        items = [part["items"] for part in parts if "items" in part]
        if self.depth > _DEPTH:
            return []
        first = self.value(items)
        if not self.wish.everything:
            return [first]
        # The second item shows the next alternative, so that one array holds several.
        now = self.wish
        self.wish = evolve(now, turn=now.turn + 1)
        second = self.value(items)
        self.wish = now
        return [first, second]

    def _text(self, parts: list[Node]) -> Any:
        if any(is_file(self.document, part) for part in parts):
            return FILE
        for part in parts:
            if part.get("format") in _FORMATS:
                return _FORMATS[part["format"]]
        return self.wish.text
