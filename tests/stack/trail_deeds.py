"""For each alarm on the trail: what rings it, done for real, and the nearest innocent thing."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from berthcare.residency import REGION
from tests.stack.watched import NAMES, WatchedCloud

_STRANGER, _OTHER_ROLE = "tests-stranger", "tests-other-role"
_PERSON = "tests-person"
_OTHER_SECRET, _ROTATION = "tests/other", "tests-broken-rotation"
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_ANOTHER_ALARM: Mapping[str, Any] = {
    "AlarmName": "berthcare-api-slow",
    "Namespace": "Tests",
    "MetricName": "slow",
    "Statistic": "Sum",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 1,
    "Period": 60,
    "EvaluationPeriods": 1,
}
_BROKEN = "def handle(event, context):\n    raise RuntimeError('no rotation')\n"


def _document(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class Town:
    """The watched cloud, with a stranger in it who may do everything that nobody forbids."""

    def __init__(self, watched: WatchedCloud) -> None:
        self.watched = watched
        self.account = {"AWS": f"arn:aws:iam::{watched.account}:root"}
        self._make_role(_STRANGER, self.account)
        self._make_role(_OTHER_ROLE, self.account)
        self.deployer("iam").create_user(UserName=_PERSON)
        self.deployer("secretsmanager").create_secret(Name=_OTHER_SECRET, SecretString="{}")

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
            SecretId=name, ResourcePolicy=_document({**use, "Action": "secretsmanager:*"})
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
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_document(trust))
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=_document(_EVERYTHING))
        return str(role["Role"]["Arn"])


@dataclass(frozen=True)
class Deeds:
    """What rings one alarm, and what does not although it looks much the same."""

    innocent: Callable[[Town], object]
    ringing: Callable[[Town], object]


def _refused_read(town: Town) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        town.stranger("secretsmanager").get_secret_value(SecretId=NAMES.account_secret)


def rightful_reads(town: Town) -> None:
    """Read as those do whose work it is."""
    town.backend.get_secret_value(SecretId=NAMES.webhooks_secret)
    town.deployer("secretsmanager").get_secret_value(SecretId=NAMES.webhooks_secret)


def stranger_reads(town: Town) -> None:
    """Read as somebody does whom a mistake lets in."""
    with town.let_in():
        town.stranger("secretsmanager").get_secret_value(SecretId=NAMES.webhooks_secret)


def _stranger_writes(town: Town) -> None:
    with town.let_in():
        secrets = town.stranger("secretsmanager")
        text = secrets.get_secret_value(SecretId=NAMES.webhooks_secret)["SecretString"]
        secrets.put_secret_value(SecretId=NAMES.webhooks_secret, SecretString=text)


def _deployer_writes(town: Town) -> None:
    secrets = town.deployer("secretsmanager")
    text = secrets.get_secret_value(SecretId=NAMES.phone_numbers_secret)["SecretString"]
    secrets.put_secret_value(SecretId=NAMES.phone_numbers_secret, SecretString=text)


def _deletes(town: Town, *, then_reads: bool) -> None:
    secrets = town.deployer("secretsmanager")
    secrets.delete_secret(SecretId=NAMES.phone_numbers_secret, RecoveryWindowInDays=7)
    try:
        if then_reads:
            with pytest.raises(ClientError, match="marked for deletion"):
                town.backend.get_secret_value(SecretId=NAMES.phone_numbers_secret)
    finally:
        secrets.restore_secret(SecretId=NAMES.phone_numbers_secret)


def _reads_nothing(town: Town) -> None:
    with pytest.raises(ClientError, match="ResourceNotFound"):
        town.deployer("secretsmanager").get_secret_value(SecretId="staging/twilio/nothing")


def _deletes_another(town: Town) -> None:
    secrets = town.deployer("secretsmanager")
    secrets.delete_secret(SecretId=_OTHER_SECRET, RecoveryWindowInDays=7)
    secrets.restore_secret(SecretId=_OTHER_SECRET)


def _gives_leave(client: Any, role: str) -> None:
    client.put_role_policy(RoleName=role, PolicyName="x", PolicyDocument=_document(_EVERYTHING))
    client.delete_role_policy(RoleName=role, PolicyName="x")


def _innocent_leave(town: Town) -> None:
    _gives_leave(town.stranger("iam"), _OTHER_ROLE)
    _gives_leave(town.deployer("iam"), NAMES.backend_role)


def _disables(town: Town, key_id: str) -> None:
    kms = town.deployer("kms")
    kms.disable_key(KeyId=key_id)
    kms.enable_key(KeyId=key_id)


def _innocent_key_changes(town: Town) -> None:
    kms = town.deployer("kms")
    policy = kms.get_key_policy(KeyId=town.key_id, PolicyName="default")["Policy"]
    kms.put_key_policy(KeyId=town.key_id, PolicyName="default", Policy=policy)
    _disables(town, kms.create_key()["KeyMetadata"]["KeyId"])


def _rotation_fails(town: Town) -> None:
    town.rotate(NAMES.phone_numbers_secret)


def _stops_the_trail(town: Town) -> None:
    trails = town.deployer("cloudtrail")
    trails.stop_logging(Name=NAMES.trail)
    trails.start_logging(Name=NAMES.trail)


def _changes_the_trail(town: Town) -> None:
    trails = town.deployer("cloudtrail")
    trails.update_trail(Name=NAMES.trail, IsMultiRegionTrail=True)
    trails.start_logging(Name=NAMES.trail)


def _silences(town: Town, alarm: str) -> None:
    alarms = town.deployer("cloudwatch")
    alarms.disable_alarm_actions(AlarmNames=[alarm])
    alarms.enable_alarm_actions(AlarmNames=[alarm])


def _silences_another(town: Town) -> None:
    alarms = town.deployer("cloudwatch")
    alarms.put_metric_alarm(**_ANOTHER_ALARM)
    _silences(town, _ANOTHER_ALARM["AlarmName"])
    alarms.delete_alarms(AlarmNames=[_ANOTHER_ALARM["AlarmName"]])


def _unsubscribes(town: Town, client: Any) -> None:
    """Take a subscriber away that was there for this alone."""
    queue = town.deployer("sqs").create_queue(QueueName="tests-short")["QueueUrl"]
    made = town.deployer("sns").subscribe(
        TopicArn=town.watched.outputs["alert_topic_arn"],
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:{REGION}:{town.watched.account}:{queue.rpartition('/')[2]}",
    )
    client.unsubscribe(SubscriptionArn=made["SubscriptionArn"])


def _lifts(client: Any) -> None:
    client.put_parameter(Name=NAMES.spend_lift_parameter, Value="{}", Overwrite=True)


def _renames_the_watcher(town: Town, client: Any) -> None:
    functions = town.deployer("lambda")
    before = functions.get_function_configuration(FunctionName=NAMES.watcher)["Description"]
    client.update_function_configuration(FunctionName=NAMES.watcher, Description="mine")
    functions.update_function_configuration(FunctionName=NAMES.watcher, Description=before)


def _sign_in(town: Town, user: str, *, succeeded: bool) -> None:
    body = {"user": user, "succeeded": succeeded, "mfa": False}
    town.watched.control("console-sign-in", body)


def _fails_to_sign_in(town: Town, times: int) -> None:
    for _ in range(times):
        _sign_in(town, _PERSON, succeeded=False)


DEEDS: Mapping[str, Deeds] = {
    "unauthorized-twilio-secret-access": Deeds(rightful_reads, _refused_read),
    "stranger-secret-read": Deeds(rightful_reads, stranger_reads),
    "secret-deletion": Deeds(_deletes_another, lambda town: _deletes(town, then_reads=False)),
    "deleted-secret-read": Deeds(_reads_nothing, lambda town: _deletes(town, then_reads=True)),
    "secret-policy-change": Deeds(
        _innocent_leave, lambda town: _gives_leave(town.stranger("iam"), NAMES.backend_role)
    ),
    "secret-write": Deeds(_deployer_writes, _stranger_writes),
    "secrets-key-change": Deeds(_innocent_key_changes, lambda town: _disables(town, town.key_id)),
    "rotation-failed": Deeds(lambda town: town.rotate(_OTHER_SECRET), _rotation_fails),
    "trail-tampering": Deeds(_changes_the_trail, _stops_the_trail),
    "alarm-tampering": Deeds(_silences_another, lambda town: _silences(town, NAMES.alarm("usage"))),
    "alarm-change": Deeds(
        lambda town: _unsubscribes(town, town.deployer("sns")),
        lambda town: _unsubscribes(town, town.stranger("sns")),
    ),
    "spend-lift-change": Deeds(
        lambda town: _lifts(town.deployer("ssm")), lambda town: _lifts(town.stranger("ssm"))
    ),
    "watcher-tampering": Deeds(
        lambda town: _renames_the_watcher(town, town.deployer("lambda")),
        lambda town: _renames_the_watcher(town, town.stranger("lambda")),
    ),
    "root-use": Deeds(
        lambda town: _sign_in(town, _PERSON, succeeded=True),
        lambda town: _sign_in(town, "root", succeeded=True),
    ),
    "console-login-failures": Deeds(
        lambda town: _fails_to_sign_in(town, 2), lambda town: _fails_to_sign_in(town, 3)
    ),
}
"""By the signals' keys. Whoever rings one puts right again what others need."""
