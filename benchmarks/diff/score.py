"""How often a comparison is right about what breaks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

__all__ = ["Verdict", "rows"]


@frozen
class Verdict:
    """What is said about a pair of documents.

    Attributes:
        subject: What the pair is about.
        name: The pair.
        breaking: Whether the change breaks something, according to the case.
        said: Whether it does, by the name of the tool. None if the tool failed.
    """

    subject: str
    name: str
    breaking: bool
    said: Mapping[str, bool | None]


def rows(verdicts: Sequence[Verdict], tools: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield a row per subject and one for all: the pairs, and for each tool the right answers, false alarms and misses."""
    subjects = dict.fromkeys(verdict.subject for verdict in verdicts)
    for subject in subjects:
        yield _row(subject, [verdict for verdict in verdicts if verdict.subject == subject], tools)
    yield _row("all", verdicts, tools)


def _row(name: str, verdicts: Sequence[Verdict], tools: Iterable[str]) -> list[str]:
    cells = [name, str(len(verdicts)), str(sum(verdict.breaking for verdict in verdicts))]
    for tool in tools:
        said = [(verdict.breaking, verdict.said[tool]) for verdict in verdicts]
        right = sum(breaking == answer for breaking, answer in said)
        alarms = sum(answer is True and not breaking for breaking, answer in said)
        cells += [f"{100 * right / len(said):.0f} %", str(alarms), str(len(said) - right - alarms)]
    return cells
