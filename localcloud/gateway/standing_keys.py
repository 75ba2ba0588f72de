"""The keys that stand as long as the gateway, and the roles behind them.

A role is looked for when its key is used first: a bootstrap may have made the deployer's
(docs/adr/0043). One that is missing then is made with every right, as an account owner would.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Final

from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.callers import Session

_INLINE_POLICY: Final = "administrator"
_EVERYTHING: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


class StandingKeys:
    """Finds the session of a standing key."""

    def __init__(
        self, backend: Backend, region: str, account_id: str, roles: Mapping[str, str]
    ) -> None:
        """`roles` are role names by access key id."""
        self._backend = backend
        self._region = region
        self._account_id = account_id
        self._roles = roles
        # Two first calls at once must not both make the role.
        self._one_at_a_time = asyncio.Lock()

    async def session(self, access_key_id: str) -> Session | None:
        """Return the session of a key; None where it is no standing one. Raises BackendError."""
        name = self._roles.get(access_key_id)
        if name is None:
            return None
        async with self._one_at_a_time:
            role = await self._existing(name) or await self._made(name)
            inline = await self._iam("ListRolePolicies", RoleName=name)
        return Session(
            access_key_id,
            role["Arn"],
            role["RoleId"],
            name.rpartition("-")[2],
            datetime.now(timezone.utc),
            may_do_everything=_INLINE_POLICY in inline["PolicyNames"],
        )

    async def _existing(self, name: str) -> Mapping[str, Any] | None:
        try:
            role: Mapping[str, Any] = (await self._iam("GetRole", RoleName=name))["Role"]
        except BackendError as error:
            if error.code != "NoSuchEntity":
                raise
            return None
        return role

    async def _made(self, name: str) -> Mapping[str, Any]:
        trust = json.dumps(_trust(self._account_id))
        made = await self._iam("CreateRole", RoleName=name, AssumeRolePolicyDocument=trust)
        await self._iam(
            "PutRolePolicy",
            RoleName=name,
            PolicyName=_INLINE_POLICY,
            PolicyDocument=json.dumps(_EVERYTHING),
        )
        role: Mapping[str, Any] = made["Role"]
        return role

    async def _iam(self, operation: str, **parameters: str) -> Mapping[str, Any]:
        return await self._backend.call("iam", operation, self._region, **parameters)


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
