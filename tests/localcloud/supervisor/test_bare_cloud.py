"""A cloud as a new AWS account is, and how an ordinary start goes on with what was made there."""

import io
import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from berthcare.account_names import STATE_KEY_ALIAS, AccountNames
from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT, BOOTSTRAP_STACK
from localcloud.gateway.fixture import ACCOUNT_ID, REGION
from localcloud.supervisor.cloud import Cloud, RunningCloud
from localcloud.supervisor.console import Console
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.fleet import MINISTACK

_NAMES = AccountNames(ACCOUNT_ID)
_TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
    },
}
_FEW_RIGHTS = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "kms:ListAliases", "Resource": "*"},
}
MakeCloud = Callable[[], Cloud]


def client(cloud: Cloud, service: str) -> Any:
    """Return a boto3 client as a shell has it that sourced the env file."""
    script = f'. "{cloud.directory.env_file}" && env -0'
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    shell = dict(line.split("=", 1) for line in told.stdout.split("\0") if "=" in line)
    return boto3.client(
        service,  # type: ignore[call-overload]  # the service is chosen by the test
        endpoint_url=shell["AWS_ENDPOINT_URL"],
        aws_access_key_id=shell["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=shell["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    )


def caller(cloud: Cloud) -> str:
    """Return the role that the env file's key acts as."""
    arn: str = client(cloud, "sts").get_caller_identity()["Arn"]
    return arn.split("/")[1]


def role_names(cloud: Cloud) -> set[str]:
    """Return the account's roles."""
    return {role["RoleName"] for role in client(cloud, "iam").list_roles()["Roles"]}


def bootstrap(cloud: Cloud) -> str:
    """Make what a bootstrap makes, in small; return the key's id."""
    iam, s3, kms = (client(cloud, service) for service in ("iam", "s3", "kms"))
    role = _NAMES.deployer_role
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(_TRUST))
    iam.put_role_policy(RoleName=role, PolicyName="few", PolicyDocument=json.dumps(_FEW_RIGHTS))
    bucket = {"Bucket": _NAMES.state_bucket}
    s3.create_bucket(**bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(
        **bucket, Key=f".pulumi/stacks/{BOOTSTRAP_PROJECT}/{BOOTSTRAP_STACK}.json", Body=b"{}"
    )
    key: str = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=STATE_KEY_ALIAS, TargetKeyId=key)
    return key


@pytest.fixture(scope="module")
def make_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeCloud]:
    """Make clouds that are stopped at the end."""
    made: list[Cloud] = []

    def make() -> Cloud:
        directory = CloudDirectory(tmp_path_factory.mktemp("cloud") / "localcloud")
        made.append(Cloud(directory, Console(io.StringIO())))
        return made[-1]

    yield make
    for cloud in made:
        cloud.stop()
        assert not cloud.directory.root.exists()


@pytest.fixture(scope="module")
def bare(make_cloud: MakeCloud) -> Cloud:
    """A bare cloud."""
    cloud = make_cloud()
    cloud.start_bare(None, {})
    return cloud


@pytest.fixture(scope="module")
def bootstrapped(make_cloud: MakeCloud) -> tuple[Cloud, RunningCloud, str]:
    """A cloud that was begun bare, bootstrapped, and started; the bootstrap's key."""
    cloud = make_cloud()
    cloud.start_bare(None, {})
    key = bootstrap(cloud)
    return cloud, cloud.start(None, {}), key


@pytest.mark.cloud
def test_a_bare_cloud_is_an_empty_account_and_its_shell_the_administrator(bare: Cloud) -> None:
    assert caller(bare) == "berthcare-administrator"
    assert role_names(bare) == {"berthcare-administrator"}
    assert client(bare, "s3").list_buckets()["Buckets"] == []
    aliases = client(bare, "kms").list_aliases()["Aliases"]
    assert STATE_KEY_ALIAS not in [one["AliasName"] for one in aliases]


@pytest.mark.cloud
def test_an_ordinary_start_makes_simply_what_was_never_bootstrapped(bare: Cloud) -> None:
    running = bare.start(None, {})

    assert not running.store.bootstrapped
    assert caller(bare) == _NAMES.deployer_role
    assert _NAMES.deployer_role in role_names(bare)
    buckets = client(bare, "s3").list_buckets()["Buckets"]
    assert [one["Name"] for one in buckets] == [_NAMES.state_bucket]
    with pytest.raises(CloudError, match="was not begun bare"):
        bare.start_bare(None, {})


@pytest.mark.cloud
def test_after_a_bootstrap_the_deployer_s_key_has_the_rights_of_the_role_that_it_made(
    bootstrapped: tuple[Cloud, RunningCloud, str],
) -> None:
    cloud, _running, _key = bootstrapped

    assert caller(cloud) == _NAMES.deployer_role
    with pytest.raises(ClientError, match=r"is not authorized to perform: iam:ListRoles"):
        client(cloud, "iam").list_roles()
    with pytest.raises(ClientError, match="only an administrator"):
        client(cloud, "dynamodb").list_tables()


@pytest.mark.cloud
def test_after_a_bootstrap_its_bucket_and_its_key_are_the_state_store(
    bootstrapped: tuple[Cloud, RunningCloud, str],
) -> None:
    cloud, running, key = bootstrapped

    assert running.store.bootstrapped
    aliases = client(cloud, "kms").list_aliases()["Aliases"]
    targets = [one["TargetKeyId"] for one in aliases if one["AliasName"] == STATE_KEY_ALIAS]
    assert targets == [key]


@pytest.mark.cloud
def test_a_bootstrapped_cloud_is_led_back_to_its_administrator_and_forgets_nothing(
    bootstrapped: tuple[Cloud, RunningCloud, str],
) -> None:
    cloud, _running, _key = bootstrapped
    before = {line.name: line.record for line in cloud.supervisor().status()}

    cloud.start_bare(None, {})

    after = {line.name: line.record for line in cloud.supervisor().status()}
    assert caller(cloud) == "berthcare-administrator"
    assert _NAMES.deployer_role in role_names(cloud)
    assert after[MINISTACK] == before[MINISTACK]


def test_a_cloud_that_was_begun_otherwise_is_not_made_bare(directory: CloudDirectory) -> None:
    directory.create()
    directory.state_file.write_text("[]")

    with pytest.raises(CloudError, match="make down"):
        Cloud(directory, Console(io.StringIO())).start_bare(None, {})

    assert not directory.bare_mark.exists()
