"""Coverage, in the control API."""

from collections.abc import Mapping

from ..service.codec import present
from .call import JSON, Call, Handler


def _get(call: Call) -> JSON:
    coverage = call.world.coverage
    operations = [
        {
            "operation": item.operation,
            "calls": item.calls,
            "statuses": [
                {
                    "status": status,
                    "times": times,
                    "properties": [
                        {"pointer": pointer, "served": served}
                        for pointer, served in item.properties.get(status, {}).items()
                    ],
                }
                for status, times in item.statuses.items()
            ],
        }
        for item in coverage.operations
    ]
    rules = [
        present(
            id=item.rule.id,
            text=item.rule.text,
            source=item.rule.source,
            reached=item.request is not None,
            request=item.request,
            anySuccess=item.any_success or None,
        )
        for item in coverage.rules
    ]
    return {"operations": operations, "rules": rules}


OPERATIONS: Mapping[str, Handler] = {"get_coverage": _get}
