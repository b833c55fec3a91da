"""The table of the mutants and the rules that catch them, which docs/conformance.md publishes."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import frozen

from .catalogue import Mutant

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"

_BEGIN, _END = "<!-- mutants: begin, written by `make mutants` -->", "<!-- mutants: end -->"
_ROW = re.compile(r"\| `(\w+)` \| [^|]* \| ([^|]*) \|")


@frozen
class Row:
    """A mutant and the rules that failed when their tests ran against it.

    Attributes:
        mutant: The mutant.
        failed: The ids of the rules.
    """

    mutant: Mutant
    failed: Sequence[str]

    @property
    def missed(self) -> list[str]:
        """The rules that the mutant breaks, but that did not catch it."""
        return [rule for rule in self.mutant.rules if rule not in self.failed]

    def __str__(self) -> str:
        caught = [rule for rule in self.mutant.rules if rule in self.failed]
        return f"| `{self.mutant.name}` | {self.mutant.text} | {_ids(caught)} |"


def _ids(rules: Iterable[str]) -> str:
    return ", ".join(f"`{rule}`" for rule in rules)


def lines(rows: Sequence[Row]) -> list[str]:
    """Return the table, with a part for each topic."""
    found: list[str] = []
    for topic in dict.fromkeys(row.mutant.topic for row in rows):
        found += [f"### {topic.replace('_', ' ').capitalize()}", "", "| mutant | fault | caught by |", "|---|---|---|"]
        found += [*(str(row) for row in rows if row.mutant.topic == topic), ""]
    return found


def publish(rows: Sequence[Row]) -> None:
    """Write the table to the page."""
    page = PAGE.read_text("utf-8")
    head, found, rest = page.partition(_BEGIN)
    _, ended, tail = rest.partition(_END)
    if not found or not ended:
        raise ValueError(f"{PAGE} must have the lines {_BEGIN} and {_END}.")
    PAGE.write_text("\n".join([f"{head}{_BEGIN}", "", *lines(rows), f"{_END}{tail}"]), "utf-8")


def published() -> dict[str, set[str]]:
    """Return the rules that caught each mutant, as the page has them."""
    table = PAGE.read_text("utf-8").partition(_BEGIN)[2].partition(_END)[0]
    return {name: set(re.findall(r"[\w.]+", caught)) for name, caught in _ROW.findall(table)}
