"""The console: the contract with a form for each operation."""

import json

import pytest
from playwright.sync_api import expect
from spkey_mock import Server, Worlds

from .visit import USER, Visits, execute, status

pytestmark = pytest.mark.xdist_group("browser")


def test_a_key_removed_in_the_console_leaves_the_inventory_and_its_number_is_not_reused(
    visit: Visits, worlds: Worlds
) -> None:
    with visit(excused=("404 (Not Found)",)) as seen:
        seen.button("Use an API key of this world").click()
        seen.said("The console sends an API key of ")
        seen.button("Create a user with three keys").click()
        seen.said(f"User {USER} has keys 1, 2 and 3.")
        expect(seen.numbers()).to_have_text(["3", "2", "1"])
        expect(seen.user().locator("p.next")).to_have_text("next number 4")

        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")
        expect(seen.numbers()).to_have_text(["3", "1"])
        expect(seen.user().locator("p.next")).to_have_text("next number 4")
        expect(seen.user().locator(".numbers .gone")).to_have_text("2")

        add = seen.open("add")
        execute(add)
        expect(status(add)).to_have_text("200")
        expect(seen.numbers()).to_have_text(["4", "3", "1"])
        expect(seen.user().locator("p.next")).to_have_text("next number 5")

        execute(remove)
        expect(status(remove)).to_have_text("404")
    assert [key.number for key in worlds.default.inventory(USER)] == [1, 3, 4]


def test_a_request_is_previewed_before_it_is_sent(visit: Visits, server: Server) -> None:
    with visit() as seen:
        remove = seen.open("remove")
        request = remove.locator(".preview pre")
        expect(request).to_contain_text(f"'{server.base_url}/users/{USER}/RemovePhysicalKey'")
        expect(request).to_contain_text('"number": 2')
        expect(request).not_to_contain_text("X-API-Key")

        seen.button("Use an API key of this world").click()
        expect(request).to_contain_text("-H 'X-API-Key: ")
        remove.get_by_role("textbox", name="id").fill("u 1")
        expect(request).to_contain_text("/users/u%201/RemovePhysicalKey")
        remove.locator("textarea").fill('{"number": 41}')
        expect(request).to_contain_text('"number": 41')
        seen.page.locator(".servers input").fill("http://127.0.0.1:9/w/there")
        expect(request).to_contain_text("'http://127.0.0.1:9/w/there/users/u%201/RemovePhysicalKey'")
        assert seen.sent_to_service() == []


def test_the_console_offers_the_servers_of_the_contract_and_selects_this_mock(visit: Visits, server: Server) -> None:
    with visit() as seen:
        options = seen.page.locator(".servers option")
        assert [text.partition(" ")[0] for text in options.all_inner_texts()] == [
            "{baseUrl}",
            "https://api.spkey.co",
            "https://b2c-api.spk-stage.workers.dev",
            "https://b2c-api.spk-dev.workers.dev",
            "http://localhost:8787",
        ]
        expect(seen.page.locator(".servers input")).to_have_value(server.base_url)


def test_webhooks_and_schemas_are_shown_with_the_components_that_they_refer_to(visit: Visits) -> None:
    with visit() as seen:
        webhook = seen.page.locator("#operations-webhooks-user_created")
        webhook.locator(".opblock-summary-control").click()
        expect(webhook).to_contain_text("Any 2xx confirms that the event was received.")
        seen.page.locator(".models-control").click()
        schema = seen.page.locator(".models article").filter(has_text="UserCreatedEvent")
        schema.get_by_role("button", name="Expand all").click()
        expect(schema).to_contain_text("SUSPENDED")
        expect(seen.page.locator("#reference .errors-wrapper")).to_have_count(0)


def test_a_second_user_gets_an_id_of_its_own(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER)
    with visit() as seen:
        expect(seen.user()).to_be_visible()
        seen.button("Create a user with three keys").click()
        seen.said("has keys 1, 2 and 3.")
        expect(seen.page.locator("article.user")).to_have_count(2)
        expect(seen.numbers()).to_have_count(0)


def test_credentials_entered_in_the_console_stay_in_the_page(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=3)
    token = worlds.default.token(USER)
    with visit(excused=("escaping deep link whitespace",)) as seen:
        seen.page.locator(".auth-wrapper .authorize").first.click()
        dialog = seen.page.locator(".modal-ux")
        for name, secret in (("ApiKeyAuth", worlds.default.api_key), ("BearerAuth", token)):
            form = dialog.locator("form").filter(has_text=name)
            form.get_by_role("textbox").fill(secret)
            form.get_by_role("button", name="Apply credentials").click()
        dialog.get_by_role("button", name="Close").first.click()
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")
        expect(seen.numbers()).to_have_text(["3", "1"])

        for secret in (worlds.default.api_key, token):
            assert secret not in seen.page.url
            carriers = [
                request
                for request in seen.requests
                if secret in request.url + (request.post_data or "") + json.dumps(request.all_headers())
            ]
            assert carriers == seen.sent_to_service()
        assert len(seen.sent_to_service()) == 1
        seen.page.reload()
        request = remove.locator(".preview pre")  # still unfolded, because the address names it
        expect(request).to_contain_text("RemovePhysicalKey")
        expect(request).not_to_contain_text("X-API-Key")
        expect(request).not_to_contain_text("Authorization")


def test_a_token_of_a_user_gives_access_to_that_user_only(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create("another", keys=2)
    worlds.default.users.create(USER, keys=2)
    with visit(excused=("403 (Forbidden)",)) as seen:
        seen.user().get_by_role("button", name="Use a token of this user").click()
        seen.said(f"The console sends a token of user {USER}.")
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")
        seen.user("another").get_by_role("button", name="Use in the console").click()
        expect(remove.locator(".preview pre")).to_contain_text("/users/another/")
        execute(remove)
        expect(status(remove)).to_have_text("403")


def test_a_contract_that_does_not_load_is_reported(visit: Visits, server: Server) -> None:
    with visit(excused=("ERR_FAILED",)) as seen:
        seen.page.route("**/contract.json", lambda route: route.abort())
        seen.page.reload()
        seen.said("The contract could not be loaded. Reload the page.")
        expect(seen.page.locator("#link")).to_have_text("live")
