"""The live view of a world: its users, clock and reset."""

import pytest
from playwright.sync_api import expect
from spkey_mock import Worlds

from .visit import USER, Visits, add_key, execute, status

pytestmark = pytest.mark.xdist_group("browser")

HOSTILE = '<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>\u202e"\'&amp;'


def test_values_from_the_mock_are_shown_as_text(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(HOSTILE, keys=1, org_id=HOSTILE)
    worlds.default.users.create(USER)
    add_key(worlds.default, HOSTILE)
    with visit() as seen:
        expect(seen.user().locator("td.note")).to_have_text(HOSTILE)
        expect(seen.page.locator("article.user h4").last).to_have_text(HOSTILE)
        expect(seen.page.locator("#events li").first).to_contain_text(HOSTILE)
        seen.page.locator("#journal summary").first.click()
        expect(seen.page.locator("#journal pre").first).to_contain_text("onerror")
        expect(seen.page.locator("#world :is(img, script, iframe)")).to_have_count(0)

        seen.button("Use in the console").last.click()
        expect(seen.open("remove").get_by_role("textbox", name="id")).to_have_value(HOSTILE)
        expect(seen.page).to_have_title("SmartphoneKey mock")


def test_extreme_numbers_and_times_are_shown(view: Visits) -> None:
    most, next_number = 2**53 - 1, 1_000_000_000
    state = {
        "userId": USER,
        "version": 1,
        "nextNumber": next_number,
        "keys": [{"number": 7, "orgId": "a", "addedAt": most}],
    }
    with view() as seen:
        response = seen.page.request.put(f"{seen.page.url}_mock/state", data={"users": [state]})
        assert response.status == 204
        expect(seen.user().locator("p.next")).to_have_text(f"next number {next_number}")
        expect(seen.numbers()).to_have_text(["7"])
        expect(seen.user().locator("td").last).to_have_text(str(most))
        assert seen.user().locator(".numbers li").count() < 30


def test_the_page_of_a_named_world_shows_and_changes_that_world_only(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create("of-the-default-world")
    with visit("/w/checkout/") as seen:
        expect(seen.page.locator("#name")).to_have_text("world checkout")
        expect(seen.page.get_by_text("No users yet.")).to_be_visible()
        seen.button("Use an API key of this world").click()
        seen.button("Create a user with three keys").click()
        expect(seen.numbers()).to_have_count(3)
        execute(seen.open("remove"))
        expect(seen.numbers()).to_have_text(["3", "1"])
        assert seen.page.locator("article.user").count() == 1
        assert "/w/checkout/users/" in seen.sent_to_service()[0].url
    assert [len(worlds.world("checkout").inventory(USER)), len(worlds.default.inventory(USER))] == [2, 0]


def test_more_users_and_more_keys_are_shown_on_request(view: Visits, worlds: Worlds) -> None:
    for number in range(7):
        worlds.default.users.create(f"user-{number}", keys=1)
    worlds.default.users.create(USER, keys=12)
    with view() as seen:
        expect(seen.page.locator("#users-count")).to_have_text("8")
        expect(seen.page.locator("article.user")).to_have_count(5)
        seen.button("Show more users").click()
        expect(seen.page.locator("article.user")).to_have_count(8)
        expect(seen.button("Show more users")).to_be_hidden()
        expect(seen.numbers().last).to_be_hidden()
        seen.user().get_by_text("4 keys with lower numbers").click()
        expect(seen.numbers().last).to_be_visible()
        add_key(worlds.default, "one more")
        expect(seen.user().locator("summary")).to_have_text("5 keys with lower numbers")
        expect(seen.numbers().last).to_be_visible()


def test_the_clock_can_be_frozen_advanced_and_run(view: Visits, worlds: Worlds) -> None:
    with view() as seen:
        seen.button("Freeze").click()
        expect(seen.page.locator("#mode")).to_have_text("frozen")
        worlds.default.clock.freeze(1_793_923_200_000)
        expect(seen.page.locator("#now")).to_have_text("2026-11-06 00:00:00")
        seen.button("Advance 1 h").click()
        expect(seen.page.locator("#now")).to_have_text("2026-11-06 01:00:00")
        seen.button("Run").click()
        expect(seen.page.locator("#mode")).to_have_text("running")
        expect(seen.button("Run")).to_be_disabled()


def test_a_reset_requires_confirmation_and_the_console_keeps_its_key(visit: Visits, worlds: Worlds) -> None:
    with visit() as seen:
        seen.button("Use an API key of this world").click()
        seen.button("Create a user with three keys").click()
        expect(seen.numbers()).to_have_count(3)
        seen.page.once("dialog", lambda dialog: dialog.dismiss())
        seen.button("Reset the world").click()
        assert len(worlds.default.inventory(USER)) == 3
        seen.page.once("dialog", lambda dialog: dialog.accept())
        seen.button("Reset the world").click()
        expect(seen.page.locator("article.user")).to_have_count(0)
        seen.said("World reset.")
        seen.button("Create a user with three keys").click()
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")
