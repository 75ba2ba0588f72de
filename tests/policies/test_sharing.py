"""Sharing without a policy document: function permissions, ACLs, key grants."""

from typing import Any

import pytest

from policies.rules import sharing
from tests.policies.cases.case import UNKNOWN as LATER

TOPIC = sharing.RULES
OWN, OTHER = "1" * 12, "2" * 12
PERMISSION, GRANT = "aws:lambda/permission:Permission", "aws:kms/grant:Grant"
URL, LOGGING = "aws:lambda/functionUrl:FunctionUrl", "aws:s3/bucketLogging:BucketLogging"
BUCKET, BUCKET_ACL = "aws:s3/bucket:Bucket", "aws:s3/bucketAcl:BucketAcl"
SOURCE = f"arn:aws:execute-api:ca-central-1:{OWN}:api/*/POST/x"
RULE_OF = "arn:aws:events:ca-central-1:{}:rule/x"
EVENTS, S3 = "events.amazonaws.com", "s3.amazonaws.com"
ORGANISATION = "o-" + "0" * 10
KEY = f"arn:aws:kms:ca-central-1:{OWN}:key/0"
EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers"
SIGNED_IN = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"

Props = dict[str, Any]
PASSING: list[tuple[str, str, Props]] = [
    ("a service for a source", PERMISSION, {"principal": EVENTS, "sourceArn": SOURCE}),
    ("a rule of an account", PERMISSION, {"principal": EVENTS, "sourceArn": RULE_OF.format(OWN)}),
    ("a service for an account", PERMISSION, {"principal": S3, "sourceAccount": OWN}),
    (
        "a service for a bucket",
        PERMISSION,
        {"principal": S3, "sourceArn": "arn:aws:s3:::bucket"},
    ),
    ("an account", PERMISSION, {"principal": OWN}),
    ("a role", PERMISSION, {"principal": f"arn:aws:iam::{OWN}:role/r"}),
    ("an organisation", PERMISSION, {"principal": "*", "principalOrgId": ORGANISATION}),
    ("a URL for callers with IAM rights", URL, {"authorizationType": "AWS_IAM"}),
    ("no ACL", BUCKET, {"bucket": "b"}),
    ("a private bucket", BUCKET, {"acl": "private"}),
    ("a private ACL", BUCKET_ACL, {"acl": "private"}),
    ("an ACL for log delivery", BUCKET_ACL, {"acl": "log-delivery-write"}),
    (
        "a grant to the log delivery group",
        BUCKET,
        {"grants": [{"type": "Group", "uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"}]},
    ),
    ("an own role", GRANT, {"keyId": KEY, "granteePrincipal": f"arn:aws:iam::{OWN}:role/r"}),
    ("a service", GRANT, {"keyId": "0", "granteePrincipal": "backup.amazonaws.com"}),
]
CALLERS, ACL, GRANTEE = (
    "lambda-permission-scoped",
    "s3-no-public-acl",
    "kms-grant-own-account",
)
FAILING: list[tuple[str, str, Props, str]] = [
    ("everyone", PERMISSION, {"principal": "*"}, CALLERS),
    (
        "everyone by URL",
        PERMISSION,
        {"principal": "*", "functionUrlAuthType": "NONE", "action": "lambda:InvokeFunctionUrl"},
        CALLERS,
    ),
    ("everyone for a source", PERMISSION, {"principal": "*", "sourceArn": SOURCE}, CALLERS),
    ("every organisation", PERMISSION, {"principal": "*", "principalOrgId": "o-*"}, CALLERS),
    ("the root of any account", PERMISSION, {"principal": "arn:aws:iam::*:root"}, CALLERS),
    ("a service for everyone", PERMISSION, {"principal": EVENTS}, CALLERS),
    ("a service in capitals for everyone", PERMISSION, {"principal": EVENTS.upper()}, CALLERS),
    ("another maker's service", PERMISSION, {"principal": "alexa-appkit.amazon.com"}, CALLERS),
    ("a service for any source", PERMISSION, {"principal": EVENTS, "sourceArn": "*"}, CALLERS),
    *(
        (
            f"a rule of {whose}",
            PERMISSION,
            {"principal": EVENTS, "sourceArn": RULE_OF.format(account)},
            CALLERS,
        )
        for whose, account in (
            ("any account", "*"),
            ("no account", ""),
            ("accounts that begin alike", f"{OWN[:-1]}*"),
            ("accounts but for one digit alike", f"{OWN[:-1]}?"),
            ("an account that is too short", OWN[:-1]),
        )
    ),
    (
        "a rule of no account and an account that is none",
        PERMISSION,
        {"principal": EVENTS, "sourceArn": RULE_OF.format(""), "sourceAccount": "*"},
        CALLERS,
    ),
    ("a rule's name alone", PERMISSION, {"principal": EVENTS, "sourceArn": "rule/x"}, CALLERS),
    ("any bucket", PERMISSION, {"principal": EVENTS, "sourceArn": "arn:aws:s3:::*"}, CALLERS),
    ("a URL for everyone", URL, {"authorizationType": "NONE"}, CALLERS),
    ("a URL that does not say for whom", URL, {}, CALLERS),
    ("a bucket for everyone", BUCKET, {"acl": "public-read"}, ACL),
    ("a bucket that everyone writes", BUCKET, {"acl": "public-read-write"}, ACL),
    ("a bucket for whoever has an account", BUCKET, {"acl": "authenticated-read"}, ACL),
    ("an ACL that is none of S3's", BUCKET, {"acl": "Public-Read"}, ACL),
    ("an ACL for everyone", BUCKET_ACL, {"acl": "public-read"}, ACL),
    ("an older ACL", "aws:s3/bucketAclV2:BucketAclV2", {"acl": "public-read"}, ACL),
    ("an older bucket", "aws:s3/bucketV2:BucketV2", {"acl": "public-read"}, ACL),
    ("an object", "aws:s3/bucketObjectv2:BucketObjectv2", {"acl": "public-read"}, ACL),
    ("a copied object", "aws:s3/objectCopy:ObjectCopy", {"acl": "public-read"}, ACL),
    ("a grant to everyone", BUCKET, {"grants": [{"type": "Group", "uri": EVERYONE}]}, ACL),
    (
        "a grant to whoever has an account",
        BUCKET_ACL,
        {"accessControlPolicy": {"grants": [{"grantee": {"type": "Group", "uri": SIGNED_IN}}]}},
        ACL,
    ),
    (
        "logs that everyone reads",
        LOGGING,
        {"targetGrants": [{"grantee": {"type": "Group", "uri": EVERYONE}, "permission": "READ"}]},
        ACL,
    ),
    (
        "another account's role",
        GRANT,
        {"keyId": KEY, "granteePrincipal": f"arn:aws:iam::{OTHER}:role/r"},
        GRANTEE,
    ),
    (
        "another account's session",
        GRANT,
        {"keyId": KEY, "granteePrincipal": f"arn:aws:sts::{OTHER}:assumed-role/r/s"},
        GRANTEE,
    ),
    ("another account", GRANT, {"keyId": KEY, "granteePrincipal": OTHER}, GRANTEE),
    ("nobody readable", GRANT, {"keyId": KEY, "granteePrincipal": "AIDA" + "0" * 17}, GRANTEE),
    (
        "another account that may retire the grant",
        GRANT,
        {"keyId": KEY, "retiringPrincipal": f"arn:aws:iam::{OTHER}:role/r"},
        GRANTEE,
    ),
    (
        "a role of an account that may not be the key's",
        GRANT,
        {"keyId": "0", "granteePrincipal": f"arn:aws:iam::{OWN}:role/r"},
        GRANTEE,
    ),
]
UNKNOWN: list[tuple[str, str, Props, str, str]] = [
    ("a principal", PERMISSION, {"principal": None}, CALLERS, "principal"),
    ("a source", PERMISSION, {"principal": EVENTS, "sourceArn": None}, CALLERS, "sourceArn"),
    (
        "a source account",
        PERMISSION,
        {"principal": EVENTS, "sourceAccount": None},
        CALLERS,
        "sourceAccount",
    ),
    (
        "an organisation",
        PERMISSION,
        {"principal": "*", "principalOrgId": None},
        CALLERS,
        "principalOrgId",
    ),
    ("a URL's authorization", URL, {"authorizationType": None}, CALLERS, "authorizationType"),
    ("an ACL", BUCKET_ACL, {"acl": None}, ACL, "acl"),
    ("grants", BUCKET, {"grants": None}, ACL, "grants"),
    ("a group", BUCKET, {"grants": [{"uri": None}]}, ACL, "grants[0].uri"),
    ("an access policy", BUCKET_ACL, {"accessControlPolicy": None}, ACL, "accessControlPolicy"),
    (
        "a grantee",
        GRANT,
        {"keyId": KEY, "granteePrincipal": None},
        GRANTEE,
        "granteePrincipal",
    ),
    (
        "a key",
        GRANT,
        {"keyId": None, "granteePrincipal": f"arn:aws:iam::{OTHER}:role/r"},
        GRANTEE,
        "keyId",
    ),
]


@pytest.mark.parametrize(
    ("type_", "props"), [pytest.param(*row, id=sentence) for sentence, *row in PASSING]
)
def test_sharing_with_somebody_named_passes(judge: Any, type_: str, props: Props) -> None:
    assert judge(type_, props) == {}


@pytest.mark.parametrize(
    ("type_", "props", "rule"), [pytest.param(*row, id=sentence) for sentence, *row in FAILING]
)
def test_sharing_with_strangers_is_refused(judge: Any, type_: str, props: Props, rule: str) -> None:
    assert list(judge(type_, props)) == [rule]


@pytest.mark.parametrize(
    ("type_", "props", "rule", "path"),
    [pytest.param(*row, id=sentence) for sentence, *row in UNKNOWN],
)
def test_what_only_the_deployment_will_tell_waits(
    judge: Any, type_: str, props: Props, rule: str, path: str
) -> None:
    found = judge(type_, filled(props))
    assert found == {}
    assert f": {path}." in found.unknown[rule]


def test_a_service_is_no_stranger_whichever_the_key_will_be(judge: Any) -> None:
    found = judge(GRANT, {"keyId": LATER, "granteePrincipal": "backup.amazonaws.com"})
    assert (found, found.unknown) == ({}, {})


def filled(value: Any) -> Any:
    """Put an unknown value where a row says None."""
    if isinstance(value, dict):
        return {key: filled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner) for inner in value]
    return LATER if value is None else value
