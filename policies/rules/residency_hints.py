"""Hints of another region, told and not refused: settings, and deploy roles without a guard.

Source: IAM User Guide, "AWS: Denies access to AWS based on the requested Region"; AWS Control Tower
Controls Reference, "Region deny control".
"""

import re
from collections.abc import Iterator

from berthcare.iam.document import Condition, Statement
from berthcare.residency import REGION
from policies.documents import TYPES, documents_of, unknown_in
from policies.finding import Finding, NotKnown
from policies.frameworks import RESIDENCY
from policies.iam.actions import access_level, actions_matching
from policies.iam.wildcards import is_every_resource_of_a_service
from policies.reading import Said, decoded, leaves, values_at
from policies.rule import ResourceRule
from policies.subject import Subject, Unknown

_REGION_NAME = re.compile(
    r"\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:north|south|east|west|central)"
    r"(?:east|west)?-[1-9]\b"
)
_KEY = "aws:requestedregion"
_MANY_SERVICES = 3
_CHANGES = ("Write", "Permissions management")


def _settings(subject: Subject) -> Iterator[Said]:
    path = (
        "environment.variables"
        if subject.type == "aws:lambda/function:Function"
        else "dashboardBody"
    )
    for at, value in values_at(subject.props, path):
        tree = decoded(value) if isinstance(value, str) else value
        for where, leaf in leaves(tree, at):
            if isinstance(leaf, Unknown):
                yield NotKnown(where)
            for region in sorted(set(_REGION_NAME.findall(str(leaf))) - {REGION}):
                yield Finding(where, "names the region {value}", region)


def _guard(subject: Subject) -> Iterator[Said]:
    for document in documents_of(subject, "identity"):
        for statement in document.statements:
            for condition in statement.conditions:
                yield from _regions_of(document.at(statement), condition)
        if _is_broad(document.statements) and not _is_guarded(document.statements):
            yield Finding(
                document.path,
                "changes many services without a condition on aws:RequestedRegion",
            )
    yield from unknown_in(subject, "identity")


def _regions_of(at: str, condition: Condition) -> Iterator[Finding]:
    for region in condition.values if condition.key.lower() == _KEY else ():
        if region != REGION:
            yield Finding(at, "names the region {value} in aws:RequestedRegion", region)


def _is_broad(statements: tuple[Statement, ...]) -> bool:
    """Whether the Allow statements change every resource of several services."""
    services = {
        action.partition(":")[0]
        for statement in statements
        if statement.allows and any(map(is_every_resource_of_a_service, statement.resources))
        for pattern in statement.actions
        for action in actions_matching(pattern)
        if access_level(action) in _CHANGES
    }
    return len(services) >= _MANY_SERVICES


def _is_guarded(statements: tuple[Statement, ...]) -> bool:
    """Whether other regions are denied, or each Allow is for the requested region only."""
    denied = any(
        not one.allows and any(_is_on_region(condition, "Not") for condition in one.conditions)
        for one in statements
    )
    return denied or all(
        any(_is_on_region(condition, "") for condition in one.conditions)
        for one in statements
        if one.allows
    )


def _is_on_region(condition: Condition, negation: str) -> bool:
    operators = (f"String{negation}Equals", f"String{negation}Like")
    return condition.key.lower() == _KEY and condition.operator in operators


RULES = (
    ResourceRule(
        id="residency-config-region",
        demands=f"A function's variables and a dashboard name no region but {REGION}.",
        why="A client is often led to another region by a variable that nobody reads any more.",
        remedy=f"Name {REGION}, or leave the region out.",
        severity="low",
        url="https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html",
        frameworks=(RESIDENCY,),
        level="advisory",
        types=("aws:cloudwatch/dashboard:Dashboard", "aws:lambda/function:Function"),
        checks=(_settings,),
    ),
    ResourceRule(
        id="residency-iam-requested-region",
        demands=f"A role that changes many services may do so in {REGION} only.",
        why="The rules see what this program makes; only IAM sees what a deploy role does besides.",
        remedy="Add a Deny statement with NotAction for the global services, and StringNotEquals "
        f"aws:RequestedRegion {REGION}.",
        severity="medium",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "reference_policies_examples_aws_deny-requested-region.html",
        frameworks=(RESIDENCY,),
        level="advisory",
        types=TYPES,
        checks=(_guard,),
    ),
)
