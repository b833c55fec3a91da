"""The names of classes, enums and aliases, and of their modules, which do not change when others are added."""

import itertools
from collections.abc import Collection, Mapping

from ..document.document import Document
from ..document.problem import pointer
from ..ir import names
from ..ir.models import reader_name
from .components import Component


def class_names(document: Document, components: Mapping[str, Component]) -> dict[str, str]:
    """Return the name of each component, in the order of the names.

    A component of the contract has its own name, whether the others are used or not. An inline schema has its title,
    if no other schema has that name. Otherwise it is called after where it stands.

    Args:
        document: The document.
        components: The components by neutral name.
    """
    wheres = [pointer("components", "schemas", name) for name in document.schemas()]
    named = dict(zip(wheres, names.unique(map(names.class_name, document.schemas())), strict=True))
    neutral = {component.pointer: name for name, component in components.items() if component.pointer in named}
    found = {neutral[where]: named[where] for where in wheres if where in neutral}
    taken = set(named.values())
    inline = {name: component for name, component in components.items() if name not in found}
    # Titles come first, so that no name that is only put together takes their place.
    for name, component in sorted(inline.items(), key=lambda item: item[1].own_title is None):
        own = None if component.own_title is None else names.class_name(component.own_title)
        if own is None or own in taken:
            own = _free(names.class_name(component.title), taken)
        taken.add(own)
        found[name] = own
    return found


def module_names(classes: list[str], aliases: Collection[str]) -> dict[str, str]:
    """Return the module of each class, enum and alias.

    Args:
        classes: The names of all of them.
        aliases: The names of the aliases, whose modules have a function that reads their values.
    """
    plain = [names.identifier(name, names.MODULE_RESERVED) for name in classes]
    readers = {reader_name(module) for name, module in zip(classes, plain, strict=True) if name in aliases}
    # A module and a function of one name would hide one another in the package.
    unique = names.unique(f"{module}_" if module in readers else module for module in plain)
    return dict(zip(classes, unique, strict=True))


def _free(name: str, taken: set[str]) -> str:
    """Return the name, with a number if it is taken."""
    numbered = (f"{name.rstrip('_')}_{number}" for number in itertools.count(2))
    return next(candidate for candidate in itertools.chain([name], numbered) if candidate not in taken)
