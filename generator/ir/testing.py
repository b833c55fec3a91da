"""What the package `testing` is made of: example values, errors and events."""

import re
from typing import Any

from attrs import field, frozen

from .models import Model


@frozen(kw_only=True)
class Factory:
    """A function that makes an object of a model.

    Attributes:
        function: Its name.
        model: The model.
        description: The contract's description of the object.
        example: The JSON object that it makes by default.
        fixed: The properties that it does not let the caller choose.
    """

    function: str
    model: Model
    description: str
    example: dict[str, Any]
    fixed: dict[str, bool] = field(factory=dict[str, bool])


@frozen(kw_only=True)
class ErrorExample:
    """An example of a response that is an error.

    Attributes:
        status: Its status: "404", "4XX" or "default".
        body: Its JSON body. None if it has none.
        operations: The ids of the operations that return it.
        meaning: Its meaning, if it has no body.
    """

    status: str
    body: Any
    operations: tuple[str, ...]
    meaning: str | None = None


@frozen(kw_only=True)
class EventExample:
    """An example of an event in its envelope.

    Attributes:
        detail_type: The name of the event.
        model: The class of its data.
        envelope: The envelope, without the data.
        repeated: The properties of the detail that repeat a property of the data, with the attribute that they repeat.
    """

    detail_type: str
    model: str
    envelope: dict[str, Any]
    repeated: dict[str, str]


@frozen(kw_only=True)
class Testing:
    """What the package `testing` is made of."""

    factories: tuple[Factory, ...] = ()
    errors: tuple[ErrorExample, ...] = ()
    events: tuple[EventExample, ...] = ()


def is_repeated(wire: str, value: Any, other_wire: str, other: Any) -> bool:
    """Return whether a property of an example repeats another: both have one name, or a UUID as their value."""
    if value != other or type(value) is not type(other) or isinstance(value, (dict, list, bool)) or value is None:
        return False
    return wire == other_wire or (isinstance(value, str) and _UUID.fullmatch(value) is not None)


_UUID = re.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
