"""Cases of policies/rules/residency_hints.py and residency_global.py."""

import json
from typing import Any

from tests.policies.cases.case import REGION, UNKNOWN, Case, Kind, marked

FUNCTION = "aws:lambda/function:Function"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
POLICY = "aws:iam/policy:Policy"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
BROAD = {
    "Effect": "Allow",
    "Action": ["ec2:*", "lambda:*", "s3:*", "sqs:*"],
    "Resource": "*",
}
GLOBALS = ["budgets:*", "cloudfront:*", "iam:*", "organizations:*", "route53:*", "support:*"]


def settings(kind: Kind, sentence: str, variables: Any, **expected: Any) -> Case:
    props = {"environment": {"variables": variables}}
    return Case("residency-config-region", kind, sentence, FUNCTION, props, **expected)


def dashboard(kind: Kind, sentence: str, body: Any, **expected: Any) -> Case:
    props = {"dashboardBody": body}
    return Case("residency-config-region", kind, sentence, DASHBOARD, props, **expected)


def guarded(kind: Kind, sentence: str, *statements: Any, **expected: Any) -> Case:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    props = {"policy": document}
    return Case("residency-iam-requested-region", kind, sentence, POLICY, props, **expected)


def denying(*regions: Any, **more: Any) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "NotAction": GLOBALS,
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": list(regions)}},
        **more,
    }


def only_in(*regions: Any) -> dict[str, Any]:
    return {**BROAD, "Condition": {"StringEquals": {"aws:RequestedRegion": list(regions)}}}


def of_no_region(kind: Kind, sentence: str, type_: str, **expected: Any) -> Case:
    props = expected.pop("props", {})
    return Case("residency-global-allowlist", kind, sentence, type_, props, **expected)


CASES = [
    settings("passing", "its own region", {"AWS_REGION": REGION}),
    settings("passing", "prose", {"NOTE": "calls go east, then west; see us-east"}),
    Case("residency-config-region", "missing", "no variables", FUNCTION, {}),
    settings("null", "null", None),
    settings(
        "failing",
        "another region",
        {"TARGET_REGION": "us-west-2"},
        finds=("environment.variables.TARGET_REGION[us-west-2]",),
    ),
    settings(
        "unknown",
        "a region abroad beside one that is not known",
        {"A": UNKNOWN, "B": "eu-west-1"},
        finds=("environment.variables.B[eu-west-1]",),
        waits_for=("environment.variables.A",),
    ),
    settings(
        "secret",
        "marked secret",
        {"A": marked("eu-west-1")},
        finds=("environment.variables.A[secret]",),
    ),
    dashboard(
        "failing",
        "a widget of another region",
        json.dumps({"widgets": [{"properties": {"region": "us-east-1"}}]}),
        finds=("dashboardBody.widgets[0].properties.region[us-east-1]",),
    ),
    dashboard("unknown", "a dashboard that is not known", UNKNOWN, waits_for=("dashboardBody",)),
    guarded("passing", "a narrow policy", {**BROAD, "Resource": "arn:aws:s3:::b/*"}),
    guarded("passing", "a Deny with NotAction", BROAD, denying(REGION)),
    guarded("passing", "each Allow for this region only", only_in(REGION)),
    Case("residency-iam-requested-region", "missing", "no policy", POLICY, {}),
    Case("residency-iam-requested-region", "null", "null", POLICY, {"policy": None}),
    guarded("failing", "a broad role without a guard", BROAD, finds=("policy",)),
    guarded(
        "failing",
        "a guard that lets Europe in",
        BROAD,
        denying(REGION, "eu-west-1"),
        finds=("policy#2[eu-west-1]",),
    ),
    guarded(
        "failing",
        "an Allow for Europe",
        only_in("eu-central-1"),
        finds=("policy#1[eu-central-1]",),
    ),
    Case(
        "residency-iam-requested-region",
        "unknown",
        "later",
        POLICY,
        {"policy": UNKNOWN},
        waits_for=("policy",),
    ),
    guarded(
        "unknown",
        "a guard that lets Europe in, beside a statement that is not known",
        UNKNOWN,
        denying("eu-west-1"),
        finds=("policy#2[eu-west-1]",),
        waits_for=("policy#1",),
    ),
    Case(
        "residency-iam-requested-region",
        "secret",
        "marked secret",
        POLICY,
        {"policy": marked(json.dumps({"Version": "2012-10-17", "Statement": [BROAD]}))},
        finds=("policy",),
    ),
    of_no_region("passing", "a role", "aws:iam/role:Role"),
    of_no_region("passing", "a budget", "aws:budgets/budget:Budget"),
    of_no_region(
        "passing",
        "the account's public access block",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    ),
    of_no_region("passing", "a regional queue", "aws:sqs/queue:Queue"),
    of_no_region("missing", "a bucket that is not accelerated", "aws:s3/bucket:Bucket"),
    of_no_region("null", "null", "aws:s3/bucket:Bucket", props={"accelerationStatus": None}),
    of_no_region("failing", "CloudFront", DISTRIBUTION, finds=("the resource",)),
    of_no_region(
        "failing",
        "Global Accelerator",
        "aws:globalaccelerator/accelerator:Accelerator",
        finds=("the resource",),
    ),
    of_no_region(
        "failing",
        "an accelerated bucket",
        "aws:s3/bucket:Bucket",
        props={"accelerationStatus": "Enabled"},
        finds=("acceleration",),
    ),
    of_no_region(
        "unknown",
        "later",
        "aws:s3/bucket:Bucket",
        props={"accelerationStatus": UNKNOWN},
        waits_for=("accelerationStatus",),
    ),
    of_no_region(
        "secret",
        "marked secret",
        "aws:s3/bucket:Bucket",
        props={"accelerationStatus": marked("Enabled")},
        finds=("acceleration",),
    ),
]


def package(kind: Kind, sentence: str, type_: str, *finds: str, **props: Any) -> Case:
    return Case("known-packages-only", kind, sentence, type_, props, finds=finds)


CASES += [
    package("passing", "AWS", "aws:sqs/queue:Queue"),
    package("passing", "a component", "berthcare:index:Communications"),
    package("passing", "a number", "pulumi-python:dynamic/twilio:PhoneNumber"),
    package("passing", "the stack", "pulumi:pulumi:Stack"),
    package("passing", "the engine's own provider", "pulumi:providers:pulumi-python"),
    package(
        "failing",
        "another cloud",
        "gcp:storage/bucket:Bucket",
        "the resource[gcp:storage]",
        location="US",
    ),
    package("failing", "a command", "command:local:Command", "the resource[command:local:Command]"),
    package(
        "failing",
        "the Cloud Control API",
        "aws-native:iam:Role",
        "the resource[aws-native:iam:Role]",
    ),
    package(
        "failing",
        "a template",
        "aws:cloudformation/stack:Stack",
        "the resource[aws:cloudformation]",
        templateBody="{}",
    ),
    package(
        "failing",
        "a type by its name",
        "aws:cloudcontrol/resource:Resource",
        "the resource[aws:cloudcontrol]",
    ),
    package("passing", "a dynamic resource of no name", "pulumi-python:dynamic:Resource"),
]
_ONLY_THE_TYPE = "it judges the type alone, and no input"
EXEMPT = {
    ("known-packages-only", kind): _ONLY_THE_TYPE
    for kind in ("unknown", "missing", "null", "secret")
}
