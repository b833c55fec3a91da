"""Words that this project does not write, and the words it writes instead: python -m tests.prose."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[1]

# Regular expressions for words and phrases. They apply to code as well.
WORDS = {
    "as a rule": "normally",
    "couriers?": "dispatcher",
    "dialects?": "error format",
    "(give|gives|giving|gave|given) out": "issue",
    "(has|have|had|having) otherwise": "override",
    "(is|are|was|were|be|been) (not |never |always )?answered": "returns",
    "(is|are) a `?(Type|Value)Error": "raises",
    "(is|are) to go wrong": "injected fault",
    "(is|are) to have": "has",
    "mend(s|ed|ing)?": "fix",
    "nobody can say": "cannot tell",
    "otherwise than": "override",
    "pauses that grow": "backoff",
    "refusals?": "rejection",
    "remark(s|ed|ing)?": "note",
    "(stand|stands|standing|stood) still": "is frozen",
    "strikes?|struck": "fire",
    "(that|which) may be left out": "optional",
    "there may not be more": "limit",
    "what (came|comes) of": "the result of",
    "whose doing": "who caused",
}

# American spellings. They apply to prose only: we do not choose the names of other packages and of the API.
AMERICAN = {
    "analyze[sd]?": "analyse",
    "behaviors?": "behaviour",
    "canceled|canceling": "cancelled",
    "catalogs?": "catalogue",
    "the colors?|colors? of": "colour",
    "favor(s|ed|ite|able)?": "favour",
    "fulfills?": "fulfil",
    "honor(s|ed|ing)?": "honour",
    "labeled|labeling": "labelled",
    "(a|the|this|that|its|same|under) license": "licence",
    "modeled|modeling": "modelled",
    "neighbor(s|ing)?": "neighbour",
    "optimiz(es?|ed|ing|ations?)": "optimise",
    "organizations?": "organisation",
    "recogniz(es?|ed|ing)": "recognise",
    "serializ(es?|ed|ing|ation)": "serialise",
    "summariz(es?|ed|ing)": "summarise",
}


@frozen
class Allowed:
    """A word that is right in one file."""

    file: str
    word: str
    reason: str


ALLOWED = (Allowed("tests/sdk/test_pydantic.py", "serialization", "the name that pydantic gives to one of its modes"),)

KINDS = {".css", ".go", ".html", ".in", ".jinja", ".js", ".lua", ".md", ".mjs", ".py", ".toml", ".ts", ".yaml", ".yml"}
NAMES = {"Makefile"}
# This list with its tests, and vendored files.
SKIPPED = re.compile(r"tests/(test_)?prose\.py|(.*/)?vendor/.*")


_GAP = r"\s+(?:(?:#|//|\*|--)\s+)?"  # a phrase may continue on the next line of a comment


def _compiled(patterns: dict[str, str], before: str, after: str) -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(rf"{before}\b(?:{words.replace(' ', _GAP)})\b{after}", re.IGNORECASE), instead)
        for words, instead in patterns.items()
    ]


_PATTERNS = [*_compiled(WORDS, "", ""), *_compiled(AMERICAN, r"(?<![.-])", r"(?!\s*[=:(]|[.-]\w)")]
_ANY = re.compile(rf"\b(?:{'|'.join([*WORDS, *AMERICAN]).replace(' ', _GAP)})\b")
"""Finds any of the words in a lower-case text, ten times as fast as the patterns do."""

_TEST = re.compile(r"(?<=def )test_\w+")


def check(file: str, text: str, allowed: tuple[Allowed, ...] = ALLOWED) -> Iterator[str]:
    """Yield a message for each word of a file to replace."""
    if file.endswith(".py"):
        text = _TEST.sub(lambda name: name[0].replace("_", " "), text)  # the name of a test is a sentence
    if not _ANY.search(text.lower()):
        return
    fine = {one.word for one in allowed if one.file == file}
    found = [(match, instead) for pattern, instead in _PATTERNS for match in pattern.finditer(text)]
    for match, instead in sorted(found, key=lambda one: one[0].start()):
        word = " ".join(re.findall(r"[\w`]+", match[0]))
        if word not in fine:
            yield f"{file}:{text.count(chr(10), 0, match.start()) + 1}: {word!r}: write {instead!r}"


def files() -> Iterator[str]:
    """Yield the paths of the files to check: those that git tracks, and new ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in sorted(set(subprocess.check_output(command, cwd=ROOT, text=True).splitlines())):
        path = ROOT / name
        if (path.suffix in KINDS or path.name in NAMES) and not SKIPPED.fullmatch(name) and path.is_file():
            yield name


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8", errors="replace")  # some test data is not UTF-8


def main() -> int:
    """Print the words to replace and return the exit code."""
    messages = [message for name in files() for message in check(name, _read(name))]
    print("\n".join(messages), file=sys.stderr, end="\n" if messages else "")
    return int(bool(messages))


if __name__ == "__main__":
    sys.exit(main())
