"""Faults in licence plates."""

from typing import Any

from attrs import evolve
from spkey_mock.aggregates.users import User
from spkey_mock.aggregates.users.license_plates import LicensePlateAdded, LicensePlateRemoved, normal
from spkey_mock.service.aggregate import JSON, Context
from spkey_mock.service.decision import Decision
from spkey_mock.service.errors import InvalidState

from .catalogue import Users, in_response, in_users


@in_users("license_plates.add.user_must_exist", "license_plates.remove.user_must_exist")
def plates_of_unknown_users(users: Users) -> None:
    """A user need not exist to get a plate."""
    for operation in ("add_license_plate", "remove_license_plate"):
        users.aggregate.handlers[operation] = evolve(users.aggregate.handlers[operation], creates=None)


@in_response("license_plates.list.user_must_exist", to="list_license_plates", status=404, becomes=200)
def unknown_user_has_no_plates(body: Any) -> None:
    """An unknown user has an empty list of plates."""
    body.clear()
    body.update(licensePlates=[], totalCount=0)


@in_users("license_plates.add.plate_normalised", "license_plates.add.plate_only_once")
def plates_stored_as_spelt(users: Users) -> None:
    """A plate is stored in the spelling of the request."""

    def add(user: User, request: Any, context: Context) -> LicensePlateAdded:
        if request.plate in user.license_plates:
            raise InvalidState("The user has this plate.")
        return LicensePlateAdded(request.plate, request.label or "")

    users.handle("add_license_plate", add)


@in_users("license_plates.add.plate_normalised")
def dashes_kept(users: Users) -> None:
    """A plate keeps its dashes."""

    def add(user: User, request: Any, context: Context) -> LicensePlateAdded:
        return LicensePlateAdded(request.plate.replace(" ", "").upper(), request.label or "")

    users.handle("add_license_plate", add)


@in_users("license_plates.add.plate_only_once")
def plates_added_twice(users: Users) -> None:
    """Adding a plate again changes its label."""

    def add(user: User, request: Any, context: Context) -> LicensePlateAdded:
        return LicensePlateAdded(normal(request.plate), request.label or "")

    users.handle("add_license_plate", add)


@in_users("license_plates.add.plate_not_blank")
def blank_plate_accepted(users: Users) -> None:
    """A plate may consist only of spaces and dashes."""

    def accept(request: Any) -> None:
        """Accept any plate."""

    handler = users.aggregate.handlers["add_license_plate"]
    users.aggregate.handlers["add_license_plate"] = evolve(handler, validate=accept)


@in_users("license_plates.add.event_recorded")
def label_lost(users: Users) -> None:
    """The event of an addition has an empty label."""
    users.published(LicensePlateAdded, lambda data: {**data, "label": ""})


@in_users("license_plates.remove.plate_normalised")
def plates_removed_by_their_normal_form(users: Users) -> None:
    """A plate is removed only if it is spelt as it is stored."""

    def remove(user: User, request: Any, context: Context) -> LicensePlateRemoved:
        if request.plate not in user.license_plates:
            raise InvalidState("The user has no such plate.")
        return LicensePlateRemoved(request.plate)

    users.handle("remove_license_plate", remove)


@in_users("license_plates.remove.plate_must_be_listed")
def removing_a_missing_plate_succeeds(users: Users) -> None:
    """Removing a plate that the user does not have returns 200."""
    remove = users.function("remove_license_plate")

    def lenient(user: User, request: Any, context: Context) -> Any:
        plate = normal(request.plate)
        return remove(user, request, context) if plate in user.license_plates else Decision(extra={"plate": plate})

    users.handle("remove_license_plate", lenient)


@in_users("license_plates.remove.event_recorded")
def removed_plate_stays(users: Users) -> None:
    """A removed plate is still listed."""
    users.applied(LicensePlateRemoved, lambda before, after: {"license_plates": before.license_plates})


@in_users("license_plates.list.every_plate_listed")
def ten_plates_listed(users: Users) -> None:
    """At most ten plates are listed."""

    def listed(user: User, request: Any, context: Context) -> JSON:
        plates = [plate.to_json() for plate in user.license_plates][:10]
        return {"licensePlates": plates, "totalCount": len(plates)}

    users.handle("list_license_plates", listed)
