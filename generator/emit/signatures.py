"""The signatures of generated functions, and the arguments that methods pass on to them."""

from collections.abc import Iterable

from attrs import evolve

from ..ir.operations import Operation, Parameter
from ..ir.types import Type

_KEYWORDS = ("query", "header", "cookie", "body", "extra", "content")


def in_order(operation: Operation) -> list[Parameter]:
    """Return the arguments of an operation in the order of its signature: those in the path are positional."""
    return [*operation.located("path"), *operation.located(*_KEYWORDS)]


def signature(operation: Operation) -> str:
    """Return the parameters of the function of an operation."""
    return ", ".join(parameters(operation))


def parameters(operation: Operation) -> list[str]:
    """Return the parameters of the function of an operation, one by one."""
    positional = [f"{parameter.name}: {parameter.type.argument}" for parameter in operation.located("path")]
    keywords = [_keyword(parameter) for parameter in operation.located(*_KEYWORDS)]
    return [*positional, *(["*"] if keywords else []), *keywords]


def forward(operation: Operation) -> str:
    """Return the arguments that pass these parameters on."""
    positional = [parameter.name for parameter in operation.located("path")]
    keywords = [f"{parameter.name}={parameter.name}" for parameter in operation.located(*_KEYWORDS)]
    return ", ".join([*positional, *keywords])


def mentioned(operations: Iterable[Operation]) -> list[str]:
    """Return the models, enums and aliases that the signatures of operations name."""
    types: list[Type] = []
    for operation in operations:
        types += [parameter.type for parameter in operation.parameters]
        types += [success.type for success in operation.successes]
    return sorted({name for each in types for name in each.models})


def qualified(operation: Operation, module: str) -> Operation:
    """Return an operation whose annotations name the models as attributes of a module.

    Only code that evaluates the annotations then imports the models.
    """
    pages = operation.pages
    return evolve(
        operation,
        parameters=tuple(evolve(each, type=each.type.qualified(module)) for each in operation.parameters),
        successes=tuple(evolve(each, type=each.type.qualified(module)) for each in operation.successes),
        pages=pages and evolve(pages, items=evolve(pages.items, type=pages.items.type.qualified(module))),
    )


def _keyword(parameter: Parameter) -> str:
    annotation = parameter.type.argument
    if parameter.required:
        default = parameter.type.default
        return f"{parameter.name}: {annotation}" + (f" = {default}" if default is not None else "")
    if parameter.nullable:
        return f"{parameter.name}: {annotation} = OMITTED"
    return f"{parameter.name}: {parameter.type.optional.argument} = None"
