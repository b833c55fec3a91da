"""The models of an API: classes for objects, and names for enums, unions, arrays and maps."""

from attrs import frozen

from .types import Type


@frozen(kw_only=True)
class Field:
    """A property of an object.

    Attributes:
        name: The attribute of the class.
        wire: The property of the JSON object.
        type: Its type.
        required: Whether a response always has it.
        sendable: Whether a request may contain it. A request never requires a property that only the service sets.
        secret: Whether no repr and no log may show its value.
        description: The contract's description, with limits and default.
        deprecated: Whether the contract discourages its use.
        replacement: The contract's advice if it does.
    """

    name: str
    wire: str
    type: Type
    required: bool
    description: str
    sendable: bool = True
    secret: bool = False
    deprecated: bool = False
    replacement: str = ""

    @property
    def same_name(self) -> bool:
        """Whether the attribute has the name of the property."""
        return self.name == self.wire


@frozen(kw_only=True)
class Model:
    """A class for a JSON object.

    Attributes:
        name: The class.
        module: Its module.
        description: The contract's description.
        fields: Its properties.
        extra: The type of properties that the contract does not know.
        items: The property that holds its items, if it is a list.
        deprecated: Whether the contract discourages its use.
        imports: The modules and names that it needs when it is imported, in this order.
        late: The modules and names that need this model in turn, and so can only be imported when it is used.
    """

    name: str
    module: str
    description: str
    fields: tuple[Field, ...]
    extra: Type
    items: Field | None = None
    deprecated: bool = False
    imports: tuple[tuple[str, str], ...] = ()
    late: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class Enum:
    """A name for a set of known values. Its type also accepts unknown values.

    Attributes:
        name: The name.
        module: Its module.
        description: The contract's description.
        values: The known values.
        base: The type of unknown values.
        sent: Whether requests contain it.
    """

    name: str
    module: str
    description: str
    values: tuple[str | int, ...]
    base: str
    sent: bool = False


@frozen(kw_only=True)
class Alias:
    """A name for a union, an array or a map that the contract names.

    Attributes:
        name: The name.
        module: Its module.
        description: The contract's description.
        type: The type that it stands for.
        imports: The modules and names that it needs when it is imported, in this order.
        late: The modules and names of aliases that need this one in turn, and so can only be imported when it is used.
    """

    name: str
    module: str
    description: str
    type: Type
    imports: tuple[tuple[str, str], ...] = ()
    late: tuple[tuple[str, str], ...] = ()

    @property
    def reader(self) -> str:
        """The function that reads a JSON value of this type."""
        return reader_name(self.module)


def reader_name(module: str) -> str:
    """Return the function that reads the JSON values of the alias in a module."""
    return f"read_{module}"
