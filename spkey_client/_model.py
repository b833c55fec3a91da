"""The base of all models."""

from collections.abc import Mapping
from typing import Any, ClassVar


class Model:
    """The base of all models, which are frozen attrs classes."""

    __slots__ = ()

    _wire: ClassVar[Mapping[str, str]] = {}
    """The properties of the JSON object by attribute, where their names differ."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: Any) -> Any:
        from ._pydantic import core_schema

        return core_schema(cls, handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: Any) -> Any:
        from ._pydantic import json_schema

        return json_schema(cls, schema, handler)
