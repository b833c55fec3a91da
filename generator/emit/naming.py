"""The names of a generated package: those of our own, or of another in their place."""

import re
from collections.abc import Iterable
from typing import Self

from attrs import frozen

from ..ir.names import class_name

OWN = "spkey_client"

_OURS = re.compile("spkey_client|spkey-client|SPKEY|Spkey")


@frozen
class Naming:
    """The names of a package.

    Attributes:
        package: Its import name.
        prefix: The first part of the names of its clients and of its base error.
        variables: The first part of the names of its environment variables.
    """

    package: str = OWN
    prefix: str = "Spkey"
    variables: str = "SPKEY"

    @classmethod
    def of(cls, package: str, texts: Iterable[str]) -> Self:
        """Return the names of a package.

        Args:
            package: Its import name.
            texts: The hand-written modules, whose classes must keep names of their own.
        """
        if package == OWN:
            return cls()
        prefix = class_name(package)
        others = _OURS.sub("", "\n".join(texts))
        taken = re.search(rf"\b{prefix}(Client|Error)\b", others)
        return cls(package, f"{prefix}API" if taken else prefix, package.upper())

    def rename(self, text: str) -> str:
        """Return a hand-written module of our package as a module of this one."""
        words = {OWN: self.package, "spkey-client": self.package, "SPKEY": self.variables, "Spkey": self.prefix}
        return _OURS.sub(lambda word: words[word[0]], text)
