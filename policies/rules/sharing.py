"""Sharing without a policy document: function permissions and URLs, ACLs, key grants.

Sources: Lambda Developer Guide, "Granting Lambda function access to AWS services", "Control access
to Lambda function URLs"; Amazon S3 User Guide, "Access control list (ACL) overview" (canned ACLs,
predefined groups); KMS API Reference, "CreateGrant".
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from policies.finding import Finding
from policies.frameworks import SAFEGUARDS, fsbp
from policies.iam.accounts import account_in, account_of_key
from policies.iam.callers import is_account, is_organisation, is_source
from policies.iam.wildcards import is_open
from policies.reading import each
from policies.rule import ResourceRule
from policies.subject import Subject

_PERMISSION = "aws:lambda/permission:Permission"
# Their principal may be everybody; an organisation narrows it.
_SHARED = {
    "aws:lambda/layerVersionPermission:LayerVersionPermission": "organizationId",
    "aws:cloudwatch/eventPermission:EventPermission": "condition",
}
_URL = "aws:lambda/functionUrl:FunctionUrl"
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?")
_CLOSED_ACLS = (
    "bucket-owner-full-control",
    "bucket-owner-read",
    "log-delivery-write",
    "private",
)
_GROUPS = (
    "accessControlPolicy.grants[].grantee.uri",
    "grants[].uri",
    "targetGrants[].grantee.uri",
)
_OPEN_GROUP = re.compile(r"/groups/global/(AllUsers|AuthenticatedUsers)$")


def _permission(subject: Subject) -> Iterator[Finding]:
    principal = subject.text("principal") if subject.type == _PERMISSION else None
    if principal is None:
        return
    if is_open(principal):
        if not _is_given(subject, "principalOrgId", is_organisation):
            yield Finding(
                "principal", "is {value}, and principalOrgId names no organisation", principal
            )
    elif not (is_account(principal) or principal.startswith("arn:") or _has_source(subject)):
        yield Finding(
            "principal",
            "is {value}, and neither sourceArn nor sourceAccount names for which account it may "
            "call",
            principal,
        )


def _has_source(subject: Subject) -> bool:
    return _is_given(subject, "sourceAccount", is_account) or _is_given(
        subject, "sourceArn", is_source
    )


def _is_given(subject: Subject, key: str, accepts: Callable[[str], bool]) -> bool:
    """Whether an input is such a text. Raises `NotKnownYet` where only the deployment will tell."""
    return accepts(subject.text(key) or "")


def _shared(subject: Subject) -> Iterator[Finding]:
    narrowing = _SHARED.get(subject.type)
    principal = subject.text("principal") if narrowing else None
    everybody = principal is not None and is_open(principal)
    if narrowing and everybody and not subject.known(narrowing):
        yield Finding("principal", f"is {{value}}, and {narrowing} is not set", principal)


def _url(subject: Subject) -> Iterator[Finding]:
    if subject.type != _URL:
        return
    kind = subject.text("authorizationType")
    if kind is None:
        yield Finding("authorizationType", "is not set, so who may call the function is left open")
    elif kind != "AWS_IAM":
        yield Finding("authorizationType", "is {value}, so anybody may call the function", kind)


def _canned_acl(at: str, acl: Any) -> Iterator[Finding]:
    if isinstance(acl, str) and acl not in _CLOSED_ACLS:
        yield Finding(at, f"is {{value}}, not one of {', '.join(_CLOSED_ACLS)}", acl)


def _open_group(at: str, uri: Any) -> Iterator[Finding]:
    group = _OPEN_GROUP.search(uri) if isinstance(uri, str) else None
    if group:
        yield Finding(at, "grants access to {value}", group[1])


def _grantee(at: str) -> Callable[[Subject], Iterator[Finding]]:
    def check(subject: Subject) -> Iterator[Finding]:
        principal = subject.text(at)
        if principal is None or _SERVICE.fullmatch(principal):
            return
        subject.known("keyId")
        own = account_of_key(subject)
        if own is None:
            yield Finding(
                at, "is {value}, and keyId is no ARN that would tell the key's account", principal
            )
        elif account_in(principal) != own:
            yield Finding(at, f"is {{value}}, which is not of the key's account {own}", principal)

    return check


RULES = (
    ResourceRule(
        id="lambda-permission-scoped",
        demands="A function, a layer or an event bus is used only by callers that are named.",
        why="A service calls a function for whoever sets it up to, in any account.",
        remedy="Name the principal; for a service also set sourceArn or sourceAccount; for a whole "
        "organisation set principalOrgId. Give a function URL authorizationType AWS_IAM.",
        severity="critical",
        url="https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
        frameworks=(SAFEGUARDS, fsbp("Lambda.1")),
        types=(_PERMISSION, _URL, *_SHARED),
        checks=(_permission, _url, _shared),
    ),
    ResourceRule(
        id="s3-no-public-acl",
        demands="No ACL opens a bucket or an object to strangers.",
        why="The trail and the state name everything that there is to attack.",
        remedy="Leave the ACL out, and grant access by a bucket policy that names its principals.",
        severity="critical",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
        frameworks=(SAFEGUARDS, fsbp("S3.2"), fsbp("S3.3")),
        types=("aws:s3/*",),
        checks=(each("acl", _canned_acl), *(each(path, _open_group) for path in _GROUPS)),
    ),
    ResourceRule(
        id="kms-grant-own-account",
        demands="A grant on a key is for a principal of the key's own account.",
        why="A grant passes the key policy by, and shows in no document.",
        remedy="Give keyId as the key's ARN, and grant to a role of that account.",
        severity="critical",
        url="https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html",
        frameworks=(SAFEGUARDS,),
        types=("aws:kms/grant:Grant",),
        checks=(_grantee("granteePrincipal"), _grantee("retiringPrincipal")),
    ),
)
