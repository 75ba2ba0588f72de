"""Cases of policies/rules/sharing.py."""

from typing import Any

from tests.policies.cases.case import ACCOUNT, REGION, UNKNOWN, Case, Kind, marked

OTHER = "2" * 12
PERMISSION, URL = "aws:lambda/permission:Permission", "aws:lambda/functionUrl:FunctionUrl"
BUCKET, BUCKET_ACL = "aws:s3/bucket:Bucket", "aws:s3/bucketAcl:BucketAcl"
GRANT = "aws:kms/grant:Grant"
GATEWAY, EVENTS = "apigateway.amazonaws.com", "events.amazonaws.com"
S3 = "s3.amazonaws.com"
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/x"
SOURCE = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api/*/POST/x"
ORGANISATION = "o-" + "0" * 10
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0"
OWN_ROLE, OTHER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/r", f"arn:aws:iam::{OTHER}:role/r"
EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers"
SIGNED_IN = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery"

CALLERS, ACL, GRANTEE = "lambda-permission-scoped", "s3-no-public-acl", "kms-grant-own-account"

Inputs = dict[str, Any]


def callers(kind: Kind, sentence: str, inputs: Inputs, *finds: str, **expected: Any) -> Case:
    return Case(CALLERS, kind, sentence, PERMISSION, inputs, finds=finds, **expected)


def url(kind: Kind, sentence: str, inputs: Inputs, *finds: str, **expected: Any) -> Case:
    return Case(CALLERS, kind, sentence, URL, inputs, finds=finds, **expected)


def acl(kind: Kind, sentence: str, type_: str, *finds: str, **inputs: Any) -> Case:
    return Case(ACL, kind, sentence, type_, inputs, finds=finds)


def grant(kind: Kind, sentence: str, inputs: Inputs, *finds: str, **expected: Any) -> Case:
    return Case(GRANTEE, kind, sentence, GRANT, {"keyId": KEY, **inputs}, finds=finds, **expected)


CALLERS_CASES = [
    callers("passing", "a service for a source", {"principal": GATEWAY, "sourceArn": SOURCE}),
    callers("passing", "a rule of an account", {"principal": EVENTS, "sourceArn": RULE}),
    callers("passing", "a service for an account", {"principal": S3, "sourceAccount": ACCOUNT}),
    callers("passing", "an account", {"principal": ACCOUNT}),
    callers("passing", "a role", {"principal": OWN_ROLE}),
    callers("passing", "an organisation", {"principal": "*", "principalOrgId": ORGANISATION}),
    callers("failing", "a gateway for anybody", {"principal": GATEWAY}, f"principal[{GATEWAY}]"),
    callers("failing", "everyone", {"principal": "*"}, "principal[*]"),
    callers(
        "failing", "everyone for a source", {"principal": "*", "sourceArn": SOURCE}, "principal[*]"
    ),
    callers(
        "failing",
        "a service for any source",
        {"principal": EVENTS, "sourceArn": "arn:aws:events:*:*:rule/*"},
        f"principal[{EVENTS}]",
    ),
    callers(
        "failing",
        "any organisation",
        {"principal": "*", "principalOrgId": "o-*"},
        "principal[*]",
    ),
    callers("unknown", "one that is not known", {"principal": UNKNOWN}, waits_for=("principal",)),
    callers(
        "unknown",
        "a service for a source that is not known",
        {"principal": GATEWAY, "sourceArn": UNKNOWN},
        waits_for=("sourceArn",),
    ),
    callers(
        "unknown",
        "everyone, of a function and for a source that are not known",
        {"principal": "*", "function": UNKNOWN, "sourceArn": UNKNOWN},
        "principal[*]",
    ),
    callers("missing", "nobody", {"action": "lambda:InvokeFunction"}),
    callers("null", "a null principal", {"principal": None}),
    callers(
        "null",
        "a service and null sources",
        {"principal": EVENTS, "sourceArn": None, "sourceAccount": None},
        f"principal[{EVENTS}]",
    ),
    callers("secret", "everyone, marked secret", {"principal": marked("*")}, "principal[secret]"),
    url("passing", "a URL for callers with rights", {"authorizationType": "AWS_IAM"}),
    url("failing", "a URL for everyone", {"authorizationType": "NONE"}, "authorizationType[NONE]"),
    url("missing", "a URL that does not say for whom", {}, "authorizationType"),
    url("null", "a URL for null", {"authorizationType": None}, "authorizationType"),
    url(
        "unknown",
        "a URL for whom is not known",
        {"authorizationType": UNKNOWN},
        waits_for=("authorizationType",),
    ),
]

ACL_CASES = [
    *(
        acl("passing", f"{canned}, which opens nothing", BUCKET_ACL, acl=canned)
        for canned in (
            "bucket-owner-full-control",
            "bucket-owner-read",
            "log-delivery-write",
            "private",
        )
    ),
    acl("passing", "a grant for log delivery", BUCKET, grants=[{"uri": LOG_DELIVERY}]),
    acl("passing", "a grant to one account", BUCKET, grants=[{"id": "0", "type": "CanonicalUser"}]),
    *(
        acl("failing", f"{canned} on {type_}", type_, f"acl[{canned}]", acl=canned)
        for canned, type_ in (
            ("public-read", BUCKET),
            ("public-read-write", BUCKET_ACL),
            ("authenticated-read", "aws:s3/bucketV2:BucketV2"),
            ("public-read", "aws:s3/bucketObjectv2:BucketObjectv2"),
        )
    ),
    acl(
        "failing",
        "everyone in a grant",
        BUCKET,
        "grants[1].uri[AllUsers]",
        grants=[{"uri": LOG_DELIVERY}, {"uri": EVERYONE}],
    ),
    acl(
        "failing",
        "whoever has an account in an access policy",
        BUCKET_ACL,
        "accessControlPolicy.grants[0].grantee.uri[AuthenticatedUsers]",
        accessControlPolicy={"grants": [{"grantee": {"uri": SIGNED_IN}}]},
    ),
    acl(
        "failing",
        "everyone who reads the logs",
        "aws:s3/bucketLogging:BucketLogging",
        "targetGrants[0].grantee.uri[AllUsers]",
        targetGrants=[{"grantee": {"uri": EVERYONE}, "permission": "READ"}],
    ),
    acl("missing", "no ACL", BUCKET, bucket="b"),
    acl("null", "null ACLs", BUCKET, acl=None, grants=None),
    Case(ACL, "unknown", "an ACL later", BUCKET_ACL, {"acl": UNKNOWN}, (), ("acl",)),
    Case(ACL, "unknown", "grants later", BUCKET, {"grants": UNKNOWN}, (), ("grants",)),
    Case(
        ACL,
        "unknown",
        "everyone in a grant beside a group and an ACL that are not known",
        BUCKET,
        {"acl": UNKNOWN, "grants": [{"uri": UNKNOWN}, {"uri": EVERYONE}, {"id": UNKNOWN}]},
        finds=("grants[1].uri[AllUsers]",),
        waits_for=("acl", "grants[0].uri"),
    ),
    acl("secret", "an open ACL, marked secret", BUCKET, "acl[secret]", acl=marked("public-read")),
]

GRANT_CASES = [
    grant("passing", "a role of the key's account", {"granteePrincipal": OWN_ROLE}),
    grant("passing", "a service", {"keyId": "0", "granteePrincipal": "backup.amazonaws.com"}),
    grant(
        "failing",
        "a role of another account",
        {"granteePrincipal": OTHER_ROLE},
        f"granteePrincipal[{OTHER_ROLE}]",
    ),
    grant(
        "failing",
        "another account that may end the grant",
        {"granteePrincipal": OWN_ROLE, "retiringPrincipal": OTHER},
        f"retiringPrincipal[{OTHER}]",
    ),
    grant(
        "failing",
        "a role of an account that may not be the key's",
        {"keyId": "0", "granteePrincipal": OWN_ROLE},
        f"granteePrincipal[{OWN_ROLE}]",
    ),
    grant("missing", "nobody", {}),
    grant("null", "null", {"granteePrincipal": None, "retiringPrincipal": None}),
    grant(
        "null",
        "a null key",
        {"keyId": None, "granteePrincipal": OWN_ROLE},
        f"granteePrincipal[{OWN_ROLE}]",
    ),
    grant(
        "unknown",
        "a key that is not known",
        {"keyId": UNKNOWN, "granteePrincipal": OTHER_ROLE},
        waits_for=("keyId",),
    ),
    grant(
        "unknown",
        "another account beside one that is not known",
        {"granteePrincipal": UNKNOWN, "retiringPrincipal": OTHER},
        f"retiringPrincipal[{OTHER}]",
        waits_for=("granteePrincipal",),
    ),
    grant(
        "secret",
        "another account, marked secret",
        {"granteePrincipal": marked(OTHER_ROLE)},
        "granteePrincipal[secret]",
    ),
]

CASES = [*CALLERS_CASES, *ACL_CASES, *GRANT_CASES]

LAYER = "aws:lambda/layerVersionPermission:LayerVersionPermission"
BUS = "aws:cloudwatch/eventPermission:EventPermission"


def shared(kind: Kind, sentence: str, type_: str, props: Any, **expected: Any) -> Case:
    return Case("lambda-permission-scoped", kind, sentence, type_, props, **expected)


EVERYBODY = {"principal": "*"}
CASES += [
    shared("passing", "a layer for one account", LAYER, {"principal": "1" * 12}),
    shared(
        "passing",
        "a layer for an organisation",
        LAYER,
        {**EVERYBODY, "organizationId": "o-aaaaaaaaaa"},
    ),
    shared("failing", "a layer for everybody", LAYER, EVERYBODY, finds=("principal[*]",)),
    shared("failing", "a bus for everybody", BUS, EVERYBODY, finds=("principal[*]",)),
    shared(
        "unknown",
        "a layer for an organisation that is not known",
        LAYER,
        {**EVERYBODY, "organizationId": UNKNOWN},
        waits_for=("organizationId",),
    ),
]
