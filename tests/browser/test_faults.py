"""The scheduled faults in the live view."""

from typing import Any

import pytest
from playwright.sync_api import expect
from spkey_mock import Worlds

from .visit import USER, Visits, execute, status

pytestmark = pytest.mark.xdist_group("browser")


def test_faults_can_be_added_and_removed_and_disappear_once_they_have_fired(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=3)
    with visit(excused=("503 (Service Unavailable)", "404 (Not Found)", "ERR_EMPTY_RESPONSE")) as seen:
        faults = seen.page.locator("#faults li")
        expect(seen.page.get_by_text("No faults scheduled.")).to_be_visible()
        seen.page.get_by_label("The next", exact=True).select_option("remove_physical_key")
        seen.button("returns 503").click()
        expect(faults).to_have_text(["next remove_physical_key: returns 503, Retry-After 1Remove"])
        seen.button("is delayed by 2 s").click()
        expect(faults).to_have_count(2)
        seen.button("Remove: next remove_physical_key: delayed by 2 s").click()
        expect(faults).to_have_count(1)

        seen.button("Use an API key of this world").click()
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("503")
        expect(faults).to_have_count(0)
        expect(seen.numbers()).to_have_count(3)

        seen.button("loses its response").click()
        expect(faults).to_have_text(["next remove_physical_key: response lost after processingRemove"])
        execute(remove)
        expect(seen.numbers()).to_have_text(["3", "1"])
        # Chromium may repeat the request, because its connection was closed after an earlier use.
        expect(seen.page.locator("#journal summary").filter(has_text="response lost")).to_have_count(1)


def test_each_kind_of_fault_is_described(view: Visits) -> None:
    described: tuple[tuple[dict[str, Any], str], ...] = (
        ({"kind": "status", "status": 500, "carriedOut": True}, "next request: returns 500, after processing"),
        ({"kind": "latency", "delay": 1500, "times": 3}, "next 3 requests: delayed by 1.5 s"),
        (
            {"kind": "latency", "operation": "add_physical_key", "times": 2},
            "next 2 add_physical_key requests: delayed by 1 s",
        ),
        ({"kind": "drop", "probability": 0.5}, "every request: connection dropped before processing, probability 0.5"),
        ({"kind": "lose_answer", "delay": 10}, "next request: response lost after processing, delayed by 0.01 s"),
        ({"kind": "truncate"}, "next request: response body truncated"),
        ({"kind": "malformed"}, "next request: response body is not JSON"),
        ({"kind": "content_type"}, "next request: response declared as HTML"),
    )
    with view() as seen:
        for fault, _ in described:
            assert seen.page.request.post(f"{seen.page.url}_mock/faults", data=fault).ok
        expect(seen.page.locator("#faults li p")).to_have_text([text for _, text in described])
