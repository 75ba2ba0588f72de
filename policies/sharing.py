"""Sharing without a policy document: function permissions, bucket and object ACLs, key grants.

Sources: Lambda Developer Guide, "Granting Lambda function access to AWS services"; Amazon S3 User
Guide, "Access control list (ACL) overview" (canned ACLs, predefined groups); KMS API Reference,
"CreateGrant".
"""

import re
from collections.abc import Callable, Iterator

from policies.accounts import account_in, account_of_key
from policies.callers import is_account, is_organisation, is_source
from policies.rule import Rule
from policies.subject import Subject, leaves
from policies.wildcards import is_open

_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?")
_CLOSED_ACLS = (
    "bucket-owner-full-control",
    "bucket-owner-read",
    "log-delivery-write",
    "private",
)
_OPEN_GROUP = re.compile(r"/groups/global/(AllUsers|AuthenticatedUsers)$")


def _check_permission(subject: Subject) -> Iterator[str]:
    if subject.type != "aws:lambda/permission:Permission":
        return
    principal = subject.text("principal")
    if principal is None:
        return
    if is_open(principal):
        if not _is_given(subject, "principalOrgId", is_organisation):
            yield f"principal is {principal!r}, and principalOrgId names no organisation."
    elif not (is_account(principal) or principal.startswith("arn:") or _has_source(subject)):
        yield (
            f"principal is {principal!r}, and neither sourceArn nor sourceAccount names for which "
            "account it may call."
        )


def _has_source(subject: Subject) -> bool:
    return _is_given(subject, "sourceAccount", is_account) or _is_given(
        subject, "sourceArn", is_source
    )


def _is_given(subject: Subject, key: str, accepts: Callable[[str], bool]) -> bool:
    """Whether an input is such a text, or will only be known by the deployment."""
    return subject.is_unknown(key) or accepts(subject.text(key) or "")


def _check_acl(subject: Subject) -> Iterator[str]:
    if not subject.type.startswith("aws:s3/"):
        return
    acl = subject.text("acl")
    if acl is not None and acl not in _CLOSED_ACLS:
        yield f"acl is {acl!r}, not one of {', '.join(_CLOSED_ACLS)}."
    grants = {key: subject.props.get(key) for key in ("accessControlPolicy", "grants")}
    for path, value in leaves(grants):
        group = _OPEN_GROUP.search(value) if isinstance(value, str) else None
        if group:
            yield f"{path} grants access to {group[1]}."


def _check_grant(subject: Subject) -> Iterator[str]:
    if subject.type != "aws:kms/grant:Grant" or subject.is_unknown("keyId"):
        return
    own = account_of_key(subject)
    for key in ("granteePrincipal", "retiringPrincipal"):
        principal = subject.text(key)
        if principal is None or _SERVICE.fullmatch(principal):
            continue
        if own is None:
            yield f"keyId is no ARN, so whether {key} {principal!r} is of its account is unknown."
        elif account_in(principal) != own:
            yield f"{key} is {principal!r}, which is not of the key's account {own}."


RULES = (
    Rule(
        id="lambda-permission-names-source",
        description="A function is called only by callers, and for accounts, that are named.",
        severity="critical",
        remedy="Name the principal; for a service also set sourceArn or sourceAccount; for a whole "
        "organisation set principalOrgId.",
        url="https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
        check=_check_permission,
    ),
    Rule(
        id="s3-no-public-acl",
        description="No ACL opens a bucket or an object to strangers.",
        severity="critical",
        remedy="Leave the ACL out, and grant access by a bucket policy that names its principals.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
        check=_check_acl,
    ),
    Rule(
        id="kms-grant-own-account",
        description="A grant on a key is for a principal of the key's own account.",
        severity="critical",
        remedy="Give keyId as the key's ARN, and grant to a role of that account.",
        url="https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html",
        check=_check_grant,
    ),
)
