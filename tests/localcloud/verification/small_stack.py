"""A small deployed stack on the embedded cloud: what the checks look at, made without the engine.

The IAM documents are the product's own (`berthcare.documents`), so the checks meet the policies
that production has.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from berthcare.documents import alerts, audit, secret_access
from berthcare.documents.rotation import rotation_role_arn
from berthcare.documents.watcher import watcher_role_arn
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.number_pool import NumberPool
from berthcare.signals.catalogue import signals_of
from berthcare.signals.metrics import metric_of
from berthcare.signals.signal import Signal, TrailPattern
from berthcare.signals.watched import Watched
from berthcare.webhooks import Webhooks
from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws
from localcloud.twilio.fixture import RunningEmulator
from tests.localcloud.verification.small_rotation import make_rotation
from tests.localcloud.verification.small_watcher import make_watcher

HOST = "api-staging.berthcare.ca"
NAMES = Names(Environment.STAGING)
DEPLOYER = f"arn:aws:iam::{ACCOUNT_ID}:role/berthcare-deployer"
BACKEND = f"arn:aws:iam::{ACCOUNT_ID}:role/{NAMES.backend_role}"
WATCHER = watcher_role_arn(NAMES, ACCOUNT_ID)
WEBHOOKS = Webhooks.of(f"https://{HOST}")
WEBHOOK_TOKEN = "b" * 32
WATCHED = Watched(
    names=NAMES,
    account_id=ACCOUNT_ID,
    readers=(BACKEND, WATCHER),
    rotation=rotation_role_arn(NAMES, ACCOUNT_ID),
    deployers=(DEPLOYER,),
    key_id="of-no-filter-here",
    trail_log_group=NAMES.trail_log_group,
    trail=NAMES.trail,
)
SIGNALS = [
    one
    for one in signals_of(WATCHED)
    if NAMES.alarm(one.key) in (NAMES.unauthorized_access, NAMES.trail_silent_alarm)
]
"""Those whose alarms the checks look at."""


@dataclass(frozen=True)
class DeployedStack:
    """The clouds, the receiver, and what `pulumi stack output` would print."""

    aws: RunningAws
    twilio: RunningEmulator
    receiver_url: str
    outputs: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """Variables that lead `berthcare verify` to all of it."""
        return {
            **self.aws.environment(),
            "TWILIO_BASE_URL": self.twilio.base_url,
            "BERTHCARE_WEBHOOK_RECEIVER": self.receiver_url,
        }

    def configure_number(self, number: str, **settings: str) -> None:
        """Change a number in Twilio behind the program's back."""
        (owned,) = [one for one in self.twilio.numbers() if one.number == number]
        api(self.twilio, f"IncomingPhoneNumbers/{owned.sid}.json", settings)


def deploy(aws: RunningAws, twilio: RunningEmulator, receiver_url: str) -> dict[str, str]:
    """Make the resources that the checks use; return the outputs."""
    voice, sms, backup = buy_numbers(twilio)
    pool = NumberPool.of(voice, sms, [backup], stored=None)
    key_arn = make_key(
        aws, secret_access.secrets_key_policy(NAMES, ACCOUNT_ID, [BACKEND, WATCHER], [DEPLOYER])
    )
    make_backend_role(aws, key_arn)
    monitoring_key = make_key(aws, audit.audit_key_policy(NAMES, ACCOUNT_ID, [DEPLOYER]))
    led_to = {
        "TWILIO_SERVING_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_BASE_URL": twilio.base_url,
        "BERTHCARE_WEBHOOK_RECEIVER": receiver_url,
    }
    make_watcher(aws, NAMES, key_arn, monitoring_key, led_to)
    outputs = {
        "account_secret_arn": make_secret(
            aws,
            NAMES.account_secret,
            key_arn,
            {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token},
        ),
        "phone_numbers_secret_arn": make_secret(
            aws, NAMES.phone_numbers_secret, key_arn, pool.document()
        ),
        "webhooks_secret_arn": make_secret(
            aws,
            NAMES.webhooks_secret,
            key_arn,
            {
                "voice_webhook_url": WEBHOOKS.voice_url,
                "voice_status_callback": WEBHOOKS.voice_status_callback,
                "sms_webhook_url": WEBHOOKS.sms_url,
                "sms_status_callback": WEBHOOKS.sms_status_callback,
                "webhook_auth_token": WEBHOOK_TOKEN,
            },
        ),
        "secrets_key_arn": key_arn,
        "backend_role_arn": BACKEND,
        "alert_topic_arn": make_monitoring(aws, monitoring_key),
        "unauthorized_access_alarm": NAMES.unauthorized_access,
        "trail_log_group": NAMES.trail_log_group,
        "voice_number": voice,
        "sms_number": sms,
    }
    make_rotation(aws, NAMES)
    return outputs


def api(twilio: RunningEmulator, path: str, form: Mapping[str, str] | None = None) -> Any:
    """Ask the emulator's REST API; a form makes it a POST."""
    answer = requests.request(
        "GET" if form is None else "POST",
        f"{twilio.base_url}/2010-04-01/Accounts/{twilio.account_sid}/{path}",
        data=form,
        auth=(twilio.account_sid, twilio.auth_token),
        timeout=10,
    )
    answer.raise_for_status()
    return answer.json()


def buy_numbers(twilio: RunningEmulator) -> list[str]:
    offered = api(twilio, "AvailablePhoneNumbers/CA/Local.json?AreaCode=416")
    numbers = [offer["phone_number"] for offer in offered["available_phone_numbers"][:3]]
    for number in numbers:
        form = {
            "PhoneNumber": number,
            "VoiceUrl": WEBHOOKS.voice_url,
            "StatusCallback": WEBHOOKS.voice_status_callback,
            "SmsUrl": WEBHOOKS.sms_url,
        }
        api(twilio, "IncomingPhoneNumbers.json", form)
    return numbers


def make_key(aws: RunningAws, policy: Mapping[str, object]) -> str:
    key = aws.client("kms").create_key(Policy=json.dumps(policy))
    return str(key["KeyMetadata"]["Arn"])


def make_backend_role(aws: RunningAws, key_arn: str) -> None:
    iam = aws.client("iam")
    trust = secret_access.backend_trust(ACCOUNT_ID, [DEPLOYER])
    iam.create_role(RoleName=NAMES.backend_role, AssumeRolePolicyDocument=json.dumps(trust))
    policy = secret_access.backend_policy(NAMES, ACCOUNT_ID, key_arn)
    iam.put_role_policy(
        RoleName=NAMES.backend_role, PolicyName="reads", PolicyDocument=json.dumps(policy)
    )


def make_secret(aws: RunningAws, name: str, key_arn: str, value: Mapping[str, object]) -> str:
    client = aws.client("secretsmanager")
    arn = str(client.create_secret(Name=name, KmsKeyId=key_arn)["ARN"])
    policy = json.dumps(secret_access.secret_policy([BACKEND, WATCHER], [DEPLOYER]))
    client.put_resource_policy(SecretId=arn, ResourcePolicy=policy)
    client.put_secret_value(SecretId=arn, SecretString=json.dumps(dict(value)))
    return arn


def make_monitoring(aws: RunningAws, key_arn: str) -> str:
    """Make trail, log group, metric filter, alarms and topic; return the topic's ARN."""
    logs = aws.client("logs")
    logs.create_log_group(logGroupName=NAMES.trail_log_group)
    iam = aws.client("iam")
    trust = audit.trail_role_trust(NAMES, ACCOUNT_ID)
    role = iam.create_role(RoleName="trail", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    policy = audit.trail_role_policy(NAMES, ACCOUNT_ID)
    iam.put_role_policy(RoleName="trail", PolicyName="writes", PolicyDocument=json.dumps(policy))
    bucket = NAMES.trail_bucket(ACCOUNT_ID)
    s3 = aws.client("s3")
    s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ca-central-1"}
    )
    s3.put_bucket_policy(
        Bucket=bucket, Policy=json.dumps(audit.trail_bucket_policy(NAMES, ACCOUNT_ID))
    )
    cloudtrail = aws.client("cloudtrail")
    cloudtrail.create_trail(
        Name=NAMES.trail,
        S3BucketName=bucket,
        KmsKeyId=key_arn,
        IsMultiRegionTrail=True,
        CloudWatchLogsLogGroupArn=(
            f"arn:aws:logs:ca-central-1:{ACCOUNT_ID}:log-group:{NAMES.trail_log_group}:*"
        ),
        CloudWatchLogsRoleArn=role["Arn"],
    )
    cloudtrail.start_logging(Name=NAMES.trail)
    topic = make_topic(aws, key_arn)
    for signal in SIGNALS:
        make_alarm(aws, signal, topic)
    return topic


def make_topic(aws: RunningAws, key_arn: str) -> str:
    attributes = {
        "KmsMasterKeyId": key_arn,
        "Policy": json.dumps(alerts.alert_topic_policy(NAMES, ACCOUNT_ID)),
    }
    topic = aws.client("sns").create_topic(Name=NAMES.alert_topic, Attributes=attributes)
    return str(topic["TopicArn"])


def make_alarm(aws: RunningAws, signal: Signal, topic: str) -> None:
    """Make a signal's alarm, and its metric filter where it is seen in the trail."""
    name, rule, gauge = NAMES.alarm(signal.key), signal.rule, metric_of(signal, NAMES)
    if isinstance(signal.source, TrailPattern):
        aws.client("logs").put_metric_filter(
            logGroupName=WATCHED.trail_log_group,
            filterName=name,
            filterPattern=signal.source.pattern,
            metricTransformations=[
                {
                    "metricName": gauge.metric,
                    "metricNamespace": gauge.namespace,
                    "metricValue": "1",
                    "unit": "Count",
                }
            ],
        )
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace=gauge.namespace,
        MetricName=gauge.metric,
        Dimensions=[{"Name": key, "Value": value} for key, value in gauge.dimensions.items()],
        Statistic=rule.statistic,
        ComparisonOperator=rule.comparison,
        Threshold=rule.threshold,
        Period=rule.period_seconds,
        EvaluationPeriods=rule.evaluation_periods,
        TreatMissingData=rule.missing_data,
        AlarmActions=[topic],
        OKActions=[topic],
    )
