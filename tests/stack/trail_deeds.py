"""For each alarm on the trail: what rings it, done for real, and the nearest innocent thing."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from berthcare.residency import REGION
from tests.stack.deeds import Deeds
from tests.stack.rotation_deeds import Town as RotationTown
from tests.stack.trail_town import EVERYTHING, OTHER_ROLE, OTHER_SECRET, PERSON, Town, document
from tests.stack.watched import NAMES

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
    secrets.delete_secret(SecretId=OTHER_SECRET, RecoveryWindowInDays=7)
    secrets.restore_secret(SecretId=OTHER_SECRET)


def _gives_leave(client: Any, role: str) -> None:
    client.put_role_policy(RoleName=role, PolicyName="x", PolicyDocument=document(EVERYTHING))
    client.delete_role_policy(RoleName=role, PolicyName="x")


def _innocent_leave(town: Town) -> None:
    _gives_leave(town.stranger("iam"), OTHER_ROLE)
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
    RotationTown(town.watched).rotate_in_vain()


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
        _sign_in(town, PERSON, succeeded=False)


DEEDS: Mapping[str, Deeds[Town]] = {
    "unauthorized-twilio-secret-access": Deeds(rightful_reads, _refused_read),
    "stranger-secret-read": Deeds(rightful_reads, stranger_reads),
    "secret-deletion": Deeds(_deletes_another, lambda town: _deletes(town, then_reads=False)),
    "deleted-secret-read": Deeds(_reads_nothing, lambda town: _deletes(town, then_reads=True)),
    "secret-policy-change": Deeds(
        _innocent_leave, lambda town: _gives_leave(town.stranger("iam"), NAMES.backend_role)
    ),
    "secret-write": Deeds(_deployer_writes, _stranger_writes),
    "secrets-key-change": Deeds(_innocent_key_changes, lambda town: _disables(town, town.key_id)),
    "rotation-failed": Deeds(lambda town: town.rotate(OTHER_SECRET), _rotation_fails),
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
        lambda town: _sign_in(town, PERSON, succeeded=True),
        lambda town: _sign_in(town, "root", succeeded=True),
    ),
    "console-login-failures": Deeds(
        lambda town: _fails_to_sign_in(town, 2), lambda town: _fails_to_sign_in(town, 1)
    ),
}
"""By the signals' keys. Whoever rings one puts right again what others need."""
