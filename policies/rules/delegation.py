"""Delegation: who uses a key or a resource on another's behalf, and for whom.

Sources: KMS Developer Guide, "kms:ViaService", "Default key policy"; IAM User Guide, "The confused
deputy problem".
"""

import re
from collections.abc import Iterator

from berthcare.iam.document import Condition, Statement
from berthcare.iam.matching import action_matches
from policies.documents import TYPES, Grant, documents_of, each_grant, unknown_in
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.iam.accounts import account_in, is_account_root
from policies.iam.callers import is_source, names_principals, names_source
from policies.iam.wildcards import is_open
from policies.reading import Said
from policies.rule import ResourceRule
from policies.subject import Subject

# What opens what a key has closed, or lets others do so.
_GRANT = "kms:CreateGrant"
_USES = (
    _GRANT,
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:ReEncryptFrom",
)
_CALLERS = (
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourceaccount",
    "aws:sourcearn",
    "kms:calleraccount",
)
_CONTEXT = "kms:encryptioncontext:"
_EQUAL = re.compile(r"(?:ForAnyValue:)?(?:String|Arn)(?:Equals|Like)")


def _key_use(grant: Grant) -> Iterator[Finding]:
    accounts = [
        one.value for one in grant.principals if one.is_everyone or is_account_root(one.value)
    ]
    if not accounts or grant.may_be_narrowed(_names_who_or_how):
        return
    for use in _USES:
        if use == _GRANT and grant.may_be_narrowed(_is_for_aws):
            continue
        if any(action_matches(action, use) for action in grant.actions):
            yield Finding(grant.at, "allows {value}, by any way", f"{use} to all of {accounts[0]}")


def _names_who_or_how(condition: Condition) -> bool:
    if condition.key.lower() == "kms:viaservice":
        named = bool(condition.values) and not any(map(is_open, condition.values))
        return named and _EQUAL.fullmatch(condition.operator) is not None
    return names_principals(condition)


def _is_for_aws(condition: Condition) -> bool:
    """Whether a grant is only for an AWS service that acts for the caller."""
    is_key = condition.key.lower() == "kms:grantisforawsresource"
    return is_key and condition.operator == "Bool" and condition.values == ("true",)


def _service_use(grant: Grant) -> Iterator[Finding]:
    services = [one.value for one in grant.principals if one.kind == "Service"]
    if services and not grant.may_be_narrowed(_names_for_whom):
        yield Finding(grant.at, "serves {value} for whichever account asks it to", services[0])


def _one_account(subject: Subject) -> Iterator[Said]:
    for document in documents_of(subject, "key", "resource", "trust"):
        accounts = {
            account
            for statement in document.statements
            if statement.allows
            for account in _accounts_in(statement)
        }
        if len(accounts) > 1:
            named = ", ".join(sorted(accounts))
            yield Finding(document.path, "lets in principals of several accounts: {value}", named)
    yield from unknown_in(subject, "key", "resource", "trust")


def _accounts_in(statement: Statement) -> Iterator[str]:
    """Visit the accounts that a statement's principals and conditions on the caller name."""
    texts = [one.value for one in statement.principals if one.kind == "AWS"]
    for condition in statement.conditions:
        if condition.key.lower() in _CALLERS:
            texts += condition.values
    yield from filter(None, map(account_in, texts))


def _names_for_whom(condition: Condition) -> bool:
    return names_source(condition) or (
        condition.key.lower().startswith(_CONTEXT)
        and _EQUAL.fullmatch(condition.operator) is not None
        and all(map(is_source, condition.values))
    )


RULES = (
    ResourceRule(
        id="kms-use-through-service",
        demands="A key is used by the roles that its policy names, or through a service it names.",
        why="Where the whole account may decrypt, one careless IAM policy opens every secret; "
        "through Secrets Manager alone each reading is in the trail under its name.",
        remedy="Add a condition with StringEquals on kms:ViaService, or ArnEquals on "
        "aws:PrincipalArn; list administration apart, without Decrypt and CreateGrant.",
        severity="high",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html"
        "#conditions-kms-via-service",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(each_grant(_key_use, "key"),),
    ),
    ResourceRule(
        id="service-grant-names-source",
        demands="A key or resource policy serves an AWS service for this account only.",
        why="A service does what it is told by whoever sets it up, in any account: somebody else's "
        "alarm could publish to the topic, somebody else's trail write to the bucket.",
        remedy="Add a condition with StringEquals on aws:SourceAccount, or ArnLike on "
        "aws:SourceArn or the service's own encryption context.",
        severity="high",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(each_grant(_service_use, "key", "resource"),),
    ),
    ResourceRule(
        id="grant-one-account",
        demands="A key, a resource and a role let in principals of one account.",
        why="A second account in a policy is a partner or a slip of one digit; no rule can tell.",
        remedy="Take the other account out, or except the finding with the name of the partner.",
        severity="high",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "access_policies-cross-account-resource-access.html",
        frameworks=(SAFEGUARDS,),
        types=TYPES,
        checks=(_one_account,),
    ),
)
