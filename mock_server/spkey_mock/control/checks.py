"""The checks of a world and of its coverage, in the control API."""

from collections.abc import Mapping

from .call import JSON, Call, Handler


def _check_world(call: Call) -> JSON:
    failed = call.world.check(*call.body.get("checks", ()))
    return {"passed": False, "message": "\n".join(failed)} if failed else {"passed": True}


def _check_coverage(call: Call) -> JSON:
    try:
        call.world.coverage.assert_reached(*call.body["reached"])
    except AssertionError as error:
        return {"passed": False, "message": str(error)}
    return {"passed": True}


OPERATIONS: Mapping[str, Handler] = {"check_world": _check_world, "check_coverage": _check_coverage}
