from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from berthcare.bootstrap.account_reading import AccountReading
from berthcare.bootstrap.creations import ALIAS, BUCKET, POLICY, ROLE, Creation
from berthcare.errors import BerthcareError
from berthcare.preflight.caller import Caller
from tests.unit.bootstrap.doubles import NAMES

OWNER = {"ExpectedBucketOwner": NAMES.account_id}
ADMINISTRATOR = NAMES.role_arn("administrator")
CREATIONS = (
    Creation(BUCKET, "a-bucket", "aws:s3/bucket:Bucket", "bucket"),
    Creation(ALIAS, "alias/a", "aws:kms/alias:Alias", "alias"),
    Creation(ROLE, "a-role", "aws:iam/role:Role", "role"),
    Creation(POLICY, "a-policy", "aws:iam/policy:Policy", "policy"),
)
TIMES = {"CreateDate": "2026-01-01T00:00:00Z"}


class Aws:
    """Clients that answer what a test queued, in order, and nothing else."""

    def __init__(self) -> None:
        self.client = {
            name: boto3.client(
                name,
                region_name="ca-central-1",
                aws_access_key_id="testing",
                aws_secret_access_key="testing",
            )
            for name in ("s3", "kms", "iam")
        }
        self.stub = {name: Stubber(client) for name, client in self.client.items()}
        for stub in self.stub.values():
            stub.activate()
        caller = Caller(NAMES.account_id, ADMINISTRATOR, ADMINISTRATOR)
        self.account = AccountReading(caller, **self.client)


@pytest.fixture
def aws() -> Aws:
    return Aws()


def answer_all(aws: Aws, *, there: bool) -> None:
    """Queue the answers about every creation: all exist, or none does."""
    calls: list[tuple[str, str, str, Mapping[str, Any]]] = [
        ("s3", "head_bucket", "404", {}),
        ("kms", "describe_key", "NotFoundException", {"KeyMetadata": {"KeyId": "k-1"}}),
        ("iam", "get_role", "NoSuchEntity", {"Role": role("a-role")}),
        ("iam", "get_policy", "NoSuchEntity", {"Policy": {"PolicyName": "a-policy"}}),
    ]
    for service, call, code, answer in calls:
        if there:
            aws.stub[service].add_response(call, dict(answer))
        else:
            aws.stub[service].add_client_error(call, code)


def role(name: str) -> dict[str, object]:
    return {"Path": "/", "RoleName": name, "RoleId": "A" * 16, "Arn": "arn:" + "x" * 20, **TIMES}


def test_what_exists_is_found_with_what_an_import_takes_for_it(aws: Aws) -> None:
    answer_all(aws, there=True)
    found = {str(one): (one.import_id, one.key_id) for one in aws.account.strangers(CREATIONS)}
    assert found == {
        "bucket a-bucket": ("a-bucket", None),
        "key alias alias/a": ("alias/a", "k-1"),
        "role a-role": ("a-role", None),
        "managed policy a-policy": (NAMES.policy_arn("a-policy"), None),
    }


def test_what_does_not_exist_is_no_stranger(aws: Aws) -> None:
    answer_all(aws, there=False)
    assert aws.account.strangers(CREATIONS) == ()


def test_a_bucket_is_looked_for_as_this_account_s_alone(aws: Aws) -> None:
    expected = {"Bucket": NAMES.state_bucket, **OWNER}
    aws.stub["s3"].add_response("head_bucket", {}, expected)
    assert aws.account.state_bucket_exists()


def test_a_bucket_of_another_account_under_our_name_is_refused(aws: Aws) -> None:
    aws.stub["s3"].add_client_error("head_bucket", "403")
    with pytest.raises(BerthcareError, match=f"is another account's, or you, {ADMINISTRATOR}"):
        aws.account.state_bucket_exists()


@pytest.mark.parametrize("code", ["403", "AccessDenied"])
def test_who_may_not_read_the_state_is_told_who_they_are_and_who_may(aws: Aws, code: str) -> None:
    key = ".pulumi/stacks/berthcare-bootstrap/account.json"
    aws.stub["s3"].add_response("list_objects_v2", {"Contents": [{"Key": key}]})
    aws.stub["s3"].add_client_error("head_object", code)
    with pytest.raises(BerthcareError, match=f"you are {ADMINISTRATOR}, and may not") as refused:
        aws.account.state_is_in_bucket()
    assert "state of the bootstrap cannot be read" in refused.value.what
    assert refused.value.remedy.startswith("An administrator types this")


@pytest.mark.parametrize(
    ("keys", "there"),
    [
        ([], False),
        ([".pulumi/stacks/berthcare-bootstrap/account.json.bak"], False),
        ([".pulumi/stacks/berthcare-bootstrap/account.json"], True),
    ],
)
def test_the_state_is_looked_for_by_its_whole_name(
    aws: Aws, keys: list[str], *, there: bool
) -> None:
    listed = {"Contents": [{"Key": key} for key in keys]}
    expected = {"Bucket": NAMES.state_bucket, "Prefix": ANY, "MaxKeys": 1, **OWNER}
    aws.stub["s3"].add_response("list_objects_v2", listed, expected)
    if there:
        wanted = {"Bucket": NAMES.state_bucket, "Key": keys[0], **OWNER}
        aws.stub["s3"].add_response("head_object", {}, wanted)
    assert aws.account.state_is_in_bucket() is there


def test_github_s_provider_is_looked_for_by_its_arn(aws: Aws) -> None:
    expected = {"OpenIDConnectProviderArn": NAMES.oidc_provider_arn}
    aws.stub["iam"].add_response("get_open_id_connect_provider", {}, expected)
    aws.stub["iam"].add_client_error("get_open_id_connect_provider", "NoSuchEntity")
    assert aws.account.oidc_provider_exists()
    assert not aws.account.oidc_provider_exists()


def test_a_refused_look_is_told_as_what_it_is(aws: Aws) -> None:
    aws.stub["iam"].add_client_error("get_open_id_connect_provider", "AccessDenied", "not you")
    with pytest.raises(BerthcareError, match="AccessDenied: not you"):
        aws.account.oidc_provider_exists()


class Sts:
    """An STS double that answers with one caller."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": NAMES.account_id, "Arn": self._arn}


def test_the_root_user_is_refused(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [Sts(f"arn:aws:iam::{NAMES.account_id}:root"), *aws.client.values()]
    monkeypatch.setattr("berthcare.bootstrap.account_reading.clients_as_caller", lambda *_: clients)
    with pytest.raises(BerthcareError, match="root user"):
        AccountReading.as_caller({})
