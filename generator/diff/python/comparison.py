"""Compares the packages that are generated for two versions of a contract."""

import tempfile
from contextlib import nullcontext
from pathlib import Path

from ...document.document import Document
from ...document.problem import ContractError
from ...emit.naming import OWN
from .changes import PythonChange, PythonDiff
from .checks import Checker, checker
from .codes import codes, header
from .entries import entries
from .finding import Finding
from .findings import findings
from .packages import Package, generate
from .renames import Renames, renames
from .surface import surface
from .texts import sentence
from .types import types

__all__ = ["python_changes"]


def python_changes(old: Document, new: Document, package: str = OWN, *, with_witnesses: bool = True) -> PythonDiff:
    """Return the changes to the generated package.

    Args:
        old: The contract before.
        new: The contract after.
        package: The name of the package.
        with_witnesses: Whether to look for code that breaks, and to check it with mypy.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            before = generate(old, package, Path(folder, "old"))
        except ContractError as error:
            return _not_generated(package, "old", error)
        with checker(before) if with_witnesses else nullcontext() as check:
            try:
                after = generate(new, package, Path(folder, "new"))
            except ContractError as error:
                return _not_generated(package, "new", error)
            changes = _changes(before, after, check)
    order = sorted(changes, key=lambda change: (-change.severity, change.path, change.kind))
    return PythonDiff(package=package, changes=tuple(order))


def _not_generated(package: str, version: str, error: ContractError) -> PythonDiff:
    return PythonDiff(package=package, reason=f"No package can be generated for the {version} version. {error}")


def _changes(old: Package, new: Package, check: Checker | None) -> list[PythonChange]:
    renamed = renames(old.api, new.api)
    before = entries(old, surface(old.folder, old.name), renamed)
    after = entries(new, surface(new.folder, new.name), Renames())
    found = findings(before, after, renamed)
    changes = [_change(each) for each in found]
    if check is not None:
        writer = codes(before, types(old.api, new.api, renamed), found)
        written = {index: code for index, each in enumerate(found) if (code := writer.write(each)) is not None}
        imports = header(before, written.values())
        checked = check.witnesses(
            [*written.values()], header=imports, client=before.client, old=old.folder, new=new.folder
        )
        for index, witness in zip(written, checked, strict=True):
            changes[index] = changes[index].with_witness(witness)
    return changes


def _change(finding: Finding) -> PythonChange:
    return PythonChange(
        kind=finding.kind,
        path=finding.path,
        before=finding.path_before,
        severity=finding.severity,
        text=sentence(finding),
        old=finding.old,
        new=finding.new,
    )
