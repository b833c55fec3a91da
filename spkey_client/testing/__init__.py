# Generated from openapi.yaml by python -m generator. Do not edit.
"""Example values for the tests of applications: models, responses, errors and events.

Each model has a function of its name, whose arguments are the attributes of the model. Every argument has the value of
the contract's example by default, or one that matches the contract.

`response` and `error_response` return responses for a mock of the HTTP client, such as `httpx.MockTransport` or respx.
`error` returns the error that the SDK raises, for a mock of the client.
`webhook_event` and `delivery` return events, as they are parsed and as they are delivered.
"""

from typing import TYPE_CHECKING

from .. import _lazy
from .._deliveries import Delivery, Envelope
from ._contract import EVENTS, RESPONSES, OperationId

if TYPE_CHECKING:
    from ._add_physical_key_result import add_physical_key_result
    from ._digital_key import digital_key
    from ._existing_user_result import existing_user_result
    from ._new_user_result import new_user_result
    from ._physical_key import physical_key
    from ._physical_key_added import physical_key_added
    from ._physical_key_added_event import physical_key_added_event
    from ._physical_key_list import physical_key_list
    from ._physical_key_removed import physical_key_removed
    from ._physical_key_removed_event import physical_key_removed_event
    from ._remove_physical_key_result import remove_physical_key_result
    from ._user_created import user_created
    from ._user_created_event import user_created_event
    from ._user_keys import user_keys
    from ._user_profile import user_profile
    from ._wallet_key import wallet_key
else:
    __getattr__, __dir__ = _lazy.lazy(
        globals(),
        {
            "add_physical_key_result": "_add_physical_key_result",
            "digital_key": "_digital_key",
            "existing_user_result": "_existing_user_result",
            "new_user_result": "_new_user_result",
            "physical_key": "_physical_key",
            "physical_key_added": "_physical_key_added",
            "physical_key_added_event": "_physical_key_added_event",
            "physical_key_list": "_physical_key_list",
            "physical_key_removed": "_physical_key_removed",
            "physical_key_removed_event": "_physical_key_removed_event",
            "remove_physical_key_result": "_remove_physical_key_result",
            "user_created": "_user_created",
            "user_created_event": "_user_created_event",
            "user_keys": "_user_keys",
            "user_profile": "_user_profile",
            "wallet_key": "_wallet_key",
        },
    )

__all__ = [
    "Delivery",
    "Envelope",
    "OperationId",
    "add_physical_key_result",
    "delivery",
    "digital_key",
    "error",
    "error_response",
    "existing_user_result",
    "new_user_result",
    "physical_key",
    "physical_key_added",
    "physical_key_added_event",
    "physical_key_list",
    "physical_key_removed",
    "physical_key_removed_event",
    "remove_physical_key_result",
    "response",
    "user_created",
    "user_created_event",
    "user_keys",
    "user_profile",
    "wallet_key",
    "webhook_event",
]

response = RESPONSES.response
error_response = RESPONSES.error_response
error = RESPONSES.error
webhook_event = EVENTS.webhook_event
delivery = EVENTS.delivery
