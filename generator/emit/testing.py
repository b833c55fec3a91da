"""The modules of the package `testing`, which makes values for the tests of applications."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen
from jinja2 import Environment

from ..ir.api import API
from ..ir.models import Field
from ..ir.testing import Factory, is_repeated


def testing(api: API, templates: Environment) -> dict[str, str]:
    """Return the modules of the package, by their path."""
    functions = sorted(factory.function for factory in api.testing.factories)
    own = ["OperationId", "error", "error_response", "response"]
    own += ["Delivery", "Envelope", "delivery", "webhook_event"] if api.testing.events else []
    index = templates.get_template("testing/__init__.py.jinja")
    contract = templates.get_template("testing/_contract.py.jinja")
    return {
        "testing/__init__.py": index.render(
            functions=functions, names=sorted([*own, *functions]), events=api.testing.events
        ),
        "testing/_contract.py": contract.render(
            operations={operation.id: operation.command for each in api.resources for operation in each.operations},
            successes={model: found for model, found in _successes(api).items() if found != _USUAL},
            errors=api.testing.errors,
            events=api.testing.events,
        ),
        **{f"testing/_{each.function}.py": _factory(each, templates) for each in api.testing.factories},
    }


_Success = tuple[int, dict[str, bool]]

_USUAL: list[_Success] = [(200, {})]


def _successes(api: API) -> dict[str, list[_Success]]:
    """Return the statuses with which each model is returned, with the properties that they add."""
    found: dict[str, list[_Success]] = {model.name: [] for model in api.models}
    for operation in (operation for each in api.resources for operation in each.operations):
        for success in operation.successes:
            status = int(success.status) if success.status.isdecimal() else 200
            model = found.get(success.type.annotation)
            if model is not None and (status, dict(success.outcome)) not in model:
                model.append((status, dict(success.outcome)))
    return {model: successes or _USUAL for model, successes in found.items()}


def _factory(factory: Factory, templates: Environment) -> str:
    code = _Code(factory)
    fields = [field for field in factory.model.fields if field.name not in factory.fixed]
    extra = f"extra: Mapping[str, {factory.model.extra.qualified('_models').argument}] | None = None"
    return templates.get_template("testing/factory.py.jinja").render(
        factory=factory,
        arguments=", ".join(["*", *map(code.argument, fields), extra]),
        required=_table(
            [*code.values(always=True), *((repr(name), repr(each)) for name, each in factory.fixed.items())]
        ),
        optional=_table(code.values(always=False)),
    )


def _table(entries: list[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{wire}: {value}' for wire, value in entries)}}}"


_LITERALS: dict[str, tuple[type, ...]] = {
    "anything": (bool, int, float, str),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
}


@frozen
class _Code:
    """Writes the arguments of a factory, and the JSON object that it makes of them."""

    factory: Factory

    def argument(self, field: Field) -> str:
        """Return the argument for a field."""
        found = (field.type if field.required else field.type.optional).qualified("_models")
        default = self._default(field)
        return f"{field.name}: {found.argument}" + ("" if default is None else f" = {default}")

    def values(self, *, always: bool) -> list[tuple[str, str]]:
        """Return the name and the value of each property that is always written, or of each of the others."""
        return [
            (repr(field.wire), self._value(field))
            for field in self.factory.model.fields
            if field.name not in self.factory.fixed and always == (field.required or field.type.nullable)
        ]

    def _default(self, field: Field) -> str | None:
        """Return the default of an argument. None if a required value has no example."""
        if field.wire not in self.factory.example:
            return None if field.required else "_OMITTED" if field.type.nullable else "None"
        value = self._literal(field)
        return "_EXAMPLE" if value is None or self._counted(field) else value

    def _literal(self, field: Field) -> str | None:
        """Return the example of a field, if the argument itself can have it as its default."""
        value = self.factory.example.get(field.wire)
        if value is None:
            return "None" if field.wire in self.factory.example and field.type.nullable else None
        decoder = field.type.decoder.removeprefix("nullable(").removesuffix(")")
        if decoder == "integer" and isinstance(value, float) and value.is_integer():
            value = int(value)
        return repr(value) if type(value) in _LITERALS.get(decoder, ()) else None

    def _value(self, field: Field) -> str:
        if self._default(field) != "_EXAMPLE":
            return field.name
        items = self._counted(field)
        example = self._written(field.wire, self.factory.example[field.wire])
        if items is not None:
            example = f"({example} if {items.name} is _EXAMPLE else len({items.name}))"
        return f"{example} if {field.name} is _EXAMPLE else {field.name}"

    def _counted(self, field: Field) -> Field | None:
        """Return the property whose items a field counts in the example."""
        items = self.factory.model.items
        found = None if items is None else self.factory.example.get(items.wire)
        counts = field.wire == "total" and isinstance(found, list) and self.factory.example["total"] == len(found)
        return items if counts else None

    def _written(self, wire: str, value: Any) -> str:
        """Return a part of the example. What repeats an argument follows it."""
        if isinstance(value, dict):
            entries = [(repr(name), self._written(name, each)) for name, each in value.items()]
            return _table(entries) if entries else "dict[str, Any]()"  # an empty literal in a list has no known type
        if isinstance(value, list):
            items = [self._written(wire, each) for each in value]
            return f"[{', '.join(items)}]" if items else "list[Any]()"
        return next(self._repeated(wire, value), repr(value))

    def _repeated(self, wire: str, value: Any) -> Iterator[str]:
        fields = [field for field in self.factory.model.fields if self._default(field) == self._literal(field)]
        # One of the same name comes first.
        for field in sorted(fields, key=lambda field: field.wire != wire):
            if is_repeated(wire, value, field.wire, self.factory.example.get(field.wire)):
                yield field.name
