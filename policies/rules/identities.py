"""Identities: roles with policies of our own; no users, and no policies that AWS writes and widens.

Source: IAM User Guide, "Managed policies and inline policies" (AWS managed policies may not grant
least privilege, and change), "Security best practices in IAM" (temporary credentials); AWS Managed
Policy Reference Guide, which lists what each one grants: `SecretsManagerReadWrite`,
`job-function/SystemAdministrator` and many others read every secret.
"""

import re
from collections.abc import Iterator
from typing import Any

from policies.finding import Finding
from policies.frameworks import SAFEGUARDS, cis, fsbp
from policies.iam.boundaries import is_boundary_arn, names_boundary
from policies.reading import each
from policies.rule import ResourceRule
from policies.subject import Subject

# What a service's own agents need, and no more than logs, traces or image layers.
ALLOWED = (
    "AWSXRayDaemonWriteAccess",
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AmazonECSTaskExecutionRolePolicy",
)
# Every input of pulumi-aws 7 that attaches policies by ARN; `permissionsBoundary` grants nothing.
_INPUTS = ("managedPolicyArn", "managedPolicyArns[]", "policyArn", "policyArns[]")
# Those that attach our own by name: to people, by permission sets of IAM Identity Center.
_NAMES = ("customerManagedPolicyReference.name", "customerManagedPolicyReferences[].name")
_OF_AWS = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(.+)", re.IGNORECASE)


def _managed(at: str, arn: Any) -> Iterator[Finding]:
    found = _OF_AWS.fullmatch(arn) if isinstance(arn, str) else None
    if found and found[1] not in ALLOWED:
        yield Finding(at, "attaches {value}, which AWS manages", found[1])


def _boundary(at: str, arn: Any) -> Iterator[Finding]:
    if isinstance(arn, str) and is_boundary_arn(arn):
        yield Finding(at, "attaches {value}, which is judged as a boundary alone", arn)


def _boundary_by_name(at: str, name: Any) -> Iterator[Finding]:
    if isinstance(name, str) and names_boundary(name):
        yield Finding(at, "attaches {value}, which is judged as a boundary alone", name)


def _is_user(subject: Subject) -> Iterator[Finding]:
    kind = subject.type.rpartition(":")[2]
    yield Finding("the resource", "is a {value}, whose credentials never end by themselves", kind)


RULES = (
    ResourceRule(
        id="iam-no-aws-managed-admin",
        demands="No AWS managed policy is attached but a listed one.",
        why="AWS widens its managed policies when it likes; many read every secret.",
        remedy="Write a policy with the actions and ARNs that are needed. Without one: "
        + ", ".join(ALLOWED)
        + " (policies/rules/identities.py).",
        severity="high",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "access_policies_managed-vs-inline.html",
        frameworks=(SAFEGUARDS, cis("1.16"), fsbp("IAM.1")),
        types=("aws:*", "aws-native:*"),
        checks=tuple(each(path, _managed) for path in _INPUTS),
    ),
    ResourceRule(
        id="iam-boundary-not-attached",
        demands="A managed policy whose name ends in -boundary is attached to nobody.",
        why="It is judged as the most that a role may do; attached, it would grant all of that.",
        remedy="Give it as the permissionsBoundary of roles; or call it otherwise, so that the "
        "rules on what a policy grants judge it.",
        severity="critical",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        frameworks=(SAFEGUARDS,),
        types=("aws:*", "aws-native:*"),
        checks=(
            *(each(path, _boundary) for path in _INPUTS),
            *(each(path, _boundary_by_name) for path in _NAMES),
        ),
    ),
    ResourceRule(
        id="iam-no-users",
        demands="No IAM user, access key or login profile is made.",
        why="Their credentials never end by themselves, are copied, and are found years later.",
        remedy="Use a role: people by single sign-on, deploys by OIDC, services by their own role.",
        severity="high",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "best-practices.html#bp-workloads-use-roles",
        frameworks=(SAFEGUARDS, cis("1.15"), fsbp("IAM.2")),
        types=(
            "aws:iam/accessKey:AccessKey",
            "aws:iam/groupMembership:GroupMembership",
            "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
            "aws:iam/signingCertificate:SigningCertificate",
            "aws:iam/sshKey:SshKey",
            "aws:iam/user:User",
            "aws:iam/userGroupMembership:UserGroupMembership",
            "aws:iam/userLoginProfile:UserLoginProfile",
            "aws:iam/userPoliciesExclusive:UserPoliciesExclusive",
            "aws:iam/userPolicy:UserPolicy",
            "aws:iam/userPolicyAttachment:UserPolicyAttachment",
            "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
            "aws-native:iam:AccessKey",
            "aws-native:iam:User",
            "aws-native:iam:UserPolicy",
        ),
        checks=(_is_user,),
    ),
)
