"""What an aggregate is: a state, the events that change it, and the operations that read it or decide on events."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, ClassVar, Generic, Literal, Protocol, Self, TypeVar

from attrs import frozen

from ..store.recorded import Base, Data, Recorded
from .codec import Codec, DecodeError, codec
from .contract import Values
from .credentials import Caller
from .decision import Decision
from .event import Event
from .outcome import Outcome
from .state import State

JSON = dict[str, Any]

_SCHEMA = "schemaVersion"


S = TypeVar("S", bound=State)
R = TypeVar("R", bound="TypedRequest")


class TypedRequest(Protocol):
    """A request as the generator types it, one class for each operation."""

    operation: ClassVar[str]

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        ...


class Reader(Protocol):
    """Reads the states of other aggregates."""

    def load(self, aggregate: "Aggregate[S]", aggregate_id: str) -> S:
        """Return a state; that of an aggregate that does not exist has version 0."""
        ...

    def states(self, aggregate: "Aggregate[S]") -> Iterable[S]:
        """Return all states of a kind, least recently changed first."""
        ...


@frozen
class Context:
    """What a handler may know beside its state and its request.

    Attributes:
        caller: The sender of the request.
        at: The time, in epoch milliseconds.
        others: Reads other aggregates.
        new_id: Makes a UUID.
    """

    caller: Caller
    at: int
    others: Reader
    new_id: Callable[[], str]


E = TypeVar("E", bound=Event[Any])

Test = Callable[[R], bool]
Decide = Callable[[S, R, Context], Event[S] | Decision | None]
Query = Callable[[S, R, Context], JSON]
View = Callable[[R, Context], JSON]
Task = Callable[[S, Data, Context], Event[S] | Decision | None]
Identify = Callable[[Any, Context], str]
Predicate = Callable[[S, R, Outcome], bool]

Occasion = Literal["request", "success", "event"]
"""Which outcomes a rule speaks of: all, those of requests that were carried out, or those that recorded an event."""


@frozen(kw_only=True)
class Handler:
    """What carries out an operation.

    Attributes:
        request: The type of its requests.
        function: What decides, or responds.
        aggregate: The aggregate that it concerns; None where it reads across streams.
        identify: Gives the id of that aggregate.
        creates: Whether it creates the aggregate. Where that exists already, nothing happens.
    """

    request: type[TypedRequest]
    function: Callable[..., Any]
    aggregate: "Aggregate[Any] | None"
    identify: Identify
    creates: bool = False


@frozen
class Check:
    """How to see whether a request reaches a rule.

    Attributes:
        occasion: Which outcomes the rule speaks of.
        test: Whether it speaks of this one, given the state before, the request and the outcome. None where it speaks
            of each, so that reaching it shows little.
        of: The kind of operations that it speaks of.
    """

    occasion: Occasion
    test: Callable[[Any, Any, Outcome], bool] | None
    of: Literal["command", "query", "any"] = "any"


@frozen
class Warned:
    """Something that the service does not mind and that a client should not do.

    Attributes:
        rule: The id of the rule that says so.
        place: Where in the request it is, as a JSON pointer.
        message: What happened.
        test: Whether a request does it.
    """

    rule: str
    place: str
    message: str
    test: Callable[[Any], bool]


class Operations:
    """Operations of the contract and what carries them out, registered with decorators."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.checks: dict[str, Check] = {}

    def view(self, request: type[R]) -> Callable[[View[R]], View[R]]:
        """Register a query that reads across streams."""

        def register(function: View[R]) -> View[R]:
            self._add(Handler(request=request, function=function, aggregate=None, identify=_no_id))
            return function

        return register

    def rule(self, rule: str, *, on: Occasion = "success") -> Callable[[Predicate[Any, Any]], Predicate[Any, Any]]:
        """Register what tells whether a request reaches a rule, by the whole id of the rule."""

        def register(test: Predicate[Any, Any]) -> Predicate[Any, Any]:
            self._check(rule, Check(on, test))
            return test

        return register

    def reached_by_any(self, *rules: str, on: Occasion = "success") -> None:
        """Register rules that each such outcome reaches."""
        for rule in rules:
            self._check(rule, Check(on, None))

    def _check(self, rule: str, check: Check) -> None:
        if rule in self.checks:
            raise ValueError(f"Rule {rule} has two checks.")
        self.checks[rule] = check

    def _add(self, handler: Handler) -> None:
        operation = handler.request.operation
        if operation in self.handlers:
            raise ValueError(f"Operation {operation} has two handlers.")
        self.handlers[operation] = handler


class Aggregate(Operations, Generic[S]):
    """A kind of aggregate: a name, an initial state, an access rule, and a registry of operations, events and rules.

    Args:
        name: What the service calls it in its events, such as `user`.
        state: The class of its state.
        access: Raises `Forbidden` where a caller may not use it.
        limit: The limit of a world that bounds how many there may be.
    """

    def __init__(self, name: str, state: type[S], *, access: Callable[[S, Caller], None], limit: str = "") -> None:
        super().__init__()
        self.name = name
        self.initial: Callable[[str], S] = state
        self.access = access
        self.limit = limit or f"{name}s"
        self.events: dict[str, type[Event[S]]] = {}
        self.tasks: dict[str, Task[S]] = {}
        self.warnings: dict[str, list[Warned]] = {}
        self._state = state

    @cached_property
    def codec(self) -> Codec[S]:
        """Writes and reads a state, with the id under the name that events have for it."""
        head, *words = f"{self.name}-id".split("-")
        return Codec(self._state, {"id": "".join([head, *map(str.capitalize, words)])})

    def event(self, cls: type[E]) -> type[E]:
        """Register an event."""
        self.events[cls.__name__] = cls
        return cls

    def command(
        self, request: type[R], *, creates: bool = False, identify: Callable[[R, Context], str] | None = None
    ) -> Callable[[Decide[S, R]], Decide[S, R]]:
        """Register what decides on a command.

        Args:
            request: The type of its requests.
            creates: Whether it creates the aggregate. Where that exists already, nothing happens.
            identify: Gives the id of the aggregate; by default the `id` of the path.
        """

        def register(function: Decide[S, R]) -> Decide[S, R]:
            self._add(
                Handler(
                    request=request,
                    function=function,
                    aggregate=self,
                    identify=identify or _path_id,
                    creates=creates,
                )
            )
            return function

        return register

    def query(self, request: type[R]) -> Callable[[Query[S, R]], Query[S, R]]:
        """Register what responds to a query on one aggregate."""

        def register(function: Query[S, R]) -> Query[S, R]:
            self._add(Handler(request=request, function=function, aggregate=self, identify=_path_id))
            return function

        return register

    def task(self, name: str) -> Callable[[Task[S]], Task[S]]:
        """Register what is done at a later time."""

        def register(function: Task[S]) -> Task[S]:
            self.tasks[name] = function
            return function

        return register

    def warning(self, request: type[R], rule: str, place: str, message: str) -> Callable[[Test[R]], Test[R]]:
        """Register something that the service does not mind and that a client should not do."""

        def register(test: Test[R]) -> Test[R]:
            self.warnings.setdefault(request.operation, []).append(Warned(rule, place, message, test))
            return test

        return register

    def encode(self, event: Event[S]) -> JSON:
        """Return the data of an event for the store."""
        return {_SCHEMA: event.schema, **codec(type(event)).encode(event)}

    def decode(self, kind: str, data: Data) -> Event[S]:
        """Return the event of a name and its data.

        Raises:
            DecodeError: There is no such event, or the data is not its data.
        """
        cls = self.events.get(kind)
        if cls is None:
            raise DecodeError(f"Unknown event {kind!r}. Known: {', '.join(self.events)}.")
        schema = data.get(_SCHEMA, cls.schema)
        if schema != cls.schema:
            if not isinstance(schema, int) or schema < 1:
                raise DecodeError("The value must be a whole number of at least 1.", (_SCHEMA,))
            if schema > cls.schema:
                message = f"{kind} has schema {schema}, and this mock reads up to {cls.schema}. Use a newer mock."
                raise DecodeError(message, (_SCHEMA,))
            data = cls.upgrade(data, schema)
        event: Event[S] = codec(cls).decode(data)
        return event

    def fold(self, base: Base | None, recorded: Recorded) -> Base:
        """Return the base of a stream with one more event folded into it."""
        state: Any = self.initial(recorded.stream.id) if base is None else base.state
        event = self.decode(recorded.type, recorded.data)
        return Base(recorded.version, event.apply(state, recorded.at))


def _path_id(request: Any, _context: Context) -> str:
    id_: str = request.id
    return id_


def _no_id(_request: Any, _context: Context) -> str:
    return ""
