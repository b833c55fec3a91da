"""Build the documentation site: python -m website [--output build/site]."""

import argparse
import shutil
import sys
from pathlib import Path

from generator.document.problem import ContractError

from .build import ROOT, build
from .output import SEARCH as MARK
from .problem import SiteError


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit code: 0, or 1 if a page or a contract has a problem, or 2 if the site cannot be written.
    """
    parser = argparse.ArgumentParser(prog="python -m website", description="Build the documentation site.")
    parser.add_argument("--output", type=Path, default=ROOT / "build/site", help="the folder to write (build/site)")
    output: Path = parser.parse_args(arguments).output
    if output.exists() and any(output.iterdir()) and not (output / MARK).exists():
        print(f"{output}: The folder contains something other than the site. Choose another folder.", file=sys.stderr)
        return 2
    try:
        files = build()
    except (SiteError, ContractError) as error:
        print(error, file=sys.stderr)
        return 1
    if output.exists():
        shutil.rmtree(output)
    for path, text in files.items():
        file = output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    print(output / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
