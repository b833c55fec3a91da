"""Reads a YAML or JSON file as JSON values."""

import json
from pathlib import Path
from typing import Any

import yaml

from .document import Node
from .json_values import UnreadableError, check, fail, fail_at_depth, fail_at_key
from .problem import ContractError, Problem, short
from .yaml_values import from_yaml

LARGEST_FILE = 100_000_000


def read(file: Path) -> Node:
    """Read a document.

    Args:
        file: A YAML file, or a JSON file if its name ends with .json.

    Raises:
        ContractError: The file cannot be read, or contains something other than a JSON object.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            fail(f"The file is larger than {LARGEST_FILE:,} bytes.", "Split it, and refer to its parts.")
        text = file.read_text("utf-8-sig")
        root = _from_json(text) if file.suffix.lower() == ".json" else from_yaml(text)
        if not isinstance(root, dict):
            fail("The document is not an object.", "Begin with `openapi: 3.1.0`.")
    except OSError as error:
        problem = Problem("", f"The file cannot be read: {error.strerror}.", "Pass a readable file.")
    except UnicodeDecodeError:
        problem = Problem("", "The file is not UTF-8.", "Save it as UTF-8.")
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = Problem("", f"The file is not YAML{where}: {short(str(error.problem))}.", "Fix the syntax.")
    except (yaml.YAMLError, ValueError) as error:
        problem = Problem("", f"The file is not YAML or JSON: {short(str(error))}.", "Fix the syntax.")
    except UnreadableError as error:
        problem = error.problem
    else:
        return root
    raise ContractError(str(file), [problem])


def _from_json(text: str) -> Any:
    try:
        value = json.loads(text, object_pairs_hook=_members)
    except RecursionError:
        fail_at_depth()
    check(value)
    return value


def _members(pairs: list[tuple[str, Any]]) -> Node:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        fail_at_key(next(name for name in names if names.count(name) > 1))
    return members
