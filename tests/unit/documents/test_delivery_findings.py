"""The delivery roles' documents before the policy pack's rules, and before two other linters."""

import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from berthcare.documents.delivery_trust import deployer_trust, preview_trust
from berthcare.documents.shared import Document
from policies.catalog import RULES
from policies.review import judge, judge_stack
from policies.rule import ResourceRule, StackRule
from policies.stack import Stack
from policies.subject import Subject
from tests.unit.documents.delivery import (
    DELIVERY_BOUNDARY,
    DEPLOYER_POLICIES,
    ENVIRONMENTS,
    NAMES,
    PREVIEW_POLICIES,
    WORKLOAD_BOUNDARY,
    deployer_may,
)
from tests.unit.documents.grant import ACCOUNT

BOUNDARIES = {
    NAMES.delivery_boundary: DELIVERY_BOUNDARY,
    NAMES.workload_boundary: WORKLOAD_BOUNDARY,
}
POLICIES = {**DEPLOYER_POLICIES, **PREVIEW_POLICIES}
TRUSTS = {
    NAMES.deployer_role: deployer_trust(
        NAMES, "berthcare/communications", ENVIRONMENTS, NAMES.oidc_provider_arn
    ),
    NAMES.preview_role: preview_trust(NAMES, "berthcare/communications", NAMES.oidc_provider_arn),
}
each_policy = pytest.mark.parametrize("name", [*POLICIES, *BOUNDARIES])


def document_of(name: str) -> Document:
    return {**POLICIES, **BOUNDARIES}[name]


def subject(type_: str, name: str, props: Mapping[str, Any]) -> Subject:
    urn = f"urn:pulumi:account::berthcare-bootstrap::{type_}::{name}"
    return Subject(type_, name, urn, props, provider_region="ca-central-1")


def policy(name: str, document: Document) -> Subject:
    props = {"name": name, "arn": NAMES.policy_arn(name), "policy": json.dumps(document)}
    return subject("aws:iam/policy:Policy", name, props)


def role(name: str, trust: Document) -> Subject:
    props = {
        "name": name,
        "assumeRolePolicy": json.dumps(trust),
        "permissionsBoundary": NAMES.policy_arn(NAMES.delivery_boundary),
    }
    return subject("aws:iam/role:Role", name, props)


def attachment(role_name: str, policy_name: str) -> Subject:
    props = {"role": role_name, "policyArn": NAMES.policy_arn(policy_name)}
    return subject("aws:iam/rolePolicyAttachment:RolePolicyAttachment", policy_name, props)


def found_by_rules(one: Subject) -> list[str]:
    concerned = (
        rule for rule in RULES if isinstance(rule, ResourceRule) and rule.concerns(one.type)
    )
    return [violation.told for rule in concerned for violation in judge(rule, one).violations]


@each_policy
def test_no_rule_finds_anything_in_a_policy(name: str) -> None:
    assert found_by_rules(policy(name, document_of(name))) == []


@pytest.mark.parametrize("name", TRUSTS)
def test_no_rule_finds_anything_in_a_trust(name: str) -> None:
    assert found_by_rules(role(name, TRUSTS[name])) == []


def test_no_rule_finds_anything_in_a_role_s_policies_together() -> None:
    stack = Stack(
        (
            *(role(name, trust) for name, trust in TRUSTS.items()),
            *(policy(name, document) for name, document in POLICIES.items()),
            *(attachment(NAMES.deployer_role, name) for name in DEPLOYER_POLICIES),
            *(attachment(NAMES.preview_role, name) for name in PREVIEW_POLICIES),
        )
    )
    together = [rule for rule in RULES if isinstance(rule, StackRule) and "escalation" in rule.id]

    assert together
    assert [one.told for rule in together for one in judge_stack(rule, stack).violations] == []


def test_a_policy_that_is_wider_by_one_name_is_found() -> None:
    name = f"{NAMES.deployer_role}-staging-rights"
    wider = json.loads(json.dumps(POLICIES[name]).replace("role/berthcare-watcher-", "role/*-"))

    assert found_by_rules(policy(name, wider)) != []


@contextmanager
def import_noise() -> Iterator[None]:
    """Quieten what the linters warn of while they are imported and read their tables."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def parliament() -> Any:
    with import_noise():
        import parliament as linter  # noqa: PLC0415 - its import warns

        return linter.analyze_policy_string


@pytest.fixture(scope="module")
def cloudsplaining() -> Any:
    with import_noise():
        from cloudsplaining.scan.policy_document import PolicyDocument  # noqa: PLC0415

        return PolicyDocument


MANAGES_THE_TRAIL_S_BUCKET = {
    NAMES.delivery_boundary,
    *(f"{NAMES.deployer_role}-{environment}-services" for environment in ENVIRONMENTS),
}
"""Documents of which parliament says that a bucket's policy could let its writer in to objects.

It counts no Deny: the deployer's policies refuse just that, as the next test shows, and a boundary
grants nothing.
"""


@each_policy
def test_parliament_finds_nothing(name: str, parliament: Any) -> None:
    found = {finding.issue for finding in parliament(json.dumps(document_of(name))).findings}

    said = {"RESOURCE_POLICY_PRIVILEGE_ESCALATION"} if name in MANAGES_THE_TRAIL_S_BUCKET else set()
    assert found == said


@pytest.mark.parametrize("action", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"])
def test_who_writes_the_trail_s_bucket_s_policy_is_refused_its_records_by_that_too(
    action: str,
) -> None:
    bucket = f"arn:aws:s3:::berthcare-trail-staging-{ACCOUNT}"
    refusing = [
        statement
        for document in DEPLOYER_POLICIES.values()
        for statement in document["Statement"]
        if statement["Effect"] == "Deny" and action in statement["Action"]
    ]

    assert deployer_may("s3:PutBucketPolicy", bucket)
    assert [f"{bucket}/*"] in [statement["Resource"] for statement in refusing]
    assert all("Condition" not in statement for statement in refusing)


@each_policy
def test_cloudsplaining_finds_nothing(name: str, cloudsplaining: Any) -> None:
    judged = cloudsplaining(document_of(name))

    assert judged.all_allowed_unrestricted_actions == []
    assert judged.allows_privilege_escalation == []
    assert judged.permissions_management_without_constraints == []
    assert judged.write_actions_without_constraints == []
    assert judged.credentials_exposure == []
    assert judged.service_wildcard == []
