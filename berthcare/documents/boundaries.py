"""The most that the delivery roles, and the roles that they make, can ever do (docs/adr/0038).

A permissions boundary grants nothing: what a role does must be allowed by its policies too. What it
does not name no policy can give. It must fit into one document, so it names the product's things by
what their names begin with, where the policies name each; and it refuses outright what would undo
it. Sources: IAM User Guide, "Permissions boundaries for IAM entities", "Delegating responsibility
to others using permissions boundaries", "IAM and AWS STS quotas"; Service Authorization Reference.
"""

from collections.abc import Sequence

from berthcare import state_layout
from berthcare.account_names import AccountNames
from berthcare.documents import delivery_keys as keys
from berthcare.documents.delivery_grants import under_the_boundary
from berthcare.documents.function import allow
from berthcare.documents.shared import Document, document
from berthcare.environments import Environment
from berthcare.names import PROJECT, Names
from berthcare.needed_actions.action_kinds import WITHOUT_RESOURCE
from berthcare.needed_actions.program_arns import PASSED_TO, ProgramArns, verification_role
from berthcare.residency import REGION

# One endpoint for all regions ("AWS global condition context keys", aws:RequestedRegion); a role
# may be assumed by another region's endpoint too.
_GLOBAL = ["budgets:*", "iam:*", "sts:*"]
_ON_THE_PROGRAM = [
    *("budgets:*Budget", "budgets:*Resource", "cloudtrail:*EventSelectors", "cloudtrail:*Logging"),
    *("cloudtrail:*Tags", "cloudtrail:*teTrail", "cloudtrail:GetTrail*", "cloudwatch:*Alarms"),
    *("cloudwatch:*Resource", "cloudwatch:*tDashboard", "cloudwatch:DeleteDashboards"),
    *("cloudwatch:PutMetricAlarm", "cloudwatch:SetAlarmState", "events:*Resource", "events:*Rule"),
    *("events:*Targets", "lambda:*FunctionCon*", "lambda:*FunctionEventInvokeConfig"),
    *("lambda:*Resource", "lambda:*teFunction", "lambda:AddPermission", "lambda:GetFunction*"),
    *("lambda:GetPolicy", "lambda:InvokeFunction", "lambda:ListTags"),
    *("lambda:ListVersionsByFunction", "lambda:RemovePermission", "lambda:UpdateFunctionCode"),
    "logs:*Resource",
    *("logs:*eLogGroup", "logs:*eMetricFilter*", "logs:AssociateKmsKey", "logs:FilterLogEvents"),
    *("logs:PutMetricFilter", "logs:PutRetentionPolicy"),
    *("s3:*AccelerateConfiguration", "s3:*EncryptionConfiguration"),
    *("s3:*LifecycleConfiguration", "s3:CreateBucket", "s3:DeleteBucket*", "s3:GetBucket*"),
    *("s3:GetReplicationConfiguration", "s3:ListBucket*", "s3:PutBucket*"),
    *("secretsmanager:*Resource*", "secretsmanager:*SecretVersion*", "secretsmanager:*eSecret"),
    *("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "sns:*Resource"),
    *("sns:*Topic", "sns:*TopicAttributes", "sns:Subscribe", "sqs:*Queue", "sqs:*QueueAttributes"),
    *("sqs:ListQueueTags", "sqs:ReceiveMessage", "ssm:*Parameter", "ssm:*Resource"),
]
_ON_ROLES = [
    *("iam:*RolePolicy", "iam:*agPolicy", "iam:*agRole", "iam:*teRole", "iam:CreatePolicy*"),
    *("iam:DeletePolicy*", "iam:GetPolicy*", "iam:GetRole", "iam:List*RolePolicies"),
    *("iam:ListInstanceProfilesForRole", "iam:ListPolicyVersions"),
    *("iam:PutRolePermissionsBoundary", "sts:AssumeRole"),
]
# What changes a role's rights, as `delivery_grants` lists it.
_BOUNDED = ["iam:*tachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRoleP*"]
_USES_OF_THE_STATES_KEY = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
_ON_KEYS = [
    *("kms:*KeyDeletion", "kms:*KeyDescription", "kms:*KeyPolicy", "kms:*KeyRotation*"),
    *("kms:*Resource*", "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"),
    "kms:GenerateDataKey",
]


def delivery_boundary(
    names: AccountNames, environments: Sequence[Environment], state_key_arn: str
) -> Document:
    """Return the most that both delivery roles can do: what deploying takes, in one region.

    `state_key_arn`: the key that the bootstrap made for the stacks' states.
    """
    return document(
        allow("AnyResource", sorted(WITHOUT_RESOURCE), ["*"]),
        allow("OnTheProgram", _ON_THE_PROGRAM, _things(names, environments)),
        *_on_roles(names, environments),
        *_on_keys(names, environments),
        _on_states(names, state_key_arn),
        *_refused(names, state_key_arn),
    )


def _things(names: AccountNames, environments: Sequence[Environment]) -> list[str]:
    """Return what the program makes, by what the names begin with."""
    account = names.account_id
    of_region = f"{REGION}:{account}"
    return [
        f"arn:aws:budgets::{account}:budget/berthcare-*",
        f"arn:aws:cloudtrail:{of_region}:trail/berthcare-*",
        f"arn:aws:cloudwatch:{of_region}:alarm:*",
        f"arn:aws:cloudwatch::{account}:dashboard/berthcare-*",
        f"arn:aws:events:{of_region}:rule/berthcare-*",
        f"arn:aws:lambda:{of_region}:function:berthcare-*",
        f"arn:aws:logs:{of_region}:log-group:/*berthcare*",
        "arn:aws:s3:::berthcare-trail-*",
        *(f"arn:aws:secretsmanager:{of_region}:secret:{one}/twilio/*" for one in environments),
        f"arn:aws:sns:{of_region}:berthcare-*",
        f"arn:aws:sqs:{of_region}:berthcare-*",
        f"arn:aws:ssm:{of_region}:parameter/berthcare/*",
    ]


def _on_roles(names: AccountNames, environments: Sequence[Environment]) -> list[Document]:
    made = [names.role_arn(f"berthcare-*-{one}*") for one in environments]
    policies = names.policy_arn("berthcare-backend-*")
    to = {"iam:PassedToService": [f"{one}.amazonaws.com" for one in PASSED_TO]}
    return [
        allow("OnRoles", _ON_ROLES, [*made, verification_role(names.account_id), policies]),
        allow("PassRoles", ["iam:PassRole"], made, {"StringEquals": to}),
        allow("KnowThemselves", ["iam:GetRole"], [names.role_arn("berthcare-*")]),
    ]


def _on_keys(names: AccountNames, environments: Sequence[Environment]) -> list[Document]:
    any_key = [keys.any_key(names.account_id)]
    aliases = f"arn:aws:kms:{REGION}:{names.account_id}:alias/berthcare-*-"
    return [
        allow("OnKeys", _ON_KEYS, any_key, keys.OF_THE_PROGRAM),
        allow(
            "OnAliases",
            ["kms:*Alias"],
            [*(f"{aliases}{one}" for one in environments), *any_key],
            keys.or_alias(keys.OF_THE_PROGRAM),
        ),
        allow("MarkNewKeys", ["kms:TagResource"], any_key, keys.NEW),
    ]


def _on_states(names: AccountNames, state_key_arn: str) -> Document:
    """Let in to the program's states, and not to the bootstrap's own, in the same bucket."""
    bucket = f"arn:aws:s3:::{names.state_bucket}"
    objects = [f"{bucket}/{state_layout.META}", f"{bucket}/{state_layout.ROOT}/*/{PROJECT}/*"]
    return allow(
        "OnStates",
        [
            *_USES_OF_THE_STATES_KEY,
            *("s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"),
        ],
        [bucket, *objects, state_key_arn],
    )


def _refused(names: AccountNames, state_key_arn: str) -> list[Document]:
    """Refuse another region, roles without the boundary, and to change what the bootstrap made.

    Its policies are not named: no action on them is allowed to begin with, and there is no room.
    """
    own = [
        names.role_arn(f"{names.deployer_role}*"),
        names.role_arn(f"{names.preview_role}*"),
        names.oidc_provider_arn,
    ]
    buckets = [f"arn:aws:s3:::{one}" for one in (names.state_bucket, names.state_log_bucket)]
    return [
        _refuse("OneRegion", _GLOBAL, ["*"], {"StringNotEquals": {"aws:RequestedRegion": REGION}}),
        {
            "Sid": "NoRoleWithoutTheBoundary",
            "Effect": "Deny",
            "Action": _BOUNDED,
            "Resource": "*",
            "Condition": {"ArnNotEquals": under_the_boundary(names)["ArnEquals"]},
        },
        _refuse("BootstrapsIdentities", ["iam:Get*", "iam:List*"], own),
        _refuse("BootstrapsBuckets", ["s3:Get*", "s3:List*"], buckets),
        _refuse("BootstrapsKey", _USES_OF_THE_STATES_KEY, [state_key_arn]),
    ]


def _refuse(
    sid: str, but: list[str], resources: list[str], condition: Document | None = None
) -> Document:
    """Return a statement that refuses everything on the resources but these actions."""
    statement: Document = {"Sid": sid, "Effect": "Deny", "NotAction": but, "Resource": resources}
    return statement | ({"Condition": condition} if condition else {})


def workload_boundary(names: AccountNames, environments: Sequence[Environment]) -> Document:
    """Return the most that a role can do which a delivery role made.

    It holds what the backend, the functions, the trail's delivery and the fast path's rule do, and
    what the stranger of `berthcare verify` tries (docs/adr/0003): the secrets themselves must be
    what refuses that one.
    """
    arns = [ProgramArns(Names(one), names.account_id) for one in environments]
    return document(
        allow("DrawPasswords", ["secretsmanager:GetRandomPassword"], ["*"]),
        allow(
            "Secrets",
            [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            [one for of_one in arns for one in of_one.secrets],
        ),
        allow(
            "Keys",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [keys.any_key(names.account_id)],
            keys.of_environments(environments),
        ),
        allow(
            "Logs",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [one for of_one in arns for one in of_one.log_groups],
        ),
        allow("DeadLetters", ["sqs:SendMessage"], [q for one in arns for q in one.queues]),
        allow("Alerts", ["sns:Publish"], [one.topic for one in arns]),
        allow("SpendLift", ["ssm:GetParameter"], [one.parameter for one in arns]),
    )
