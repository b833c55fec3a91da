"""User code that works with the old package and breaks with the new one."""

import re
from collections import deque
from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from ...ir.api import API
from ...ir.operations import Operation, Parameter
from ...ir.types import Type
from ..changes import Severity
from .annotations import accepts, expanded, parse
from .entries import Entries, Entry, Role
from .examples import example, example_of
from .finding import Finding
from .keys import Key, by_key, pages_key
from .surface import Element
from .types import Types, after

__all__ = ["Codes", "codes", "header"]


def header(entries: Entries, written: Iterable[str]) -> str:
    """Return the imports of user code. Unused modules are not imported, because the checker would read them."""
    package = entries.package.name
    used = {word for code in written for word in re.findall(r"\w+", code)}
    modules = [module for module in _MODULES if module in used]
    return (
        "from collections.abc import Iterable, Mapping, Sequence\n"
        "from collections.abc import Set as AbstractSet\n"
        "from datetime import date, datetime\n"
        "from typing import Any, Literal\n"
        "from uuid import UUID\n"
        f"import {package}\n"
        f"from {package} import {', '.join([entries.client, *modules])}\n"
    )


_MODULES = ("models", "operations", "testing")


def codes(old: Entries, types: Types, found: list[Finding]) -> "Codes":
    """Return a writer of user code for differences."""
    broken = {each.key for each in found if each.severity is Severity.BREAKING}
    return Codes(old, types, _methods(old.package.api), _readable(old.package.api, types, broken))


@frozen
class Codes:
    """Writes user code in which `client` is a client.

    Attributes:
        old: The public names of the old version.
        types: The types of both versions.
        methods: The expressions of the methods of operations, by the keys of these.
        readable: The expressions of values that calls return, by the name of their model or alias.
    """

    old: Entries
    types: Types
    methods: Mapping[Key, str]
    readable: Mapping[str, str]

    def write(self, found: Finding) -> str | None:
        """Return code that a difference breaks, or None if it breaks none that a type checker can judge."""
        entry, before = found.pair.old, found.before
        if entry is None or found.severity is not Severity.BREAKING:
            return None
        if found.noun == "attribute":
            return self._of_attribute(found, entry)
        if found.noun == "parameter":
            return self._call(entry, before if found.what in _PASSED else None, self._argument(found))
        return self._of_name(found, entry)

    def _of_name(self, found: Finding, entry: Entry) -> str | None:
        path = self._path(entry)
        match found.noun, found.what:
            case "resource", _:
                return f"client.{path.rpartition('.')[2]}"
            case (("method" | "function"), ("removed" | "renamed")):
                return self._call(entry)
            case _, "return-type-changed" if (call := self._call(entry)) is not None:
                return f"value: {self._qualified(entry.name.annotation)} = {call}"
            case "class", ("removed" | "renamed") if entry.role is Role.CLASS:
                return f"{path}.from_dict({{}})"
            case "alias", ("removed" | "renamed"):
                return f"value: {path}"
            case "alias", "value-removed":
                return f"value: {path} = {found.old}"
            case "alias", "type-changed":
                return self._of_type(found, entry, path)
            case "module", "removed":
                return f"import {entry.name.path}"
            case ("event", "removed") | ("class", ("removed" | "renamed")):
                return f"import {entry.name.path.rpartition('.')[0]}\nvalue: {path}"
            case _:
                return None

    def _of_type(self, found: Finding, entry: Entry, path: str) -> str:
        """Return code that reads or writes a value of an alias."""
        expression = self.readable.get(path.rpartition(".")[2])
        if entry.received and expression is not None:
            return f"value: {self._qualified(entry.name.annotation)} = {expression}"
        return f"value: {path} = {self._rejected(found.old or '', found.new or '')}"

    def _of_attribute(self, found: Finding, entry: Entry) -> str | None:
        before = found.before
        if before is None:
            return self._call(entry)
        if found.what == "required":
            return self._call(entry, before, "None") if before.is_required else self._call(entry)
        model = entry.name.path.rpartition(".")[2]
        value = f"{self.readable.get(model, f'models.{model}.from_dict({{}})')}.{before.name}"
        if found.what in {"removed", "renamed"}:
            return value
        if entry.received:
            return f"value: {self._qualified(before.annotation)} = {value}"
        return self._call(entry, before, self._argument(found))

    def _argument(self, found: Finding) -> str:
        """Return a value for an argument, one that is no longer accepted if its type is different."""
        old, new = found.before, found.after
        if old is None:
            return ""
        return self._rejected(old.annotation, new.annotation if new else old.annotation)

    def _rejected(self, old: str, new: str) -> str:
        """Return a value of a type that another type rejects, or any of its values if the other rejects none."""
        form = expanded(parse(old, {}), self.types.own)
        accepted = expanded(after(new), self.types.new)
        for part in sorted(form, key=lambda part: (part.name, part.value)):
            mapped = evolve(part, name=self.types.renamed.get(part.name, part.name))
            if not accepts(accepted, frozenset({mapped})):
                return example_of(part, self.types.own)
        return example(form, self.types.own)

    def _call(self, entry: Entry, passed: Element | None = None, value: str = "") -> str | None:
        """Return a call that passes what is required, and another argument by name."""
        callee = self._callee(entry)
        if callee is None:
            return None
        arguments: list[str] = []
        by_name = False
        for element in entry.elements.values():
            is_passed = passed is not None and element.name == passed.name
            if not (is_passed or element.is_required):
                continue
            # No argument that is passed by place follows one that is passed by name.
            by_name = by_name or is_passed or element.position is None
            text = value if is_passed else example(parse(element.annotation, {}), self.types.own)
            arguments.append(f"{element.name}={text}" if by_name else text)
        return f"{callee}({', '.join(arguments)})"

    def _callee(self, entry: Entry) -> str | None:
        if entry.role is Role.METHOD:
            return self.methods[entry.key]
        is_method = entry.name.kind == "function" and entry.name.path.split(".")[-2][0].isupper()
        return None if is_method else self._path(entry)

    def _path(self, entry: Entry) -> str:
        """Return the expression of a name."""
        package = self.old.package.name
        short = entry.name.path.removeprefix(f"{package}.")
        is_imported = short.partition(".")[0] in {*_MODULES, self.old.client}
        return short if is_imported else entry.name.path

    def _qualified(self, annotation: str) -> str:
        """Return an annotation with the module of its classes."""
        known = "|".join(map(re.escape, _classes(self.old.package.api)))
        return re.sub(rf"(?<![\w.\"'])({known})\b", r"models.\1", annotation) if known else annotation


_PASSED = {"removed", "renamed", "type-changed"}


def _classes(api: API) -> list[str]:
    return [
        *(model.name for model in api.models),
        *(enum.name for enum in api.enums),
        *(alias.name for alias in api.aliases),
    ]


def _methods(api: API) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for key, (resource, operation) in by_key(api).items():
        found[key] = f"client.{resource.name}.{operation.method}"
        if operation.pages is not None:
            found[pages_key(key)] = f"client.{resource.name}.{operation.pages.method}"
    return found


def _readable(api: API, types: Types, broken: set[Key]) -> dict[str, str]:
    """Return the shortest expressions of values that calls return, by model or alias. They use nothing that breaks."""
    fields = {model.name: model.fields for model in api.models}
    known = {*_classes(api)}
    methods = _methods(api)
    found: dict[str, str] = {}
    waiting = deque(
        (operation.annotation, f"{methods[key]}({_arguments(operation, types)})")
        for key, (_, operation) in by_key(api).items()
        if not _is_broken(key, broken)
    )
    while waiting:
        annotation, expression = waiting.popleft()
        if annotation not in known or annotation in found:
            continue
        found[annotation] = expression
        key = ("class", types.renamed.get(annotation, annotation))
        for each in fields.get(annotation, ()):
            if each.required and (*key, each.wire) not in broken:
                waiting.append(_inner(each.type, f"{expression}.{each.name}"))
    return found


def _is_broken(operation: Key, broken: set[Key]) -> bool:
    return any(key[: len(operation)] == operation for key in broken)


def _inner(found: Type, expression: str) -> tuple[str, str]:
    """Return the type of a value, or of the items of an array, with its expression."""
    return (found.item, f"{expression}[0]") if found.item else (found.annotation, expression)


def _arguments(operation: Operation, types: Types) -> str:
    required = [each for each in operation.parameters if each.required and each.type.default is None]
    return ", ".join(_argument(each, types) for each in required)


def _argument(parameter: Parameter, types: Types) -> str:
    value = example(parse(parameter.type.argument, {}), types.own)
    return value if parameter.location == "path" else f"{parameter.name}={value}"
