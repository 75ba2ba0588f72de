"""Deletion: what holds the secrets and the evidence is not lost to an edit, and not at once.

Sources: Secrets Manager API Reference, "DeleteSecret" (RecoveryWindowInDays); KMS API Reference,
"ScheduleKeyDeletion" and "PutKeyPolicy" (BypassPolicyLockoutSafetyCheck); Pulumi documentation,
"Resource options" (protect, ignoreChanges).
"""

import re
from collections.abc import Iterator
from typing import Any

from berthcare.iam.places import PLACES
from policies.finding import Finding
from policies.frameworks import CONTINUITY, SAFEGUARDS
from policies.reading import Judge, each
from policies.rule import ResourceRule
from policies.subject import Subject

_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
_KEYS = (
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/key:Key",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
)
_KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
_BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_TRAIL = "aws:cloudtrail/trail:Trail"
_SHORTEST_RECOVERY_DAYS = 7
_SHORTEST_KEY_WINDOW_DAYS = 14

_DOCUMENTS = {path.partition("[")[0] for places in PLACES.values() for path, _ in places}
# The inputs that guard access, place, keys, retention or alarms, whatever the type.
_GUARDING = _DOCUMENTS | {
    # who may
    "accessControlPolicy",
    "acl",
    "authorizationType",
    "blockPublicAcls",
    "blockPublicPolicy",
    "granteePrincipal",
    "grants",
    "ignorePublicAcls",
    "managedPolicyArn",
    "managedPolicyArns",
    "policyArn",
    "policyArns",
    "principal",
    "principalOrgId",
    "restrictPublicBuckets",
    "retiringPrincipal",
    "sourceAccount",
    "sourceArn",
    # where, and under which key
    "accelerationStatus",
    "enableKeyRotation",
    "endpoint",
    "environment",
    "kmsKeyArn",
    "kmsKeyId",
    "kmsMasterKeyId",
    "multiRegion",
    "protocol",
    "region",
    "replicas",
    "replicationConfiguration",
    "replicationConfigurations",
    "rotationPeriodInDays",
    "rules",
    "s3BucketName",
    "serverSideEncryptionConfiguration",
    # for how long
    "bypassPolicyLockoutSafetyCheck",
    "deletionWindowInDays",
    "lifecycleRules",
    "logGroupClass",
    "recoveryWindowInDays",
    "retentionInDays",
    "rotationEnabled",
    "rotationLambdaArn",
    "rotationRules",
    "versioning",
    "versioningConfiguration",
    # who hears of it
    "actionsEnabled",
    "advancedEventSelectors",
    "alarmActions",
    "cloudWatchLogsGroupArn",
    "cloudWatchLogsRoleArn",
    "comparisonOperator",
    "deadLetterConfig",
    "dimensions",
    "enableLogFileValidation",
    "enableLogging",
    "eventPattern",
    "eventSelectors",
    "includeGlobalServiceEvents",
    "isEnabled",
    "isMultiRegionTrail",
    "metricName",
    "metricQueries",
    "metricTransformation",
    "namespace",
    "notifications",
    "pattern",
    "reservedConcurrentExecutions",
    "scheduleExpression",
    "state",
    "threshold",
    "treatMissingData",
}


def _at_least(days: int) -> Judge:
    """Judge a number of days; where none is given AWS takes the longest, thirty."""

    def judge(at: str, value: Any) -> Iterator[Finding]:
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield Finding(at, "is not a number of days")
        elif value < days:
            yield Finding(at, f"is {{value}}, fewer than {days}", value)

    return judge


def _lockout(at: str, value: Any) -> Iterator[Finding]:
    if value not in (None, False):
        yield Finding(at, "is not false, so a policy could lock everybody out of the key")


def _protection(subject: Subject) -> Iterator[Finding]:
    if not subject.protect:
        yield Finding("protect", "is not set, so an edit or `pulumi destroy` could delete it")


def _hidden_changes(subject: Subject) -> Iterator[Finding]:
    for path in subject.ignore_changes:
        if _first_name(path) in (*_GUARDING, "*"):
            yield Finding(f"ignoreChanges.{path}", "keeps in force what was deployed before")


def _first_name(path: str) -> str:
    """Give the input that a property path begins with: `a` of `a.b`, `a[0].b` and `["a"].b`."""
    names = re.findall(r"[^.\[\]\"]+", path)
    return names[0] if names else ""


RULES = (
    ResourceRule(
        id="secret-recovery-window",
        demands="A deleted secret can be restored for at least a week.",
        why="A window of 0 days deletes at once, and no call brings the tokens back.",
        remedy=f"Leave recoveryWindowInDays out (30 days), or set {_SHORTEST_RECOVERY_DAYS} to 30.",
        severity="high",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
        frameworks=(CONTINUITY,),
        types=(_SECRET,),
        checks=(each("recoveryWindowInDays", _at_least(_SHORTEST_RECOVERY_DAYS)),),
    ),
    ResourceRule(
        id="kms-deletion-safe",
        demands="A key can be rescued for two weeks, and its policy locks nobody out for good.",
        why="What a key encrypted is lost with it; a key that lets nobody in, only AWS can open.",
        remedy=f"Leave deletionWindowInDays out (30 days), or set {_SHORTEST_KEY_WINDOW_DAYS} to "
        "30; leave bypassPolicyLockoutSafetyCheck out.",
        severity="critical",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
        frameworks=(CONTINUITY,),
        types=(*_KEYS, _KEY_POLICY),
        checks=(
            each("deletionWindowInDays", _at_least(_SHORTEST_KEY_WINDOW_DAYS)),
            each("bypassPolicyLockoutSafetyCheck", _lockout),
        ),
    ),
    ResourceRule(
        id="stateful-protected",
        demands="A key, a secret, a trail and a bucket are protected from deletion.",
        why="Taking one out of the program, or renaming it, would delete it; no rule sees that.",
        remedy="Pass ResourceOptions(protect=True).",
        severity="critical",
        url="https://www.pulumi.com/docs/iac/concepts/options/protect/",
        frameworks=(CONTINUITY,),
        types=(*_KEYS, _SECRET, _TRAIL, *_BUCKETS),
        checks=(_protection,),
    ),
    ResourceRule(
        id="ignored-changes-hide-nothing",
        demands="No input that guards access, place, keys, retention or alarms is ignored.",
        why="What was deployed before stays, whatever the program says and its reviewer reads.",
        remedy="Take the input out of ignore_changes, and deploy what the program says.",
        severity="high",
        url="https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/",
        frameworks=(SAFEGUARDS,),
        types=("aws:*", "aws-native:*", "pulumi:providers:aws", "pulumi:providers:aws-native"),
        checks=(_hidden_changes,),
    ),
)
