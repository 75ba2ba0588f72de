"""Who publishes alerts, and who hands them on.

Sources: Amazon SNS Developer Guide ("Example cases for access control"), AWS Cost Management User
Guide ("Creating an Amazon SNS topic for budget notifications"), EventBridge User Guide
("Resource-based policies for Amazon SNS").
"""

from berthcare.documents.shared import Document, document
from berthcare.names import Names
from berthcare.residency import REGION


def alert_topic_policy(names: Names, account_id: str) -> Document:
    """Return the topic's policy: this account's alarms, budget and rule; nobody without TLS."""
    topic = f"arn:aws:sns:{REGION}:{account_id}:{names.alert_topic}"
    alarms = f"arn:aws:cloudwatch:{REGION}:{account_id}:alarm:berthcare-*"
    budget = f"arn:aws:budgets::{account_id}:*"
    rule = f"arn:aws:events:{REGION}:{account_id}:rule/{names.stranger_read_rule}"

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
        _rule_publishes(topic, rule),
        {
            "Sid": "RefusePlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    )


def _rule_publishes(topic: str, rule: str) -> Document:
    """Let the rule of the fast path publish; EventBridge names the rule and no account."""
    return {
        "Sid": "StrangerReadRulePublishes",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
