"""The coverage of the contract in the live view."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect
from spkey_mock import Worlds

from .visit import USER, Visit, Visits, add_key, command

pytestmark = pytest.mark.xdist_group("browser")


def rule(rule_id: str, **values: Any) -> dict[str, Any]:
    return {"id": rule_id, "text": f"The text of {rule_id}.", "source": "documented", "reached": False, **values}


def group(seen: Visit, title: str) -> list[str]:
    details = seen.page.locator(".coverage details").filter(has=seen.page.get_by_text(title))
    details.locator("summary").click()
    expect(details.locator("li").first).to_be_visible()
    return details.locator("li code").all_inner_texts()


def test_a_request_moves_its_rule_to_the_reached_ones(view: Visits, worlds: Worlds) -> None:
    with view() as seen:
        count = seen.page.locator("#coverage-count")
        expect(count).to_contain_text("0 of ")
        assert command(seen, worlds.default, "AddPhysicalKey", {"orgId": "acme"}) == 404
        expect(count).not_to_contain_text("0 of ")
        assert "physical_keys.add.user_must_exist" in group(seen, "Rules reached")
        assert "physical_keys.add.user_must_exist" not in group(seen, "Rules not reached")


def test_rules_that_any_success_reaches_do_not_count_as_covered(view: Visits, worlds: Worlds) -> None:
    rules = [
        rule("a.covered", reached=True, request=1),
        rule("a.success", reached=True, request=1, anySuccess=True),
        rule("a.missed"),
        rule("a.missed_success", anySuccess=True),
    ]

    def fulfil(route: Route) -> None:
        route.fulfill(json={"operations": [], "rules": rules})

    with view() as seen:
        worlds.default.users.create(USER)
        seen.page.route("**/_mock/coverage", fulfil)
        add_key(worlds.default, "front door")  # the page requests the coverage again after a request
        expect(seen.page.locator("#coverage-count")).to_have_text("1 of 2 rules")
        expect(seen.page.locator("#coverage-any-success-count")).to_have_text("1 of 2")
        assert group(seen, "Rules reached") == ["a.covered"]
        assert group(seen, "Reached by any success") == ["a.success", "a.missed_success"]
        assert group(seen, "Rules not reached") == ["a.missed"]
        seen.page.unroute_all(behavior="wait")


def test_operations_are_listed_with_their_calls_and_statuses(view: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER)
    add_key(worlds.default, "front door")
    with view() as seen:
        seen.page.get_by_text("Operations called").click()
        operation = seen.page.locator("#world .coverage li.operation").filter(has_text="add_physical_key")
        expect(operation).to_contain_text("1 call")
        expect(operation.locator(".sent")).to_have_text(["200: 1"])
        expect(operation.locator(".unsent").first).to_have_text("400")


def test_the_coverage_is_requested_only_after_the_journal_has_changed(view: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER)
    with view() as seen:
        expect(seen.page.locator("#coverage-count")).to_contain_text("0 of ")
        with seen.page.expect_response("**/_mock/events*"), seen.page.expect_response("**/_mock/clock"):
            pass
        assert len([request for request in seen.requests if request.url.endswith("/_mock/coverage")]) == 1
        with seen.page.expect_request("**/_mock/coverage"):
            add_key(worlds.default, "front door")
