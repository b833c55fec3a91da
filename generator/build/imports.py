"""What the modules of models and aliases import from one another, in an order in which they can be imported."""

import ast
from collections.abc import Iterable, Mapping

from attrs import evolve

from ..ir.models import Alias, Model
from ..ir.types import Type

Needs = Mapping[str, frozenset[str]]


def needs(found: Iterable[Model | Alias]) -> dict[str, frozenset[str]]:
    """Return the classes that each model and alias names."""
    return {each.name: frozenset[str]().union(*(kind.models | kind.readers for kind in _types(each))) for each in found}


def reachable(start: Iterable[str], needs: Needs) -> set[str]:
    """Return these classes and all that they need, directly or not."""
    seen: set[str] = set()
    pending = sorted(start)
    while pending:
        current = pending.pop()
        if current not in seen:
            seen.add(current)
            pending.extend(needs.get(current, ()))
    return seen


def models_with_imports(models: list[Model], aliases: list[Alias], modules: Mapping[str, str]) -> tuple[Model, ...]:
    """Return the models with what they import. A class that needs the model in turn is imported late."""
    all_needs = needs([*models, *aliases])
    cycles = _cycles(all_needs)
    readers = {alias.name: alias.reader for alias in aliases}
    return tuple(
        evolve(
            model,
            imports=_imports(all_needs[model.name] - cycles[model.name] - {model.name}, modules, readers),
            late=_imports(all_needs[model.name] & cycles[model.name] - {model.name}, modules, readers),
        )
        for model in models
    )


def aliases_with_imports(aliases: list[Alias], modules: Mapping[str, str]) -> tuple[Alias, ...]:
    """Return the aliases with what they import.

    An alias needs its alternatives when it is imported. Other aliases that contain it in turn are imported late, and
    stand in quotes. Models never need an alias at once that needs them, so that an alias can import them.
    """
    names = {alias.name for alias in aliases}
    all_needs = needs(aliases)
    cycles = _cycles({name: needed & names for name, needed in all_needs.items()})
    readers = {alias.name: alias.reader for alias in aliases}
    found: list[Alias] = []
    for alias in aliases:
        late = cycles[alias.name] - {*alias.type.annotations, alias.name}
        found.append(
            evolve(
                alias,
                type=_quoted(alias.type, late | ({alias.name} & all_needs[alias.name])),
                imports=_imports(all_needs[alias.name] - late - {alias.name}, modules, readers),
                late=_imports(all_needs[alias.name] & late, modules, readers),
            )
        )
    return tuple(found)


def _types(found: Model | Alias) -> list[Type]:
    return [found.type] if isinstance(found, Alias) else [*(field.type for field in found.fields), found.extra]


def _imports(
    wanted: Iterable[str], modules: Mapping[str, str], readers: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return modules and names. Those that a module turns out not to use are dropped when it is formatted."""
    names = [(modules[name], each) for name in sorted(wanted) for each in (name, readers.get(name)) if each is not None]
    return tuple(names)


def _cycles(needs: Needs) -> dict[str, set[str]]:
    """Return, for each class, those that it needs and that need it in turn: its strongly connected component."""
    found: dict[str, set[str]] = {}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    for start in needs:
        pending = [(start, iter(sorted(needs[start])))] if start not in index else []
        while pending:
            name, targets = pending[-1]
            if name not in index:
                index[name] = low[name] = len(index)
                stack.append(name)
            target = next(targets, None)
            if target is not None:
                if target in needs and target not in index:
                    pending.append((target, iter(sorted(needs[target]))))
                elif target in needs and target not in found:
                    low[name] = min(low[name], index[target])
                continue
            pending.pop()
            if pending:
                low[pending[-1][0]] = min(low[pending[-1][0]], low[name])
            if low[name] == index[name]:
                members = {*stack[stack.index(name) :]}
                del stack[stack.index(name) :]
                found |= dict.fromkeys(members, members)
    return found


def _quoted(found: Type, names: set[str]) -> Type:
    """Return a type in which these names, which cannot be imported yet, are in quotes."""
    if not names:
        return found
    return evolve(found, annotations=tuple(_with_quotes(text, names) for text in found.annotations))


def _with_quotes(annotation: str, names: set[str]) -> str:
    return ast.unparse(_Quotes(names).visit(ast.parse(annotation, mode="eval")))


class _Quotes(ast.NodeTransformer):
    """Puts each type argument in quotes that contains one of some names."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        quoted = [self._quoted(argument) for argument in arguments]
        return ast.Subscript(node.value, ast.Tuple(quoted) if len(quoted) > 1 else quoted[0])

    def _quoted(self, node: ast.expr) -> ast.expr:
        found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        return ast.Constant(ast.unparse(node)) if found & self._names else node
