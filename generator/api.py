"""What generated code is made of: the API as `prepare` understands it and the templates write it.

Names are Python identifiers here. Everything else that comes from the contract is raw text, which the templates quote.
"""

from collections.abc import Iterable
from typing import Self

from attrs import evolve, frozen


@frozen(kw_only=True)
class Type:
    """A type of the API in Python.

    Attributes:
        annotations: How an answer declares it: the alternatives of a union, or one.
        arguments: How a request declares it, likewise.
        decoder: The expression that reads it, in terms of `_codec`.
        models: The models and enums that these expressions name.
    """

    annotations: tuple[str, ...]
    arguments: tuple[str, ...]
    decoder: str
    models: frozenset[str] = frozenset()

    @classmethod
    def plain(cls, name: str, *, decoder: str, models: frozenset[str] = frozenset()) -> Self:
        """A type that requests and answers declare alike."""
        return cls(annotations=(name,), arguments=(name,), decoder=decoder, models=models)

    @property
    def annotation(self) -> str:
        """The annotation for an answer."""
        return " | ".join(self.annotations)

    @property
    def argument(self) -> str:
        """The annotation for a request."""
        return " | ".join(self.arguments)

    @property
    def nullable(self) -> bool:
        """Whether null is a value."""
        return bool({"Any", "None"} & {*self.annotations})

    @property
    def optional(self) -> "Type":
        """The type or None."""
        if self.nullable:
            return self
        return evolve(self, annotations=(*self.annotations, "None"), arguments=(*self.arguments, "None"))


def one_of(types: Iterable[Type], decoder: str) -> Type:
    """The union of types."""
    known = list(types)
    anything = [kind for kind in known if "Any" in kind.annotations]
    return Type(
        annotations=tuple(dict.fromkeys(text for kind in anything or known for text in kind.annotations)),
        arguments=tuple(dict.fromkeys(text for kind in anything or known for text in kind.arguments)),
        decoder=decoder,
        models=frozenset().union(*(kind.models for kind in known)),
    )


@frozen(kw_only=True)
class Field:
    """A member of a model. `name` is the attribute, `wire` the member of the JSON object."""

    name: str
    wire: str
    type: Type
    required: bool
    description: str


@frozen(kw_only=True)
class Model:
    """A class for a JSON object.

    Attributes:
        name: The class.
        module: Its module.
        description: What the contract says of it.
        fields: Its members.
        extra: The type of the members that the contract does not name.
        imports: The modules and classes it needs, in this order.
        late: Those of them that need this model in turn, and so can only be imported when it is used.
    """

    name: str
    module: str
    description: str
    fields: tuple[Field, ...]
    extra: Type
    imports: tuple[tuple[str, str], ...] = ()
    late: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class Enum:
    """An alias for a set of known values. Unknown values are let through."""

    name: str
    module: str
    description: str
    values: tuple[str | int, ...]
    base: str


@frozen(kw_only=True)
class Parameter:
    """An argument of an operation.

    Attributes:
        name: The argument.
        wire: The name it is sent by.
        location: Where it is sent: path, query, header, body (as a member) or content (as the body).
        type: Its type.
        required: Whether it must be given.
        nullable: Whether None is a value, so that leaving it out must be told apart from None.
        description: What the contract says of it.
        also: A member of the body that the same argument fills.
    """

    name: str
    wire: str
    location: str
    type: Type
    required: bool
    nullable: bool
    description: str
    also: str | None = None


@frozen(kw_only=True)
class Answer:
    """How one success is read: the status pattern, its type and the reader of its body in `_call`."""

    status: str
    type: Type
    body: str


@frozen(kw_only=True)
class Rule:
    """A promise of the contract that no schema can say."""

    id: str
    text: str
    source: str


@frozen(kw_only=True)
class Failure:
    """A status that is not a success, and what it means."""

    status: str
    meaning: str


@frozen(kw_only=True)
class Operation:
    """An operation: a function of `operations` and a method of its resource; `constant` holds what it is made with."""

    id: str
    constant: str
    function: str
    method: str
    http_method: str
    path: str
    summary: str
    description: str
    command: bool
    idempotent: bool
    parameters: tuple[Parameter, ...]
    answers: tuple[Answer, ...]
    failures: tuple[Failure, ...]
    body_required: bool
    rules: tuple[Rule, ...]

    @property
    def annotation(self) -> str:
        """The type of the answer."""
        return one_of((answer.type for answer in self.answers), "").annotation

    def located(self, *locations: str) -> list[Parameter]:
        """The parameters that are sent there."""
        return [parameter for parameter in self.parameters if parameter.location in locations]


@frozen(kw_only=True)
class Resource:
    """The operations of one tag."""

    name: str
    class_name: str
    description: str
    operations: tuple[Operation, ...]


@frozen(kw_only=True)
class Service:
    """What the whole API has in common."""

    title: str
    environments: dict[str, str]
    api_key_header: str | None
    credential_required: bool
    rules: tuple[Rule, ...]


@frozen(kw_only=True)
class API:
    """Everything that is generated.

    Attributes:
        source: The name of the contract.
        notes: What was odd in the contract, or left out.
    """

    source: str
    service: Service
    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    resources: tuple[Resource, ...]
    notes: tuple[str, ...]
