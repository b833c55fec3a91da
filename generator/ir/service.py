"""The facts about the whole service."""

from attrs import frozen

from .operations import Rule


@frozen(kw_only=True)
class Credential:
    """A way to authenticate, which is an argument of the client.

    Attributes:
        name: The argument.
        kind: `bearer`, `basic` (a pair of user name and password), or the place of an API key: `header`, `query` or
            `cookie`.
        wire: The name of the API key where it is sent; `Authorization` for the other kinds.
        description: The contract's description.
    """

    name: str
    kind: str
    wire: str
    description: str


@frozen(kw_only=True)
class Service:
    """The facts about the whole service.

    Attributes:
        title: The contract's title.
        version: The contract's version.
        environments: The URL of each server by its name.
        credentials: The arguments of the client that authenticate it.
        credential_required: Whether every operation requires a credential.
        rules: The rules of every operation.
    """

    title: str
    version: str
    environments: dict[str, str]
    credentials: tuple[Credential, ...]
    credential_required: bool
    rules: tuple[Rule, ...]
