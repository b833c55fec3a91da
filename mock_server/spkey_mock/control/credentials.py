"""API keys and tokens, in the control API."""

from collections.abc import Mapping

from ..service.errors import NotFound
from .call import JSON, Call, Handler, whole


def _issue_api_key(call: Call) -> JSON:
    org_id, superuser = call.body.get("orgId", call.world.org_id), call.body.get("superuser", False)
    key = call.world.credentials.issue_key(org_id, call.body.get("apiKey"), superuser=superuser)
    return {"apiKey": key, "orgId": org_id, "superuser": superuser}


def _revoke_api_key(call: Call) -> None:
    if not call.world.credentials.revoke_key(call.params["key"]):
        raise NotFound("There is no such API key.")


def _issue_token(call: Call) -> JSON:
    subject = call.body["subject"]
    token = call.world.token(subject, org_id=call.body.get("orgId"), expires_in=whole(call.body.get("expiresIn")))
    return {"token": token, "subject": subject}


OPERATIONS: Mapping[str, Handler] = {
    "issue_api_key": _issue_api_key,
    "revoke_api_key": _revoke_api_key,
    "issue_token": _issue_token,
}
