"""The changes between the packages that are generated for two versions of a contract."""

from typing import Literal

from attrs import evolve, frozen

from ..changes import Severity, Witness, fingerprint_of

__all__ = ["PythonChange", "PythonDiff", "SemanticVersion", "implied"]

SemanticVersion = Literal["major", "minor", "patch", "none"]
"""The part of a semantic version that a change increases."""


def implied(severity: Severity) -> SemanticVersion:
    """Return the part of a semantic version that a change of this severity increases."""
    return _IMPLIED[severity]


_IMPLIED: dict[Severity, SemanticVersion] = {
    Severity.NONE: "none",
    Severity.TEXT: "patch",
    Severity.ADDITIVE: "minor",
    Severity.RISKY: "minor",
    Severity.BREAKING: "major",
}


@frozen(kw_only=True)
class PythonChange:
    """A change to the public surface of the package.

    Attributes:
        kind: What kind of change it is, such as `parameter-removed`.
        path: The Python name of what changed, as `spkey_client.Users.create(name)`. It is the name before the change if
            nothing has taken its place.
        before: The Python name before, if it was another.
        severity: The severity for code that uses the package.
        text: The change, as a sentence.
        old: The signature, annotation or value before. None if there was none.
        new: The signature, annotation or value after. None if there is none.
        witness: User code that type-checks with the old package and not with the new one.
    """

    kind: str
    path: str
    severity: Severity
    text: str
    before: str | None = None
    old: str | None = None
    new: str | None = None
    witness: Witness | None = None

    @property
    def fingerprint(self) -> str:
        """A short name of the change, which depends on its meaning, location and values but not on the wording."""
        parts = [str(self.severity), self.kind, self.path, self.before, self.old, self.new]
        return fingerprint_of(parts)

    def with_witness(self, witness: Witness | None) -> "PythonChange":
        """Return the change with another witness."""
        return evolve(self, witness=witness)


@frozen(kw_only=True)
class PythonDiff:
    """The changes to the package.

    Attributes:
        package: The name of the package.
        changes: The changes, the worst first, then by path.
        reason: Why the packages could not be compared, as a sentence. None if they were.
    """

    package: str
    changes: tuple[PythonChange, ...] = ()
    reason: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity of the worst change."""
        return max((change.severity for change in self.changes), default=Severity.NONE)

    @property
    def version(self) -> SemanticVersion:
        """The part of a semantic version that the changes increase."""
        return implied(self.severity)
