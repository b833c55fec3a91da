"""Users, in the control API."""

from collections.abc import Generator, Mapping
from itertools import islice

from ..aggregates.users import User
from ..service.codec import present
from ..service.errors import NotFound
from .call import JSON, Call, Handler

_MOST_LISTED = 1_000


def user_json(user: User) -> JSON:
    """Return a user as JSON, without personal data and with at most the first 1,000 keys."""
    return present(
        userId=user.id,
        version=user.version,
        nextNumber=user.next_number,
        status=user.status,
        orgId=user.org_id,
        keyCount=len(user.keys),
        keys=[key.to_json() for key in islice(user.keys, _MOST_LISTED)],
    )


def _list(call: Call) -> JSON:
    users = call.world.users
    return {"users": [user_json(user) for user in users.latest(call.limit)], "total": len(users)}


def _create(call: Call) -> Generator[None, None, JSON]:
    body = call.body
    user = yield from call.world.users.create_in_slices(
        body.get("userId"),
        keys=int(body.get("keys", 0)),
        org_id=body.get("orgId"),
        email=body.get("email"),
        first_name=body.get("firstName"),
        last_name=body.get("lastName"),
        phone_number=body.get("phoneNumber"),
    )
    return user_json(user)


def _get(call: Call) -> JSON:
    user = call.world.users.get(call.params["id"])
    if user is None:
        raise NotFound(f"There is no user {call.params['id']}.")
    return user_json(user)


OPERATIONS: Mapping[str, Handler] = {"list_users": _list, "create_user": _create, "get_user": _get}
