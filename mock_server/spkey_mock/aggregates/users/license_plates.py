"""The licence plates of users."""

import re

from attrs import frozen

from ...service.aggregate import JSON, Context
from ...service.errors import Invalid, InvalidState, Problem
from ...service.event import Event
from ...service.outcome import Outcome
from ..requests import AddLicensePlate, ListLicensePlates, RemoveLicensePlate
from .belongings import LicensePlate
from .state import USERS, User

_IGNORED = re.compile(r"[\s-]+")


def normal(plate: str) -> str:
    """Return a plate in its normal form: in upper case, without spaces or dashes."""
    return _IGNORED.sub("", plate).upper()


@USERS.event
@frozen
class LicensePlateAdded(Event[User]):
    """A plate, in its normal form, was added to the user."""

    plate: str
    label: str = ""

    def apply(self, state: User, at: int) -> User:
        """Return the user with the plate."""
        plate = LicensePlate(self.plate, self.label, at)
        return state.after(license_plates=state.license_plates.put(self.plate, plate), text=state.text + plate.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the plate and its user."""
        return {"userId": aggregate_id, **LicensePlate(self.plate, self.label, at).to_json()}


@USERS.event
@frozen
class LicensePlateRemoved(Event[User]):
    """A plate, in its normal form, was removed from the user."""

    plate: str

    def apply(self, state: User, at: int) -> User:
        """Return the user without the plate."""
        plate = state.license_plates[self.plate]
        return state.after(license_plates=state.license_plates.remove(self.plate), text=state.text - plate.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the plate and its user."""
        return {"userId": aggregate_id, "plate": self.plate}


def plate_is_not_blank(request: AddLicensePlate) -> None:
    """Check that the plate's normal form is not empty."""
    if not normal(request.plate):
        problem = Problem("the value consists only of spaces and dashes", ("body", "plate"))
        raise Invalid(problem, rule="plate_not_blank")


@USERS.command(AddLicensePlate, validate=plate_is_not_blank)
def add_license_plate(user: User, request: AddLicensePlate, context: Context) -> LicensePlateAdded:
    """Add a plate."""
    plate = normal(request.plate)
    if plate in user.license_plates:
        raise InvalidState(f"The user already has the licence plate {plate}.", rule="plate_only_once")
    return LicensePlateAdded(plate, request.label or "")


@USERS.command(RemoveLicensePlate)
def remove_license_plate(user: User, request: RemoveLicensePlate, context: Context) -> LicensePlateRemoved:
    """Remove a plate, in any spelling."""
    plate = normal(request.plate)
    if plate not in user.license_plates:
        raise InvalidState(f"The user has no licence plate {plate}.", rule="plate_must_be_listed")
    return LicensePlateRemoved(plate)


@USERS.query(ListLicensePlates)
def list_license_plates(user: User, request: ListLicensePlates, context: Context) -> JSON:
    """Return all plates, in the order of addition."""
    plates = user.license_plates
    return {"licensePlates": [plate.to_json() for plate in plates], "totalCount": len(plates)}


USERS.reached_by_any("license_plates.add.event_recorded", "license_plates.remove.event_recorded", on="event")


@USERS.rule("license_plates.add.plate_normalised", on="event")
def _added_in_another_spelling(user: User, request: AddLicensePlate, outcome: Outcome) -> bool:
    return request.plate != normal(request.plate)


@USERS.rule("license_plates.remove.plate_normalised", on="event")
def _removed_in_another_spelling(user: User, request: RemoveLicensePlate, outcome: Outcome) -> bool:
    return request.plate != normal(request.plate)


@USERS.rule("license_plates.list.every_plate_listed")
def _plates_are_listed(user: User, request: ListLicensePlates, outcome: Outcome) -> bool:
    return len(user.license_plates) > 0
