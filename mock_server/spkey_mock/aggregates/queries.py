"""What each query answers, as JSON values: pure functions of the user and the validated values."""

from collections.abc import Callable, Mapping

from ..service.contract import Values
from ..service.credentials import Caller
from .users import PhysicalKey, User

Members = dict[str, object]
Query = Callable[[User, Values, Caller], Members]

_MOST_LISTED = 100


def present(**members: object) -> Members:
    """The members that have a value; an answer leaves the others out."""
    return {name: value for name, value in members.items() if value is not None}


def key_members(key: PhysicalKey) -> Members:
    """The members by which a key is shown, in answers and in the event that it was added."""
    return present(number=key.number, orgId=key.org_id, orgName=key.org_name, note=key.note, addedAt=key.added_at)


def list_keys(user: User, values: Values, _caller: Caller) -> Members:
    """The first 100 keys that pass the filters, whoever asks, and how many pass in all."""
    filters = [(_FILTERS[name], text) for name, text in values["query"].items()]
    passed = [key for key in user.keys.values() if all(passes(key, text) for passes, text in filters)]
    return {"keys": [key_members(key) for key in passed[:_MOST_LISTED]], "total": len(passed)}


_FILTERS: Mapping[str, Callable[[PhysicalKey, str], bool]] = {
    "orgId": lambda key, text: key.org_id == text,
    "orgName": lambda key, text: key.org_name == text,
    "q": lambda key, text: key.note is not None and text.lower() in key.note.lower(),
}


def get_key(user: User, values: Values, caller: Caller) -> Members:
    """One key, unless another organisation issued it."""
    return key_members(user.key(int(values["params"]["number"]), caller.scope))


def get_profile(user: User, _values: Values, _caller: Caller) -> Members:
    """What is known of the person."""
    profile = user.profile
    return present(
        userId=user.id,
        email=profile.email,
        firstName=profile.first_name,
        lastName=profile.last_name,
        status=user.status,
    )


QUERIES: Mapping[str, Query] = {
    "list_physical_keys": list_keys,
    "get_physical_key": get_key,
    "get_user_profile": get_profile,
}
"""The queries, by operation."""
