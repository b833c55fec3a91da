"""The annotations of the public surface can be evaluated, which frameworks for dependency injection require."""

import inspect
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any, Literal, get_type_hints

import httpx
import pytest

import spkey_client
from spkey_client import AsyncSpkeyClient, SpkeyClient, aiohttp, models, operations, testing, webhooks

MODULES: tuple[ModuleType, ...] = (spkey_client, aiohttp, models, operations, testing, webhooks)
CLIENTS = (SpkeyClient, AsyncSpkeyClient)


def surface() -> Iterator[tuple[str, object]]:
    """Yield the public names, and the resources and methods of the clients."""
    for module in MODULES:
        for name in module.__all__:
            yield f"{module.__name__}.{name}", getattr(module, name)
    for client in CLIENTS:
        for name in dir(client):
            if not name.startswith("_"):
                yield f"{client.__name__}.{name}", getattr(client, name)


def annotated() -> Iterator[tuple[str, Any]]:
    """Yield the public functions and classes, and the methods and properties of the classes."""
    for name, found in surface():
        if inspect.isroutine(found):
            yield name, found
        elif inspect.isclass(found):
            yield name, found
            yield from ((f"{name}.{member}", function) for member, function in functions(found))


def functions(owner: type) -> Iterator[tuple[str, FunctionType]]:
    for name, member in inspect.getmembers_static(owner):
        if isinstance(member, classmethod | staticmethod):
            member = member.__func__
        found = member.fget if isinstance(member, property) else member
        if isinstance(found, FunctionType):
            yield name, found


def signature(found: Any) -> None:
    if not inspect.isclass(found) or found in CLIENTS:  # the __init__ of other classes is checked by itself
        inspect.signature(found, eval_str=True)


@pytest.mark.parametrize("evaluate", [get_type_hints, signature])
def test_every_annotation_can_be_evaluated(evaluate: Callable[[Any], object]) -> None:
    found = dict(annotated())
    assert {"spkey_client.SpkeyClient.__init__", "AsyncSpkeyClient.locks.open"} <= found.keys()
    failed: dict[str, str] = {}
    for name, each in found.items():
        try:
            evaluate(each)
        except NameError as error:
            failed[name] = str(error)
    assert failed == {}


@pytest.mark.parametrize("client", CLIENTS)
def test_the_annotations_of_a_client_are_types(client: Any) -> None:
    hints = get_type_hints(client.__init__)
    assert hints["environment"] == Literal["production", "staging", "development", "local"] | None
    assert hints["timeout"] == float | httpx.Timeout | None


@pytest.mark.parametrize("client", CLIENTS)
def test_a_method_is_annotated_with_the_model_that_it_returns(client: Any) -> None:
    assert get_type_hints(client.users.get_profile)["return"] is models.UserProfile
