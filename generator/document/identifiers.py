"""Checks the ids of operations and rules, and tags."""

import re
from collections import Counter
from collections.abc import Sequence

from .document import Document, Node, Part
from .problem import pointer
from .report import Report

_OPERATION = re.compile("[a-z][a-z0-9]*(_[a-z0-9]+)+")
_GENERAL = ["service", "webhooks", "errors"]
_WEBHOOKS = "webhooks."


def check_identifiers(document: Document, parts: Sequence[Part], report: Report) -> None:
    """Check the operation ids, tags and rule ids of a document, including those of webhooks."""
    operations = [part for part in parts if part.kind == "operation"]
    _check_operation_ids(operations, report)
    _check_tags(document, operations, report)
    _check_rule_ids(parts, report)


def _check_operation_ids(operations: Sequence[Part], report: Report) -> None:
    ids = Counter(part.node.get("operationId") for part in operations)
    for part in operations:
        identifier = part.node.get("operationId")
        where = f"{part.pointer}/operationId"
        if identifier is None:
            report.error(part.pointer, "The operation has no operationId.", "Add one in the form verb_noun.")
        elif not _OPERATION.fullmatch(identifier):
            message = f"The operationId {identifier} is not of the form verb_noun."
            report.error(where, message, "Write a verb and a noun in lower case, separated by underscores.")
        elif ids[identifier] > 1:
            message = f"The operationId {identifier} is used by {ids[identifier]} operations."
            report.error(where, message, "Give each operation an id of its own.")


def _check_tags(document: Document, operations: Sequence[Part], report: Report) -> None:
    """Check that each operation has one declared tag, so a typing error creates no new resource."""
    declared = [tag["name"] for tag in document.root.get("tags", [])]
    used: set[str] = set()
    for part in operations:
        tags = part.node.get("tags", [])
        used.update(tags)
        if len(tags) != 1:
            fix = "Give it one tag, the name of its resource in the SDK."
            report.error(f"{part.pointer}/tags", f"The operation has {len(tags)} tags.", fix)
        for index, tag in enumerate(tags):
            if tag not in declared:
                fix = f"Known: {', '.join(declared) or 'none'}."
                report.error(f"{part.pointer}/tags/{index}", f"The tag {tag} is not declared.", fix)
    for index, tag in enumerate(declared):
        if tag not in used:
            report.error(f"/tags/{index}", f"No operation has the tag {tag}.", "Remove it.")


def _check_rule_ids(parts: Sequence[Part], report: Report) -> None:
    rules = [(part, index, rule) for part in parts for index, rule in enumerate(part.node.get("x-rules", []))]
    counts = Counter(rule["id"] for _, _, rule in rules)
    for part, index, rule in rules:
        where = part.pointer + pointer("x-rules", index)
        if (count := counts[rule["id"]]) > 1:
            message = f"The rule id {rule['id']} is used {count} times."
            report.error(f"{where}/id", message, "Give each rule its own.")
        _check_rule(part, where, rule, report)


def _check_rule(part: Part, where: str, rule: Node, report: Report) -> None:
    """Check that the id of a rule says what the rule is about."""
    identifier: str = rule["id"]
    subjects: list[str] = _GENERAL if part.kind == "document" else part.node.get("tags", [])
    if subjects and identifier.partition(".")[0] not in subjects:
        message = f"The rule id {identifier} does not say what the rule is about."
        report.error(f"{where}/id", message, f"Begin it with {' or '.join(subjects)} and a dot.")
    is_about_webhooks = rule.get("subject") == "webhook"
    if part.kind == "document" and is_about_webhooks != identifier.startswith(_WEBHOOKS):
        message = f"The id and the subject of the rule {identifier} disagree."
        report.error(where, message, f"Write `subject: webhook` if and only if the id begins with {_WEBHOOKS}.")
