"""Reads a YAML or JSON file as the values of JSON."""

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from .document import Node
from .problem import ContractError, Problem, pointer, short

# Aliases can make a document of a few lines as large as they like once they are written out.
LARGEST = 1_000_000
DEEPEST = 100
LARGEST_FILE = 100_000_000


def read(file: Path) -> Node:
    """Reads a document.

    Args:
        file: A YAML file, or a JSON file if its name ends with .json.

    Raises:
        ContractError: It cannot be read, or holds something else than a JSON object.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            _fail(f"The file is larger than {LARGEST_FILE:,} bytes.", "Split it, and refer to its parts.")
        text = file.read_text("utf-8-sig")
        root = _plain(_json(text) if file.suffix.lower() == ".json" else _yaml(text), "", 0)
        if not isinstance(root, dict):
            _fail("The document is not an object.", "Begin with `openapi: 3.1.0`.")
    except OSError as error:
        problem = Problem("", f"The file cannot be read: {error.strerror}.", "Name a readable file.")
    except UnicodeDecodeError:
        problem = Problem("", "The file is not UTF-8.", "Save it as UTF-8.")
    except MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = Problem("", f"The file is not YAML{where}: {short(str(error.problem))}.", "Fix the syntax.")
    except (YAMLError, ValueError) as error:
        problem = Problem("", f"The file is not YAML or JSON: {short(str(error))}.", "Fix the syntax.")
    except RecursionError:
        problem = _too_deep("")
    except _ReadError as error:
        problem = error.problem
    else:
        return root
    raise ContractError(str(file), [problem])


class _ReadError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def _fail(message: str, fix: str, where: str = "") -> NoReturn:
    raise _ReadError(Problem(where, message, fix))


def _too_deep(where: str) -> Problem:
    return Problem(where, f"The document is nested more than {DEEPEST} levels deep.", "Use $ref to flatten it.")


def _json(text: str) -> Any:
    def members(pairs: list[tuple[str, Any]]) -> Node:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            _fail(f"The key {twice} appears twice in one object.", "Remove one of the two.")
        return found

    return json.loads(text, object_pairs_hook=members)


class _Constructor(SafeConstructor):
    """Makes values of YAML nodes; times stay the text that they were written as."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def _yaml(text: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    constructor, parser = yaml.get_constructor_parser(text)
    try:
        node = constructor.composer.get_single_node()
        if node is None:
            return None
        if _size(node, {}) > LARGEST:
            _fail(
                f"The document has more than {LARGEST:,} values once its aliases are written out.",
                "Use $ref instead of anchors.",
            )
        return constructor.construct_document(node)
    finally:
        parser.dispose()


def _size(node: Any, sizes: dict[Any, int | None]) -> int:
    """The number of values below a YAML node, those behind aliases counted each time."""
    if isinstance(node, ScalarNode):
        return 1
    if node in sizes:
        known = sizes[node]
        if known is None:
            _fail(f"The anchor in line {node.start_mark.line + 1} contains itself.", "Use $ref instead of anchors.")
        return known
    sizes[node] = None
    children: list[Any] = []
    if isinstance(node, MappingNode):
        children = [child for pair in node.value for child in pair]
    elif isinstance(node, SequenceNode):
        children = node.value
    size = 1 + sum(_size(child, sizes) for child in children)
    sizes[node] = size
    return size


def _plain(node: Any, where: str, depth: int) -> Any:
    """The value as JSON would say it."""
    if depth > DEEPEST:
        raise _ReadError(_too_deep(where))
    match node:
        case dict():
            return _members(node, where, depth)
        case list():
            return [_plain(item, where + pointer(index), depth + 1) for index, item in enumerate(node)]
        case float() if not math.isfinite(node):
            _fail(f"{node} is not a number in JSON.", "Write a finite number.", where)
        case str() if not _is_unicode(node):
            _fail("The text holds half of a surrogate pair.", "Write the character itself.", where)
        case None | bool() | int() | float() | str():
            return node
        case _:
            _fail(f"A value of the YAML type {type(node).__name__} has no form in JSON.", "Write it as text.", where)


def _members(node: dict[Any, Any], where: str, depth: int) -> Node:
    members: Node = {}
    for key, value in node.items():
        name = key if isinstance(key, str) else _key(key, where)
        if name in members:
            _fail(f"The key {name} appears twice in one object.", "Remove one of the two.", where)
        if not _is_unicode(name):
            _fail("A key holds half of a surrogate pair.", "Write the character itself.", where)
        members[name] = _plain(value, where + pointer(name), depth + 1)
    return members


def _key(key: object, where: str) -> str:
    """The name that a key of YAML stands for, which must be text in JSON: a status is a number in YAML."""
    if key is None or isinstance(key, bool | int | float):
        return json.dumps(key)
    _fail("A key is not text.", "Write it as text.", where)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
