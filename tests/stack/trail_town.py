"""The people around the deployed secrets: the deployer, the backend, and a stranger."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from tests.stack.watched import NAMES, WatchedCloud

_STRANGER, OTHER_ROLE = "tests-stranger", "tests-other-role"
PERSON = "tests-person"
OTHER_SECRET, _ROTATION = "tests/other", "tests-broken-rotation"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_BROKEN = "def handle(event, context):\n    raise RuntimeError('no rotation')\n"


def document(*statements: Mapping[str, object]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class Town:
    """The watched cloud, with a stranger in it who may do everything that nobody forbids."""

    def __init__(self, watched: WatchedCloud) -> None:
        self.watched = watched
        self.account = {"AWS": f"arn:aws:iam::{watched.account}:root"}
        self._make_role(_STRANGER, self.account)
        self._make_role(OTHER_ROLE, self.account)
        self.deployer("iam").create_user(UserName=PERSON)
        self.deployer("secretsmanager").create_secret(Name=OTHER_SECRET, SecretString="{}")

    def deployer(self, service: str) -> Any:
        """Return a client of who runs the program."""
        return self.watched.aws(service)

    def stranger(self, service: str) -> Any:
        """Return a client of who has no business here."""
        return self.watched.as_role(self.stranger_arn, service)

    @property
    def stranger_arn(self) -> str:
        """The stranger's role."""
        return f"arn:aws:iam::{self.watched.account}:role/{_STRANGER}"

    @property
    def backend(self) -> Any:
        """The backend's client of Secrets Manager."""
        return self.watched.as_role(self.watched.outputs["backend_role_arn"], "secretsmanager")

    @property
    def key_id(self) -> str:
        """The id of the secrets' key."""
        return str(self.watched.outputs["secrets_key_arn"]).rpartition("/")[2]

    @cached_property
    def broken_rotation(self) -> str:
        """The ARN of a function that fails at every step of a rotation."""
        role = self._make_role(_ROTATION, {"Service": "lambda.amazonaws.com"})
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as code:
            code.writestr("main.py", _BROKEN)
        functions = self.deployer("lambda")
        made = functions.create_function(
            FunctionName=_ROTATION,
            Role=role,
            Runtime="python3.12",
            Handler="main.handle",
            Code={"ZipFile": archive.getvalue()},
        )
        functions.add_permission(
            FunctionName=_ROTATION,
            StatementId="rotation",
            Action="lambda:InvokeFunction",
            Principal="secretsmanager.amazonaws.com",
            SourceAccount=self.watched.account,
        )
        return str(made["FunctionArn"])

    def rotate(self, secret: str) -> None:
        """Begin a rotation that will fail."""
        self.deployer("secretsmanager").rotate_secret(
            SecretId=secret,
            RotationLambdaARN=self.broken_rotation,
            RotationRules={"AutomaticallyAfterDays": 90},
        )

    @contextmanager
    def let_in(self) -> Iterator[None]:
        """Open a secret and its key to the stranger, as a careless deployment would."""
        secrets, kms = self.deployer("secretsmanager"), self.deployer("kms")
        name = NAMES.webhooks_secret
        before = secrets.get_resource_policy(SecretId=name)["ResourcePolicy"]
        key_before = kms.get_key_policy(KeyId=self.key_id, PolicyName="default")["Policy"]
        use = {"Effect": "Allow", "Principal": {"AWS": self.stranger_arn}, "Resource": "*"}
        open_key = json.loads(key_before)
        open_key["Statement"].append({**use, "Action": ["kms:Decrypt", "kms:GenerateDataKey"]})
        secrets.put_resource_policy(
            SecretId=name, ResourcePolicy=document({**use, "Action": "secretsmanager:*"})
        )
        kms.put_key_policy(KeyId=self.key_id, PolicyName="default", Policy=json.dumps(open_key))
        try:
            yield
        finally:
            kms.put_key_policy(KeyId=self.key_id, PolicyName="default", Policy=key_before)
            secrets.put_resource_policy(SecretId=name, ResourcePolicy=before)

    def _make_role(self, name: str, principal: Mapping[str, str]) -> str:
        iam = self.deployer("iam")
        trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(EVERYTHING))
        return str(role["Role"]["Arn"])
