"""How OpenAPI says that values are written, and how servers read them."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

from .samples import Node, is_array, is_object

Leaves = list[tuple[list[str], str]]
"""Texts in the style deepObject, each with the names in brackets that lead to it."""


def text(value: Any) -> str:
    """Return a simple value as text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def items(value: Any) -> list[Any]:
    """Return the items of an array, or a value alone."""
    return value if is_array(value) else [value]


def texts(value: Any) -> Iterator[str]:
    """Return an array or an object as a list of texts: names and values in turn."""
    if is_object(value):
        yield from (text(part) for pair in value.items() for part in pair)
    else:
        yield from map(text, items(value))


def text_or_json(value: Any) -> str:
    """Return a value as text: an object or an array as JSON."""
    return canonical(json.dumps(value)) if is_object(value) or is_array(value) else text(value)


def canonical(content: str) -> str:
    """Return JSON objects and arrays in a form in which equal ones are the same."""
    try:
        return json.dumps(json.loads(content), sort_keys=True) if content[:1] in {"{", "["} else content
    except ValueError:
        return content


def in_path(node: Node, value: Any) -> str:
    """Return what a parameter adds to a path."""
    if is_object(value) and node.get("explode"):
        return ",".join(f"{quote(name, safe='')}={quote(text(each), safe='')}" for name, each in value.items())
    return ",".join(quote(each, safe="") for each in texts(value))


def in_query(node: Node, name: str, value: Any) -> Node:
    """Return what a value adds to a query or a form. The node is a parameter, or the encoding of a property."""
    style = node.get("style", "form")
    explode = node.get("explode", style == "form")
    if "content" in node:
        return {name: [(text_or_json(value),)]}
    if style == "deepObject":
        return {name: _tree_of(value)}
    if is_object(value) and explode:
        return {inner: [(text(each),)] for inner, each in value.items()}
    if explode or not (is_object(value) or is_array(value)):
        return {name: [(text(item),) for item in items(value)]}
    delimiter = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style)
    return {name: [tuple(texts(value)) if delimiter is None else (delimiter.join(texts(value)),)]}


def _tree_of(value: Any) -> Any:
    if is_object(value):
        return {name: _tree_of(each) for name, each in value.items()}
    return [_tree_of(each) for each in value] if is_array(value) else text(value)


def segments(path: str) -> tuple[tuple[str, ...], ...]:
    """Return the segments of a path, each split at its commas and decoded."""
    return tuple(tuple(unquote(part) for part in segment.split(",")) for segment in path.split("/"))


def pairs(content: str, deep: set[str]) -> Node:
    """Return the values of each name of a query or a form, each split at its commas.

    Args:
        content: The query or the form.
        deep: The names whose values are in the style deepObject.
    """
    found: Node = {}
    trees: dict[str, Leaves] = {}
    for pair in content.split("&") if content else []:
        encoded, _, raw = pair.partition("=")
        name = unquote_plus(encoded)
        first = name.partition("[")[0]
        if first in deep:
            trees.setdefault(first, []).append((re.findall(r"\[([^\]]*)\]", name), unquote_plus(raw)))
        else:
            found.setdefault(name, []).append(tuple(canonical(unquote_plus(part)) for part in raw.split(",")))
    return found | {name: _tree(leaves) for name, leaves in trees.items()}


def _tree(leaves: Leaves) -> Any:
    """Return the value of names such as a[b], a[0][c] and a[]."""
    if any(not steps for steps, _ in leaves):
        return leaves[0][1] if len(leaves) == 1 else [("repeated", each) for _, each in leaves]
    below: dict[str, Leaves] = {}
    for index, ((step, *rest), each) in enumerate(leaves):
        below.setdefault(step or str(index), []).append((rest, each))
    values = {step: _tree(each) for step, each in below.items()}
    return list(values.values()) if all(step.isdigit() for step in values) else values
