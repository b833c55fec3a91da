"""The definition of an aggregate: its state, the events that change the state, and its commands and queries."""

from collections.abc import Callable, Iterable, Sequence
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
from .outside import USUAL, Outside
from .state import State
from .times import iso

JSON = dict[str, Any]

_SCHEMA = "schemaVersion"


S = TypeVar("S", bound=State)
R = TypeVar("R", bound="TypedRequest")


class TypedRequest(Protocol):
    """A typed request. The generator writes one class per operation."""

    operation: ClassVar[str]

    @classmethod
    def read(cls, values: Values) -> Self:
        """Create the request from validated values."""
        ...


class Reader(Protocol):
    """Reads the states of other aggregates."""

    def load(self, aggregate: "Aggregate[S]", aggregate_id: str) -> S:
        """Return the state of an aggregate. If it does not exist, the state has version 0."""
        ...

    def states(self, aggregate: "Aggregate[S]") -> Iterable[S]:
        """Return the states of all aggregates of a type, least recently changed first."""
        ...

    def find(self, aggregate: "Aggregate[S]", name: str, value: str) -> S | None:
        """Return the state that has a unique value, or None. The cost does not depend on the number of aggregates."""
        ...

    def where(self, aggregate: "Aggregate[S]", name: str, value: str) -> list[S]:
        """Return the states that have an indexed value, in order of creation. The cost is their number."""
        ...

    def history(self, aggregate: "Aggregate[Any]", aggregate_id: str, after: int, limit: int) -> Sequence[Recorded]:
        """Return the events with the first `limit` versions above `after`, if they are still in the log."""
        ...


@frozen
class Context:
    """The context that a handler gets besides the state and the request.

    Attributes:
        caller: The sender of the request.
        at: The time, in epoch milliseconds.
        others: Reads other aggregates.
        new_id: Generates a UUID.
        outside: The state of the devices and systems that the service depends on.
    """

    caller: Caller
    at: int
    others: Reader
    new_id: Callable[[], str]
    outside: Outside = USUAL

    @property
    def iso(self) -> str:
        """The time as a text, such as `2026-11-05T16:00:00.000Z`."""
        return iso(self.at)


E = TypeVar("E", bound=Event[Any])

Test = Callable[[R], bool]
Validate = Callable[[R], None]
Decide = Callable[[S, R, Context], Event[S] | Decision | None]
Query = Callable[[S, R, Context], JSON]
View = Callable[[R, Context], JSON]
Task = Callable[[S, Data, Context], Event[S] | Decision | None]
Identify = Callable[[Any, Context], str]
Access = Callable[[S, Caller], None]
Predicate = Callable[[S, R, Outcome], bool]

Occasion = Literal["request", "success", "event"]
"""The outcomes that a rule applies to: all, successful ones, or those that recorded an event."""


def _accept(_request: object) -> None:
    """Accept any request that matches the schema."""


def anyone(_state: State, _caller: Caller) -> None:
    """Let any caller access an aggregate: its operations are public, or check the rights themselves."""


@frozen(kw_only=True)
class Handler:
    """The handler of an operation.

    Attributes:
        request: The class of its requests.
        function: The function that decides on a command or responds to a query.
        aggregate: The aggregate type, or None for a query across streams.
        validate: Raises `Invalid` if a request that matches the schema is invalid all the same.
        identify: Returns the id of the aggregate that a request addresses; by default the id of the path.
        access: Raises `Forbidden` if a caller may not access the aggregate; by default the aggregate's own check.
        creates: Whether the command creates the aggregate. If it already exists, the command has no effect. None if
            the command decides that itself.
    """

    request: type[TypedRequest]
    function: Callable[..., Any]
    aggregate: "Aggregate[Any] | None"
    validate: Validate[Any]
    identify: Identify | None = None
    access: Access[Any] | None = None
    creates: bool | None = False


@frozen
class Check:
    """The check whether a request reaches a rule.

    Attributes:
        occasion: The outcomes that the rule applies to.
        test: Returns whether a request reaches the rule, given the state before, the request and the outcome. None
            means that every such outcome reaches the rule, which proves little.
        of: The kind of operations that the rule applies to.
    """

    occasion: Occasion
    test: Callable[[Any, Any, Outcome], bool] | None
    of: Literal["command", "query", "any"] = "any"


@frozen
class Warned:
    """A mistake of a client that the service tolerates.

    Attributes:
        rule: The id of the rule that the request breaks.
        place: The location in the request, as a JSON pointer.
        message: A description of the mistake.
        test: Returns whether a request makes the mistake.
    """

    rule: str
    place: str
    message: str
    test: Callable[[Any], bool]


class Operations:
    """The handlers of operations and the checks of rules, registered with decorators."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.checks: dict[str, Check] = {}

    def view(self, request: type[R], *, validate: Validate[R] = _accept) -> Callable[[View[R]], View[R]]:
        """Register a query that reads across streams. `validate` is as for `Aggregate.command`."""

        def register(function: View[R]) -> View[R]:
            self._add(Handler(request=request, function=function, aggregate=None, validate=validate))
            return function

        return register

    def rule(self, rule: str, *, on: Occasion = "success") -> Callable[[Predicate[Any, Any]], Predicate[Any, Any]]:
        """Register the check whether a request reaches a rule. `rule` is the rule's full id."""

        def register(test: Predicate[Any, Any]) -> Predicate[Any, Any]:
            self._check(rule, Check(on, test))
            return test

        return register

    def reached_by_any(self, *rules: str, on: Occasion = "success") -> None:
        """Register rules that every outcome of this occasion reaches."""
        for rule in rules:
            self._check(rule, Check(on, None))

    def _check(self, rule: str, check: Check) -> None:
        known = self.checks.get(rule)
        if known is not None and not _is_same(known.test, check.test):
            raise ValueError(f"Rule {rule} has two checks.")
        self.checks[rule] = check

    def _add(self, handler: Handler) -> None:
        operation = handler.request.operation
        known = self.handlers.get(operation)
        if known is not None and not _is_same(known.function, handler.function):
            raise ValueError(f"Operation {operation} has two handlers.")
        self.handlers[operation] = handler


def _is_same(known: Callable[..., Any] | None, new: Callable[..., Any] | None) -> bool:
    """Return whether two functions are the same one in the source, because its module was imported again.

    That happens if an import is interrupted, or if a test restores `sys.modules`.
    """
    if known is None or new is None:
        return known is new
    return (known.__module__, known.__qualname__) == (new.__module__, new.__qualname__)


class Aggregate(Operations, Generic[S]):
    """An aggregate type: a name, an initial state, an access check, and a registry of operations, events and rules.

    Args:
        name: The type's name in the service's events, such as `user`.
        state: The class of the state.
        access: Raises `Forbidden` if a caller may not access an aggregate.
        limit: The name of the limit on the number of these aggregates in a world.
        path: The name of the path parameter that holds the id of an aggregate.
        public: Whether webhooks and lists of events show the events.
    """

    def __init__(
        self,
        name: str,
        state: type[S],
        *,
        access: Access[S],
        limit: str = "",
        path: str = "id",
        public: bool = True,
    ) -> None:
        super().__init__()
        self.name = name
        self.path = path
        self.public = public
        self.found_by_value = state.unique is not State.unique or state.indexed is not State.indexed
        self.initial: Callable[[str], S] = state
        self.access = access
        self.limit = limit or f"{name}s"
        self.events: dict[str, type[Event[S]]] = {}
        self.tasks: dict[str, Task[S]] = {}
        self.warnings: dict[str, list[Warned]] = {}
        self._state = state

    @cached_property
    def codec(self) -> Codec[S]:
        """The codec of the state. It names the id as events do, for example `userId`."""
        head, *words = f"{self.name}-id".split("-")
        return Codec(self._state, {"id": "".join([head, *map(str.capitalize, words)])})

    def event(self, cls: type[E]) -> type[E]:
        """Register an event."""
        self.events[cls.__name__] = cls
        return cls

    def command(
        self,
        request: type[R],
        *,
        creates: bool | None = False,
        identify: Callable[[R, Context], str] | None = None,
        access: Access[S] | None = None,
        validate: Validate[R] = _accept,
    ) -> Callable[[Decide[S, R]], Decide[S, R]]:
        """Register the handler of a command.

        Args:
            request: The class of the command's requests.
            creates: Whether the command creates the aggregate. If it already exists, the command has no effect. With
                None, the command gets an existing aggregate or one with version 0, and decides itself.
            identify: Returns the id of the aggregate; by default that in the path.
            access: Raises `Forbidden` if a caller may not access an aggregate; by default the aggregate's own check.
            validate: Raises `Invalid` if a request that matches the schema is invalid all the same. It runs right
                after the schema is checked, and so regardless of the state.
        """

        def register(function: Decide[S, R]) -> Decide[S, R]:
            self._add(
                Handler(
                    request=request,
                    function=function,
                    aggregate=self,
                    validate=validate,
                    identify=identify,
                    access=access,
                    creates=creates,
                )
            )
            return function

        return register

    def query(
        self,
        request: type[R],
        *,
        identify: Callable[[R, Context], str] | None = None,
        access: Access[S] | None = None,
        validate: Validate[R] = _accept,
    ) -> Callable[[Query[S, R]], Query[S, R]]:
        """Register the handler of a query on one aggregate. The arguments are as for `command`.

        With `identify`, the schema is checked before the aggregate is read, and otherwise after it.
        """

        def register(function: Query[S, R]) -> Query[S, R]:
            self._add(
                Handler(
                    request=request,
                    function=function,
                    aggregate=self,
                    validate=validate,
                    identify=identify,
                    access=access,
                )
            )
            return function

        return register

    def task(self, name: str) -> Callable[[Task[S]], Task[S]]:
        """Register the handler of scheduled work."""

        def register(function: Task[S]) -> Task[S]:
            self.tasks[name] = function
            return function

        return register

    def warning(self, request: type[R], rule: str, place: str, message: str) -> Callable[[Test[R]], Test[R]]:
        """Register a client mistake that the service tolerates."""

        def register(test: Test[R]) -> Test[R]:
            known = self.warnings.get(request.operation, [])
            others = [warned for warned in known if not _is_same(warned.test, test)]
            self.warnings[request.operation] = [*others, Warned(rule, place, message, test)]
            return test

        return register

    def identify(self, handler: Handler, request: TypedRequest, context: Context) -> str:
        """Return the id of the aggregate that a request addresses."""
        if handler.identify is not None:
            return handler.identify(request, context)
        id_: object = getattr(request, self.path)
        return id_ if isinstance(id_, str) else str(id_)

    def apply(self, event: Event[S], state: S, at: int) -> S:
        """Return the state after an event. `at` is the event's time in epoch milliseconds."""
        after = event.apply(state, at)
        return after if state.version else after.begun(at)

    def encode(self, event: Event[S]) -> JSON:
        """Return the data of an event for the store."""
        return {_SCHEMA: event.schema, **codec(type(event)).encode(event)}

    def decode(self, kind: str, data: Data) -> Event[S]:
        """Return the event with this name and data.

        Raises:
            DecodeError: The event is unknown, or the data is invalid for it.
        """
        cls = self.events.get(kind)
        if cls is None:
            raise DecodeError(f"Unknown event {kind!r}. Known: {', '.join(self.events)}.")
        schema = data.get(_SCHEMA, cls.schema)
        if schema != cls.schema:
            if not isinstance(schema, int) or schema < 1:
                raise DecodeError("The value must be a whole number, 1 or more.", (_SCHEMA,))
            if schema > cls.schema:
                message = f"{kind} has schema {schema}, but the highest supported is {cls.schema}. Upgrade the mock."
                raise DecodeError(message, (_SCHEMA,))
            data = cls.upgrade(data, schema)
        event: Event[S] = codec(cls).decode(data)
        return event

    def fold(self, base: Base | None, recorded: Recorded) -> Base:
        """Return the base of a stream with one more event folded into it."""
        state: Any = self.initial(recorded.stream.id) if base is None else base.state
        event = self.decode(recorded.type, recorded.data)
        return Base(recorded.version, self.apply(event, state, recorded.at))
