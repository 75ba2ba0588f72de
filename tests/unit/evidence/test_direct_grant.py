from typing import Any

import pytest

from berthcare.evidence.clause import NOT_SHOWN, Party
from berthcare.iam.document import Condition
from tests.unit.evidence.state import ACCOUNT, CIPHERTEXT, KEY, ROLE, access_of, resource

PERMISSION = "aws:lambda/permission:Permission"
GRANT = "aws:kms/grant:Grant"
INVOKE = {
    "principal": "sns.amazonaws.com",
    "action": "lambda:InvokeFunction",
    "function": "rotate",
}
DECRYPT = {"granteePrincipal": ROLE, "keyId": KEY, "operations": ["GenerateDataKey", "Decrypt"]}


def test_a_function_s_permission_names_who_calls_it_and_from_where() -> None:
    inputs = {**INVOKE, "sourceAccount": ACCOUNT, "qualifier": "live", "eventSourceToken": "t0ken"}

    (clause,) = access_of(resource(PERMISSION, "p", inputs=inputs)).clauses

    assert clause.allows
    assert clause.principals == (Party("service", "sns.amazonaws.com"),)
    assert clause.actions == ("lambda:InvokeFunction",)
    assert clause.resources == ("rotate:live",)
    assert clause.conditions == (
        Condition("StringEquals", "AWS:SourceAccount", (ACCOUNT,)),
        Condition("StringEquals", "lambda:EventSourceToken", (NOT_SHOWN,)),
    )


@pytest.mark.parametrize(
    ("principal", "party"),
    [
        ("*", Party("everybody", "*")),
        (ACCOUNT, Party("account", ACCOUNT)),
        (f"arn:aws:iam::{ACCOUNT}:root", Party("account", ACCOUNT)),
        (ROLE, Party("role", ROLE)),
    ],
)
def test_a_permission_s_principal_is_told_by_its_kind(principal: str, party: Party) -> None:
    inputs = {**INVOKE, "principal": principal}

    (clause,) = access_of(resource(PERMISSION, "p", inputs=inputs)).clauses

    assert clause.principals == (party,)


def test_a_grant_on_a_key_names_its_operations_and_its_context() -> None:
    constraints = [{"encryptionContextEquals": {"stack": "staging"}}]

    (clause,) = access_of(
        resource(GRANT, "g", inputs={**DECRYPT, "constraints": constraints})
    ).clauses

    assert clause.principals == (Party("role", ROLE),)
    assert clause.actions == ("kms:Decrypt", "kms:GenerateDataKey")
    assert clause.resources == (KEY,)
    assert [(one.key, one.values) for one in clause.conditions] == [
        ("kms:EncryptionContext:stack", ("staging",))
    ]


def test_whoever_may_retire_a_grant_is_told_too() -> None:
    inputs = {**DECRYPT, "retiringPrincipal": ACCOUNT}

    retire = access_of(resource(GRANT, "g", inputs=inputs)).clauses[1]

    assert (retire.principals, retire.actions) == (
        (Party("account", ACCOUNT),),
        ("kms:RetireGrant",),
    )


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (PERMISSION, {**INVOKE, "principal": CIPHERTEXT}),
        (PERMISSION, {**INVOKE, "sourceArn": CIPHERTEXT}),
        (PERMISSION, {"action": "lambda:InvokeFunction"}),
        (GRANT, {**DECRYPT, "granteePrincipal": CIPHERTEXT}),
        (GRANT, {**DECRYPT, "operations": [CIPHERTEXT]}),
        (GRANT, {**DECRYPT, "constraints": CIPHERTEXT}),
        (GRANT, {}),
        ("aws:ram/resourceShare:ResourceShare", {}),
        ("aws:s3/bucketAcl:BucketAcl", {"acl": "public-read"}),
        ("aws:s3/bucket:Bucket", {"grants": [{"uri": "AllUsers"}]}),
    ],
)
def test_a_grant_that_cannot_be_told_is_listed(kind: str, inputs: dict[str, Any]) -> None:
    access = access_of(resource(kind, "g", inputs=inputs))

    assert access.clauses == ()
    assert [one.source.name for one in access.unreadable] == ["g"]


def test_a_private_bucket_grants_nothing() -> None:
    access = access_of(resource("aws:s3/bucketAcl:BucketAcl", "g", inputs={"acl": "private"}))

    assert (access.clauses, access.unreadable) == ((), ())
