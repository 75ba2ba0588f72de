"""The roles behind the keys that stand as long as the gateway: found, or made once."""

import asyncio
from typing import Any

import pytest

from localcloud.gateway.backend import BackendError
from localcloud.gateway.callers import Session
from localcloud.gateway.fixture import ACCOUNT_ID, REGION
from localcloud.gateway.standing_keys import StandingKeys

_KEY = "LOCALCLOUD" + "0" * 10


class FakeIam:
    """Test double of MiniStack's IAM, which gives way to others before each answer."""

    def __init__(self, **inline: list[str]) -> None:
        """`inline` are the names of inline policies by role."""
        self.inline = inline
        self.made: list[str] = []

    async def call(self, service: str, operation: str, region: str, **given: str) -> dict[str, Any]:
        assert (service, region) == ("iam", REGION)
        await asyncio.sleep(0)
        name = given["RoleName"]
        role = {"Arn": f"arn:aws:iam::{ACCOUNT_ID}:role/{name}", "RoleId": f"id of {name}"}
        match operation:
            case "CreateRole":
                self.made.append(name)
                self.inline[name] = []
            case "PutRolePolicy":
                self.inline[name].append(given["PolicyName"])
            case "ListRolePolicies":
                return {"PolicyNames": self.inline[name]}
            case "GetRole" if name not in self.inline:
                raise BackendError(operation, "NoSuchEntity", "no such role")
            case "GetRole":
                pass
            case _:
                raise AssertionError(operation)
        return {"Role": role}


def keys_of(iam: FakeIam) -> StandingKeys:
    """Return standing keys that know one key, of the role `owner`."""
    return StandingKeys(iam, REGION, ACCOUNT_ID, {_KEY: "owner"})  # type: ignore[arg-type]  # a double


def test_a_role_that_is_missing_is_made_once_with_every_right() -> None:
    iam = FakeIam()
    keys = keys_of(iam)

    async def two_first_calls() -> tuple[Session | None, ...]:
        return await asyncio.gather(keys.session(_KEY), keys.session(_KEY))

    sessions = asyncio.run(two_first_calls())

    assert iam.made == ["owner"]
    told = [(one.role_arn, one.may_do_everything) for one in sessions if one is not None]
    assert told == [(f"arn:aws:iam::{ACCOUNT_ID}:role/owner", True)] * 2


@pytest.mark.parametrize("inline", [[], ["few"]])
def test_a_role_that_somebody_made_is_left_as_it_is(inline: list[str]) -> None:
    iam = FakeIam(owner=list(inline))

    session = asyncio.run(keys_of(iam).session(_KEY))

    assert session is not None
    assert not session.may_do_everything
    assert (iam.made, iam.inline) == ([], {"owner": inline})


def test_a_key_that_does_not_stand_is_nobody_s() -> None:
    assert asyncio.run(keys_of(FakeIam()).session("LOCALCLOUD" + "1" * 10)) is None
