"""Texts that match a pattern."""

import re
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_LONGEST = 1000


def matching(pattern: str, repeated: int = 1) -> str | None:
    """Return a text that matches a pattern, or None if none was found.

    Args:
        pattern: A regular expression. Syntax that Python does not have is not understood.
        repeated: How often a part that may be repeated stands in the text, within its own bounds.
    """
    try:
        found = _Writer(min(repeated, _LONGEST)).write(_parser.parse(pattern))
        return found if re.search(pattern, found) else None
    except (re.error, OverflowError, RecursionError):
        return None


class _Writer:
    """Writes the first text that comes to hand for each part of a parsed pattern."""

    def __init__(self, repeated: int) -> None:
        self._repeated = repeated
        self._groups: dict[int, str] = {}

    def write(self, parts: Any) -> str:
        return "".join(self._part(str(kind), value) for kind, value in parts)

    def _part(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "NOT_LITERAL":
                return next(char for char in _CHARACTERS if ord(char) != value)
            case "ANY":
                return _CHARACTERS[0]
            case "IN":
                return next((char for char in [*_CHARACTERS, *_named(value)] if _is_in(char, value)), "")
            case "BRANCH":
                return self.write(value[1][0])
            case "SUBPATTERN":
                return self._group(value[0], value[-1])
            case "ATOMIC_GROUP":
                return self.write(value)
            case "GROUPREF":
                return self._groups.get(value, "")
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, part = value
                count: int = max(least, min(self._repeated, most))
                return self.write(part) * min(count, _LONGEST)
            case _:
                return ""  # an anchor or an assertion, which `matching` checks at the end

    def _group(self, number: int | None, part: Any) -> str:
        found = self.write(part)
        if number is not None:
            self._groups[number] = found
        return found


_CHARACTERS = "a0A_- .,/:+@#"


def _named(items: Any) -> list[str]:
    """Return the characters that a set names, and the first one of each range."""
    return [chr(value if str(kind) == "LITERAL" else value[0]) for kind, value in items if str(kind) in _NAMING]


_NAMING = {"LITERAL", "RANGE"}


def _is_in(char: str, items: Any) -> bool:
    negated = any(kind is _constants.NEGATE for kind, _ in items)
    return negated != any(_has(str(kind), value, char) for kind, value in items)


def _has(kind: str, value: Any, char: str) -> bool:
    match kind:
        case "LITERAL":
            return char == chr(value)
        case "RANGE":
            low, high = value
            code = ord(char)
            return code in range(low, high + 1)
        case "CATEGORY":
            return re.fullmatch(_CATEGORIES[str(value)], char) is not None
        case _:
            return False


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
