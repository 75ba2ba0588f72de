"""Managed policies: those that AWS writes, and widens when it likes, are attached by exception.

Source: IAM User Guide, "Managed policies and inline policies" (AWS managed policies may not grant
least privilege, and change); AWS Managed Policy Reference Guide, which lists what each one grants:
`SecretsManagerReadWrite`, `job-function/SystemAdministrator` and many others read every secret.
"""

import re
from collections.abc import Iterator

from policies.rule import Rule
from policies.subject import Subject, leaves

# What a service's own agents need, and no more than logs, traces or image layers.
ALLOWED = (
    "AWSXRayDaemonWriteAccess",
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AmazonECSTaskExecutionRolePolicy",
)
# Every input of pulumi-aws 7 that attaches policies by ARN; `permissionsBoundary` grants nothing.
_INPUTS = ("managedPolicyArn", "managedPolicyArns", "policyArn", "policyArns")
_OF_AWS = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(.+)", re.IGNORECASE)


def _check_managed(subject: Subject) -> Iterator[str]:
    if not subject.type.startswith(("aws:", "aws-native:")):
        return
    for path, arn in leaves({key: subject.props.get(key) for key in _INPUTS}):
        found = _OF_AWS.fullmatch(arn) if isinstance(arn, str) else None
        if found and found[1] not in ALLOWED:
            yield f"{path} attaches {found[1]!r}, which AWS manages."


RULES = (
    Rule(
        id="iam-managed-policy-listed",
        description="No AWS managed policy is attached but a listed one.",
        severity="high",
        remedy="Write a policy with the actions and ARNs that are needed. Without one: "
        + ", ".join(ALLOWED)
        + " (policies/managed_policies.py).",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "access_policies_managed-vs-inline.html",
        check=_check_managed,
    ),
)
