import pytest
from spkey_mock.faults import AnswerLost

from .support import USER, Mock


def test_a_fault_of_an_operation_that_there_is_not_is_refused(mock: Mock) -> None:
    with pytest.raises(ValueError, match="There is no operation remove_key: there are add_physical_key"):
        mock.engine.faults.lose_next_answer("remove_key")


def test_a_request_that_is_refused_does_not_use_a_fault_up(mock: Mock) -> None:
    mock.engine.faults.lose_next_answer("get_user_profile")
    assert mock.send("GET", f"/users/{USER}/profile").status == 404
    mock.send("POST", f"/users/{USER}/CreateUser", {"userId": USER})
    with pytest.raises(AnswerLost):
        mock.send("GET", f"/users/{USER}/profile")
    assert mock.send("GET", f"/users/{USER}/profile").status == 200
