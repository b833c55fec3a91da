"""Reads YAML as JSON values.

The parser is libyaml, which takes a second for 3 MB. A parser in Python takes half a minute. Scalars follow the core
schema of YAML 1.2, so `yes` and `2026-11-05` are text.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import yaml
from attrs import define, field, frozen

from . import json_values
from .document import Node
from .json_values import check_scalar, fail, fail_at_depth, fail_at_key
from .problem import pointer

_TAG = "tag:yaml.org,2002:"
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBERS: list[tuple[re.Pattern[str], Callable[[str], int | float]]] = [
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), lambda text: float(text.replace(".", ""))),
]
_TYPES: dict[str, tuple[type, ...]] = {
    f"{_TAG}bool": (bool,),
    f"{_TAG}float": (float, int),
    f"{_TAG}int": (int,),
    f"{_TAG}null": (type(None),),
}


@frozen
class _Value:
    """A value that was read.

    Attributes:
        value: The value.
        count: The number of values in it, itself and its keys included.
        height: The number of levels below it.
    """

    value: Any
    count: int = 1
    height: int = 0


@define
class _Collection:
    """A mapping or sequence that is being read.

    Attributes:
        value: The part of it that has been read.
        anchor: Its anchor.
        count: The number of values in it, itself and its keys included.
        height: The number of levels below it.
        key: The key whose value comes next.
        is_merge: Whether that key merges a mapping into this one.
        merged: The mappings to merge.
    """

    value: dict[str, Any] | list[Any]
    anchor: str | None
    count: int = 1
    height: int = 0
    key: str | None = None
    is_merge: bool = False
    merged: list[Node] = field(factory=list[Node])


def from_yaml(text: str) -> Any:
    """Return the value that a YAML document describes.

    Raises:
        YAMLError: The text is not YAML.
        UnreadableError: The value has no form in JSON, or is too large.
    """
    return _Composer().compose(text)


class _Composer:
    """Builds a value from the events of the parser, without recursion. libyaml's own would overflow the stack."""

    def __init__(self) -> None:
        self._open: list[_Collection] = []
        self._anchors: dict[str, _Value | None] = {}
        self._count = 0
        self._result: Any = None

    def compose(self, text: str) -> Any:
        documents = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._begin({}, event, f"{_TAG}map")
                case yaml.SequenceStartEvent():
                    self._begin([], event, f"{_TAG}seq")
                case yaml.CollectionEndEvent():
                    self._end()
                case yaml.AliasEvent():
                    self._alias(str(event.anchor))
                case yaml.DocumentStartEvent():
                    documents += 1
        if documents > 1:
            fail("The file contains more than one YAML document.", "Keep one of them.")
        return self._result

    def _where(self) -> str:
        keys = (len(at.value) if isinstance(at.value, list) else at.key for at in self._open)
        return pointer(*(key for key in keys if key is not None))

    def _scalar(self, event: Any) -> None:
        is_plain = event.implicit[0] and event.tag != "!"
        value = event.value
        if is_plain or event.tag in _TYPES:
            value = self._plain(event.value)
        if event.tag not in {None, "!", f"{_TAG}str"} and not isinstance(value, _TYPES.get(event.tag, ())):
            self._fail_at_tag(event.tag)
        self._count_values(1)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Value(value)
        self._place(_Value(value), is_merge=is_plain and value == "<<")

    def _plain(self, text: str) -> Any:
        """Return the value of text without quotes."""
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] not in "-+.0123456789":
            return text
        for pattern, convert in _NUMBERS:
            if pattern.fullmatch(text):
                try:
                    return convert(text)
                except ValueError:
                    fail("The number has too many digits.", "Write it as text.", self._where())
        return text

    def _begin(self, value: dict[str, Any] | list[Any], event: Any, tag: str) -> None:
        if event.tag not in {None, "!", tag}:
            self._fail_at_tag(event.tag)
        if len(self._open) > json_values.DEEPEST:
            fail_at_depth(self._where())
        if self._open and isinstance(self._open[-1].value, dict) and self._open[-1].key is None:
            self._fail_at_key()
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._count_values(1)
        self._open.append(_Collection(value, event.anchor))

    def _end(self) -> None:
        ended = self._open.pop()
        if isinstance(ended.value, dict) and ended.merged:
            # The first of several merged mappings takes precedence, and the mapping's own keys over all of them.
            merged = {key: value for node in reversed(ended.merged) for key, value in node.items()}
            ended.value = {**merged, **ended.value}
        found = _Value(ended.value, ended.count, ended.height)
        if ended.anchor is not None:
            self._anchors[ended.anchor] = found
        self._place(found)

    def _alias(self, anchor: str) -> None:
        if anchor not in self._anchors:
            fail(f"The alias *{anchor} has no anchor.", "Define the anchor before it.", self._where())
        found = self._anchors[anchor]
        if found is None:
            fail(f"The anchor &{anchor} contains itself.", "Use $ref instead of anchors.", self._where())
        if len(self._open) + found.height > json_values.DEEPEST:
            fail_at_depth(self._where())
        self._count_values(found.count)
        self._place(_Value(_copy(found.value), found.count, found.height))

    def _place(self, found: _Value, *, is_merge: bool = False) -> None:
        """Put a finished value where it belongs: into the innermost collection, as a key or as a value."""
        value = found.value
        if not isinstance(value, dict | list):
            check_scalar(value, self._where)
        if not self._open:
            self._result = value
            return
        into = self._open[-1]
        into.count += found.count
        into.height = max(into.height, found.height + 1)
        if isinstance(into.value, list):
            into.value.append(value)
        elif into.key is None:
            into.key, into.is_merge = self._name(value, into.value), is_merge
        elif into.is_merge:
            into.merged += self._mappings(value)
            into.key = None
        else:
            into.value[into.key] = value
            into.key = None

    def _name(self, key: Any, members: Node) -> str:
        """Return the name for a key. It must be text in JSON, but YAML reads a status as a number."""
        if isinstance(key, dict | list):
            self._fail_at_key()
        name = key if isinstance(key, str) else json.dumps(key)
        if name in members:
            fail_at_key(name, self._where())
        return name

    def _mappings(self, value: Any) -> list[Node]:
        mappings = value if isinstance(value, list) else [value]
        if not all(isinstance(node, dict) for node in mappings):
            fail("Only mappings can be merged.", "Use << for mappings only.", self._where())
        return mappings

    def _count_values(self, count: int) -> None:
        self._count += count
        if self._count > json_values.LARGEST:
            message = f"Too many values once the aliases are written out (limit {json_values.LARGEST:,})."
            fail(message, "Use $ref instead of anchors.")

    def _fail_at_key(self) -> None:
        fail("A key is not text.", "Write it as text.", self._where())

    def _fail_at_tag(self, tag: str) -> None:
        fail(f"The YAML tag {tag.replace(_TAG, '!!')} has no form in JSON.", "Write the value as text.", self._where())


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(child) for key, child in value.items()}
    return [_copy(child) for child in value] if isinstance(value, list) else value
