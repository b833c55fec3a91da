"""The parser of the command line."""

import argparse
import os
from typing import Any


class Parser(argparse.ArgumentParser):
    """A parser whose help is as wide as the terminal. Its subparsers are of the same class.

    argparse asks for the width whenever an argument is declared, with a module that imports compression libraries. A
    server would keep these in memory for ever.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Formatter, **options)


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """Return the width of the terminal, as `shutil.get_terminal_size` does."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    try:
        return os.get_terminal_size().columns or 80
    except OSError:
        return 80  # no terminal
