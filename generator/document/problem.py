"""The problems of a document."""

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen


@frozen
class Problem:
    """A problem, with its location and its fix.

    Attributes:
        pointer: The location in the file, as a JSON pointer. Empty for the whole file.
        message: The problem, as a sentence.
        fix: The way to fix it, as a sentence.
        file: The file. Empty for the root file of the document.
    """

    pointer: str
    message: str
    fix: str
    file: str = ""

    def __str__(self) -> str:
        return visible(f"{self.file}#{self.pointer}: {self.message} {self.fix}")


class ContractError(Exception):
    """A document cannot be used.

    Attributes:
        file: The root file of the document.
        problems: The problems that were found.
    """

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = list(problems)
        lines = [str(problem if problem.file else evolve(problem, file=file)) for problem in self.problems]
        super().__init__("\n".join(lines))


_MANY = 3
"""The number of further places from which on a note is given only once."""


def summed_up(notes: Iterable[Problem]) -> Iterator[Problem]:
    """Return the notes, but each that concerns many places only once."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for note in notes:
        groups.setdefault((note.message, note.fix), []).append(note)
    for first, *others in groups.values():
        if len(others) >= _MANY:
            yield evolve(first, message=f"{first.message} The same applies to {len(others)} other places.")
        else:
            yield from (first, *others)


def pointer(*steps: object) -> str:
    """Return the JSON pointer that these tokens make."""
    return "".join([f"/{_escaped(str(step))}" for step in steps])


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def tokens(where: str) -> list[str]:
    """Return the tokens that a JSON pointer is made of."""
    return [token.replace("~1", "/").replace("~0", "~") for token in where.split("/")[1:]]


def short(message: str) -> str:
    """Return a message in one line, without its middle if it is long."""
    message = " ".join(message.split())
    return message if len(message) <= 200 else f"{message[:100]} ... {message[-100:]}"


def visible(text: str) -> str:
    """Return text in which everything that a terminal does not print is escaped as in a Python string.

    Text of a document could otherwise move the cursor of a terminal, or reverse the direction of its text.
    """
    return text if text.isprintable() else "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
