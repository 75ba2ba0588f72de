"""The delivery roles: GitHub's jobs alone take them, and neither gets past its boundary."""

from collections.abc import Mapping

import pytest

from berthcare.account_names import AccountNames
from berthcare.documents.boundaries import delivery_boundary, workload_boundary
from berthcare.documents.delivery_trust import deployer_trust, preview_trust
from berthcare.documents.deployer_policies import deployer_policies
from berthcare.documents.preview_policies import preview_policies
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from components.delivery_access import DeliveryAccess, DeliveryAccessArgs
from tests.recorder import ACCOUNT, Recording, record
from tests.unit.components.deployed import arn, document
from tests.unit.documents.grant import KEY

NAMES = AccountNames(ACCOUNT)
ENVIRONMENTS = (Environment.STAGING, Environment.PRODUCTION)
REPOSITORY = "berthcare/communications"
PROVIDER = NAMES.oidc_provider_arn


def delivered(provider_arn: str | None = None) -> Recording:
    args = DeliveryAccessArgs(
        names=NAMES,
        repository=REPOSITORY,
        environments=ENVIRONMENTS,
        provider_arn=provider_arn,
        state_key_arn=KEY,
    )
    return record(lambda: DeliveryAccess("delivery", args))


@pytest.fixture(scope="module")
def access() -> Recording:
    return delivered()


def test_github_s_tokens_are_taken_for_aws_alone(access: Recording) -> None:
    assert access.one(":OpenIdConnectProvider").inputs == {
        "url": "https://token.actions.githubusercontent.com",
        "clientIdLists": ["sts.amazonaws.com"],
    }


def test_an_account_s_own_provider_is_used_and_none_is_made() -> None:
    access = delivered(PROVIDER)

    assert access.of_type(":OpenIdConnectProvider") == []
    assert access.outputs["delivery"]["provider_arn"] == PROVIDER
    trust = document(access, "delivery-preview", "assumeRolePolicy")
    assert trust == preview_trust(NAMES, REPOSITORY, PROVIDER)


@pytest.mark.parametrize(
    ("name", "role", "trust"),
    [
        (
            "delivery-deployer",
            "berthcare-deployer",
            deployer_trust(NAMES, REPOSITORY, ENVIRONMENTS, PROVIDER),
        ),
        ("delivery-preview", "berthcare-preview", preview_trust(NAMES, REPOSITORY, PROVIDER)),
    ],
)
def test_a_role_trusts_the_repository_s_jobs_once_there_is_the_provider(
    access: Recording, name: str, role: str, trust: Document
) -> None:
    registered = access.named(name)

    assert registered.inputs["name"] == role
    assert document(access, name, "assumeRolePolicy") == trust
    assert registered.depends_on == {"delivery-github"}


@pytest.mark.parametrize("name", ["delivery-deployer", "delivery-preview"])
def test_both_roles_are_below_the_delivery_boundary(access: Recording, name: str) -> None:
    assert access.named(name).inputs["permissionsBoundary"] == arn("delivery-boundary")


def test_the_boundaries_are_there_under_the_names_that_roles_and_settings_know(
    access: Recording,
) -> None:
    own, workload = access.named("delivery-boundary"), access.named("delivery-workload-boundary")

    assert own.inputs["name"] == "berthcare-delivery-boundary"
    assert document(access, own.name) == delivery_boundary(NAMES, ENVIRONMENTS, KEY)
    assert workload.inputs["name"] == "berthcare-workload-boundary"
    assert document(access, workload.name) == workload_boundary(NAMES, ENVIRONMENTS)


@pytest.mark.parametrize(
    ("role", "policies"),
    [
        ("berthcare-deployer", deployer_policies(NAMES, ENVIRONMENTS, KEY)),
        ("berthcare-preview", preview_policies(NAMES, ENVIRONMENTS, KEY)),
    ],
    ids=["deployer", "preview"],
)
def test_a_role_has_its_own_policies_and_no_other(
    access: Recording, role: str, policies: Mapping[str, Document]
) -> None:
    attached = {
        one.inputs["policyArn"]
        for one in access.of_type(":RolePolicyAttachment")
        if one.inputs["role"] == role
    }

    assert attached == {arn(name) for name in policies}
    assert {name: document(access, name) for name in policies} == policies
    assert {access.named(name).inputs["name"] for name in policies} == set(policies)


def test_what_must_stay_is_protected(access: Recording) -> None:
    assert {one.name for one in access.resources if one.protect} == {
        "delivery-github",
        "delivery-boundary",
        "delivery-workload-boundary",
        "delivery-deployer",
        "delivery-preview",
    }
