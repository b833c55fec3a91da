"""`spkey-mock --version`: the versions of the package and of the contract."""

import json
from argparse import Action, ArgumentParser
from pathlib import Path
from typing import Any

_CONTRACT = Path(__file__).parents[1] / "contract.json"


class ShowVersion(Action):
    """Prints the versions. Reads them only when called, so that other commands start faster."""

    def __call__(self, parser: ArgumentParser, *_: Any) -> None:
        """Print the versions and exit."""
        from importlib.metadata import version

        contract = json.loads(_CONTRACT.read_bytes())["version"]
        print(f"spkey-mock {version('spkey-client')} (contract {contract})", flush=True)
        parser.exit()
