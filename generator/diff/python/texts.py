"""Differences as sentences."""

from .finding import Finding

__all__ = ["sentence", "short"]


def short(path: str) -> str:
    """Return a Python name without the package, and without the module of a resource."""
    _, *steps = path.split(".")
    return ".".join(steps[2:] if steps[0] == "resources" else steps)


def sentence(finding: Finding) -> str:
    """Return a difference as a sentence."""
    template = _TEMPLATES.get(finding.kind) or _TEMPLATES[finding.what]
    if finding.kind == "attribute-required" and finding.old == finding.new:
        template = "The attribute {name} is now required."
    own = template.format(
        name=f"`{short(finding.path)}`",
        before=f"`{short(finding.path_before or finding.path)}`",
        noun=finding.noun,
        old=f"`{finding.old}`",
        new=f"`{finding.new}`",
        must=" Calls must pass it." if _is_required(finding) else "",
        methods=", ".join(f"`{method}`" for method in finding.pair.some.methods),
    )
    return own + _of_function(finding)


def _of_function(finding: Finding) -> str:
    """Return a sentence about the function for the operation of a renamed method."""
    old, new = finding.pair.old, finding.pair.new
    if finding.noun != "method" or finding.what != "renamed" or old is None or new is None:
        return ""
    if old.function == new.function:
        return ""
    return f" The function `{short(old.function)}` was renamed to `{short(new.function)}`."


def _is_required(finding: Finding) -> bool:
    element = finding.after
    entry = finding.pair.some
    return element is not None and element.is_required and (entry.is_called or entry.sent)


_TEMPLATES = {
    "resource-added": "The resource {name} is new. Its methods: {methods}.",
    "resource-removed": "The resource {name} was removed. Its methods: {methods}.",
    "added": "The {noun} {name} is new.",
    "removed": "The {noun} {name} was removed.",
    "renamed": "The {noun} {before} was renamed to {name}.",
    "deprecated": "The {noun} {name} is now deprecated. Using it emits a `DeprecationWarning`.",
    "undeprecated": "The {noun} {name} is no longer deprecated.",
    "docstring-changed": "The docstring of the {noun} {name} has changed.",
    "parameter-added": "The parameter {name} is new.{must}",
    "parameter-required": "The parameter {name} is now required.",
    "parameter-optional": "The parameter {name} is now optional.",
    "attribute-added": "The attribute {name} is new.{must}",
    "attribute-required": "The attribute {name} can no longer be None: its type is {new} instead of {old}.",
    "attribute-optional": "The attribute {name} can now be None: its type is {new} instead of {old}.",
    "type-changed": "The type of the {noun} {name} is {new} instead of {old}.",
    "return-type-changed": "The {noun} {name} returns {new} instead of {old}.",
    "default-changed": "The default of the parameter {name} is {new} instead of {old}.",
    "example-changed": "The example of the parameter {name} is {new} instead of {old}.",
    "kind-changed": "The parameter {name} is {new} instead of {old}.",
    "moved": "The parameter {name} is at position {new} instead of {old}.",
    "value-added": "The alias {name} now allows the value {new}.",
    "value-removed": "The alias {name} no longer allows the value {old}.",
    "event-added": "The event {name} is now parsed.",
    "event-removed": "The event {name} is no longer parsed.",
}
