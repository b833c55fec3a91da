"""Markdown that text of the contract cannot break."""

import re
from collections import Counter
from collections.abc import Iterable

_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")

# What makes a line the start of a heading, a list, a quotation or a block of code.
_BLOCK = re.compile(r"\A(?:\d*[#>+*=.)-]+(?=\s|$)|`{3,}(?!.*`)|~{3,})")


def code(text: str) -> str:
    """Return text as code, on one line."""
    line = " ".join(text.split())
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def cell(text: str) -> str:
    """Return text, in which code is marked as such, for a cell of a table."""
    return paragraph(text).replace("|", "\\|")


def paragraph(text: str) -> str:
    """Return text, in which code is marked as such, as a paragraph on one line. Its HTML is shown as text."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    plain = (part.replace("<", "\\<") for part in _CODE.split(line)[::2])
    marked = [match[0] for match in _CODE.finditer(line)]
    whole = "".join(part for pair in zip(plain, [*marked, ""], strict=True) for part in pair)
    return (
        re.sub(r"\D", r"\\\g<0>", start[0], count=1) + whole[start.end() :] if (start := _BLOCK.match(whole)) else whole
    )


def anchors(headings: Iterable[str]) -> list[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    taken: Counter[str] = Counter()
    found: list[str] = []
    for heading in headings:
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.append(f"{name}-{taken[name]}" if taken[name] else name)
        taken[name] += 1
    return found
