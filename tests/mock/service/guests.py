"""A third service for the engine: floors with numbers, guests with unique names, and codes that are tried.

Its operations are those that need more than a command or a query on one aggregate: a GET that writes, requests without
credentials, redirects, a rejection that is recorded, and aggregates that are found by values.
"""

from typing import Any, ClassVar, Self

from attrs import field, frozen
from spkey_mock.service.aggregate import JSON, Aggregate, Context, anyone
from spkey_mock.service.contract import Contract, Values
from spkey_mock.service.credentials import Caller
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import Conflict, Forbidden, LockedOut, Unreachable, WrongCode
from spkey_mock.service.event import Event
from spkey_mock.service.message import Response, redirect
from spkey_mock.service.registry import Registry
from spkey_mock.service.state import State

ATTEMPTS_ALLOWED = 2
TEXT = {"type": "string"}


def _operation(name: str, method: str, path: str, body: JSON | None = None, **more: Any) -> JSON:
    places = {"{id}": {"type": "integer"}, "{uuid}": TEXT, "?name": TEXT}
    parameters = [
        {
            "name": place.strip("{}?"),
            "in": "query" if place.startswith("?") else "path",
            "required": True,
            "server_set": False,
            "schema": schema,
        }
        for place, schema in places.items()
        if place in path
    ]
    return {
        "id": name,
        "method": method,
        "path": path.partition("?")[0],
        "parameters": parameters,
        "body": body,
        "responses": {"200": "Result"},
        "rules": [],
        "errors": {"default": "flat"},
        **more,
    }


def _body(*required: str) -> JSON:
    return {"type": "object", "required": list(required), "properties": dict.fromkeys(required, TEXT)}


CONTRACT = Contract(
    {
        "version": "1.0.0",
        "rules": [],
        "errors": {"default": "flat"},
        "schemas": {"Result": {"type": "object"}},
        "webhooks": {"FloorCreated": None, "GuestCreated": None, "CodeFailed": None},
        "operations": [
            _operation("create_floor", "POST", "/floors/{id}/Create", _body()),
            _operation("enter_floor", "POST", "/floors/{id}/Enter", _body("code"), auth="none"),
            _operation(
                "visit_floor", "POST", "/floors/{id}/Visit", _body(), auth="optional", errors={"default": "empty"}
            ),
            _operation("close_floor", "POST", "/floors/{id}/Close", _body()),
            _operation("list_guests", "GET", "/floors/{id}/guests"),
            _operation("find_guest", "GET", "/guests/by-name?name", writes=True),
            _operation("greet_guest", "GET", "/guests/greeting?name"),
            _operation("move_guest", "POST", "/guests/{uuid}/Move", _body("floor", "name")),
        ],
    }
)


@frozen(slots=False)
class Floor(State):
    closed: bool = False


@frozen(slots=False)
class Guest(State):
    name: str = ""
    floor: str = ""

    @property
    def unique(self) -> tuple[tuple[str, str], ...]:
        return (("name", self.name.lower()),) if self.name else ()

    @property
    def indexed(self) -> tuple[tuple[str, str], ...]:
        return (("floor", self.floor),) if self.floor else ()


@frozen(slots=False)
class Attempts(State):
    failed: int = 0


def superusers_only(state: State, caller: Caller) -> None:
    if not caller.superuser:
        raise Forbidden("Only a superuser key may do this.")


FLOORS = Aggregate("floor", Floor, access=anyone)
GUESTS = Aggregate("guest", Guest, access=anyone, path="uuid")
ATTEMPTS = Aggregate("attempts", Attempts, access=anyone, public=False)


@frozen
class CreateFloor:
    operation: ClassVar[str] = "create_floor"
    id: int

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(int(values["params"]["id"]))


@frozen
class EnterFloor:
    operation: ClassVar[str] = "enter_floor"
    id: int
    code: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(int(values["params"]["id"]), values["body"]["code"])


@frozen
class VisitFloor(CreateFloor):
    operation: ClassVar[str] = "visit_floor"


@frozen
class CloseFloor(CreateFloor):
    operation: ClassVar[str] = "close_floor"


@frozen
class ListGuests(CreateFloor):
    operation: ClassVar[str] = "list_guests"


@frozen
class FindGuest:
    operation: ClassVar[str] = "find_guest"
    name: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(values["query"]["name"])


@frozen
class GreetGuest(FindGuest):
    operation: ClassVar[str] = "greet_guest"


@frozen
class MoveGuest:
    operation: ClassVar[str] = "move_guest"
    uuid: str
    floor: str
    name: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(values["params"]["uuid"], values["body"]["floor"], values["body"]["name"])


@FLOORS.event
@frozen
class FloorCreated(Event[Floor]):
    def apply(self, state: Floor, at: int) -> Floor:
        return state.after(org_id="acme")

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"floorId": int(aggregate_id)}


@FLOORS.event
@frozen
class FloorClosed(Event[Floor]):
    at: str = field()

    def apply(self, state: Floor, at: int) -> Floor:
        return state.after(closed=True)

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"floorId": int(aggregate_id), "closedAt": self.at}


@GUESTS.event
@frozen
class GuestCreated(Event[Guest]):
    name: str

    def apply(self, state: Guest, at: int) -> Guest:
        return state.after(name=self.name)

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"guestId": aggregate_id}


@GUESTS.event
@frozen
class GuestMoved(Event[Guest]):
    floor: str

    def apply(self, state: Guest, at: int) -> Guest:
        return state.after(floor=self.floor)

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"guestId": aggregate_id, "floor": self.floor}


@GUESTS.event
@frozen
class GuestRenamed(GuestCreated):
    """The guest has another name."""


@ATTEMPTS.event
@frozen
class CodeFailed(Event[Attempts]):
    def apply(self, state: Attempts, at: int) -> Attempts:
        return state.after(failed=state.failed + 1, org_id="acme")

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {}


@FLOORS.command(CreateFloor, creates=True)
def create_floor(floor: Floor, request: CreateFloor, context: Context) -> FloorCreated:
    return FloorCreated()


@FLOORS.command(EnterFloor)
def enter_floor(floor: Floor, request: EnterFloor, context: Context) -> Decision:
    failed = context.others.load(ATTEMPTS, floor.id).failed
    if failed >= ATTEMPTS_ALLOWED:
        raise LockedOut("Too many codes were wrong.", retry_after=30)
    if request.code != "open":
        wrong = WrongCode("Invalid code", rule="enter.code_must_be_right")
        return Decision(others=((ATTEMPTS.name, floor.id, (CodeFailed(),)),), error=wrong)
    return Decision(response=redirect(f"/floors/{floor.id}/view?guest=1"))


@FLOORS.command(VisitFloor)
def visit_floor(floor: Floor, request: VisitFloor, context: Context) -> Decision:
    if floor.id in context.outside.offline_locks:
        raise Unreachable("The lift does not respond.")
    return Decision(response=Response.json(200, {"orgId": context.caller.org_id, "userId": context.caller.user_id}))


@FLOORS.command(CloseFloor, access=superusers_only)
def close_floor(floor: Floor, request: CloseFloor, context: Context) -> FloorClosed:
    return FloorClosed(context.iso)


@FLOORS.query(ListGuests)
def list_guests(floor: Floor, request: ListGuests, context: Context) -> JSON:
    return {"guests": [guest.name for guest in context.others.where(GUESTS, "floor", floor.id)]}


def guest_of_name(request: FindGuest, context: Context) -> str:
    guest = context.others.find(GUESTS, "name", request.name.lower())
    return context.new_id() if guest is None else guest.id


@GUESTS.command(FindGuest, creates=None, identify=guest_of_name)
def find_guest(guest: Guest, request: FindGuest, context: Context) -> Decision:
    created = () if guest.version else (GuestCreated(request.name),)
    return Decision(created, response=Response.json(200, {"uuid": guest.id, "name": guest.name or request.name}))


@GUESTS.query(GreetGuest, identify=guest_of_name)
def greet_guest(guest: Guest, request: GreetGuest, context: Context) -> JSON:
    return {"greeting": f"Welcome, {guest.name}!"}


@GUESTS.command(MoveGuest)
def move_guest(guest: Guest, request: MoveGuest, context: Context) -> Decision:
    other = context.others.find(GUESTS, "name", request.name.lower())
    if other is not None and other.id != guest.id:
        raise Conflict(f"Another guest is called {request.name}.")
    return Decision((GuestMoved(request.floor), GuestRenamed(request.name)))


REGISTRY = Registry(FLOORS, GUESTS, ATTEMPTS)
