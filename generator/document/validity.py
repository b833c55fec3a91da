"""Checks that the parts of a document are what OpenAPI allows there, and drops what is not but does no harm.

After this check, every field that the document has holds what `OBJECTS` says, so that nobody else has to ask.
"""

import json
import re
from typing import Any

from .document import Document, Part
from .problem import pointer, short
from .report import Report
from .structure import METHODS, OBJECTS, OTHERS, REQUIRED, SCALARS, Field, article

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_STATUS = re.compile("default|[1-5]([0-9]{2}|XX)")
_COMPONENT_NAME = re.compile("[a-zA-Z0-9._-]+")

# Requests would be wrong without these. Everything else can be ignored.
_DECISIVE: dict[str, frozenset[str]] = {
    "document": frozenset({"paths", "security", "servers"}),
    "server": frozenset({"url", "variables"}),
    "server variable": frozenset({"default"}),
    "components": frozenset({"parameters", "requestBodies"}),
    "paths": frozenset({OTHERS}),
    "path item": frozenset({*METHODS, "parameters", "servers"}),
    "operation": frozenset({"parameters", "requestBody", "security", "servers"}),
    "parameter": frozenset({"content", "explode", "in", "name", "required", "style"}),
    "request body": frozenset({"content", "required"}),
    "security requirement": frozenset({OTHERS}),
}

# Requests depend on these, and tools that know better than OpenAPI allow references to them.
_NOT_REFERABLE = frozenset(("document", "media type", "operation", "paths", "responses", "server"))

# What others rely on, and what it is where it is missing.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "document": {"info": {"title": "API", "version": "1"}, "paths": {}},
    "info": {"title": "API", "version": "1"},
    "response": {"description": ""},
}


def check_validity(document: Document, report: Report) -> None:
    """Check every part of a document, and drop what is to be ignored."""
    for part in list(document.parts()):
        _Checker(part, report).check()
        if part.ref is None:
            add_defaults(part)


def add_defaults(part: Part) -> None:
    """Add the fields that others rely on, where they are missing."""
    for name, default in _DEFAULTS.get(part.kind, {}).items():
        part.node.setdefault(name, default)


class _Checker:
    """Checks one part."""

    def __init__(self, part: Part, report: Report) -> None:
        self._part = part
        self._report = report
        self._fields = OBJECTS[part.kind]
        self._decisive = _DECISIVE.get(part.kind, frozenset[str]()) if part.is_sent else frozenset[str]()

    def check(self) -> None:
        if self._part.ref is not None and self._part.kind != "schema":
            self._check_reference()
            return
        self._check_required()
        for name in list(self._part.node):
            if field := self._field(name):
                self._check_field(name, field)
        if self._part.kind == "parameter":
            self._check_parameter()

    def _check_reference(self) -> None:
        """Check that nothing but a description stands beside a reference."""
        for name in self._part.node.keys() & (self._fields.keys() - {"$ref", "description", "summary"}):
            message = f"{name} has no meaning beside a reference."
            self._ignore(name, message, "Move it to what the reference leads to.")

    def _check_required(self) -> None:
        kind, node = self._part.kind, self._part.node
        for name in REQUIRED.get(kind, ()):
            if name not in node:
                problem = (self._part.pointer, f"The {kind} has no {name}.", f"Add `{name}`.")
                if name in self._decisive:
                    self._report.error(*problem)
                else:
                    self._report.note(*problem)
        if kind == "document" and not node.keys() & {"paths", "components", "webhooks"}:
            self._report.note("", "The document has no paths.", "Add `paths`.")

    def _check_parameter(self) -> None:
        where, node = self._part.pointer, self._part.node
        if node.get("in") == "path" and node.get("required") is not True:
            self._report.note(where, "The path parameter is not required.", "Add `required: true`.")
            node["required"] = True
        if not node.keys() & {"content", "schema"}:
            self._report.note(where, "The parameter has no schema.", "Add `schema`.")
            node["schema"] = {}

    def _field(self, name: str) -> Field | None:
        """Return the field of this name. There is none for an extension, or after a note for what is not known."""
        kind = self._part.kind
        if name.startswith("x-") and kind != "security requirement":
            return None
        if name in self._fields:
            return self._fields[name]
        if name == "$ref" and kind in _NOT_REFERABLE:
            where = self._part.pointer
            self._report.error(where, f"A reference cannot stand in place of {article(kind)}.", "Write the object out.")
            return None
        if kind == "paths" and not name.startswith("/"):
            self._ignore(name, f"The path {name} does not begin with a slash.", "Begin it with a slash.")
        elif kind == "responses" and not _STATUS.fullmatch(name):
            self._check_status(name)
        elif OTHERS in self._fields:
            return self._fields[OTHERS]
        elif kind != "schema":  # JSON Schema allows further keywords.
            self._ignore(name, f"Unknown key {name}.", f"Known to {article(kind)}: {', '.join(self._fields)}.")
        return None

    def _check_status(self, status: str) -> None:
        responses = self._part.node
        problem = (f"{status} is not a status.", "Write three digits, a class such as 2XX, or default.")
        if status.upper() not in responses and _STATUS.fullmatch(status.upper()):
            self._report.note(self._part.pointer + pointer(status), *problem)
            responses[status.upper()] = responses.pop(status)
        else:
            self._ignore(status, *problem)

    def _check_field(self, name: str, field: Field) -> None:
        """Check the value of a field, or each of the values in it."""
        value = self._part.node[name]
        if field.collection == "":
            if not _is_valid(field.kind, value):
                self._reject(name, field, value)
        elif not isinstance(value, list if field.collection == "list" else dict):
            self._reject(name, field, value)
        else:
            items: dict[Any, Any] = dict(enumerate(value)) if isinstance(value, list) else value
            self._reject_items(name, field, {key: items[key] for key in items if not _is_valid(field.kind, items[key])})
            if self._part.kind == "components":
                self._check_names(name, items)
            if (self._part.kind, name) == ("schema", "required"):
                self._check_doubles(self._part.node[name])

    def _check_names(self, name: str, components: dict[str, Any]) -> None:
        for key in components:
            if not _COMPONENT_NAME.fullmatch(key):
                where = self._part.pointer + pointer(name, key)
                message = f"The name {key} contains more than letters, digits, dots, hyphens and underscores."
                self._report.note(where, message, "Rename the component.")

    def _check_doubles(self, names: list[str]) -> None:
        unique = list(dict.fromkeys(names))
        if len(unique) < len(names):
            double = next(name for name in unique if names.count(name) > 1)
            where = self._part.pointer + pointer("required")
            self._report.note(where, f"The property {double} is listed twice.", "Remove one of the two.")
            names[:] = unique

    def _reject(self, name: str, field: Field, value: Any) -> None:
        noun = {"list": "a list", "table": "an object", "": _noun(field.kind)}[field.collection]
        fix = f"Write {noun}." if field.collection else _fix(field.kind, noun)
        problem = (f"{name} must be {noun}, not {_shown(value)}.", fix)
        # What is empty asks for nothing.
        is_needed = value is not None or name in REQUIRED.get(self._part.kind, ())
        if self._is_decisive(name) and is_needed:
            self._report.error(self._part.pointer + pointer(name), *problem)
        elif field == _SCHEMA:
            self._report.note(self._part.pointer + pointer(name), *problem)
            self._part.node[name] = {}
        else:
            self._ignore(name, *problem)

    def _reject_items(self, name: str, field: Field, bad: dict[Any, Any]) -> None:
        items = self._part.node[name]
        for key, value in bad.items():
            where = self._part.pointer + pointer(name, key)
            noun = _noun(field.kind)
            subject = f"Each of {name}" if field.collection == "list" else key
            problem = (f"{subject} must be {noun}, not {_shown(value)}.", _fix(field.kind, noun))
            if self._is_decisive(name):
                self._report.error(where, *problem)
            else:
                self._report.note(where, *problem)
            if field.kind == "schema":
                items[key] = {}
        if field.kind != "schema":
            for key in reversed(list(bad)):
                del items[key]

    def _is_decisive(self, name: str) -> bool:
        return (name if name in self._fields else OTHERS) in self._decisive

    def _ignore(self, name: str, message: str, fix: str) -> None:
        """Add a note, and drop what it is about."""
        self._report.note(self._part.pointer + pointer(name), message, fix)
        del self._part.node[name]


_SCHEMA = Field("schema", "")
_TABLES = frozenset(("callback", "components", "flows", "info", "paths", "responses", "xml"))


def _is_valid(kind: str, value: Any) -> bool:
    """Whether a value is of a kind. Objects are checked by themselves."""
    match kind:
        case "any":
            return True
        case "boolean":
            return isinstance(value, bool)
        case "number" | "count":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number and (kind == "number" or (value >= 0 and value == int(value)))
        case "string":
            return isinstance(value, str)
        case "type":
            names = value if isinstance(value, list) and value else [value]
            return all(isinstance(name, str) and name in _TYPES for name in names)
        case "schema":
            return isinstance(value, dict | bool)
        case _:
            return isinstance(value, dict) if kind in OBJECTS else isinstance(value, str) and value in kind.split("|")


def _noun(kind: str) -> str:
    if kind in OBJECTS:
        return "an object" if kind in _TABLES else article(kind)
    return SCALARS[kind] if kind in SCALARS else " or ".join(kind.split("|")).replace(" or ", ", ", kind.count("|") - 1)


def _fix(kind: str, noun: str) -> str:
    match kind:
        case "schema":
            return "Write an object or a boolean."
        case _ if kind in OBJECTS:
            return "Write an object."
        case _:
            return f"Write {noun}."


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return short(json.dumps(value, ensure_ascii=False))
