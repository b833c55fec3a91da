"""Reads the cases: pairs of small documents that differ in one respect, and what the difference means for whom.

A case of `cases/*.yaml` is a mapping.

    name        What the case shows, as a sentence.
    schema      The schemas `old` and `new`. They are placed at each position that `expect` or `in` names.
    operation   The operations `old` and `new` at one path and method. Either may be null.
    webhook     The operations `old` and `new` of one webhook. Either may be null.
    document    The documents `old` and `new`.
    in          The positions of equivalent schemas: request, response and webhook unless given.
    method      The method of the operations, `post` unless given.
    components  Components of both documents.
    expect      The severity for each audience or, with `schema`, for each position. Other audiences get `none`.
                `tightened` and `retyped` stand for the severities of such schemas, in both directions.
                A list of positions after them, as in `tightened query header`, replaces the three bodies.
                Without `expect`, the two are equivalent: there is no change, in either direction.
    back        What to expect of the opposite direction, which is not compared without it.
    worst       The worst severity, where the issue does not say whom the change concerns.
    changes     The number of changes, in both directions.
    kinds       The kinds of the changes from old to new, in alphabetical order.

Operations get a response and responses get a description where they have none.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen

from generator.diff.changes import AUDIENCES, Change, Severity
from generator.document.document import METHODS, Document, Node

__all__ = ["Expected", "Pair", "observed", "read"]

Expected = dict[str, Any]
"""What is known of the changes: a part of what `observed` returns for them."""

_FOLDER = Path(__file__).parent / "cases"
_BODIES = ("request", "response", "webhook")
_AUDIENCES = {
    **{position: position for position in _BODIES},
    **dict.fromkeys(("query", "path", "form"), "request"),
    **dict.fromkeys(("error", "header"), "response"),
}
"""The positions of schemas, and the audience that each of them concerns."""

_SHORT = {
    "tightened": ({"request": "breaking"}, {"request": "additive"}, "additive", "risky"),
    "retyped": ({}, {}, "breaking", "breaking"),
}
"""Names of expectations: exceptions by audience there and back, and the severity for all others there and back."""


@frozen(eq=False)
class Pair:
    """Two documents, and what to expect of the changes from the old to the new one.

    Attributes:
        subject: What it is about: the name of the file that the case is in.
        case: The name of the case.
        variant: The position, in brackets, and the direction. Empty if there is only one.
        old: The content of the old document.
        new: The content of the new document.
        expected: What to expect.
    """

    subject: str
    case: str
    variant: str
    old: Node
    new: Node
    expected: Expected

    @property
    def name(self) -> str:
        """The case with its variant."""
        return f"{self.case} {self.variant}".strip()

    def documents(self) -> tuple[Document, Document]:
        """Return both documents."""
        return document(self.old), document(self.new)

    @property
    def severity(self) -> Severity:
        """What the change means for those whom it harms most."""
        said = self.expected.values()
        return max((each for each in Severity if str(each) in said), default=Severity.NONE)


def observed(changes: Sequence[Change], keys: Sequence[str]) -> Expected:
    """Return what the changes mean for each audience and at worst, their number and their kinds.

    Args:
        changes: The changes.
        keys: Which of these to return.
    """
    found: Expected = {
        each: str(max((getattr(change, each) for change in changes), default=Severity.NONE)) for each in AUDIENCES
    }
    found["worst"] = str(max((change.severity for change in changes), default=Severity.NONE))
    found["changes"] = len(changes)
    found["kinds"] = sorted(change.kind for change in changes)
    return {key: found[key] for key in keys}


def document(root: Node) -> Document:
    """Return a document that shares nothing with others."""
    return Document("openapi.yaml", deepcopy(root))


@cache
def read() -> list[Pair]:
    """Return all pairs, in both directions where the cases say so."""
    return [
        pair for file in sorted(_FOLDER.glob("*.yaml")) for case in _cases(file) for pair in _pairs(file.stem, case)
    ]


def _cases(file: Path) -> list[Node]:
    cases: list[Node] = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    return cases


def _pairs(subject: str, case: Node) -> Iterator[Pair]:
    there, back = _expectations(case)
    if "schema" not in case:
        yield from _both_ways(subject, case, "", _content(case, "old"), _content(case, "new"), there, back)
        return
    for position in {**(there or {}), **(back or {})} or case.get("in", _BODIES):
        old, new = (_placed(position, case["schema"][side]) for side in ("old", "new"))
        severities = [_at(position, each) for each in (there, back)]
        yield from _both_ways(subject, case, f"[{position}]", old, new, *severities)


def _both_ways(
    subject: str, case: Node, position: str, old: Node, new: Node, there: Node | None, back: Node | None
) -> Iterator[Pair]:
    old, new = _root(case, old), _root(case, new)
    if there is not None:
        yield Pair(subject, case["name"], position, old, new, _expected(case, there))
    if back is not None:
        yield Pair(subject, case["name"], f"{position} (back)".strip(), new, old, _expected(case, back, back=True))


def _expectations(case: Node) -> tuple[Node | None, Node | None]:
    """Return the severities for each position or audience, there and back. None for a direction of no interest."""
    expect = case.get("expect", {})
    if not isinstance(expect, str):
        return expect, case.get("back", None if {"expect", "worst"} & case.keys() else {})
    name, *positions = expect.split()
    there, back, usual_there, usual_back = _SHORT[name]
    audiences = {position: _AUDIENCES[position] for position in positions or _BODIES}
    return (
        {position: there.get(audience, usual_there) for position, audience in audiences.items()},
        {position: back.get(audience, usual_back) for position, audience in audiences.items()},
    )


def _at(position: str, severities: Node | None) -> Node | None:
    """Return the severity for the audience of a position."""
    if not severities:
        return severities
    return {_AUDIENCES[position]: severities[position]} if position in severities else None


def _expected(case: Node, severities: Node, *, back: bool = False) -> Expected:
    if not {"expect", "worst"} & case.keys():
        return {"kinds": []}
    expected: Expected = {} if "worst" in case else {each: severities.get(each, "none") for each in AUDIENCES}
    keys = {"worst", "changes"} if back else {"worst", "changes", "kinds"}
    return {**expected, **{key: case[key] for key in sorted(keys & case.keys())}}


def _placed(position: str, schema: Any) -> Node:
    """Return the content of a document with the schema at a position."""
    body = _json({"type": "object", "required": ["value"], "properties": {"value": schema}})
    parameter = {"name": "value", "schema": schema}
    match position:
        case "request":
            return _content_of("post", {"requestBody": {"required": True, **body}})
        case "form":
            form = {"application/x-www-form-urlencoded": body["content"]["application/json"]}
            return _content_of("post", {"requestBody": {"required": True, "content": form}})
        case "query":
            return _content_of("get", {"parameters": [{**parameter, "in": "query"}]})
        case "path":
            path = {**parameter, "in": "path", "required": True}
            return {"paths": {"/things/{value}": {"get": {"parameters": [path]}}}}
        case "response":
            return _content_of("get", {"responses": {"200": body}})
        case "error":
            return _content_of("get", {"responses": {"200": {}, "400": body}})
        case "header":
            return _content_of("get", {"responses": {"200": {"headers": {"X-Value": {"schema": schema}}}}})
        case _:
            return {"webhooks": {"thing_changed": {"post": {"requestBody": {"required": True, **body}}}}}


def _json(schema: Any) -> Node:
    return {"content": {"application/json": {"schema": schema}}}


def _content(case: Node, side: str) -> Node:
    if "operation" in case:
        return _content_of(case.get("method", "post"), case["operation"][side])
    if "webhook" in case:
        operation = case["webhook"][side]
        return {"webhooks": {} if operation is None else {"thing_changed": {"post": operation}}}
    content: Node = case["document"][side]
    return content


def _content_of(method: str, operation: Node | None) -> Node:
    return {"paths": {} if operation is None else {"/things": {method: operation}}}


def _root(case: Node, content: Node) -> Node:
    """Return the content of a whole document."""
    components = {"components": case["components"]} if "components" in case else {}
    head = {"openapi": "3.1.0", "info": {"title": "Things", "version": "1.0.0"}, "paths": {}}
    root: Node = deepcopy({**head, **components, **content})
    for item in [*root["paths"].values(), *root.get("webhooks", {}).values()]:
        for method in item.keys() & set(METHODS):
            responses = item[method].setdefault("responses", {"200": {}})
            for response in responses.values():
                if "$ref" not in response:
                    response.setdefault("description", "The result.")
    return root
