"""Who publishes alerts, and who hands them on.

Sources: Amazon SNS Developer Guide ("Example cases for access control"), AWS Cost Management User
Guide ("Creating an Amazon SNS topic for budget notifications"), EventBridge User Guide
("Resource-based policies for Amazon SNS").
"""

from berthcare.documents.shared import Document, document
from berthcare.names import Names
from berthcare.residency import REGION


def alert_topic_policy(names: Names, account_id: str) -> Document:
    """Return the topic's policy: this account's alarms and budget; nobody without TLS."""
    topic = f"arn:aws:sns:{REGION}:{account_id}:{names.alert_topic}"
    alarms = f"arn:aws:cloudwatch:{REGION}:{account_id}:alarm:berthcare-*"
    budget = f"arn:aws:budgets::{account_id}:*"

    def publish(sid: str, service: str, source: str) -> Document:
        return {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {
                "ArnLike": {"aws:SourceArn": source},
                "StringEquals": {"aws:SourceAccount": account_id},
            },
        }

    return document(
        publish("AlarmsPublish", "cloudwatch.amazonaws.com", alarms),
        publish("BudgetPublishes", "budgets.amazonaws.com", budget),
        {
            "Sid": "RefusePlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    )


def stranger_rule_trust(names: Names, account_id: str) -> Document:
    """Return the trust policy of the role by which the fast path's rule publishes.

    By the topic's policy it cannot: EventBridge takes no conditions there, so any account's rules
    would be let in (EventBridge User Guide, "Amazon SNS permissions", "Cross-service confused
    deputy prevention").
    """
    rule = f"arn:aws:events:{REGION}:{account_id}:rule/{names.stranger_read_rule}"
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id, "aws:SourceArn": rule}},
        }
    )


def stranger_rule_policy(names: Names, account_id: str, key_arn: str) -> Document:
    """Return that role's identity policy: publish to the one topic, and encrypt for it."""
    topic = f"arn:aws:sns:{REGION}:{account_id}:{names.alert_topic}"
    return document(
        {"Sid": "Publish", "Effect": "Allow", "Action": ["sns:Publish"], "Resource": [topic]},
        {
            "Sid": "EncryptForTheTopic",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": [key_arn],
            "Condition": {
                "StringEquals": {
                    "kms:ViaService": f"sns.{REGION}.amazonaws.com",
                    "kms:EncryptionContext:aws:sns:topicArn": topic,
                }
            },
        },
    )


def stranger_rule_role_arn(names: Names, account_id: str) -> str:
    """Return that role's ARN, which the key's policy names before it exists."""
    return f"arn:aws:iam::{account_id}:role/{names.stranger_read_rule}"
