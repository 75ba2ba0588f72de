"""Trust: who may become a role.

Source: IAM User Guide, "AWS JSON policy elements: Principal", "The confused deputy problem",
"Create a role for OpenID Connect federation".
"""

import re
from collections.abc import Iterator

from berthcare.iam.document import Condition
from policies.documents import Grant, each_grant
from policies.finding import Finding
from policies.frameworks import SAFEGUARDS
from policies.iam.accounts import is_account_root
from policies.iam.callers import names_callers, names_principals, names_source
from policies.iam.federation import federated_strangers
from policies.iam.strangers import strangers
from policies.rule import ResourceRule

_ROLE = "aws:iam/role:Role"
_KEYS_OF_WHOLE_ACCOUNTS = (
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
)
# Services that act for whoever asks them, in any account, and send along for whom they act.
_DEPUTIES = re.compile(
    r"(?:backup|budgets|cloudtrail|config|delivery\.logs|ecs-tasks|events|firehose|"
    r"logs(?:\.[a-z0-9-]+)?|s3|scheduler|ses|sns|states)\.amazonaws\.com"
)


def _account_root(grant: Grant) -> Iterator[Finding]:
    whole = [one.value for one in grant.principals if is_account_root(one.value)]
    if any(map(_names_accounts, grant.conditions)):
        whole += [one.value for one in grant.principals if one.is_everyone]
    if whole and not grant.may_be_narrowed(names_principals):
        yield Finding(
            grant.at,
            "lets in {value}: whoever in that account may assume roles",
            whole[0],
        )


def _names_accounts(condition: Condition) -> bool:
    return condition.key.lower() in _KEYS_OF_WHOLE_ACCOUNTS and names_callers(condition)


def _confused_deputy(grant: Grant) -> Iterator[Finding]:
    deputies = [
        one.value
        for one in grant.principals
        if one.kind == "Service" and _DEPUTIES.fullmatch(one.value.lower())
    ]
    if deputies and not grant.may_be_narrowed(names_source):
        yield Finding(grant.at, "lets in {value} for whichever account asks it to", deputies[0])


_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"

RULES = (
    ResourceRule(
        id="iam-trust-no-public",
        demands="A role's trust policy lets in nobody but those it names.",
        why="Whoever becomes the backend's role reads every secret.",
        remedy="Name the principals, or add a condition with StringEquals on aws:PrincipalAccount "
        "or aws:SourceAccount. For an identity provider, conditions with StringEquals on both its "
        ":aud and its :sub; a wildcard only as repo:OWNER/REPOSITORY:*.",
        severity="critical",
        url=f"{_GUIDE}/id_roles_create_for-idp_oidc.html",
        frameworks=(SAFEGUARDS,),
        types=(_ROLE,),
        checks=(each_grant(strangers, "trust"), each_grant(federated_strangers, "trust")),
    ),
    ResourceRule(
        id="iam-trust-no-account-root",
        demands="A role trusts named roles, not a whole account.",
        why="Any role of the account that may assume roles, also one made tomorrow, becomes this "
        "one.",
        remedy="Add a condition with ArnEquals on aws:PrincipalArn that lists the roles.",
        severity="high",
        url=f"{_GUIDE}/reference_policies_elements_principal.html#principal-accounts",
        frameworks=(SAFEGUARDS,),
        types=(_ROLE,),
        checks=(each_grant(_account_root, "trust"),),
    ),
    ResourceRule(
        id="iam-trust-confused-deputy",
        demands="A service that acts for others is let in for this account only.",
        why="Somebody else's trail or topic could have the service use this role.",
        remedy="Add a condition with StringEquals on aws:SourceAccount, or ArnEquals on "
        "aws:SourceArn.",
        severity="medium",
        url=f"{_GUIDE}/confused-deputy.html",
        frameworks=(SAFEGUARDS,),
        level="advisory",
        types=(_ROLE,),
        checks=(each_grant(_confused_deputy, "trust"),),
    ),
)
