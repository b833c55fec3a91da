"""Clients that other generators make from the same contract, as packages of the environment that measures them."""

import json
import shutil
import sys
from pathlib import Path

from ruamel.yaml import YAML

from .environment import FOLDER, ROOT, environment, run, site_packages

_CONTRACT = ROOT / "mock_server/spkey_mock/page/assets/contract.json"  # not every peer follows references to files


def generate(python: Path) -> list[str]:
    """Generate the peers.

    Args:
        python: The interpreter of the environment that receives them.

    Returns:
        Notes on peers that could not be generated.
    """
    packages = site_packages(python)
    for old in packages.glob("peer_*"):
        shutil.rmtree(old)
    stock = ("generate", "--path", _CONTRACT, "--meta", "none", "--output-path", packages / "peer_stock")
    run(sys.executable, "-m", "openapi_python_client", *stock)
    java = shutil.which("java")
    if java is None:
        return ["openapi-generator is left out: it needs Java."]
    # It generates invalid Python for webhooks, so it gets the contract without them.
    contract = FOLDER / "contract-without-webhooks.json"
    document = YAML(typ="safe").load(_CONTRACT)
    contract.write_text(json.dumps({name: part for name, part in document.items() if name != "webhooks"}), "utf-8")
    jar = site_packages(environment("generators")) / "openapi_generator_cli/openapi-generator.jar"
    for library in ("urllib3", "httpx"):
        package, output = f"peer_{library}", FOLDER / f"openapi-generator-{library}"
        options = ("--generator-name", "python", "--library", library, "--package-name", package)
        run(java, "-jar", jar, "generate", *options, "--input-spec", contract, "--output", output)
        shutil.copytree(output / package, packages / package)
    return []
