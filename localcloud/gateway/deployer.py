"""The deployer's role: made in MiniStack when the gateway starts, as an account owner would."""

import json
from datetime import datetime, timezone
from typing import Final

from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.callers import Session

ROLE_NAME: Final = "berthcare-deployer"
_SESSION_NAME: Final = "deployer"
_ADMINISTRATOR: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


async def deployer_session(backend: Backend, region: str, access_key_id: str) -> Session:
    """Return the deployer's session; its role is made where it is missing."""
    account = (await backend.call("sts", "GetCallerIdentity", region))["Account"]
    try:
        role = (await backend.call("iam", "GetRole", region, RoleName=ROLE_NAME))["Role"]
    except BackendError as error:
        if error.code != "NoSuchEntity":
            raise
        trust = json.dumps(_trust(account))
        created = await backend.call(
            "iam", "CreateRole", region, RoleName=ROLE_NAME, AssumeRolePolicyDocument=trust
        )
        role = created["Role"]
    await backend.call(
        "iam",
        "PutRolePolicy",
        region,
        RoleName=ROLE_NAME,
        PolicyName="administrator",
        PolicyDocument=json.dumps(_ADMINISTRATOR),
    )
    started = datetime.now(timezone.utc)
    return Session(access_key_id, role["Arn"], role["RoleId"], _SESSION_NAME, started)


def _trust(account: str) -> dict[str, object]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            }
        ],
    }
