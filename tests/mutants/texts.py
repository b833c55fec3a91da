"""Faults in how texts pass through a gateway: trimmed, cleaned, cut, normalised or judged."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import httpx

from .catalogue import Upstream, body_of, in_proxy, operation, reject, resent, respond


def _edited(
    request: httpx.Request, upstream: Upstream, edit: Callable[[str], str | None], to: str = "add_physical_key"
) -> httpx.Response:
    """Send a command with its texts edited. A text that becomes None is left out."""
    if operation(request) != to:
        return upstream.send(request)
    edited: dict[str, Any] = {
        name: edit(value) if isinstance(value, str) and name != "userId" else value
        for name, value in body_of(request).items()
    }
    given = {name: value for name, value in edited.items() if value is not None or body_of(request)[name] is None}
    return upstream.send(resent(request, json=given) if given != body_of(request) else request)


def _narrowed(request: httpx.Request, upstream: Upstream, matches: Callable[[str, str], bool]) -> httpx.Response:
    """Return a list without the keys whose note does not match q by another comparison."""
    response = upstream.send(request)
    text = request.url.params.get("q")
    if operation(request) != "list_physical_keys" or not text or not response.is_success or request.method != "GET":
        return response
    body = response.json()
    keys = [key for key in body["keys"] if matches(text, key["note"])]
    return respond(response, {"keys": keys, "total": body["total"] - len(body["keys"]) + len(keys)})


def _requeried(request: httpx.Request, upstream: Upstream, edit: Callable[[str], str]) -> httpx.Response:
    """Send a request with the values of its query edited."""
    if operation(request) != "list_physical_keys" or not request.url.query:
        return upstream.send(request)
    given = [(name, edit(value)) for name, value in request.url.params.multi_items()]
    return upstream.send(resent(request, url=request.url.copy_with(params=given)))


@in_proxy("physical_keys.add.event_recorded", "physical_keys.add.org_not_compared")
def additions_trimmed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The texts of an addition lose the spaces at their ends."""
    return _edited(request, upstream, lambda text: text.strip(" ") or text)


@in_proxy("physical_keys.add.event_recorded", "physical_keys.list.org_matched_exactly")
def additions_normalised(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The texts of an addition are composed into Unicode's form NFC."""
    return _edited(request, upstream, lambda text: unicodedata.normalize("NFC", text))


@in_proxy("physical_keys.add.event_recorded")
def additions_with_unix_lines(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The lines of a note end with a line feed only."""
    return _edited(request, upstream, lambda text: text.replace("\r\n", "\n"))


@in_proxy("physical_keys.add.event_recorded")
def additions_cut(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Valid texts of an addition are cut after 255 characters, as a column of a database may do."""
    return _edited(request, upstream, lambda text: text[:255] if len(text) != 501 else text)


@in_proxy("physical_keys.add.event_recorded")
def markup_stripped(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """Tags are stripped from the texts of an addition."""
    return _edited(request, upstream, lambda text: re.sub("<[^>]*>", "", text) or text)


@in_proxy("physical_keys.add.event_recorded")
def text_null_is_none(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The text null counts as no text."""
    return _edited(request, upstream, lambda text: None if text == "null" else text)


@in_proxy("physical_keys.add.event_recorded")
def injections_blocked(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An addition whose texts look like an attack returns 403."""
    attack = re.search(rb"<script|drop table", request.content.lower())
    return reject(request, 403) if attack and operation(request) else upstream.send(request)


@in_proxy("physical_keys.list.note_searched_ignoring_case")
def injections_in_queries_blocked(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A search that looks like an attack returns 403."""
    attack = "union select" in request.url.params.get("q", "").lower()
    return reject(request, 403) if attack else upstream.send(request)


@in_proxy("users.get_profile.shows_what_was_given")
def tags_of_addresses_dropped(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An e-mail address loses its part after a plus sign."""
    return _edited(request, upstream, lambda text: re.sub(r"\+[^@]*@", "@", text), "create_user")


@in_proxy("users.get_profile.shows_what_was_given")
def names_cut(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A name is cut after 255 characters."""
    return _edited(request, upstream, lambda text: text[:255], "create_user")


@in_proxy("users.get_profile.shows_what_was_given")
def addresses_checked(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """An e-mail address without an at sign returns 400."""
    address = body_of(request).get("email")
    invalid = operation(request) == "create_user" and isinstance(address, str) and "@" not in address
    return reject(request, 400) if invalid else upstream.send(request)


@in_proxy("physical_keys.list.note_searched_ignoring_case")
def case_of_other_letters_counts(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A search ignores the case of ASCII letters only."""

    def lowered(text: str) -> str:
        return "".join(character.lower() if character.isascii() else character for character in text)

    return _narrowed(request, upstream, lambda text, note: lowered(text) in lowered(note))


@in_proxy("physical_keys.list.note_searched_ignoring_case")
def notes_searched_in_part(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A search finds the first 255 characters of a note only."""
    return _narrowed(request, upstream, lambda text, note: text.lower() in note[:255].lower())


@in_proxy("physical_keys.list.note_searched_ignoring_case")
def searches_trimmed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The values of a query lose the spaces at their ends."""
    return _requeried(request, upstream, lambda text: text.strip(" ") or text)


@in_proxy("physical_keys.list.org_matched_exactly")
def queries_normalised(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """The values of a query are composed into Unicode's form NFC."""
    return _requeried(request, upstream, lambda text: unicodedata.normalize("NFC", text))


@in_proxy("physical_keys.list.org_matched_exactly")
def numbers_in_queries_parsed(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A value of a query that consists of digits is read as a number."""
    return _requeried(request, upstream, lambda text: str(int(text)) if text.isdecimal() else text)


@in_proxy("physical_keys.list.org_matched_exactly")
def queries_split_at_semicolons(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A semicolon ends a value of a query."""
    return _requeried(request, upstream, lambda text: text.partition(";")[0] or text)


@in_proxy("physical_keys.list.at_most_100")
def long_responses_fail(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A response of more than 64 KiB becomes a 500."""
    response = upstream.send(request)
    return reject(request, 500) if len(response.content) > 65_536 else response


@in_proxy("physical_keys.list.at_most_100")
def long_urls_rejected(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A URL of more than 2,048 characters returns 414."""
    return reject(request, 414) if len(request.url.raw_path) > 2048 else upstream.send(request)


@in_proxy("physical_keys.list.at_most_100", "physical_keys.list.total_counts_all")
def one_size_of_a_list_wrong(request: httpx.Request, upstream: Upstream) -> httpx.Response:
    """A list of 64 keys lacks the last one."""
    response = upstream.send(request)
    if operation(request) != "list_physical_keys" or not response.is_success or request.method != "GET":
        return response
    body = response.json()
    return respond(response, {"keys": body["keys"][:63], "total": 63}) if body["total"] == 64 else response
