"""What hatchling adds to the distributions: links that work on a package index, and an SBOM in the wheel."""

import hashlib
import json
import os
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface
from packaging.requirements import Requirement

REPOSITORY = "SPKEY_REPOSITORY_URL"
"""The variable with the public address of the repository, such as `https://github.com/OWNER/NAME`."""

RELATIVE_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)[^)\s]+")

SBOM = "spkey-client.cdx.json"
VENDORED = Path("mock_server/spkey_mock/page/assets/vendor")


class Links(MetadataHookInterface):
    """Sets the README and the project's URLs. Without an address, the README is unchanged and there are no URLs."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme` and `urls`."""
        text = Path(self.root, "README.md").read_text("utf-8")
        repository = os.environ.get(REPOSITORY, "").rstrip("/")
        metadata["urls"] = {}
        if repository:
            source = f"{repository}/blob/v{metadata['version']}"
            text = RELATIVE_LINK.sub(lambda link: f"{source}/{link[0]}", text)
            metadata["urls"] = {
                "Documentation": f"{source}/README.md",
                "Changelog": f"{source}/CHANGELOG.md",
                "Source": repository,
                "Issues": f"{repository}/issues",
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class Sbom(BuildHookInterface[BuilderConfig]):
    """Puts a CycloneDX document into the wheel's `.dist-info/sboms`, as PEP 770 says."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the document and add it to the wheel."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory()
        core = self.metadata.core
        document = sbom(
            {"name": core.name, "version": self.metadata.version, "licence": core.license_expression},
            core.dependencies,
            [text for extra in core.optional_dependencies.values() for text in extra],
            Path(self.root),
        )
        file = Path(self._folder.name, SBOM)
        file.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
        build_data["sbom_files"].append(str(file))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the document, which is in the wheel by now."""
        if version != "editable":
            self._folder.cleanup()


def sbom(project: Mapping[str, str], required: Iterable[str], optional: Iterable[str], root: Path) -> dict[str, Any]:
    """Return the CycloneDX document of a wheel: the vendored files, and the dependencies that it declares.

    The same inputs give the same document, so it has a time only if `SOURCE_DATE_EPOCH` is set.
    """
    subject = _component(project["name"], project["version"], project["licence"], "pypi")
    vendored = _vendored(root / VENDORED)
    declared = [*_declared(optional, "optional"), *_declared(required, "required")]
    unique = {component["bom-ref"]: component for component in declared}
    components = [vendored, *unique.values()]
    metadata: dict[str, Any] = {"lifecycles": [{"phase": "build"}], "component": subject}
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        metadata = {"timestamp": datetime.fromtimestamp(int(epoch), UTC).isoformat(), **metadata}
    content = {
        "metadata": metadata,
        "components": components,
        "dependencies": [
            {"ref": subject["bom-ref"], "dependsOn": [each["bom-ref"] for each in components]},
            *({"ref": each["bom-ref"]} for each in components),
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1}
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", **head, **content}


def _component(name: str, version: str, licence: str, kind: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name}@{version}"
    licences = [{"expression": licence}]
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "licenses": licences, "purl": purl}


def _vendored(folder: Path) -> dict[str, Any]:
    """Return the component of swagger-ui, whose name and version the first line of its README has."""
    _, name, version = (folder / "README.md").read_text("utf-8").partition("\n")[0].split()
    files = [
        {
            "type": "file",
            "name": file.relative_to(folder.parents[3]).as_posix(),
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
        }
        for file in sorted(folder.iterdir())
        if file.name != "README.md"
    ]
    return _component(name, version, "Apache-2.0 AND MIT AND BSD-3-Clause", "npm") | {"components": files}


def _declared(requirements: Iterable[str], scope: str) -> Iterator[dict[str, Any]]:
    """Yield a component for each requirement. The user's installer chooses the version."""
    for requirement in map(Requirement, requirements):
        purl = f"pkg:pypi/{requirement.name}"
        properties = [{"name": "python:requirement", "value": str(requirement)}]
        component = {"type": "library", "bom-ref": purl, "name": requirement.name, "scope": scope}
        yield component | {"purl": purl, "properties": properties}
