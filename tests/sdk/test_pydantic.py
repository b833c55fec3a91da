"""Models in pydantic, which is how FastAPI returns and documents them. Pydantic comes with the generator's engine."""

import subprocess
import sys
from typing import Any

import attrs
import pytest
from pydantic import TypeAdapter, ValidationError

from spkey_client import models

KEY = {"number": 1, "orgId": "acme", "addedAt": 1793923200000}
MODELS: list[Any] = [getattr(models, name) for name in models.__all__ if attrs.has(getattr(models, name))]


def schema(annotation: Any) -> dict[str, Any]:
    return TypeAdapter[Any](annotation).json_schema(mode="serialization")


@pytest.mark.parametrize("mode", ["serialization", "validation"])
def test_a_model_is_documented_as_the_json_object_of_the_contract(mode: Any) -> None:
    assert TypeAdapter[Any](models.PhysicalKey).json_schema(mode=mode) == {
        "title": "PhysicalKey",
        "description": "A physical key in a user's inventory.",
        "type": "object",
        "properties": {
            "number": {
                "type": "integer",
                "description": "The number of the key, unique within the user's inventory and never issued again. "
                "Greater than 0.",
            },
            "orgId": {"type": "string", "description": "The id of the organisation that issued the key."},
            "orgName": {"type": "string", "description": "The name of the organisation that issued the key."},
            "note": {"type": "string", "description": "A note on the key."},
            "addedAt": {
                "type": "integer",
                "description": "The time at which the key was added, in milliseconds since 1970-01-01 UTC.",
            },
        },
        "required": ["number", "orgId", "addedAt"],
        "additionalProperties": True,
    }


def test_models_within_models_are_referred_to_by_name() -> None:
    found = schema(models.PhysicalKeyList)
    assert found["properties"]["keys"]["items"] == {"$ref": "#/$defs/PhysicalKey"}
    assert list(found["$defs"]) == ["PhysicalKey"]


def test_a_property_that_can_be_null_is_documented_as_such() -> None:
    found = schema(models.CreateUserResult)
    assert found["properties"]["event"]["anyOf"] == [{"$ref": "#/$defs/UserCreatedEvent"}, {"type": "null"}]
    assert "event" in found["required"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_has_a_schema(model: Any) -> None:
    found = schema(list[model])
    assert found["items"] == {"$ref": f"#/$defs/{model.__name__}"}
    assert all("description" in each for each in found["$defs"][model.__name__]["properties"].values())


def test_a_model_is_written_as_the_service_wrote_it() -> None:
    value = models.PhysicalKeyList.from_dict({"keys": [{**KEY, "colour": "red"}], "total": 1})
    adapter = TypeAdapter(models.PhysicalKeyList)
    assert adapter.validate_python(value) is value
    assert adapter.dump_python(value, mode="json") == {"keys": [{**KEY, "colour": "red"}], "total": 1}


def test_one_of_several_models_is_written_as_what_it_is() -> None:
    adapter = TypeAdapter[Any](models.PhysicalKey | models.UserCreated | None)
    created = models.UserCreated(user_id="u", status="ACTIVE")
    assert adapter.dump_python(created) == {"userId": "u", "status": "ACTIVE"}
    assert adapter.dump_python(None) is None


def test_a_model_is_read_by_the_contract() -> None:
    adapter = TypeAdapter(models.PhysicalKey)
    assert adapter.validate_python(KEY) == models.PhysicalKey.from_dict(KEY)
    with pytest.raises(ValidationError, match="/number should be an integer but is a string"):
        adapter.validate_python({**KEY, "number": "1"})


def test_models_do_not_import_pydantic() -> None:
    program = "import sys; from spkey_client.models import *; assert not {'pydantic', 'pydantic_core'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", program], check=True)
