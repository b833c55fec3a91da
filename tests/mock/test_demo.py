import re

import pytest
from spkey_mock import demo


def test_the_demo_removes_a_key_whose_number_is_never_used_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"Mock running at http://127\.0\.0\.1:\d+\.", lines[0])
    assert re.fullmatch(r"User \S+ created: version 1\.", lines[1])
    assert [line.partition(",")[0] for line in lines[2:5]] == ["Key 1 added", "Key 2 added", "Key 3 added"]
    assert lines[5].startswith('Key 2 removed: version 5, event {"type": "PhysicalKeyRemoved", "data": {')
    assert lines[6:] == [
        "The inventory holds keys 1 and 3.",
        "Removing key 2 again fails: 404: There is no physical key 2 in the inventory. (request id 7)",
        "Key 4 added, for the cellar: number 2 is never used again.",
        "The inventory holds keys 1, 3 and 4.",
    ]
