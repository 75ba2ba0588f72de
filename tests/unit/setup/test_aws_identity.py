"""Who runs the wizard, and that its tools lead to ca-central-1."""

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from berthcare.errors import BerthcareError
from berthcare.setup.aws_identity import AwsIdentity, identity_of, refuse_other_region

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_ACCOUNT = "0" * 12
_IDENTITY_CENTER = "role/aws-reserved/sso.amazonaws.com/ca-central-1/AWSReservedSSO_Deployer_1a2b"


@pytest.fixture
def iam() -> Iterator[tuple["IAMClient", Stubber]]:
    """An IAM that answers what a test queues, and nothing else."""
    client = boto3.client(
        "iam",
        region_name="ca-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    with Stubber(client) as stubber:
        yield client, stubber


def session_of(name: str) -> str:
    return f"arn:aws:sts::{_ACCOUNT}:assumed-role/{name}/me"


@pytest.mark.parametrize("role", ["role/berthcare-deployer", _IDENTITY_CENTER])
def test_a_session_s_role_is_named_with_its_path_as_iam_knows_it(
    iam: tuple["IAMClient", Stubber], role: str
) -> None:
    name = role.rpartition("/")[2]
    known = {
        "Path": "/",
        "RoleName": name,
        "RoleId": "AROA" + "0" * 17,
        "Arn": f"arn:aws:iam::{_ACCOUNT}:{role}",
        "CreateDate": datetime(2027, 1, 5, tzinfo=timezone.utc),
    }
    client, stubber = iam
    stubber.add_response("get_role", {"Role": known}, {"RoleName": name})
    assert identity_of(_ACCOUNT, session_of(name), client) == AwsIdentity(_ACCOUNT, role)


def test_where_iam_refuses_the_name_alone_is_known(iam: tuple["IAMClient", Stubber]) -> None:
    client, stubber = iam
    stubber.add_client_error("get_role", "AccessDenied")
    found = identity_of(_ACCOUNT, session_of("deployer"), client)
    assert found == AwsIdentity(_ACCOUNT, "role/deployer", has_path=False)


@pytest.mark.parametrize("user", ["user/engineer", "user/team/engineer"])
def test_a_user_is_named_as_the_setting_deployers_names_it(
    iam: tuple["IAMClient", Stubber], user: str
) -> None:
    found = identity_of(_ACCOUNT, f"arn:aws:iam::{_ACCOUNT}:{user}", iam[0])
    assert found == AwsIdentity(_ACCOUNT, user)


def test_the_account_s_root_is_refused(iam: tuple["IAMClient", Stubber]) -> None:
    with pytest.raises(BerthcareError, match=r"neither a role nor a user.*Sign in as the deployer"):
        identity_of(_ACCOUNT, f"arn:aws:iam::{_ACCOUNT}:root", iam[0])


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_shell_that_leads_to_another_region_is_refused(variable: str) -> None:
    with pytest.raises(BerthcareError, match=f"Type: export {variable}=ca-central-1"):
        refuse_other_region({variable: "us-east-1"})


@pytest.mark.parametrize("environ", [{"AWS_REGION": "ca-central-1"}, {"AWS_REGION": ""}, {}])
def test_a_shell_that_names_the_region_or_none_is_good(environ: dict[str, str]) -> None:
    refuse_other_region(environ)
