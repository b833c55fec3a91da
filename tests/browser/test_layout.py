"""The page's layout, colours and accessibility."""

import re
from typing import Literal

import pytest
from playwright.sync_api import expect
from spkey_mock import Request, World, Worlds

from .visit import USER, Visits, add_key, overflow

pytestmark = pytest.mark.xdist_group("browser")


def test_the_page_can_be_used_with_the_keyboard_alone(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=1)
    with visit() as seen:
        expect(seen.numbers()).to_have_count(1)
        keyboard = seen.page.keyboard
        keyboard.press("Tab")
        expect(seen.page.get_by_role("link", name="Skip to the live view")).to_be_focused()
        keyboard.press("Enter")
        expect(seen.page.locator("#world")).to_be_focused()
        reached: list[str] = []
        while "Use in the console" not in reached and len(reached) < 10:
            keyboard.press("Tab")
            reached.append(seen.page.evaluate("document.activeElement.textContent"))
        assert reached[:2] == ["Reset the world", "Freeze"]
        assert reached[-1] == "Use in the console"
        keyboard.press("Enter")
        seen.said(f"The console uses user {USER}.")
        add_key(worlds.default, "while the button has the focus")
        expect(seen.numbers()).to_have_count(2)
        expect(seen.button("Use in the console")).to_be_focused()


def test_every_button_field_and_link_has_an_accessible_name(view: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=1)
    with view() as seen:
        expect(seen.numbers()).to_have_count(1)
        for role in ("button", "textbox", "combobox", "link"):
            for control in seen.page.locator("body > header, .bar, #world").get_by_role(role).all():
                expect(control).to_have_accessible_name(re.compile(r"\S"))


def test_the_page_follows_the_reader_s_colour_scheme(view: Visits) -> None:
    schemes: tuple[Literal["light", "dark"], ...] = ("dark", "light", "dark")
    with view(color_scheme=schemes[0]) as seen:
        for scheme in schemes:
            seen.page.emulate_media(color_scheme=scheme)
            expect(seen.page.locator("html.dark-mode")).to_have_count(1 if scheme == "dark" else 0)
            for selector in ("html", "#world"):
                colour = seen.page.locator(selector).evaluate("node => getComputedStyle(node).backgroundColor")
                assert (max(map(int, colour.strip("rgb()").split(", "))) < 64) is (scheme == "dark")


def crowd(world: World) -> None:
    """Fill a world with wide content."""
    world.users.create("u" * 200, keys=2)
    world.users.create(USER, keys=12)
    add_key(world, "n" * 500)
    world.fail_next("remove_physical_key", 503)
    world.handle(Request("POST", f"/users/{USER}/RemovePhysicalKey".encode(), b"", (), b'{"number": 1}'))
    world.handle(Request("POST", b"/users/" + b"u" * 300, b"", ((b"x-api-key", world.api_key.encode()),)))
    world.fail_next("remove_physical_key", 503, times=1_000_000, retry_after=86_400, carried_out=True)


def test_nothing_overflows_on_a_wide_screen(visit: Visits, worlds: Worlds) -> None:
    crowd(worlds.default)
    with visit(viewport={"width": 1280, "height": 720}) as seen:
        expect(seen.page.locator("#journal > li")).to_have_count(3)
        seen.page.locator("#journal summary").first.click()
        for summary in seen.page.locator(".coverage summary").all():
            summary.click()
        expect(seen.page.locator("#console")).to_be_visible()
        assert overflow(seen, "html", "#world") == [0, 0]


def test_a_narrow_screen_shows_one_view_at_a_time_without_overflow(visit: Visits, worlds: Worlds) -> None:
    crowd(worlds.default)
    with visit(viewport={"width": 360, "height": 640}) as seen:
        expect(seen.page.locator("#world")).to_be_hidden()
        seen.open("remove")
        assert overflow(seen, "html") == [0]
        seen.button("Live view").click()
        expect(seen.button("Live view")).to_have_attribute("aria-pressed", "true")
        expect(seen.user()).to_be_visible()
        expect(seen.page.locator("#journal > li")).to_have_count(3)
        expect(seen.page.locator("#console")).to_be_hidden()
        for summary in seen.page.locator(".coverage summary").all():
            summary.click()
        assert overflow(seen, "html", "#world") == [0, 0]
