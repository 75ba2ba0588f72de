"""Cases of policies/rules/deletion.py."""

from typing import Any

from tests.policies.cases.case import UNKNOWN, Case, Kind, marked

SECRET = "aws:secretsmanager/secret:Secret"
KEY = "aws:kms/key:Key"
KEYS = (
    KEY,
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
)
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
BUCKET = "aws:s3/bucket:Bucket"
BUCKET_V2 = "aws:s3/bucketV2:BucketV2"
GRANT = "aws:kms/grant:Grant"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
TRAIL = "aws:cloudtrail/trail:Trail"
ROLE = "aws:iam/role:Role"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"

_RECOVERY = "secret-recovery-window"
_KEY_RULE = "kms-deletion-safe"
_PROTECTED = "stateful-protected"
_IGNORED = "ignored-changes-hide-nothing"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def _recovery(kind: Kind, sentence: str, days: Any, *finds: str) -> Case:
    return Case(_RECOVERY, kind, sentence, SECRET, {"recoveryWindowInDays": days}, finds=finds)


def _ignored(kind: Kind, sentence: str, path: str, type_: str, *finds: str) -> Case:
    return Case(_IGNORED, kind, sentence, type_, {}, finds=finds, ignore_changes=(path,))


CASES = [
    _recovery("passing", "a month", 30),
    _recovery("passing", "a week exactly", 7),
    _recovery("failing", "at once", 0, "recoveryWindowInDays[0]"),
    _recovery("failing", "at once, as the engine sends it", 0.0, "recoveryWindowInDays[0]"),
    _recovery("failing", "a day short of a week", 6, "recoveryWindowInDays[6]"),
    _recovery("failing", "a text", "30", "recoveryWindowInDays"),
    _recovery("failing", "a switch", False, "recoveryWindowInDays"),
    _recovery("null", "null, so thirty days", None),
    _recovery("secret", "none, marked secret", marked(0), "recoveryWindowInDays[secret]"),
    Case(_RECOVERY, "missing", "thirty days by default", SECRET, {}),
    Case(
        _RECOVERY,
        "unknown",
        "later",
        SECRET,
        {"recoveryWindowInDays": UNKNOWN},
        waits_for=("recoveryWindowInDays",),
    ),
    Case(
        _KEY_RULE,
        "passing",
        "a month, and AWS checks the policy",
        KEY,
        {"deletionWindowInDays": 30, "bypassPolicyLockoutSafetyCheck": False},
    ),
    Case(_KEY_RULE, "passing", "two weeks exactly", KEY, {"deletionWindowInDays": 14.0}),
    *(
        Case(
            _KEY_RULE,
            "failing",
            f"a week, and no check, on {type_}",
            type_,
            {"deletionWindowInDays": 7, "bypassPolicyLockoutSafetyCheck": True},
            finds=("deletionWindowInDays[7]", "bypassPolicyLockoutSafetyCheck"),
        )
        for type_ in KEYS
    ),
    Case(
        _KEY_RULE,
        "failing",
        "a key policy that AWS does not check",
        KEY_POLICY,
        {"bypassPolicyLockoutSafetyCheck": True},
        finds=("bypassPolicyLockoutSafetyCheck",),
    ),
    Case(
        _KEY_RULE,
        "failing",
        "texts",
        KEY,
        {"deletionWindowInDays": "7", "bypassPolicyLockoutSafetyCheck": "true"},
        finds=("deletionWindowInDays", "bypassPolicyLockoutSafetyCheck"),
    ),
    Case(_KEY_RULE, "missing", "thirty days by default", KEY, {}),
    Case(
        _KEY_RULE,
        "null",
        "null, so thirty days",
        KEY,
        {"deletionWindowInDays": None, "bypassPolicyLockoutSafetyCheck": None},
    ),
    Case(
        _KEY_RULE,
        "unknown",
        "a window that is known beside a check that is not",
        KEY,
        {"deletionWindowInDays": 7, "bypassPolicyLockoutSafetyCheck": UNKNOWN},
        finds=("deletionWindowInDays[7]",),
        waits_for=("bypassPolicyLockoutSafetyCheck",),
    ),
    Case(
        _KEY_RULE,
        "secret",
        "a week, marked secret",
        KEY,
        {"deletionWindowInDays": marked(7)},
        finds=("deletionWindowInDays[secret]",),
    ),
    *(
        Case(_PROTECTED, "passing", f"protected: {type_}", type_, {}, protect=True)
        for type_ in (*KEYS, SECRET, TRAIL, BUCKET)
    ),
    *(
        Case(_PROTECTED, "failing", f"not protected: {type_}", type_, {}, finds=("protect",))
        for type_ in (*KEYS, SECRET, TRAIL, BUCKET, BUCKET_V2)
    ),
    Case(_PROTECTED, "passing", "what holds nothing", "aws:kms/alias:Alias", {}),
    _ignored("passing", "a value that rotation writes too", "secretString", VERSION),
    _ignored("passing", "the stages that rotation moves", "versionStages", VERSION),
    _ignored("passing", "tags", "tags", KEY),
    _ignored(
        "passing",
        "which secret it is of",
        "secretArn",
        "aws:secretsmanager/secretPolicy:SecretPolicy",
    ),
    _ignored("passing", "a tag that is called like a guard", 'tags["policy"]', KEY),
    _ignored("passing", "an input of no AWS resource", "region", "pulumi-python:dynamic:Resource"),
    _ignored("failing", "a policy", "policy", KEY, "ignoreChanges.policy"),
    _ignored(
        "failing", "who may become", "assumeRolePolicy", ROLE, "ignoreChanges.assumeRolePolicy"
    ),
    _ignored(
        "failing",
        "a policy inside a role",
        "inlinePolicies[0].policy",
        ROLE,
        "ignoreChanges.inlinePolicies[0].policy",
    ),
    _ignored("failing", "in quotes", '["policy"]', KEY, 'ignoreChanges.["policy"]'),
    _ignored("failing", "everything", "*", KEY, "ignoreChanges.*"),
    _ignored("failing", "everything, in brackets", "[*]", KEY, "ignoreChanges.[*]"),
    *(
        _ignored("failing", f"{path} of {type_}", path, type_, f"ignoreChanges.{path}")
        for path, type_ in (
            ("kmsKeyId", SECRET),
            ("region", BUCKET),
            ("region", VERSION),
            ("region", "pulumi:providers:aws"),
            ("replicas[*].region", SECRET),
            ("kmsMasterKeyId", "aws:sns/topic:Topic"),
            ("blockPublicPolicy", "aws:secretsmanager/secretPolicy:SecretPolicy"),
            ("enableKeyRotation", KEY),
            ("alarmActions", ALARM),
            ("threshold", ALARM),
            ("treatMissingData", ALARM),
            ("dimensions.Environment", ALARM),
            ("state", "aws:cloudwatch/eventRule:EventRule"),
            ("deadLetterConfig", "aws:lambda/function:Function"),
            ("notifications[0].threshold", "aws:budgets/budget:Budget"),
            ("managedPolicyArn", "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment"),
            (
                "policyArns[0]",
                "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
            ),
            ("granteePrincipal", GRANT),
            ("retiringPrincipal", GRANT),
            ("principalOrgId", "aws:lambda/permission:Permission"),
            ("protocol", SUBSCRIPTION),
            ("endpoint", SUBSCRIPTION),
            ("accelerationStatus", BUCKET),
            ("replicationConfiguration.rules", BUCKET),
            ("replicationConfigurations[0].rules", BUCKET_V2),
            ("serverSideEncryptionConfiguration", BUCKET),
            ("lifecycleRules[0].expiration.days", BUCKET),
            ("versioning.enabled", BUCKET),
            ("environment.variables", "aws:lambda/function:Function"),
            ("logGroupClass", "aws:cloudwatch/logGroup:LogGroup"),
            ("s3BucketName", TRAIL),
            ("rotationRules.automaticallyAfterDays", ROTATION),
            ("rotationLambdaArn", ROTATION),
        )
    ),
    Case(_IGNORED, "missing", "nothing is ignored", KEY, {"policy": "{}"}),
]

_OPTION = "it judges an option of the resource, which is no input: always known, never secret"
EXEMPT = {
    **{(_PROTECTED, kind): _OPTION for kind in ("unknown", "missing", "null", "secret")},
    **{(_IGNORED, kind): _OPTION for kind in ("unknown", "null", "secret")},
}
