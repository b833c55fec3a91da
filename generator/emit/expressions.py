"""The expressions of generated code: the only place where text of the contract becomes code."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ..ir.models import Field
from ..ir.operations import Body, Operation, Parameter, Success


def quoted(value: object) -> str:
    """Return a literal."""
    return repr(value)


def arguments(operation: Operation) -> str:
    """Return the arguments of `Operation.call` that make a call from the parameters of a function."""
    repeated = {parameter.same_as: parameter.name for parameter in operation.located("path") if parameter.same_as}
    body = operation.located("body")
    tables: dict[str, dict[str, str]] = {
        "path": {parameter.wire: _segment(parameter) for parameter in operation.located("path")},
        "query": _fixed(operation) | _table(operation.located("query")),
        "headers": _table(operation.located("header")),
        "cookies": _table(operation.located("cookie")),
        "members": repeated | _table(each for each in body if each.required or each.nullable),
        "optional": _table(each for each in body if not each.required and not each.nullable),
    }
    parts = [f"{name}={_mapping(table)}" for name, table in tables.items() if table]
    parts += [f"extra={parameter.name}" for parameter in operation.located("extra")]
    parts += [f"body={_content(parameter)}" for parameter in operation.located("content")]
    return ", ".join(parts)


def renamed(operation: Operation) -> dict[tuple[str, str], str]:
    """Return the arguments that have another name than what they are sent as, by location and that name."""
    sent = {(each.location, each.wire): each.name for each in operation.parameters}
    sent |= {("body", each.same_as): each.name for each in operation.located("path") if each.same_as is not None}
    return {(location, wire): name for (location, wire), name in sent.items() if name != wire}


_CLASSES = {
    "boolean": "bool",
    "calendar_date": "date",
    "date_time": "datetime",
    "integer": "int",
    "number": "float",
    "string": "str",
    "uuid": "UUID",
}
"""The class of the values that each decoder reads."""


def path_types(operation: Operation) -> str:
    """Return a literal with the classes of each path parameter that is not an id, or an empty text if there is none."""
    classes = {
        parameter.wire: f"({_CLASSES[parameter.type.decoder]},)"
        for parameter in operation.located("path")
        if _is_single(parameter) and parameter.type.arguments != ("str", "UUID")
    }
    return _mapping(classes) if classes else ""


def _is_single(parameter: Parameter) -> bool:
    return parameter.style is None and parameter.type.decoder in _CLASSES


def _segment(parameter: Parameter) -> str:
    written = parameter.style is not None or _is_single(parameter)
    return _styled(parameter) if written else f"as_text({parameter.name})"


def _styled(parameter: Parameter) -> str:
    return parameter.name if parameter.style is None else f"{parameter.style}({parameter.name})"


def _fixed(operation: Operation) -> dict[str, str]:
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in operation.fixed_query:
        values[name].append(value)
    return {name: repr(found[0] if len(found) == 1 else tuple(found)) for name, found in values.items()}


def _table(parameters: Iterable[Parameter]) -> dict[str, str]:
    return {parameter.wire: _styled(parameter) for parameter in parameters}


def _mapping(table: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{wire!r}: {value}' for wire, value in table.items())}}}"


def _content(parameter: Parameter) -> str:
    given = parameter.required or parameter.nullable
    return parameter.name if given else f"OMITTED if {parameter.name} is None else {parameter.name}"


def attribute(field: Field) -> str:
    """Return the declaration of an attribute of a model."""
    found = field.type if field.required else field.type.optional
    if field.required:
        default = field.type.default if field.sendable else "OMITTED"
    else:
        default = "OMITTED" if field.type.nullable else "None"
    if field.secret:
        default = f"field({'' if default is None else f'default={default}, '}repr=_secret.masked)"
    return f"{field.name}: {found.annotation}" + ("" if default is None else f" = {default}")


def writer(body: Body) -> str:
    """Return the expression that writes a body."""
    return f"{body.form}_request({body.media_type!r}, required={body.required})"


def reader(success: Success) -> str:
    """Return the expression that reads a success."""
    if success.reader == "redirect":
        return f"redirect(lambda: {success.type.decoder}, {dict(success.kinds)!r})"
    if success.reader != "json_body":
        return success.reader
    outcome = f", outcome={dict(success.outcome)!r}" if success.outcome else ""
    return f"json_body(lambda: {success.type.decoder}{outcome})"


def imports(operations: Iterable[Operation]) -> dict[str, list[str]]:
    """Return what the functions of operations import from modules of the SDK, by module."""
    needed: defaultdict[str, set[str]] = defaultdict(set)
    for operation in operations:
        for module, name in _imports(operation):
            needed[module].add(name)
    return {module: sorted(names) for module, names in sorted(needed.items())}


def _imports(operation: Operation) -> Iterator[tuple[str, str]]:
    yield from (("_call", "Call"), ("_call", "Operation"))
    if operation.body is not None:
        yield "_call" if operation.body.form == "json" else "_bodies", f"{operation.body.form}_request"
    for success in operation.successes:
        yield "_redirects" if success.reader == "redirect" else "_call", success.reader
        if success.reader in {"json_body", "redirect"}:
            yield from (("_codec", name) for name in decoders(success.type.decoder))
    for parameter in operation.parameters:
        if parameter.style is not None:
            yield "_styles", parameter.style
        elif _segment(parameter) != parameter.name and parameter.location == "path":
            yield "_call", "as_text"
        if not parameter.required and (parameter.nullable or parameter.location == "content"):
            yield "_codec", "OMITTED"


def decoders(expression: str) -> set[str]:
    """Return the names of `_codec` that an expression of decoders uses."""
    names = {node.id for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Name)}
    return names - {"models"}
