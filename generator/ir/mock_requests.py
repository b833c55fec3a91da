"""The parts of the typed requests of the mock. Names and expressions are Python; descriptions are raw text."""

import re
from collections.abc import Callable, Iterable
from typing import Self

from attrs import field, frozen

SHARED = "_shared"
"""The module of the objects that several resources share."""


@frozen
class Type:
    """A type, and how a validated value is turned into it.

    Attributes:
        annotation: The annotation.
        convert: Writes the expression that converts the value of an expression. None if the value stays as it is.
        objects: The classes that the annotation names.
    """

    annotation: str
    convert: Callable[[str], str] | None = None
    objects: frozenset[str] = field(factory=frozenset[str])

    def read(self, value: str) -> str:
        """Write the expression that reads the value of an expression."""
        return value if self.convert is None else self.convert(value)

    @property
    def optional(self) -> "Type":
        """The type or None."""
        if self.annotation in {"Any", "None"} or self.annotation.endswith(" | None"):
            return self
        return Type(f"{self.annotation} | None", self.convert and self._read_or_none, self.objects)

    def _read_or_none(self, value: str) -> str:
        # A plain name is read twice. Any other expression is evaluated once.
        if value.isidentifier():
            return f"None if {value} is None else {self.read(value)}"
        return f"None if (value := {value}) is None else {self.read('value')}"


@frozen(kw_only=True)
class Attribute:
    """An attribute of a class.

    Attributes:
        name: Its name.
        wire: The name of the value in its dictionary. None if the dictionary itself is the value.
        source: The dictionary: `params`, `query`, `body` or, in an object, `values`.
        type: Its type.
        required: Whether the value is always present.
        description: The contract's description of it.
        secret: Whether its repr must not show the value.
    """

    name: str
    wire: str | None
    source: str
    type: Type
    required: bool
    description: str
    secret: bool = False

    @property
    def annotation(self) -> str:
        """The annotation."""
        if self.required:
            return self.type.annotation
        return f"Absent | {self.type.annotation}" if self._may_be_null else self.type.optional.annotation

    @property
    def declaration(self) -> str:
        """The argument for the attribute, with its annotation and its default."""
        default = None if self.required else "ABSENT" if self._may_be_null else "None"
        return f"{self.name}: {self.annotation}" + ("" if default is None else f" = {default}")

    @property
    def read(self) -> str:
        """The expression that reads the value."""
        if self.wire is None:
            return self.type.read(self.source)
        value = f"{self.source}[{self.wire!r}]"
        if self.required:
            return self.type.read(value)
        if self._may_be_null:
            return f"ABSENT if {self.wire!r} not in {self.source} else {self.type.read(value)}"
        return self.type.optional.read(f"{self.source}.get({self.wire!r})")

    @property
    def _may_be_null(self) -> bool:
        """Whether null is a value. Only in bodies can null be told from absence."""
        return self.source in {"body", "values"} and self.type.annotation.endswith(" | None")


@frozen(kw_only=True)
class Class:
    """The class of a request, or of an object within one.

    Attributes:
        name: Its name.
        description: The contract's description of it.
        operation: The operationId, for a request.
        attributes: Its attributes, required ones first.
    """

    name: str
    description: str
    operation: str | None
    attributes: tuple[Attribute, ...]

    @classmethod
    def of(cls, name: str, description: str, attributes: Iterable[Attribute], operation: str | None = None) -> Self:
        """Return a class with its attributes in the right order."""
        ordered = tuple(sorted(attributes, key=lambda attribute: not attribute.required))
        return cls(name=name, description=description, operation=operation, attributes=ordered)

    @property
    def paragraphs(self) -> str:
        """The description, with its first sentence as a paragraph of its own."""
        return re.sub(r"(?<=\.)\s+(?=[A-Z])", "\n\n", self.description, count=1)

    @property
    def secret(self) -> list[str]:
        """The names of the attributes that its repr must not show."""
        return [attribute.name for attribute in self.attributes if attribute.secret]

    @property
    def sources(self) -> list[str]:
        """The dictionaries that a request is read from."""
        used = {attribute.source for attribute in self.attributes}
        return [source for source in ("params", "query", "body") if source in used]

    @property
    def objects(self) -> frozenset[str]:
        """The classes that its attributes name."""
        return frozenset[str]().union(*(attribute.type.objects for attribute in self.attributes))


@frozen(kw_only=True)
class Module:
    """A module: the requests of a resource, after the objects within them.

    Attributes:
        name: Its name.
        resource: The resource, or None for the objects that several resources share.
        classes: Its classes, each after those that it uses.
        imports: The shared objects that it uses.
    """

    name: str
    resource: str | None
    classes: tuple[Class, ...]
    imports: tuple[str, ...] = ()
