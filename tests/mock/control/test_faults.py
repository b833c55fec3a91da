from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_faults_are_added_listed_and_removed(control: Any, http: httpx.Client, package: Any) -> None:
    headers = {"X-API-Key": control.api_keys.issue().api_key}
    control.users.create(user_id="u1")
    first = control.faults.add(kind="status", operation="get_user_profile", status=429, retry_after=1, times=2)
    assert (first.id, first.status, first.times, first.carried_out) == ("fault-1", 429, 2, False)
    second = control.faults.add(kind="latency", delay=0)
    assert [fault.id for fault in control.faults.list().faults] == [first.id, second.id]
    response = http.get("/users/u1/profile", headers=headers)
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")
    assert control.faults.list().faults[0].times == 1
    control.faults.delete(first.id)
    with pytest.raises(package.NotFoundError, match="There is no fault fault-1; it was removed or has fired"):
        control.faults.delete(first.id)
    control.faults.clear()
    assert control.faults.list().faults == ()
    with pytest.raises(package.BadRequestError, match=r"Unknown operation 'remove_key'\. Known: "):
        control.faults.add(kind="drop", operation="remove_key")


def test_an_unknown_kind_is_rejected_with_those_that_are_known(http: httpx.Client) -> None:
    message = http.post("/_mock/faults", json={"kind": "explode"}).json()["message"]
    assert message.startswith("body/kind: ")
    assert message.partition("status, ")[2].startswith("latency, drop, lose_answer, truncate, malformed")
