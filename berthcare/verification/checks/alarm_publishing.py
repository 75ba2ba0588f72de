"""Alarms may publish: the topic's policy and its key's let CloudWatch in.

Judged from the deployed documents, as IAM would: where the key is closed to it, CloudWatch drops
every notification without a word, and an emulator, which encrypts no topic, delivers them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from berthcare.iam.evaluator import Principal, Request, decide
from berthcare.residency import REGION
from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome

if TYPE_CHECKING:
    from mypy_boto3_kms.type_defs import KeyMetadataTypeDef

_CLOUDWATCH = "cloudwatch.amazonaws.com"
_KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")
"""Amazon SNS Developer Guide, "Enable compatibility between event sources and encrypted topics"."""
_MANAGED_ALIAS = "alias/aws/"


def _run(context: Context) -> Outcome:
    topic = context.outputs.alert_topic_arn
    kms = context.aws.kms
    attributes = context.aws.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    key_id = attributes.get("KmsMasterKeyId", "")
    remedy = f"Put it right: pulumi up --refresh --stack {context.stack}"
    if not key_id:
        return Outcome.failed(f"{topic} is not encrypted", remedy)
    if _MANAGED_ALIAS in key_id:
        return Outcome.failed(f"alarms cannot use {key_id}, the key of {topic}", remedy)
    key = kms.describe_key(KeyId=key_id)["KeyMetadata"]
    publishing = Publishing(
        topic_arn=topic,
        topic_policy=attributes["Policy"],
        key_arn=key["Arn"],
        key_policy=kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"],
    )
    names = (context.outputs.unauthorized_access_alarm, context.names.trail_silent_alarm)
    found = [*_key_faults(key)]
    for name in names:
        found += publishing.refusals(name)
    if found:
        return Outcome.failed("; ".join(found), remedy)
    return Outcome.passed(
        f"{_CLOUDWATCH} may publish both alarms to {topic.rsplit(':', 1)[-1]}, and use its "
        "customer-managed key"
    )


@dataclass(frozen=True)
class Publishing:
    """The deployed documents that decide whether an alarm's notification arrives."""

    topic_arn: str
    topic_policy: str
    key_arn: str
    key_policy: str

    def refusals(self, alarm_name: str) -> Iterator[str]:
        """Yield what CloudWatch may not do for an alarm, in words.

        Raises `BerthcareError` for a document that cannot be judged with certainty.
        """
        asked = [
            ("sns:Publish", self.topic_arn, self.topic_policy),
            *((action, self.key_arn, self.key_policy) for action in _KEY_ACTIONS),
        ]
        for action, resource, document in asked:
            request = Request(
                Principal.service(_CLOUDWATCH), action, resource, self._context(alarm_name)
            )
            decision = decide(request, resource_document=document, resource_account=self._account)
            if not decision.allowed:
                yield f"{_CLOUDWATCH} may not {action} for {alarm_name}: {decision.reason}"

    @property
    def _account(self) -> str:
        return self.topic_arn.split(":")[4]

    def _context(self, alarm_name: str) -> dict[str, str]:
        """Return the condition keys of the requests.

        Sources: the SNS page above; Amazon SNS Developer Guide, "Securing Amazon SNS data with
        server-side encryption", for the encryption context.
        """
        return {
            "aws:SourceAccount": self._account,
            "aws:SourceArn": f"arn:aws:cloudwatch:{REGION}:{self._account}:alarm:{alarm_name}",
            "aws:SecureTransport": "true",
            "kms:EncryptionContext:aws:sns:topicArn": self.topic_arn,
        }


def _key_faults(key: "KeyMetadataTypeDef") -> Iterator[str]:
    if key.get("KeyManager") != "CUSTOMER":
        yield "the topic's key is managed by AWS: its policy cannot let alarms in"
    if not key.get("Enabled"):
        yield f"the topic's key is not enabled: {key.get('KeyState')}"


ALARM_PUBLISHING = Check(
    name="alarms may publish",
    question="Do the alert topic's policy and its customer-managed key let alarms publish?",
    run=_run,
)
