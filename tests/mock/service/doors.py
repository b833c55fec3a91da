"""A second service for the engine: doors that open for badges, and close by themselves.

Its operations have everything that those of users lack: a path without an id, an id that the command creates, a command
that concerns two aggregates, a query across streams, and work that is done later.
"""

from typing import ClassVar, Self

from attrs import frozen
from spkey_mock.service.aggregate import JSON, Aggregate, Context, Operations
from spkey_mock.service.contract import Contract, Values
from spkey_mock.service.credentials import Caller
from spkey_mock.service.decision import Decision, Later
from spkey_mock.service.errors import Forbidden, Invalid, NotFound, Problem
from spkey_mock.service.event import Event
from spkey_mock.service.outcome import Outcome
from spkey_mock.service.registry import Registry
from spkey_mock.service.state import State
from spkey_mock.store.recorded import Data

OPEN_FOR = 5_000

SCHEMAS: dict[str, JSON] = {}


def _body(required: list[str], **properties: str) -> JSON:
    return {
        "type": "object",
        "required": required,
        "properties": {name: {"type": kind} for name, kind in properties.items()},
    }


def _operation(name: str, method: str, path: str, body: JSON | None, success: JSON, rules: list[str]) -> JSON:
    parameters = [
        {"name": "id", "in": "path", "required": True, "server_set": False, "schema": {"type": "string"}}
        for _ in range("{id}" in path)
    ]
    statuses = {"create_door": ["200", "201"], "create_badge": ["200", "201"], "seal_door": ["201"]}.get(name, ["200"])
    SCHEMAS[name] = success
    return {
        "id": name,
        "method": method,
        "path": path,
        "parameters": parameters,
        "body": body,
        "responses": dict.fromkeys(statuses, name),
        "rules": [{"id": rule, "text": "A promise.", "source": "inferred", "subject": "request"} for rule in rules],
        "errors": {"default": "flat"},
    }


CONTRACT = Contract(
    {
        "schemas": SCHEMAS,
        "version": "1.0.0",
        "rules": [],
        "errors": {"default": "flat"},
        "webhooks": {"DoorOpened": None, "DoorClosed": None},
        "operations": [
            _operation("create_door", "POST", "/doors", _body(["name"], name="string"), _body([], name="string"), []),
            _operation("create_badge", "POST", "/badges/{id}/Create", _body([]), _body([]), []),
            _operation(
                "open_door",
                "POST",
                "/doors/{id}/Open",
                _body(["badgeId"], badgeId="string"),
                _body([], uses="integer"),
                ["doors.open.badge_must_exist", "doors.open.badge_is_no_door", "doors.open.may_be_open"],
            ),
            _operation("list_open_doors", "GET", "/doors/open", None, _body([]), []),
            _operation("get_badge", "GET", "/badges/{id}", None, _body([]), ["badges.get.badge_must_exist"]),
            _operation("seal_door", "POST", "/doors/{id}/Seal", _body([]), _body([], sealedAt="integer"), []),
            _operation("paint_door", "POST", "/doors/{id}/Paint", _body([]), _body([]), []),
        ],
    }
)


@frozen
class CreateDoor:
    operation: ClassVar[str] = "create_door"
    name: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(values["body"]["name"])


@frozen
class CreateBadge:
    operation: ClassVar[str] = "create_badge"
    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(values["params"]["id"])


@frozen
class OpenDoor:
    operation: ClassVar[str] = "open_door"
    id: str
    badge_id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(values["params"]["id"], values["body"]["badgeId"])


@frozen
class SealDoor:
    operation: ClassVar[str] = "seal_door"
    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(values["params"]["id"])


@frozen
class ListOpenDoors:
    operation: ClassVar[str] = "list_open_doors"

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls()


@frozen
class GetBadge:
    operation: ClassVar[str] = "get_badge"
    id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        return cls(values["params"]["id"])


@frozen(slots=False)
class Door(State):
    name: str = ""
    opened: int = 0
    is_open: bool = False


@frozen(slots=False)
class Badge(State):
    uses: int = 0


def organisations_only(state: State, caller: Caller) -> None:
    if caller.org_id is None:
        raise Forbidden("Only organisations may use doors.")


DOORS = Aggregate("door", Door, access=organisations_only)
BADGES = Aggregate("badge", Badge, access=organisations_only)
VIEWS = Operations()


@DOORS.event
@frozen
class DoorCreated(Event[Door]):
    name: str
    org_id: str | None = None

    def apply(self, state: Door, at: int) -> Door:
        return state.after(name=self.name, org_id=self.org_id)

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"doorId": aggregate_id, "name": self.name}


@DOORS.event
@frozen
class DoorOpened(Event[Door]):
    badge_id: str

    def apply(self, state: Door, at: int) -> Door:
        return state.after(opened=state.opened + 1, is_open=True)

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"doorId": aggregate_id, "openedAt": at}


@DOORS.event
@frozen
class DoorClosed(Event[Door]):
    def apply(self, state: Door, at: int) -> Door:
        return state.after(is_open=False)

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"doorId": aggregate_id, "closedAt": at}


@BADGES.event
@frozen
class BadgeCreated(Event[Badge]):
    def apply(self, state: Badge, at: int) -> Badge:
        return state.after()

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"badgeId": aggregate_id}


@BADGES.event
@frozen
class BadgeUsed(Event[Badge]):
    door_id: str

    def apply(self, state: Badge, at: int) -> Badge:
        return state.after(uses=state.uses + 1)

    def public(self, aggregate_id: str, at: int) -> JSON:
        return {"badgeId": aggregate_id, "doorId": self.door_id}


@DOORS.command(CreateDoor, creates=True, identify=lambda request, context: context.new_id())
def create_door(door: Door, request: CreateDoor, context: Context) -> DoorCreated:
    return DoorCreated(request.name, context.caller.org_id)


@BADGES.command(CreateBadge, creates=True)
def create_badge(badge: Badge, request: CreateBadge, context: Context) -> BadgeCreated:
    return BadgeCreated()


def badge_is_no_door(request: OpenDoor) -> None:
    if request.badge_id == request.id:
        raise Invalid(Problem("the value is the door", ("body", "badgeId")), rule="badge_is_no_door")


@DOORS.command(OpenDoor, validate=badge_is_no_door)
def open_door(door: Door, request: OpenDoor, context: Context) -> Decision:
    badge = context.others.load(BADGES, request.badge_id)
    if not badge.version:
        raise NotFound(f"There is no badge {request.badge_id}.", rule="badge_must_exist")
    return Decision(
        events=(DoorOpened(badge.id),),
        others=(("badge", badge.id, (BadgeUsed(door.id),)),),
        later=(Later(context.at + OPEN_FOR, "door", door.id, "close", {"opened": door.opened + 1}),),
        extra={"uses": badge.uses + 1},
    )


@DOORS.command(SealDoor)
def seal_door(door: Door, request: SealDoor, context: Context) -> Decision:
    return Decision((DoorClosed(),), extra={"sealedAt": context.at})


@DOORS.task("close")
def close_door(door: Door, data: Data, context: Context) -> DoorClosed | None:
    # A door that was opened again meanwhile closes later.
    return DoorClosed() if door.is_open and door.opened == data["opened"] else None


def badge_is_numbered(request: GetBadge) -> None:
    if not request.id.startswith("b"):
        raise Invalid(Problem("the value is not the number of a badge", ("params", "id")))


@BADGES.query(GetBadge, validate=badge_is_numbered)
def get_badge(badge: Badge, request: GetBadge, context: Context) -> JSON:
    return {"badgeId": badge.id, "uses": badge.uses}


@VIEWS.view(ListOpenDoors)
def list_open_doors(request: ListOpenDoors, context: Context) -> JSON:
    return {"doors": [door.name for door in context.others.states(DOORS) if door.is_open]}


@DOORS.rule("doors.open.may_be_open")
def _door_is_open(door: Door, request: OpenDoor, outcome: Outcome) -> bool:
    return door.is_open


REGISTRY = Registry(DOORS, BADGES, views=VIEWS)
