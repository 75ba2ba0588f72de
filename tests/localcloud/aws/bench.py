"""What the tests of single types work with: a bench that makes resources, and cases."""

import hashlib
import json
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localcloud.aws import lifecycle
from localcloud.aws.archives import ARCHIVE, SIGNATURE
from localcloud.aws.catalog import handler_for
from localcloud.aws.cloud import Cloud
from localcloud.aws.lifecycle import Created
from localcloud.aws.planning import check
from localcloud.aws.wire import Properties

ACCOUNT = "000000000000"


def document(action: str, **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def trust(service: str) -> str:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": f"{service}.amazonaws.com"},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


TRUST = trust("cloudtrail")


def archive(folder: Path, source: str) -> Properties:
    """A .zip file with one module, as the engine hands over a FileArchive of it."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    file = folder / f"{digest[:8]}.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("main.py", source)
    return {SIGNATURE: ARCHIVE, "path": str(file), "hash": digest}


@dataclass
class Bench:
    """Makes resources with names of their own and removes what they stand on."""

    cloud: Cloud
    folder: Path
    suffix: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def make(self, token: str, **news: Any) -> Created:
        return lifecycle.create(handler_for(token), self.cloud, inputs_of(token, news))

    def client(self, service: str) -> Any:
        return self.cloud.client(service, self.cloud.region)

    def key_arn(self) -> str:
        return str(self.make("aws:kms/key:Key").outputs["arn"])

    def bucket(self) -> str:
        return self.make("aws:s3/bucket:Bucket", bucket=f"bucket-{self.suffix}").resource_id

    def secret(self) -> str:
        return self.make("aws:secretsmanager/secret:Secret", name=f"s/{self.suffix}").resource_id

    def role(self) -> str:
        role = self.make("aws:iam/role:Role", name=f"r-{self.suffix}", assumeRolePolicy=TRUST)
        return role.resource_id

    def function_inputs(self) -> Properties:
        role = self.make(
            "aws:iam/role:Role", name=f"f-{self.suffix}", assumeRolePolicy=trust("lambda")
        )
        self.make(
            "aws:iam/rolePolicy:RolePolicy",
            name="dead-letters",
            role=role.resource_id,
            policy=document("sqs:SendMessage"),
        )
        return {
            "name": f"f-{self.suffix}",
            "runtime": "python3.12",
            "handler": "main.handle",
            "role": role.outputs["arn"],
            "code": archive(self.folder, "def handle(event, context): return 1"),
        }

    def function(self) -> str:
        return self.make("aws:lambda/function:Function", **self.function_inputs()).resource_id

    def rotation_function(self) -> str:
        """Make a function that Secrets Manager may invoke, and return its ARN."""
        function = self.make("aws:lambda/function:Function", **self.function_inputs())
        self.make(
            "aws:lambda/permission:Permission",
            statementId="SecretsManagerRotates",
            action="lambda:InvokeFunction",
            function=function.resource_id,
            principal="secretsmanager.amazonaws.com",
            sourceAccount=ACCOUNT,
        )
        return str(function.outputs["arn"])

    def queue(self, name: str = "q") -> Properties:
        return self.make("aws:sqs/queue:Queue", name=f"{name}-{self.suffix}").outputs

    def rule(self) -> str:
        return self.make(
            "aws:cloudwatch/eventRule:EventRule",
            name=f"rule-{self.suffix}",
            scheduleExpression="rate(5 minutes)",
        ).resource_id

    def policy(self) -> str:
        policy = document("s3:GetObject")
        return self.make(
            "aws:iam/policy:Policy", name=f"p-{self.suffix}", policy=policy
        ).resource_id

    def group(self) -> str:
        return self.make("aws:cloudwatch/logGroup:LogGroup", name=f"g-{self.suffix}").resource_id

    def topic(self) -> str:
        return self.make("aws:sns/topic:Topic", name=f"t-{self.suffix}").resource_id


def inputs_of(token: str, news: Properties, olds: Properties | None = None) -> Properties:
    checked = check(handler_for(token), "thing", olds or {}, news, uuid.uuid4().bytes)
    assert checked.problems == []
    return checked.inputs


@dataclass(frozen=True)
class Case:
    """A type, its first inputs, and a change that is made in place."""

    token: str
    first: Callable[[Bench], Properties]
    change: Properties | None
