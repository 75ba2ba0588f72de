"""The most that a role can do which a delivery role made."""

import json

import pytest

from berthcare.documents.alerts import stranger_rule_policy
from berthcare.documents.audit import trail_role_policy
from berthcare.documents.rotation import rotation_policy
from berthcare.documents.secret_access import backend_policy
from berthcare.documents.shared import Document
from berthcare.documents.watcher import watcher_policy
from berthcare.environments import Environment
from berthcare.iam.evaluator import Request, decide
from berthcare.names import PROJECT, Names
from berthcare.residency import REGION
from tests.unit.documents.arns import secret
from tests.unit.documents.delivery import (
    A_KEY,
    ENVIRONMENTS,
    NAMES,
    WORKLOAD_BOUNDARY,
    Asked,
    allowed_by,
    within,
)
from tests.unit.documents.grant import ACCOUNT, WATCHER

KEYS = {"secrets_key_arn": A_KEY, "monitoring_key_arn": A_KEY}


def policies_of(environment: Environment) -> dict[str, Document]:
    names = Names(environment)
    return {
        "backend": backend_policy(names, ACCOUNT, A_KEY),
        "watcher": watcher_policy(names, ACCOUNT, **KEYS, has_parent=True),
        "rotation": rotation_policy(names, ACCOUNT, **KEYS, has_parent=True),
        "trail": trail_role_policy(names, ACCOUNT),
        "stranger's rule": stranger_rule_policy(names, ACCOUNT, A_KEY),
    }


def tags(environment: Environment) -> dict[str, str]:
    return {
        "aws:ResourceTag/Project": PROJECT,
        "aws:ResourceTag/Environment": str(environment),
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("role", policies_of(Environment.STAGING))
def test_it_cuts_nothing_that_the_program_s_roles_do(role: str, environment: Environment) -> None:
    policy = policies_of(environment)[role]

    asked = list(allowed_by(policy))

    assert asked
    assert all(allowed(policy, one, environment) for one in asked)
    assert [one for one in asked if not within_it(one, environment)] == []


def allowed(policy: Document, asked: Asked, environment: Environment) -> bool:
    """Tell whether the policy allows by itself what it was taken for an example of."""
    context = {**asked.context, **tags(environment)}
    request = Request(WATCHER, asked.action, asked.resource, context)
    return decide(request, identity_documents=[policy], resource_account=ACCOUNT).allowed


def within_it(asked: Asked, environment: Environment) -> bool:
    context = {**asked.context, **tags(environment)}
    return within(WORKLOAD_BOUNDARY, Asked(asked.action, asked.resource, context), WATCHER)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("secretsmanager:GetSecretValue", secret("staging/twilio/account")),
        ("secretsmanager:GetRandomPassword", "*"),
        ("kms:Decrypt", A_KEY),
    ],
)
def test_it_leaves_it_to_the_secrets_to_refuse_the_stranger_of_verify(
    action: str, resource: str
) -> None:
    assert within_it(Asked(action, resource, {}), Environment.STAGING)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:PutRolePolicy", WATCHER.name),
        ("iam:PassRole", WATCHER.name),
        ("sts:AssumeRole", NAMES.role_arn(NAMES.deployer_role)),
        ("secretsmanager:DeleteSecret", secret("staging/twilio/account")),
        ("secretsmanager:PutResourcePolicy", secret("staging/twilio/account")),
        ("secretsmanager:GetSecretValue", secret("others/account")),
        ("kms:PutKeyPolicy", A_KEY),
        ("kms:CreateGrant", A_KEY),
        (
            "ssm:PutParameter",
            f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/berthcare/staging/spend-lift",
        ),
        ("s3:GetObject", f"arn:aws:s3:::{NAMES.state_bucket}/.pulumi/meta.yaml"),
        (
            "cloudtrail:StopLogging",
            f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/berthcare-twilio-staging",
        ),
        (
            "lambda:UpdateFunctionCode",
            f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:berthcare-watcher-staging",
        ),
        ("ec2:RunInstances", "*"),
    ],
)
def test_a_role_of_the_program_never_does_more(action: str, resource: str) -> None:
    assert not within_it(Asked(action, resource, {}), Environment.STAGING)


def test_a_key_of_something_else_decrypts_nothing_for_it() -> None:
    assert not within(WORKLOAD_BOUNDARY, Asked("kms:Decrypt", A_KEY, {}), WATCHER)


def test_it_fits_into_a_managed_policy() -> None:
    assert len(json.dumps(WORKLOAD_BOUNDARY, separators=(",", ":"))) <= 6144
