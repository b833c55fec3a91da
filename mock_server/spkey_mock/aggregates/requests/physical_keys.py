# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the physical_keys operations."""

from typing import ClassVar, Self

from ...service.contract import Values
from ...service.typed import Typed


class AddPhysicalKey(Typed):
    """Add a physical key to a user's inventory.

    Attributes:
        id: The user's id, normally a UUID.
        org_id: The id of the organisation that issues the key.
        org_name: The name of the organisation that issues the key.
        note: A note on the key. Its length is counted in UTF-16 code units.
    """

    operation: ClassVar[str] = "add_physical_key"

    __slots__ = ("id", "org_id", "org_name", "note")

    id: str
    org_id: str
    org_name: str | None
    note: str | None

    def __init__(self, id: str, org_id: str, org_name: str | None = None, note: str | None = None) -> None:
        self._put("id", id)
        self._put("org_id", org_id)
        self._put("org_name", org_name)
        self._put("note", note)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], org_id=body["orgId"], org_name=body.get("orgName"), note=body.get("note"))


class RemovePhysicalKey(Typed):
    """Remove a physical key from a user's inventory.

    Attributes:
        id: The user's id, normally a UUID.
        number: The number of the key.
    """

    operation: ClassVar[str] = "remove_physical_key"

    __slots__ = ("id", "number")

    id: str
    number: int

    def __init__(self, id: str, number: int) -> None:
        self._put("id", id)
        self._put("number", number)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], number=int(body["number"]))


class ListPhysicalKeys(Typed):
    """List the physical keys in a user's inventory.

    Attributes:
        id: The user's id, normally a UUID.
        org_id: Only keys issued by this organisation.
        org_name: Only keys whose issuing organisation has this name.
        q: Only keys whose note contains this text, case-insensitively.
    """

    operation: ClassVar[str] = "list_physical_keys"

    __slots__ = ("id", "org_id", "org_name", "q")

    id: str
    org_id: str | None
    org_name: str | None
    q: str | None

    def __init__(self, id: str, org_id: str | None = None, org_name: str | None = None, q: str | None = None) -> None:
        self._put("id", id)
        self._put("org_id", org_id)
        self._put("org_name", org_name)
        self._put("q", q)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, query = values["params"], values["query"]
        return cls(id=params["id"], org_id=query.get("orgId"), org_name=query.get("orgName"), q=query.get("q"))


class GetPhysicalKey(Typed):
    """Get a physical key from a user's inventory by its number.

    Attributes:
        id: The user's id, normally a UUID.
        number: The number of the key.
    """

    operation: ClassVar[str] = "get_physical_key"

    __slots__ = ("id", "number")

    id: str
    number: int

    def __init__(self, id: str, number: int) -> None:
        self._put("id", id)
        self._put("number", number)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"], number=int(params["number"]))
