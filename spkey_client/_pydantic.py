"""The schemas of models for pydantic, with which FastAPI returns and documents them.

Pydantic is not a dependency of this package. It imports this module when it meets a model.
"""

import re
from contextvars import ContextVar
from importlib import import_module
from inspect import cleandoc
from typing import Any, Union, get_args, get_type_hints

from attrs import NOTHING, Attribute, fields

# The models whose schemas are being made. Within itself, a model is known by its reference only.
_open: ContextVar[frozenset[type]] = ContextVar("open", default=frozenset[type]())


def core_schema(model: Any, handler: Any) -> Any:
    """Return the schema of a model: an object that `from_dict` reads and `to_dict` writes.

    Args:
        model: The class.
        handler: The handler that pydantic passes to `__get_pydantic_core_schema__`.
    """
    schemas = import_module("pydantic_core.core_schema")
    reference = f"{model.__module__}.{model.__qualname__}:{id(model)}"
    if model in _open.get():
        return schemas.definition_reference_schema(reference)
    token = _open.set(_open.get() | {model})
    try:
        hints = _hints(model)
        properties = {
            _wire(model, each): schemas.typed_dict_field(
                handler.generate_schema(_present(each, hints)), required=_is_required(each, hints)
            )
            for each in _declared(model)
        }
    finally:
        _open.reset(token)

    def read(value: object, _: object) -> Any:
        if isinstance(value, model):
            return value
        try:
            return model.from_dict(value)
        except ValueError as error:
            problem = error
        raise _rejection(model, problem)

    return schemas.no_info_wrap_validator_function(
        read,
        # Only for JSON Schema: the model itself checks and converts the properties.
        schemas.typed_dict_schema(properties, extra_behavior="allow"),
        ref=reference,
        serialization=schemas.plain_serializer_function_ser_schema(_written),
    )


def _rejection(model: Any, problem: ValueError) -> Exception:
    """Return pydantic's error for a value, without the value: it may have secrets."""
    line = {"type": "value_error", "input": "<not shown>", "ctx": {"error": problem}}
    rejection: Exception = import_module("pydantic_core").ValidationError.from_exception_data(model.__name__, [line])
    return rejection


def _written(value: Any) -> Any:
    return value.to_dict()


def json_schema(model: Any, schema: Any, handler: Any) -> Any:
    """Return the JSON Schema of a model, with the descriptions of the contract.

    Args:
        model: The class.
        schema: The schema that `core_schema` returned.
        handler: The handler that pydantic passes to `__get_pydantic_json_schema__`.
    """
    found = handler(schema)
    whole = handler.resolve_ref_schema(found)
    text = cleandoc(model.__doc__)
    whole |= {"title": model.__name__, "description": text.partition("\n\nAttributes:\n")[0]}
    said = {name: " ".join(words.split()) for name, words in _ENTRY.findall(text)}
    for each in _declared(model):
        whole["properties"][_wire(model, each)].pop("title", None)
        if each.name in said:
            whole["properties"][_wire(model, each)]["description"] = said[each.name]
    return found


# An entry of the docstring's section "Attributes", with its further lines.
_ENTRY = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def _declared(model: Any) -> list["Attribute[Any]"]:
    """Return the attributes for the properties that the contract names."""
    return [each for each in fields(model) if each.name not in {"extra", "nulls"}]


def _wire(model: Any, attribute: "Attribute[Any]") -> str:
    return str(model._wire.get(attribute.name, attribute.name))


def _is_required(attribute: "Attribute[Any]", hints: dict[str, Any]) -> bool:
    # A constant and a property that only responses have are required, though they have defaults.
    optional = type(None) in get_args(hints.get(attribute.name))
    return attribute.default is NOTHING or not (attribute.default is None or optional)


def _present(attribute: "Attribute[Any]", hints: dict[str, Any]) -> Any:
    """Return the type of a property that is present: None stands for one that is absent."""
    hint = hints.get(attribute.name, Any)
    if attribute.default is not None:
        return hint
    some = tuple(each for each in get_args(hint) if each is not type(None))
    return Union[some] if some else hint  # noqa: UP007 # some is not known before


def _hints(model: Any) -> dict[str, Any]:
    """Return the annotations of a model as types. Empty if they cannot be resolved."""
    models = import_module(model.__module__.rpartition(".")[0])
    words = {word for each in _declared(model) for word in re.findall(r"\w+", str(each.type))}
    try:
        # Models that need one another import one another late, so that their modules do not have all names.
        return get_type_hints(model, localns={name: getattr(models, name) for name in words & {*models.__all__}})
    except NameError:
        return {}
