"""Tables of results, as Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table under a title, with aligned columns."""
    cells = [list(columns), *map(list, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(columns))]
    return "\n".join([f"### {title}", "", *_lines(cells, widths), ""])


def _lines(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    for index, row in enumerate(cells):
        padded = (
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"| {' | '.join(padded)} |"
        if index == 0:
            yield f"|{'|'.join('-' * (width + 1) + (':' if at else '-') for at, width in enumerate(widths))}|"


def against_first(measured: Mapping[str, Sequence[float]], digits: int = 0) -> Iterator[Sequence[str]]:
    """Yield rows of a name, its median, its range and its ratio to the first name.

    Repeats are compared one by one, because whatever slows a repeat down slows everything in it.
    """
    baseline = next(iter(measured.values()), ())
    for name, values in measured.items():
        ratio = median(value / base for value, base in zip(values, baseline, strict=True))
        spread = f"{min(values):.{digits}f}-{max(values):.{digits}f}"
        yield name, f"{median(values):.{digits}f}", spread, f"{ratio:.2f}"
