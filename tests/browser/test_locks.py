"""The locks, temporary keys and outside switches in the live view."""

import pytest
from playwright.sync_api import Locator, expect
from spkey_mock import Worlds

from .visit import USER, Visit, Visits

pytestmark = pytest.mark.xdist_group("browser")


def lock(seen: Visit, number: int) -> Locator:
    return seen.page.locator("article.lock").filter(has=seen.page.locator("h4", has_text=str(number)))


def test_a_lock_is_shown_with_its_keys_residents_and_temporary_keys_and_can_be_opened(
    view: Visits, worlds: Worlds
) -> None:
    world = worlds.default
    world.users.create(USER)
    world.locks.create(4711, owner=USER, keys=10, residents=[USER])
    with world.client() as client:
        client.lock_temp_keys.create(
            4711,
            temp_key_uuid="5b1f0c3e-8f6a-4d52-9a77-2f3f0f8f1a10",
            access_mode="public",
            valid_from="2026-01-01T00:00:00Z",
            valid_until="2099-01-01T00:00:00Z",
            max_uses=3,
        )
    with view() as seen:
        shown = lock(seen, 4711)
        expect(shown.locator(".facts").first).to_contain_text(
            f"10 keys · version 13 · organisation acme · owner {USER}"
        )
        expect(shown.locator("tbody tr")).to_have_count(10)
        expect(shown.get_by_role("list", name="Residents")).to_contain_text(USER)
        temp_keys = shown.get_by_role("list", name="Temporary keys")
        expect(temp_keys).to_contain_text("5b1f0c3e-8f6a-4d52-9a77-2f3f0f8f1a10 valid, 0 of 3 uses")

        shown.get_by_role("button", name="Open", exact=True).click()
        seen.said("Lock 4711 was opened: version 14.")
        expect(seen.page.locator("#events li").first).to_contain_text("LockOpenRequested")


def test_a_lock_that_is_taken_offline_cannot_be_opened(view: Visits, worlds: Worlds) -> None:
    worlds.default.locks.create(4711)
    worlds.default.locks.create(12)
    with view(excused=("502 (Bad Gateway)",)) as seen:
        lock(seen, 4711).get_by_role("button", name="Take offline").click()
        expect(lock(seen, 4711).locator("h4")).to_have_text("4711offline")
        assert worlds.default.outside.current.offline_locks == {"4711"}
        lock(seen, 4711).get_by_role("button", name="Open", exact=True).click()
        expect(seen.page.locator("#said")).not_to_have_text("")
        expect(seen.page.locator("#journal summary").first).to_contain_text("502")
        lock(seen, 4711).get_by_role("button", name="Bring online").click()
        expect(lock(seen, 4711).locator("h4")).to_have_text("4711")
        lock(seen, 4711).get_by_role("button", name="Open", exact=True).click()
        seen.said("Lock 4711 was opened: version 2.")


def test_a_door_is_opened_with_a_temporary_key_until_it_is_revoked(view: Visits, worlds: Worlds) -> None:
    world = worlds.default
    world.locks.create(4711)
    key = world.temp_keys.create(doors=[4711], description="for the plumber")
    with view(excused=("400 (Bad Request)",)) as seen:
        card = seen.page.locator("article.temp-key")
        expect(card).to_contain_text("for the plumber")
        card.get_by_role("button", name="Open").click()
        seen.said("Door 1 was opened.")
        expect(card.locator(".facts")).to_contain_text("1 use ")
        expect(lock(seen, 4711).locator(".facts").first).to_contain_text("version 3")
        with world.client() as client:
            client.temp_keys.revoke(key.id)
        expect(card.locator("h4 .tag")).to_have_text("revoked")
        card.get_by_role("button", name="Open").click()
        seen.said("The key was revoked.")


def test_the_switches_show_and_change_what_is_outside(view: Visits, worlds: Worlds) -> None:
    outside = worlds.default.outside
    with view() as seen:
        pins = seen.page.get_by_label("PINs are configured")
        expect(pins).to_be_checked()
        outside.change(pins=False, wallet="never")
        expect(pins).not_to_be_checked()
        expect(seen.page.get_by_label("Wallet provider")).to_have_value("never")
        pins.check()
        seen.page.get_by_label("Read model").select_option("unavailable")
        seen.page.get_by_label("A key twice on a lock").select_option("accept")
        seen.page.get_by_label("Personal data can be reached").uncheck()
        expect(seen.page.locator("#link")).to_have_text("live")
        seen.page.wait_for_function("() => !document.querySelector('[data-outside=personalData]').checked")
        seen.button("Freeze").click()  # one more action, after which the ones before it are done
        expect(seen.page.locator("#mode")).to_have_text("frozen")
    current = outside.current
    assert (current.pins, current.wallet, current.read_model) == (True, "never", "unavailable")
    assert (current.duplicate_keys, current.personal_data) == ("accept", False)


def test_locks_are_created_and_more_are_shown_on_request(view: Visits, worlds: Worlds) -> None:
    for number in range(1, 6):
        worlds.default.locks.create(number)
    with view() as seen:
        seen.button("Create a lock with two keys").click()
        expect(seen.page.locator("#locks-count")).to_have_text("6")
        expect(seen.page.locator("article.lock")).to_have_count(5)
        expect(seen.page.locator("article.lock").first).to_contain_text("2 keys")
        seen.button("Show more locks").click()
        expect(seen.page.locator("article.lock")).to_have_count(6)
