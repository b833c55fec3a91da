"""Short ways to make parts of an API by hand."""

from typing import Any

from attrs import evolve

from generator.ir.operations import Failure, Operation, Parameter, Success
from generator.ir.types import Type

TEXT = Type.plain("str", decoder="string")
ID = Type(annotations=("str",), arguments=("str", "UUID"), decoder="string")
NUMBER = Type.plain("float", decoder="number")
ANYTHING = Type.plain("Any", decoder="anything")
NUMBERS = Type(annotations=("tuple[int, ...]",), arguments=("Sequence[int]",), decoder="array(integer)")
ONLY_CARD = Type(
    annotations=("Literal['card']", "str"), arguments=("Literal['card']", "str"), decoder="string", default="'card'"
)


def parameter(name: str = "a", location: str = "body", **changes: Any) -> Parameter:
    """Return an optional text, changed."""
    given = Parameter(
        name=name, wire=name, location=location, type=TEXT, required=False, nullable=False, description=""
    )
    return evolve(given, **changes)


def operation(*parameters: Parameter, **changes: Any) -> Operation:
    """Return a query that returns a text, changed."""
    given = Operation(
        id="get_thing",
        function="get_thing",
        constant="_GET_THING",
        method="get",
        http_method="GET",
        path="/thing",
        summary="Get a thing.",
        description="",
        command=False,
        idempotent=True,
        parameters=parameters,
        successes=(Success(status="200", type=TEXT, reader="json_body"),),
        failures=(),
        rules=(),
    )
    return evolve(given, **changes)


def failing(**meanings: str) -> Operation:
    """Return an operation with errors: `failing(s404="There is no such thing.")`."""
    return operation(failures=tuple(Failure(status=name[1:], meaning=text) for name, text in meanings.items()))
