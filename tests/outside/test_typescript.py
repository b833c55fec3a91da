"""A TypeScript project, with clients generated from the contract by openapi-typescript and by hey-api."""

import re

import pytest

from ..mock.processes import Served
from .node import Node

pytestmark = pytest.mark.xdist_group("typescript")


def test_both_generated_clients_pass_the_project_s_tests(typescript: Node, strict: Served) -> None:
    output = typescript.run("npm", "test", SPKEY_BASE_URL=strict.base_url, SPKEY_API_KEY="my-key")
    assert re.search(r"^. tests 35$", output, re.MULTILINE), output
    assert re.search(r"^. pass 35$", output, re.MULTILINE), output
