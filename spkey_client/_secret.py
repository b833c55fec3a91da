"""Credentials as texts that no tool shows by accident."""

from typing import Any


class Secret:
    """A credential. Tools that show the local variables of a traceback do not show it.

    Args:
        secret: The text. White space around it is dropped: a line break after a key in a file is a common mistake.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret.strip()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._secret == self._secret

    def __hash__(self) -> int:
        return hash(self._secret)

    def __repr__(self) -> str:
        return "<secret>"

    def reveal(self) -> str:
        """Return the text."""
        return self._secret


def hidden(secret: Any) -> Any:
    """Return a text as a `Secret`, and everything else as it is."""
    return Secret(secret) if isinstance(secret, str) else secret
