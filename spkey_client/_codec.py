"""Conversion between JSON values and Python values: defines the encoders and re-exports the decoders."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from ._decoders import OMITTED as OMITTED
from ._decoders import DecodeError as DecodeError
from ._decoders import Decoder as Decoder
from ._decoders import Reader as Reader
from ._decoders import anything as anything
from ._decoders import array as array
from ._decoders import boolean as boolean
from ._decoders import integer as integer
from ._decoders import mapping as mapping
from ._decoders import null as null
from ._decoders import nullable as nullable
from ._decoders import number as number
from ._decoders import string as string
from ._formats import calendar_date as calendar_date
from ._formats import date_time as date_time
from ._formats import uuid as uuid
from ._json import MAX_DEPTH
from ._secret import Secret
from ._unions import tagged as tagged
from ._unions import union as union


def members(
    required: Mapping[str, object],
    optional: Mapping[str, object] | None = None,
    extra: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return the JSON object with these properties.

    Args:
        required: Properties that are always written, unless they are `OMITTED`.
        optional: Properties that are only written if they are not None.
        extra: Properties that the contract does not know. All others take precedence.

    Raises:
        ValueError: A value is nested too deeply or contains itself.
    """
    given = {name: value for name, value in required.items() if value is not OMITTED}
    given |= {name: value for name, value in (optional or {}).items() if value is not None}
    try:
        return {name: encode(value) for name, value in {**(extra or {}), **given}.items()}
    except RecursionError:  # a model contains itself
        raise ValueError(_TOO_DEEP) from None


_TOO_DEEP = f"A JSON value must not contain itself, and must be nested at most {MAX_DEPTH} levels deep."


def written(value: object, name: str, nulls: AbstractSet[str]) -> object:
    """Return the value of an optional attribute for `members`: null only if it is not absent."""
    return OMITTED if value is None and name not in nulls else value


def with_nulls(model: Any, *names: str) -> None:
    """Complete a new model that has optional attributes for which None means null.

    The attribute `nulls` tells null from absent. If it is not given, every attribute that is given as None is null.
    """
    if model.nulls is OMITTED:
        object.__setattr__(model, "nulls", frozenset(name for name in names if getattr(model, name) is None))
    for name in names:
        if getattr(model, name) is OMITTED:
            object.__setattr__(model, name, None)


def encode(value: Any, depth: int = 0) -> Any:
    """Return the JSON value of a Python value.

    Models become objects, sequences arrays, and times RFC 3339 texts. A secret stays one until it is written.

    Args:
        value: The value.
        depth: The number of arrays and objects around it.

    Raises:
        TypeError: The value has no JSON form.
        ValueError: The value is nested too deeply or contains itself.
    """
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        # A time that was read without a zone is written without one. RFC 3339 writes UTC as Z.
        text = value.isoformat()
        return f"{text.removesuffix('+00:00')}Z" if text.endswith("+00:00") else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if depth == MAX_DEPTH:
        raise ValueError(_TOO_DEEP)
    if isinstance(value, Mapping):
        return {name: encode(item, depth + 1) for name, item in cast("Mapping[str, object]", value).items()}
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [encode(item, depth + 1) for item in cast("Sequence[object]", value)]
    if isinstance(value, Secret):
        return value
    raise TypeError(f"A value of type {type(value).__name__} cannot be written as JSON.")
