"""Decoders of unions, which choose the alternative that fits a value best."""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any, NamedTuple, cast

from attrs import fields

from ._decoders import DecodeError, Decoder


class _Misfit(NamedTuple):
    """The reasons against an alternative, the most important one first.

    Attributes:
        contradictions: The number of properties whose value differs from the alternative's constant.
        unknown: The number of properties that the alternative does not know.
        absent: The number of properties that the alternative knows and the value does not have.
    """

    contradictions: int = 0
    unknown: int = 0
    absent: int = 0


_Outcome = tuple[Any, DecodeError | None]

# The outcome of each union and value within the outermost union. Alternatives may contain the same union, so without
# this the values of a nested response would be decoded again for each alternative of each level.
_outcomes: ContextVar[dict[tuple[tuple[Decoder[Any], ...], int], tuple[object, _Outcome]] | None]
_outcomes = ContextVar("outcomes", default=None)


def union(*decoders: Decoder[Any]) -> Decoder[Any]:
    """Return the decoder of a union. If several alternatives fit a value, the best one is chosen."""

    def decode_union(value: object) -> Any:
        outcomes = _outcomes.get()
        if outcomes is None:
            token = _outcomes.set({})
            try:
                return decode_union(value)
            finally:
                _outcomes.reset(token)
        key = (decoders, id(value))
        if key not in outcomes:
            # The value is kept, so that no other value gets its id.
            outcomes[key] = (value, _best(decoders, value))
        found, error = outcomes[key][1]
        if error is not None:
            raise error
        return found

    return decode_union


def _best(decoders: tuple[Decoder[Any], ...], value: object) -> _Outcome:
    found: list[Any] = []
    errors: list[DecodeError] = []
    for decode in decoders:
        try:
            found.append(decode(value))
        except DecodeError as error:
            errors.append(error)
    if not found:
        return None, _no_alternative(errors)
    return found[0] if len(found) == 1 else min(found, key=_misfit), None


def tagged(tag: str, decoders: Mapping[str | int, Decoder[Any]], *others: Decoder[Any]) -> Decoder[Any]:
    """Return the decoder of an object whose property `tag` chooses one of several alternatives.

    An object without the tag fits any alternative. An object with an unknown tag is returned as it is.

    Args:
        tag: The property.
        decoders: The alternatives by the value of the property.
        others: Alternatives without such a value.
    """
    untagged = union(*dict.fromkeys([*decoders.values(), *others]))
    kinds = {type(value) for value in decoders}

    def decode_tagged(value: object) -> Any:
        name = _property(value, tag)
        if type(name) not in kinds:
            return untagged(value)
        decode = decoders.get(cast("str | int", name))
        return value if decode is None else decode(value)

    return decode_tagged


def _property(value: object, name: str) -> object:
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None


def _no_alternative(errors: list[DecodeError]) -> DecodeError:
    """Return the error for a value that fits no alternative: the common error of the alternatives if they agree."""
    problems = list(dict.fromkeys(map(str, errors)))
    if len(problems) == 1:
        return errors[0]
    return DecodeError("fits none of the alternatives: " + "; ".join(problems))


def _misfit(value: object) -> _Misfit:
    """Return the reasons against a decoded value, including those against the values in it."""
    return _Misfit(*map(sum, zip(*_misfits(value), strict=True)))


def _misfits(value: object) -> Iterator[_Misfit]:
    yield _Misfit()
    if isinstance(value, dict):
        # A mapping knows none of its properties.
        yield _Misfit(unknown=len(cast("dict[str, object]", value)))
        inner = list(cast("dict[str, object]", value).values())
    elif isinstance(value, tuple | list):
        inner = list(cast("list[object]", value))
    elif hasattr(value, "to_dict"):
        names = [attribute.name for attribute in fields(cast("Any", type(value))) if attribute.name != "nulls"]
        inner = [getattr(value, name) for name in names]
        yield _Misfit(absent=inner.count(None), contradictions=sum(_contradictions(value)))
    else:
        return
    for each in inner:
        yield from _misfits(each)


def _contradictions(model: Any) -> Iterator[bool]:
    for name, constant in getattr(model, "_constants", {}).items():
        value = getattr(model, name)
        yield value is not None and value != constant
