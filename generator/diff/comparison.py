"""The result of a comparison, from which every report is written."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from .approvals import Approval
from .changes import Change, Severity
from .consumers import Hit
from .python.changes import PythonChange, PythonDiff, SemanticVersion, implied
from .versions import Version

__all__ = ["Comparison"]


@frozen
class Comparison:
    """Two versions of a contract and everything that is known about their differences.

    Attributes:
        old: The version before.
        new: The version after.
        changes: The changes on the wire and of rules, worst first, then by file and pointer.
        python: The changes to the generated SDK. None if it was not compared.
        approved: The approvals that are in force, by the fingerprint of their change.
        problems: The problems with other approvals, each as a sentence.
        hit: The suites that use what changed, by fingerprint. A change is absent if the suites' reports cannot tell.
            None if there were no reports.
        fail_on: The lowest severity at which an unapproved change fails the comparison.
    """

    old: Version
    new: Version
    changes: tuple[Change, ...]
    python: PythonDiff | None = None
    approved: Mapping[str, Approval] = field(factory=dict[str, Approval])
    problems: tuple[str, ...] = ()
    hit: Mapping[str, Hit] | None = None
    fail_on: Severity = Severity.BREAKING

    @property
    def is_complete(self) -> bool:
        """Whether the changes to the generated SDK are known too."""
        return self.python is not None and self.python.reason is None

    @property
    def python_changes(self) -> tuple[PythonChange, ...]:
        """The changes to the generated SDK. Empty if it was not compared."""
        return () if self.python is None else self.python.changes

    @property
    def overall(self) -> Severity:
        """The severity of the worst change that is not approved."""
        return _worst([*self.unapproved_wire(), *self.unapproved_python()])

    @property
    def failing(self) -> tuple[Change | PythonChange, ...]:
        """The changes that fail the comparison, those on the wire first."""
        return (*self.unapproved_wire(self.fail_on), *self.unapproved_python(self.fail_on))

    @property
    def version(self) -> SemanticVersion:
        """The part of a semantic version that all changes increase, approved ones included."""
        return implied(_worst([*self.changes, *self.python_changes]))

    @property
    def wire_version(self) -> SemanticVersion:
        """The part of a semantic version that the changes on the wire increase."""
        return implied(_worst(self.changes))

    @property
    def python_version(self) -> SemanticVersion | None:
        """The part of a semantic version that the changes of the SDK increase. None if they are unknown."""
        return None if self.python is None or self.python.reason is not None else self.python.version

    def unapproved_wire(self, least: Severity = Severity.NONE) -> tuple[Change, ...]:
        """Return the changes on the wire that are not approved and at least this severe."""
        return tuple(it for it in self.changes if it.severity >= least and it.fingerprint not in self.approved)

    def unapproved_python(self, least: Severity = Severity.NONE) -> tuple[PythonChange, ...]:
        """Return the changes of the generated SDK that are not approved and at least this severe."""
        return tuple(it for it in self.python_changes if it.severity >= least and it.fingerprint not in self.approved)


def _worst(changes: Iterable[Change | PythonChange]) -> Severity:
    return max((change.severity for change in changes), default=Severity.NONE)
