"""The trail's way into its bucket and its log group: the trail's alone, and never in the clear."""

import pytest

from berthcare.documents import audit
from berthcare.iam.evaluator import Principal
from berthcare.residency import REGION
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    DEPLOYER,
    FOREIGN_ADMINISTRATOR,
    NAMES,
    OTHER_ACCOUNT,
    Ask,
    Grant,
    let_through,
    refused,
    statements,
)

BUCKET_POLICY = audit.trail_bucket_policy(NAMES, ACCOUNT)
ROLE_TRUST = audit.trail_role_trust(NAMES, ACCOUNT)
ROLE_POLICY = audit.trail_role_policy(NAMES, ACCOUNT)

CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
STRANGERS = [Principal.service("config.amazonaws.com"), FOREIGN_ADMINISTRATOR]
DELIVERY = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/berthcare-twilio-staging-delivery")

TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/berthcare-twilio-staging"
OTHER_TRAILS = [
    f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/berthcare-twilio-production",
    f"arn:aws:cloudtrail:{REGION}:{OTHER_ACCOUNT}:trail/berthcare-twilio-staging",
]
BUCKET = f"arn:aws:s3:::berthcare-trail-staging-{ACCOUNT}"
OTHER_BUCKET = f"arn:aws:s3:::berthcare-trail-production-{ACCOUNT}"
STREAM = (
    f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/berthcare/cloudtrail/staging"
    f":log-stream:{ACCOUNT}_CloudTrail_{REGION}"
)

GRANTS = {
    "TrailReadsAcl": Grant(
        document=BUCKET_POLICY,
        principals=[CLOUDTRAIL],
        actions=["s3:GetBucketAcl"],
        resources=[BUCKET],
        context={"aws:SourceArn": TRAIL},
        strangers=STRANGERS,
        other_actions=["s3:PutBucketAcl", "s3:GetBucketPolicy", "s3:ListBucket"],
        other_resources=[OTHER_BUCKET],
        wrong_values={"aws:SourceArn": OTHER_TRAILS, "aws:SecureTransport": ["false"]},
    ),
    "TrailWrites": Grant(
        document=BUCKET_POLICY,
        principals=[CLOUDTRAIL],
        actions=["s3:PutObject"],
        resources=[f"{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/x.json.gz"],
        context={"aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"},
        strangers=STRANGERS,
        other_actions=["s3:GetObject", "s3:DeleteObject", "s3:PutObjectAcl"],
        other_resources=[
            f"{BUCKET}/AWSLogs/{OTHER_ACCOUNT}/CloudTrail/{REGION}/x.json.gz",
            f"{BUCKET}/elsewhere/x.json.gz",
            f"{OTHER_BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/x.json.gz",
        ],
        wrong_values={
            "aws:SourceArn": OTHER_TRAILS,
            "s3:x-amz-acl": ["private", "public-read"],
            "aws:SecureTransport": ["false"],
        },
    ),
    "role's trust": Grant(
        document=ROLE_TRUST,
        principals=[CLOUDTRAIL],
        actions=["sts:AssumeRole"],
        resources=[DELIVERY.name],
        context={"aws:SourceArn": TRAIL, "aws:SourceAccount": ACCOUNT},
        strangers=[*STRANGERS, ADMINISTRATOR],
        other_actions=["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        wrong_values={"aws:SourceArn": OTHER_TRAILS, "aws:SourceAccount": [OTHER_ACCOUNT]},
    ),
    "role's policy": Grant(
        document=ROLE_POLICY,
        identity=True,
        principals=[DELIVERY],
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[STREAM, f"{STREAM}_2"],
        other_actions=["logs:CreateLogGroup", "logs:DeleteLogStream", "logs:GetLogEvents"],
        other_resources=[
            STREAM.replace("staging", "production"),
            STREAM.replace(f"{ACCOUNT}_CloudTrail", f"{OTHER_ACCOUNT}_CloudTrail"),
            STREAM.replace(f":{REGION}:", ":us-east-1:"),
            STREAM.replace(f"_CloudTrail_{REGION}", "_CloudTrail_us-east-1"),
            f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/berthcare/cloudtrail/staging",
        ],
    ),
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_the_trail_may_do_what_its_delivery_needs(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_one_thing_otherwise_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:ListBucket", BUCKET),
        ("s3:PutBucketPolicy", BUCKET),
        ("s3:GetObject", f"{BUCKET}/AWSLogs/x.json.gz"),
        ("s3:DeleteObject", f"{BUCKET}/AWSLogs/x.json.gz"),
    ],
)
@pytest.mark.parametrize("principal", [DEPLOYER, ADMINISTRATOR], ids=["deployer", "administrator"])
def test_nobody_comes_to_the_bucket_without_tls(
    principal: Principal, action: str, resource: str
) -> None:
    def comes(secure: str) -> bool:
        context = {"aws:SecureTransport": secure}
        return Ask(BUCKET_POLICY, principal, action, resource, context).allowed

    assert comes("true")
    assert not comes("false")


def test_every_statement_is_tried() -> None:
    assert statements(BUCKET_POLICY) == {"TrailReadsAcl", "TrailWrites", "RefusePlainHttp"}
    assert len(ROLE_TRUST["Statement"]) == len(ROLE_POLICY["Statement"]) == 1
