"""What can be wrong with a contract."""

from collections.abc import Iterable

from attrs import frozen


@frozen
class Problem:
    """A problem, with its location and its fix.

    Attributes:
        pointer: Where in the document, as a JSON pointer; empty for the whole of it.
        message: What is wrong.
        fix: What to do about it.
        file: The file that the pointer belongs to; empty for the document as it was named.
    """

    pointer: str
    message: str
    fix: str
    file: str = ""

    def __str__(self) -> str:
        return _visible(f"#{self.pointer}: {self.message} {self.fix}")


class ContractError(Exception):
    """The contract cannot be used.

    Attributes:
        file: The document, as it was named.
        problems: All problems that were found.
    """

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = list(problems)
        super().__init__("\n".join(f"{problem.file or file}{problem}" for problem in self.problems))


def pointer(*tokens: object) -> str:
    """The JSON pointer that these tokens make."""
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in tokens)


def short(message: str) -> str:
    """The message in one line, without its middle if it is long."""
    message = " ".join(message.split())
    return message if len(message) <= 200 else f"{message[:100]} ... {message[-100:]}"


def _visible(text: str) -> str:
    # Text of the document could otherwise move the cursor of a terminal, or turn the direction of writing.
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
