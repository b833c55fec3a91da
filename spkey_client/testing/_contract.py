# Generated from openapi.yaml by python -m generator. Do not edit.
"""What the contract says of responses and events."""

from typing import Literal, TypeAlias

from .._deliveries import EventExample, Events
from .._testing import ErrorExample, Responses, Success

OperationId: TypeAlias = Literal[
    "add_physical_key",
    "remove_physical_key",
    "list_physical_keys",
    "get_physical_key",
    "create_user",
    "get_user_profile",
    "get_user_keys",
]
"""The ids of the operations."""

RESPONSES: Responses[OperationId] = Responses(
    operations={
        "add_physical_key": True,
        "remove_physical_key": True,
        "list_physical_keys": False,
        "get_physical_key": False,
        "create_user": True,
        "get_user_profile": False,
        "get_user_keys": False,
    },
    successes={"CreateUserResult": (Success(200, {"created": False}), Success(201, {"created": True}))},
    errors=(
        ErrorExample(
            "400",
            {"error": "ValidationError", "message": "body/number: the value is less than or equal to the minimum of 0"},
            ("add_physical_key", "remove_physical_key", "create_user"),
        ),
        ErrorExample(
            "400",
            {
                "success": False,
                "errors": [
                    {
                        "code": 7001,
                        "message": "Invalid input: expected number, received NaN",
                        "path": ["params", "number"],
                    }
                ],
            },
            ("list_physical_keys", "get_physical_key", "get_user_profile", "get_user_keys"),
        ),
        ErrorExample(
            "401",
            {"success": False, "error": "Unauthorized", "message": "An API key or a bearer token is required."},
            (
                "add_physical_key",
                "remove_physical_key",
                "list_physical_keys",
                "get_physical_key",
                "create_user",
                "get_user_profile",
                "get_user_keys",
            ),
        ),
        ErrorExample(
            "403",
            {"error": "Forbidden", "message": "This token gives access to the record of its own user only."},
            (
                "add_physical_key",
                "remove_physical_key",
                "list_physical_keys",
                "get_physical_key",
                "create_user",
                "get_user_profile",
                "get_user_keys",
            ),
        ),
        ErrorExample(
            "404",
            {"error": "NotFound", "message": "There is no user 7c9e6679-7425-40de-944b-e07fc1f90ae7."},
            ("add_physical_key",),
        ),
        ErrorExample(
            "404",
            {"error": "NotFound", "message": "There is no physical key 2 in the inventory."},
            ("remove_physical_key",),
        ),
        ErrorExample(
            "404",
            {
                "success": False,
                "errors": [{"code": 404, "message": "There is no user 7c9e6679-7425-40de-944b-e07fc1f90ae7."}],
            },
            ("list_physical_keys", "get_user_profile", "get_user_keys"),
        ),
        ErrorExample(
            "404",
            {"success": False, "errors": [{"code": 404, "message": "There is no physical key 2 in the inventory."}]},
            ("get_physical_key",),
        ),
        ErrorExample(
            "413",
            {"error": "PayloadTooLarge", "message": "The body is longer than 1048576 bytes."},
            ("add_physical_key", "remove_physical_key", "create_user"),
        ),
        ErrorExample(
            "429",
            {"error": "TooManyRequests", "message": "Too many requests."},
            (
                "add_physical_key",
                "remove_physical_key",
                "list_physical_keys",
                "get_physical_key",
                "create_user",
                "get_user_profile",
                "get_user_keys",
            ),
        ),
        ErrorExample(
            "500",
            {"success": False, "error": "SideEffectError", "message": "A side effect of the command failed."},
            ("add_physical_key", "remove_physical_key", "create_user"),
        ),
        ErrorExample(
            "500",
            {"success": False, "errors": [{"code": 500, "message": "Internal error."}]},
            ("list_physical_keys", "get_physical_key", "get_user_profile", "get_user_keys"),
        ),
        ErrorExample(
            "503",
            {"success": False, "errors": [{"code": 503, "message": "The service is temporarily unavailable."}]},
            (
                "add_physical_key",
                "remove_physical_key",
                "list_physical_keys",
                "get_physical_key",
                "create_user",
                "get_user_profile",
                "get_user_keys",
            ),
        ),
    ),
)

EVENTS = Events(
    {
        "PhysicalKeyAdded": EventExample(
            "PhysicalKeyAdded",
            {
                "version": "0",
                "id": "2f1a9c4e-5b0d-4a6e-9c53-0d7b7f1e8a11",
                "detail-type": "PhysicalKeyAdded",
                "source": "spk.api",
                "account": "123456789012",
                "time": "2026-11-05T16:00:00Z",
                "region": "eu-central-1",
                "resources": [],
                "detail": {
                    "partnerId": "acme",
                    "aggregateType": "user",
                    "aggregateId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "version": 2,
                    "timestamp": 1793894400000,
                },
            },
            {"aggregateId": "user_id"},
        ),
        "PhysicalKeyRemoved": EventExample(
            "PhysicalKeyRemoved",
            {
                "version": "0",
                "id": "9d3c1b7a-0e5f-4c2d-8a44-61f2c0a5b7d9",
                "detail-type": "PhysicalKeyRemoved",
                "source": "spk.api",
                "account": "123456789012",
                "time": "2026-11-05T17:00:00Z",
                "region": "eu-central-1",
                "resources": [],
                "detail": {
                    "partnerId": "acme",
                    "aggregateType": "user",
                    "aggregateId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "version": 5,
                    "timestamp": 1793898000000,
                },
            },
            {"aggregateId": "user_id"},
        ),
        "UserCreated": EventExample(
            "UserCreated",
            {
                "version": "0",
                "id": "5b8e2d10-6a47-4f0b-b1d9-3c7f90a4e562",
                "detail-type": "UserCreated",
                "source": "spk.api",
                "account": "123456789012",
                "time": "2026-11-05T15:00:00Z",
                "region": "eu-central-1",
                "resources": [],
                "detail": {
                    "partnerId": "acme",
                    "aggregateType": "user",
                    "aggregateId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "version": 1,
                    "timestamp": 1793890800000,
                },
            },
            {"aggregateId": "user_id"},
        ),
    }
)
