"""How often a comparison is right about what breaks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from generator.diff.changes import Severity

__all__ = ["Verdict", "rows"]


@frozen
class Verdict:
    """What is said about a pair of documents.

    Attributes:
        subject: What the pair is about.
        name: The pair.
        severity: What the change means for those whom it harms most, according to the case.
        said: Whether it breaks something, by the name of the tool. None if the tool failed.
    """

    subject: str
    name: str
    severity: Severity
    said: Mapping[str, bool | None]

    @property
    def breaking(self) -> bool:
        """Whether the change breaks something."""
        return self.severity is Severity.BREAKING


def rows(verdicts: Sequence[Verdict], tools: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield a row per subject and one for all.

    It has the number of pairs and of breaking ones. For each tool, it has the share of right answers, the false alarms
    on harmless pairs, those on risky ones, and the breaking pairs that the tool missed.
    """
    subjects = dict.fromkeys(verdict.subject for verdict in verdicts)
    for subject in subjects:
        yield _row(subject, [verdict for verdict in verdicts if verdict.subject == subject], tools)
    yield _row("all", verdicts, tools)


def _row(name: str, verdicts: Sequence[Verdict], tools: Iterable[str]) -> list[str]:
    cells = [name, str(len(verdicts)), str(sum(verdict.breaking for verdict in verdicts))]
    for tool in tools:
        right = sum(verdict.said[tool] == verdict.breaking for verdict in verdicts)
        alarms = [verdict for verdict in verdicts if verdict.said[tool] and not verdict.breaking]
        risky = sum(verdict.severity is Severity.RISKY for verdict in alarms)
        missed = len(verdicts) - right - len(alarms)
        cells += [f"{1000 * right // len(verdicts) / 10} %", str(len(alarms) - risky), str(risky), str(missed)]
    return cells
