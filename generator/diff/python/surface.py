"""The public names of a package, read from its source without importing it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

import griffe
from attrs import frozen

__all__ = ["Element", "Name", "surface"]


@frozen(kw_only=True)
class Element:
    """An argument of a function, or an attribute of a class.

    Attributes:
        name: Its name.
        annotation: Its annotation.
        default: The expression of its default. None if it is required.
        position: The position of an argument that need not be given by name. None for any other.
    """

    name: str
    annotation: str
    default: str | None
    position: int | None = None

    @property
    def is_required(self) -> bool:
        """Whether a call must give it."""
        return self.default is None


@frozen(kw_only=True)
class Name:
    """A public name of a package.

    Attributes:
        path: The name, with the module or class that users find it in.
        kind: The kind of object that it names.
        elements: The arguments of a function, or the attributes of a class.
        annotation: What a function returns, or the type of a value, or the types that an alias stands for.
        docstring: Its docstring.
        bases: The bases of a class.
    """

    path: str
    kind: Literal["module", "class", "function", "value", "alias"]
    elements: tuple[Element, ...] = ()
    annotation: str = ""
    docstring: str = ""
    bases: tuple[str, ...] = ()

    @property
    def signature(self) -> str | None:
        """The signature of a function, or the annotation of a value. None for anything else."""
        last = self.path.rpartition(".")[2]
        if not self.annotation and self.kind != "function":
            return None
        if self.kind != "function":
            return f"{last}: {self.annotation}"
        positional = [_written(each) for each in self.elements if each.position is not None]
        keywords = [_written(each) for each in self.elements if each.position is None]
        arguments = ", ".join([*positional, *(["*"] if keywords else []), *keywords])
        return f"{last}({arguments}) -> {self.annotation}"


def _written(element: Element) -> str:
    return f"{element.name}: {element.annotation}" + ("" if element.default is None else f" = {element.default}")


def surface(folder: Path, package: str) -> dict[str, Name]:
    """Return the public names of a package by their path.

    Args:
        folder: The folder that the package is in.
        package: Its name.
    """
    root = griffe.load(
        package,
        search_paths=[folder],  # not where a package of the same name may be installed
        try_relative_path=False,
        allow_inspection=False,
        store_source=False,
    )
    return {name.path: name for name in _names(cast(griffe.Module, root))}


_MODULES = ("models", "operations", "testing", "webhooks")


def _names(root: griffe.Module) -> Iterator[Name]:
    yield from _of_module(root)
    yield from (name for module in _MODULES if module in root.modules for name in _of_module(root.modules[module]))
    # Users reach the classes of resources through the clients.
    for module in root.modules["resources"].modules.values():
        for each in module.classes.values():
            if not each.is_alias:
                yield from _of(each, each.path)


def _of_module(module: griffe.Module) -> Iterator[Name]:
    for name, member in module.members.items():
        if _is_public(module, name, member):
            found = member.final_target if isinstance(member, griffe.Alias) else member
            yield from _of(found, f"{module.path}.{name}")


def _is_public(module: griffe.Module, name: str, member: griffe.Object | griffe.Alias) -> bool:
    if name.startswith("_"):
        return False
    if module.exports:
        return name in {str(each) for each in module.exports} and not member.is_module
    return not (member.is_alias or member.is_module)


def _of(found: griffe.Object | griffe.Alias, path: str) -> Iterator[Name]:
    docstring = found.docstring.value if found.docstring else ""
    match found:
        case griffe.Class():
            yield from _of_class(found, path, docstring)
        case griffe.Function():
            elements = tuple(_arguments(found))
            yield Name(
                path=path, kind="function", elements=elements, annotation=_text(found.returns), docstring=docstring
            )
        case griffe.Attribute():
            is_alias = _text(found.annotation) == "TypeAlias"
            annotation = _text(found.value if is_alias else found.annotation)
            yield Name(path=path, kind="alias" if is_alias else "value", annotation=annotation, docstring=docstring)
        case _:
            pass


_OF_MODELS = {"__attrs_post_init__", "from_dict", "to_dict"}
"""The methods that every model has."""


def _of_class(found: griffe.Class, path: str, docstring: str) -> Iterator[Name]:
    attributes: list[Element] = []
    methods: list[griffe.Function] = []
    arguments: list[Element] = []
    bases = tuple(_text(base) for base in found.bases)
    known = _OF_MODELS if "_model.Model" in bases else set[str]()
    for name, member in found.members.items():
        if isinstance(member, griffe.Function) and name == "__init__":
            arguments = list(_arguments(member))
        elif isinstance(member, griffe.Function) and not member.is_private and name not in known:
            methods.append(member)
        elif isinstance(member, griffe.Attribute) and not name.startswith("_") and member.annotation is not None:
            attributes.append(_attribute(member))
    yield Name(
        path=path,
        kind="class",
        elements=tuple(arguments or attributes),
        docstring=docstring,
        bases=bases,
    )
    for method in methods:
        yield from _of(method, f"{path}.{method.name}")


def _attribute(found: griffe.Attribute) -> Element:
    return Element(name=found.name, annotation=_text(found.annotation), default=_default(found.value))


def _default(value: object) -> str | None:
    """Return the default of an attribute. A secret attribute has it within `field`, if it has one."""
    if isinstance(value, griffe.ExprCall) and str(value.function) == "field":
        given = {each.name: each.value for each in value.arguments if isinstance(each, griffe.ExprKeyword)}
        if "repr" in given:
            return str(given["default"]) if "default" in given else None
    return None if value is None else str(value)


_POSITIONAL = {griffe.ParameterKind.positional_only, griffe.ParameterKind.positional_or_keyword}
_VARIADIC = {griffe.ParameterKind.var_positional, griffe.ParameterKind.var_keyword}


def _arguments(function: griffe.Function) -> Iterator[Element]:
    position = 0
    for parameter in function.parameters:
        if parameter.kind in _VARIADIC or parameter.name in {"self", "cls"}:
            continue
        is_positional = parameter.kind in _POSITIONAL
        yield Element(
            name=parameter.name,
            annotation=_text(parameter.annotation),
            default=None if parameter.default is None else str(parameter.default),
            position=position if is_positional else None,
        )
        position += is_positional


def _text(expression: object) -> str:
    return "" if expression is None else str(expression)
