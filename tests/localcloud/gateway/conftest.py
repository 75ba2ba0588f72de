import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import boto3
import pytest

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws, running_aws

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
        }
    ],
}
ClientOf = Callable[[str], Any]
AsRole = Callable[..., ClientOf]


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAws]:
    """One embedded AWS for all tests of this folder; each test uses names of its own."""
    with running_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture(scope="session")
def as_role(aws: RunningAws) -> AsRole:
    """Make a role with these statements and return a function that makes its clients."""

    def make(name: str, *statements: dict[str, object], path: str = "/") -> ClientOf:
        iam = aws.client("iam")
        role = iam.create_role(
            RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(TRUST)
        )["Role"]
        if statements:
            document = {"Version": "2012-10-17", "Statement": list(statements)}
            iam.put_role_policy(
                RoleName=name, PolicyName="inline", PolicyDocument=json.dumps(document)
            )
        session: boto3.Session = aws.session_for(role["Arn"], "tester")
        return lambda service: aws.client(service, session)

    return make


@pytest.fixture(scope="session")
def records(aws: RunningAws) -> Callable[[str], list[dict[str, Any]]]:
    """Make a trail of all regions; return a function that reads what it recorded of a source."""
    trail = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/everything"
    group = "/everything/trail"
    group_arn = f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{group}"
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceArn": trail}},
    }
    writes = {"Effect": "Allow", "Action": "logs:*", "Resource": f"{group_arn}:*"}
    iam, s3, trails = aws.client("iam"), aws.client("s3"), aws.client("cloudtrail")
    role = iam.create_role(
        RoleName="everything-trail", AssumeRolePolicyDocument=json.dumps(document(trust))
    )
    iam.put_role_policy(
        RoleName="everything-trail",
        PolicyName="write",
        PolicyDocument=json.dumps(document(writes)),
    )
    aws.client("logs").create_log_group(logGroupName=group)
    s3.create_bucket(Bucket="everything", CreateBucketConfiguration={"LocationConstraint": REGION})
    trails.create_trail(
        Name="everything",
        S3BucketName="everything",
        IsMultiRegionTrail=True,
        CloudWatchLogsLogGroupArn=f"{group_arn}:*",
        CloudWatchLogsRoleArn=role["Role"]["Arn"],
    )
    trails.start_logging(Name="everything")

    def read(event_source: str) -> list[dict[str, Any]]:
        aws.trail_report()
        pages = aws.client("logs").get_paginator("filter_log_events")
        pattern = f'{{ $.eventSource = "{event_source}" }}'
        return [
            json.loads(event["message"])
            for page in pages.paginate(logGroupName=group, filterPattern=pattern)
            for event in page["events"]
        ]

    return read


def document(*statements: Mapping[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}
