"""The subcommands of `spkey-mock`, a module for each."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from argparse import _SubParsersAction  # pyright: ignore[reportPrivateUsage]

    Commands: TypeAlias = _SubParsersAction[ArgumentParser]
    """The subparsers to which a subcommand adds its own."""
