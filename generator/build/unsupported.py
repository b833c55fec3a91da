"""A part of a document that cannot be generated."""


class UnsupportedError(Exception):
    """A part of a document cannot be generated.

    Attributes:
        reason: Why, as a clause that completes "it is left out because".
        fix: How to change the document.
    """

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix
