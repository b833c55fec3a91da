"""The code blocks of the documents, for the tests that run and check them."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

BUNDLE = ROOT / "mock_server/spkey_mock/page/assets/contract.json"
"""The contract as one document."""


class Block(NamedTuple):
    """A fenced block of code."""

    name: str
    language: str
    code: str

    @property
    def holds_tests(self) -> bool:
        """Whether it is Python for pytest to run."""
        return "\ndef test_" in self.code


GUIDE = ROOT / "docs/testing.md"
SERVER_GUIDE = ROOT / "docs/mock-server.md"


def blocks(language: str) -> list[Block]:
    """The blocks of this language in the README and the guides."""
    found: list[Block] = []
    guides = sorted((ROOT / "docs").glob("*.md"))
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *guides):
        text = document.read_text("utf-8")
        for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            line = text.count("\n", 0, match.start()) + 1
            if match[1] == language:
                found.append(Block(f"{document.name}:{line}", match[1], match[2]))
    return found
