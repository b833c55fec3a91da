"""The severity of each kind of change for those who send a value and for those who read it."""

from ..changes import Severity
from .difference import Difference

_NONE, _TEXT, _ADDITIVE, _RISKY, _BREAKING = Severity

SENT = {
    "narrowed": _BREAKING,
    "widened": _ADDITIVE,
    "changed": _BREAKING,
    "same": _TEXT,
}
"""The severity of a difference for those who send a value, by how the accepted values change."""

_SENT_KINDS = {
    "property-added": _ADDITIVE,
    "required-property-added": _BREAKING,
    "default-changed": _RISKY,
    "server-set": _BREAKING,
    "server-unset": _ADDITIVE,
}

_READ_KINDS = {
    "alternative-added": _RISKY,
    "alternative-removed": _ADDITIVE,
    "closed": _ADDITIVE,
    "constraint-changed": _RISKY,
    "constraint-loosened": _RISKY,
    "constraint-tightened": _ADDITIVE,
    "default-changed": _TEXT,
    "opened": _RISKY,
    "property-optional": _BREAKING,
    "property-removed": _BREAKING,
    "property-required": _ADDITIVE,
    "type-added": _BREAKING,
    "type-changed": _BREAKING,
    "type-removed": _ADDITIVE,
    "value-added": _RISKY,
    "value-removed": _ADDITIVE,
}


def for_sender(difference: Difference) -> Severity:
    """Return the severity of a difference for those who send the value."""
    if difference.kind == "property-removed":  # the service ignores it, unless it rejects unknown properties
        return _BREAKING if difference.is_closed else _RISKY
    return _SENT_KINDS.get(difference.kind, SENT[difference.way])


def for_reader(difference: Difference) -> Severity:
    """Return the severity of a difference for those who read the value."""
    if difference.kind in ("property-added", "required-property-added"):
        return _RISKY if difference.is_closed else _ADDITIVE
    return _READ_KINDS.get(difference.kind, _TEXT)
