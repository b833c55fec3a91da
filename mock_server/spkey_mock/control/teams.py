"""Teams, in the control API."""

from collections.abc import Mapping
from typing import Any

from ..service.errors import NotFound, Rejection
from ..world.registry import WorldRegistry
from ..world.teams import IssuedTeam, TakenError, owner
from .call import JSON, Call, Handler


class NameTaken(Rejection):
    """A team cannot have a name that something else has."""

    status = code = 409
    kind = "NameTaken"


def _list(call: Call) -> JSON:
    return {"teams": [{"name": team.name, "orgId": team.org_id} for team in call.worlds.teams.items()]}


def _create(call: Call) -> JSON:
    name = call.body["name"]
    if any(team.name == name for team in call.worlds.teams.items()):
        raise NameTaken(f"There is already a team {name}. Replace its credentials by /rotate, or choose another name.")
    # Existing worlds accept the credentials of the server.
    if existing := _worlds(call.worlds, name):
        raise NameTaken(f"The world {existing[0]} already exists. Delete it, or choose another name for the team.")
    try:
        return _json(call.worlds.teams.create(name, call.body.get("orgId")))
    except TakenError as error:
        raise NameTaken(str(error)) from None


def _rotate(call: Call) -> JSON:
    name = call.params["name"]
    issued = call.worlds.teams.rotate(name)
    if issued is None:
        raise NotFound(f"There is no team {name}.")
    return _json(issued)


def _delete(call: Call) -> None:
    name = call.params["name"]
    if not call.worlds.teams.delete(name):
        raise NotFound(f"There is no team {name}.")
    for world in _worlds(call.worlds, name):
        call.worlds.delete(world)


def _worlds(worlds: WorldRegistry[Any], team: str) -> list[str]:
    """Return the names of the worlds of a team."""
    return [name for name in worlds.names() if owner(name) == team]


def _json(issued: IssuedTeam) -> JSON:
    team = issued.team
    return {
        "name": team.name,
        "orgId": team.org_id,
        "apiKey": issued.api_key,
        "controlToken": issued.control_token,
    }


OPERATIONS: Mapping[str, Handler] = {
    "list_teams": _list,
    "create_team": _create,
    "rotate_team": _rotate,
    "delete_team": _delete,
}
