"""Follows references and `allOf` of schemas, and multiplies their alternatives out."""

from collections.abc import Iterator
from math import prod
from typing import Any

from attrs import evolve

from ...document.document import Document, Node
from ...document.located import LocatedSchema, referred
from ...document.problem import pointer
from .shapes import Parts

MOST_ALTERNATIVES = 256
MOST_PRODUCTS = 64
"""The maximum numbers of alternatives of one union, and of several that are multiplied out. Unions with more are
compared by their branches."""


ANNOTATIONS = frozenset(
    {
        *("title", "description", "example", "examples", "deprecated", "externalDocs", "xml", "default"),
        *("$comment", "$defs", "definitions", "$id", "$schema", "$anchor", "discriminator"),
        *("readOnly", "writeOnly", "nullable"),
    }
)
"""The keywords that do not affect which values a schema accepts."""


class ImpossibleError(Exception):
    """No value is accepted."""


class Base:
    """Schemas that must all hold, without references and `allOf`, and groups of which one alternative must hold.

    Attributes:
        schemas: The schemas.
        groups: The groups, each with the references that lead to it.
        refs: All references that were followed.
    """

    def __init__(self) -> None:
        self.schemas: Parts = ()
        self.groups: list[tuple[list[LocatedSchema], frozenset[str]]] = []
        self.refs: set[str] = set()


class Flat:
    """Follows references and `allOf`, and multiplies alternatives out.

    Args:
        document: The document.
        around: The references that lead to the union of which this is an alternative. It accepts no value by referring
            to the union itself.
    """

    def __init__(self, document: Document, around: frozenset[str] = frozenset()) -> None:
        self._document = document
        self._around = around
        self.exclusive: list[list[LocatedSchema]] = []
        self.unions: list[Parts] = []
        self.tags: dict[str, frozenset[str]] = {}

    def of(self, parts: Parts) -> Base:
        """Return what must hold.

        Raises:
            ImpossibleError: No value is accepted.
        """
        found = Base()
        known: set[str] = set()
        pending = [(part, self._around) for part in reversed(parts)]
        while pending:
            located, way = pending.pop()
            schema = located.schema
            if schema is False:
                raise ImpossibleError
            if not isinstance(schema, dict) or located.pointer in known:
                continue
            known.add(located.pointer)
            if "not" in schema and accepts_all(followed(self._document, schema["not"])):
                raise ImpossibleError
            pending += [(part, way) for part in reversed(located.children("allOf"))]
            if "$ref" in schema and schema["$ref"] not in found.refs:
                ref = schema["$ref"]
                if ref in self._around:
                    raise ImpossibleError
                found.refs.add(ref)
                pending.append((referred(self._document, ref), way | {ref}))
            for keyword in ("anyOf", "oneOf"):
                group = located.children(keyword)
                if len(group) == 1:
                    pending.append((group[0], way))  # the only alternative must hold
                elif keyword in schema:
                    found.groups.append((group, way))
                    if keyword == "oneOf":
                        self.exclusive.append(group)
            if isinstance(name := schema.get("discriminator", {}).get("propertyName"), str):
                self.tags[name] = _tags(schema)
            own, more = _plain(self._document, located)
            pending += [(part, way) for part in more]
            found.schemas += (evolve(located, schema=own), *_evaluated(self._document, located))
        return found

    def alternatives(self, base: Base) -> list[Parts]:
        """Return the alternatives, each as schemas that must all hold."""
        groups = [
            [branch for each in group for branch in self._branch(each, base.refs - way, way)]
            for group, way in base.groups
        ]
        several = sum(len(branches) > 1 for branches in groups) > 1
        if prod(map(len, groups)) > (MOST_PRODUCTS if several else MOST_ALTERNATIVES):
            self.unions += [tuple(group) for group, _ in base.groups]
            return [base.schemas]
        found: list[Parts] = [base.schemas]
        for branches in groups:
            found = [(*left, *right) for left in found for right in branches]
        return found

    def _branch(self, located: LocatedSchema, known: set[str], way: frozenset[str]) -> list[Parts]:
        schema = located.schema
        if isinstance(schema, dict) and schema.keys() == {"$ref"} and schema["$ref"] in known:
            return [()]  # it holds anyway
        inner = Flat(self._document, way)
        try:
            found = inner.alternatives(inner.of((located,)))
        except ImpossibleError:
            return []
        self.exclusive += inner.exclusive
        self.unions += inner.unions
        return found


_FOLLOWED = frozenset({"$ref", "allOf", "anyOf", "oneOf"})


def followed(document: Document, schema: Any) -> Any:
    """Return what a schema refers to, if it is nothing but a reference."""
    seen: set[str] = set()
    while isinstance(schema, dict):
        keywords = schema.keys() - ANNOTATIONS
        if keywords == {"$ref"} and schema["$ref"] not in seen:
            seen.add(schema["$ref"])
            schema = document.lookup(schema["$ref"])
        elif keywords == {"allOf"} and len(schema["allOf"]) == 1:
            schema = schema["allOf"][0]
        else:
            break
    return schema


def _denies_all(schema: Node) -> bool:
    return "not" in schema and accepts_all(schema["not"])


def accepts_all(schema: Any) -> bool:
    """Return whether a schema obviously accepts every value."""
    return schema is True or (isinstance(schema, dict) and not schema.keys() - ANNOTATIONS)


def _accepts_none(schema: Any) -> bool:
    return schema is False or (isinstance(schema, dict) and _denies_all(schema))


def _plain(document: Document, located: LocatedSchema) -> tuple[Node, list[LocatedSchema]]:
    """Return the keywords of a schema that are not followed elsewhere, and schemas that replace some of them."""
    own = {key: value for key, value in located.schema.items() if key not in _FOLLOWED}
    more: list[LocatedSchema] = []
    denied = followed(document, own.get("not"))
    if isinstance(denied, dict) and denied.keys() - ANNOTATIONS == {"not"}:
        more.append(LocatedSchema(denied["not"], located.pointer + pointer("not", "not"), ""))
        del own["not"]
    elif isinstance(denied, dict) and denied.keys() - ANNOTATIONS == {"type"}:
        own["not"] = {"type": denied["type"]}
    elif "not" in own and _accepts_none(denied):
        del own["not"]
    condition = followed(document, own.get("if"))
    if "if" in own and (accepts_all(condition) or _accepts_none(condition)):
        branch = "then" if accepts_all(condition) else "else"
        more += [located.child("", branch)] if branch in own else []
        own = {key: value for key, value in own.items() if key not in ("if", "then", "else")}
    if "unevaluatedItems" in own and not located.schema.keys() & _ITEM_APPLICATORS:
        own["items"] = own.pop("unevaluatedItems")
    return own, more


_ITEM_APPLICATORS = _FOLLOWED | {"if", "contains", "items"}


def _tags(schema: Node) -> frozenset[str]:
    """Return the values that tell the alternatives of a union apart: those of its mapping, or names of components."""
    mapping: Node = schema["discriminator"].get("mapping", {})
    named = {each.rpartition("/")[2] for each in mapping.values()}
    listed = [each for keyword in ("oneOf", "anyOf") for each in schema.get(keyword, [])]
    refs = [each.get("$ref", "") for each in listed if isinstance(each, dict)]
    implied = {ref.rpartition("/")[2] for ref in refs if isinstance(ref, str) and ref}
    return frozenset({*mapping, *(implied - named)})


def _evaluated(document: Document, located: LocatedSchema) -> Iterator[LocatedSchema]:
    """Return `unevaluatedProperties` as `additionalProperties`, where only `allOf` and references stand beside it."""
    schema = located.schema
    if "unevaluatedProperties" not in schema:
        return
    properties: Node = {}
    pending, known = [located], set[str]()
    while pending:
        each = pending.pop()
        if not isinstance(each.schema, dict) or each.pointer in known:
            continue
        known.add(each.pointer)
        if each.schema.keys() & _DYNAMIC:
            return
        if each is not located and "unevaluatedProperties" in each.schema:
            return
        if "additionalProperties" in each.schema:
            return
        properties.update(dict.fromkeys(each.schema.get("properties", {}), True))
        pending += each.children("allOf")
        if "$ref" in each.schema:
            pending.append(referred(document, each.schema["$ref"]))
    value = schema["unevaluatedProperties"]
    yield LocatedSchema({"properties": properties, "additionalProperties": value}, f"{located.pointer}#", "")


_DYNAMIC = frozenset(
    {"anyOf", "oneOf", "if", "not", "dependentSchemas", "patternProperties", "$dynamicRef", "$recursiveRef"}
)
