"""A type of the API in Python."""

import re
from collections.abc import Iterable
from typing import Self

from attrs import evolve, frozen


@frozen(kw_only=True)
class Type:
    """A type of the API in Python.

    Attributes:
        annotations: The alternatives of the annotation in a response. A type that is no union has one.
        arguments: The alternatives of the annotation in a request.
        decoder: The expression that reads a JSON value, in terms of `_codec`.
        models: The models, enums and aliases that the annotations name.
        readers: The models and aliases that the decoder names.
        default: The expression of the only value that the type has. None if there are several.
    """

    annotations: tuple[str, ...]
    arguments: tuple[str, ...]
    decoder: str
    models: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()
    default: str | None = None

    @classmethod
    def plain(cls, name: str, *, decoder: str, models: frozenset[str] = frozenset()) -> Self:
        """Return a type that has the same annotation in requests and responses."""
        return cls(annotations=(name,), arguments=(name,), decoder=decoder, models=models)

    @property
    def annotation(self) -> str:
        """The annotation in a response."""
        return " | ".join(self.annotations)

    @property
    def argument(self) -> str:
        """The annotation in a request."""
        return " | ".join(self.arguments)

    @property
    def item(self) -> str | None:
        """The annotation of the items of an array in a response. None if the type is not an array."""
        found = re.fullmatch(r"tuple\[(.+), \.\.\.\]", self.annotation)
        return found[1] if found and len(self.annotations) == 1 else None

    @property
    def nullable(self) -> bool:
        """Whether null is a value."""
        return bool({"Any", "None"} & {*self.annotations})

    def qualified(self, module: str) -> "Type":
        """Return the type with annotations that name the models as attributes of a module."""

        def named(token: re.Match[str]) -> str:
            return f"{module}.{token[0]}" if token[0] in self.models else token[0]

        return evolve(
            self,
            annotations=tuple(_TOKEN.sub(named, text) for text in self.annotations),
            arguments=tuple(_TOKEN.sub(named, text) for text in self.arguments),
        )

    @property
    def optional(self) -> "Type":
        """The type or None."""
        if self.nullable:
            return self
        return evolve(self, annotations=(*self.annotations, "None"), arguments=(*self.arguments, "None"))


# A string literal or a name. A literal matches as a whole, because it may contain the name of a model.
_TOKEN = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\w+""")


def one_of(types: Iterable[Type], decoder: str) -> Type:
    """Return the union of types."""
    known = list(types)
    anything = [each for each in known if "Any" in each.annotations]
    return Type(
        annotations=tuple(dict.fromkeys(text for each in anything or known for text in each.annotations)),
        arguments=tuple(dict.fromkeys(text for each in anything or known for text in each.arguments)),
        decoder=decoder,
        models=frozenset[str]().union(*(each.models for each in known)),
        readers=frozenset[str]().union(*(each.readers for each in known)),
    )
