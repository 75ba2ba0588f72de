import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws, running_aws

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
