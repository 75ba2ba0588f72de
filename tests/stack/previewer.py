"""The shell of the preview role, on an embedded cloud that was bootstrapped.

GitHub's tokens alone open that role, and the embedded cloud exchanges none, so the administrator
changes whom the role trusts; what it may do, and its boundary, stay as the bootstrap made them. The
stand-in provider acts for whoever started it, so the previewer has one of its own.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

from berthcare.account_names import AccountNames
from berthcare.documents.shared import root
from berthcare.residency import REGION
from localcloud.gateway.fixture import ACCOUNT_ID
from localcloud.supervisor.credentials import load_or_create
from localcloud.supervisor.directory import CloudDirectory
from tests.stack.embedded import EmbeddedCloud

ROLE = AccountNames(ACCOUNT_ID).preview_role


@contextmanager
def previewing(cloud: EmbeddedCloud) -> Iterator[dict[str, str]]:
    """Give what the previewer's shell has in another way than the deployer's."""
    keys = _session(cloud)
    carrier = subprocess.Popen(
        [sys.executable, "-m", "localcloud.aws"],
        env={**cloud.environment, **keys},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert carrier.stdout is not None
        yield {**keys, "PULUMI_DEBUG_PROVIDERS": f"aws:{carrier.stdout.readline().strip()}"}
    finally:
        carrier.terminate()
        carrier.communicate(timeout=30)


def _session(cloud: EmbeddedCloud) -> dict[str, str]:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": root(ACCOUNT_ID), "Action": "sts:AssumeRole"}
        ],
    }
    as_administrator(cloud, "iam").update_assume_role_policy(
        RoleName=ROLE, PolicyDocument=json.dumps(trust)
    )
    opened = as_administrator(cloud, "sts").assume_role(
        RoleArn=AccountNames(ACCOUNT_ID).role_arn(ROLE), RoleSessionName="previewer"
    )["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": opened["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": opened["SecretAccessKey"],
        "AWS_SESSION_TOKEN": opened["SessionToken"],
    }


def as_administrator(cloud: EmbeddedCloud, service: str) -> Any:
    """Return a boto3 client of the account's administrator."""
    key = load_or_create(CloudDirectory(cloud.directory)).administrator
    return boto3.client(
        service,  # type: ignore[call-overload]  # the service is chosen by the caller
        endpoint_url=cloud.environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
        region_name=REGION,
    )
