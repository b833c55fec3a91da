# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the physical_keys operations."""

from typing import ClassVar, Self

from attrs import frozen

from ...service.contract import Values


@frozen
class AddPhysicalKey:
    """Add a physical key to a user's inventory.

    Attributes:
        id: The user's id, normally a UUID.
        org_id: The id of the organisation that issues the key.
        org_name: The name of the organisation that issues the key.
        note: A note on the key. Its length is counted in UTF-16 code units.
    """

    operation: ClassVar[str] = "add_physical_key"

    id: str
    org_id: str
    org_name: str | None = None
    note: str | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], org_id=body["orgId"], org_name=body.get("orgName"), note=body.get("note"))


@frozen
class RemovePhysicalKey:
    """Remove a physical key from a user's inventory.

    Attributes:
        id: The user's id, normally a UUID.
        number: The number of the key.
    """

    operation: ClassVar[str] = "remove_physical_key"

    id: str
    number: int

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], number=int(body["number"]))


@frozen
class ListPhysicalKeys:
    """List the physical keys in a user's inventory.

    Attributes:
        id: The user's id, normally a UUID.
        org_id: Only keys issued by this organisation.
        org_name: Only keys whose issuing organisation has this name.
        q: Only keys whose note contains this text, case-insensitively.
    """

    operation: ClassVar[str] = "list_physical_keys"

    id: str
    org_id: str | None = None
    org_name: str | None = None
    q: str | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, query = values["params"], values["query"]
        return cls(id=params["id"], org_id=query.get("orgId"), org_name=query.get("orgName"), q=query.get("q"))


@frozen
class GetPhysicalKey:
    """Get a physical key from a user's inventory by its number.

    Attributes:
        id: The user's id, normally a UUID.
        number: The number of the key.
    """

    operation: ClassVar[str] = "get_physical_key"

    id: str
    number: int

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=params["id"], number=int(params["number"]))
