from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_credentials_are_issued_and_revoked(control: Any, http: httpx.Client, package: Any) -> None:
    def status(**headers: str) -> int:
        return http.get(
            "/users/u1/profile", headers={name.replace("_", "-"): it for name, it in headers.items()}
        ).status_code

    control.users.create(user_id="u1")
    issued = control.api_keys.issue(org_id="umbrella")
    given = control.api_keys.issue(api_key="my-key")
    assert (issued.org_id, given.org_id, given.api_key) == ("umbrella", "acme", "my-key")
    assert [status(X_API_Key=key) for key in (issued.api_key, "my-key", "other")] == [200, 200, 401]
    assert [it.superuser for it in (issued, control.api_keys.issue(superuser=True))] == [False, True]
    control.api_keys.revoke("my-key")
    assert status(X_API_Key="my-key") == 401
    with pytest.raises(package.NotFoundError, match="There is no such API key"):
        control.api_keys.revoke("my-key")
    for subject, options, expected in (
        ("u1", {}, 200),
        ("u2", {}, 403),
        ("cron", {"org_id": "acme"}, 200),
        ("u1", {"expires_in": 60}, 200),
        ("u1", {"expires_in": -1}, 401),
    ):
        token = control.tokens.issue(subject=subject, **options)
        assert token.subject == subject
        assert status(Authorization=f"Bearer {token.token}") == expected
