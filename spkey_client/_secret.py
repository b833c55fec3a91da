"""Strings that no tool shows by accident: credentials, PINs and passwords."""

from collections.abc import Mapping
from typing import Any


class Secret:
    """A secret text. Tools that show the local variables of a traceback do not show it."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._secret == self._secret

    def __hash__(self) -> int:
        return hash(self._secret)

    def __repr__(self) -> str:
        return MASK

    def reveal(self) -> str:
        """Return the text."""
        return self._secret


MASK = "<secret>"
"""What is shown in place of a secret."""


def hidden(credential: Any) -> Any:
    """Return a credential as a `Secret`, and any value that is not a string unchanged.

    White space around a credential is dropped: a line break after a key in a file is a common mistake.
    """
    return Secret(credential.strip()) if isinstance(credential, str) else credential


def concealed(value: Any) -> Any:
    """Return the argument of a call as a `Secret`, unaltered, and any value that is not a string unchanged."""
    return Secret(value) if isinstance(value, str) else value


def masked(value: object) -> str:
    """Return the repr of a secret attribute: whether it is None, and nothing else."""
    return "None" if value is None else MASK


def masked_values(values: Mapping[str, object]) -> str:
    """Return the repr of a mapping whose values may be secrets: its names, and nothing else."""
    return f"{{{', '.join(f'{name!r}: {MASK}' for name in values)}}}"
