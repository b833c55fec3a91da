"""The problems that the checks of a document find."""

from attrs import field, frozen

from .problem import Problem


@frozen
class Report:
    """Collects problems.

    Attributes:
        errors: Problems that would lead to wrong requests.
        notes: Problems that are harmless if the part is ignored.
    """

    errors: list[Problem] = field(factory=list[Problem])
    notes: list[Problem] = field(factory=list[Problem])

    def error(self, where: str, message: str, fix: str) -> None:
        """Add an error."""
        self.errors.append(Problem(where, message, fix))

    def note(self, where: str, message: str, fix: str) -> None:
        """Add a note."""
        self.notes.append(Problem(where, message, fix))
