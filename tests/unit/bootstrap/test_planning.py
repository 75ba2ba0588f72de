import io
import json
import os
from dataclasses import replace
from typing import Any

import pytest

from berthcare.bootstrap.arguments import Options
from berthcare.bootstrap.creations import ROLE, Creation, Stranger
from berthcare.bootstrap.owner import Owner
from berthcare.bootstrap.planning import Planned, Planning
from berthcare.bootstrap.standing import Place
from berthcare.console import Console
from berthcare.engine.plan import Plan
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from tests.unit.bootstrap.doubles import (
    BUCKET,
    KEY,
    NAMES,
    NOTHING,
    PASSPHRASE,
    PROVIDER,
    AccountDouble,
    FileDouble,
    StackDouble,
    WorkspaceDouble,
    creating,
    stack_with,
    state,
)

OWNER = Owner(NAMES.account_id, "127.0.0.1:4566")
OPTIONS = Options("owner/name", (Environment.STAGING,))
ROLE_TYPE = "aws:iam/role:Role"
CREATION = Creation(ROLE, "berthcare-deployer", ROLE_TYPE, "delivery-deployer")
OUTPUTS = stack_with(backend_url=NAMES.backend_url)
HERE = state(BUCKET, OUTPUTS)
HOME = state(BUCKET, OUTPUTS, provider=KEY)
ENTRY = '{"type": "aws:iam/role:Role", "name": "delivery-deployer", "id": "<PLACEHOLDER>"}'


class Town:
    """An account and a clone, for one planning."""

    def __init__(self, options: Options = OPTIONS, **there: Any) -> None:
        self.output = io.StringIO()
        here, home = there.pop("here", None), there.pop("home", None)
        plan = there.pop("plan", creating("aws:s3/bucket:Bucket"))
        workspace = WorkspaceDouble(holds_state=here is not None)
        self.here = StackDouble("file:///x", PASSPHRASE, here, workspace, plan=plan)
        self.bucket = StackDouble("s3://b", KEY, home, workspace, plan=plan)
        self.account = AccountDouble(self.bucket, bucket_exists=home is not None, **there)
        self.planning = Planning(options, self.account, self.here, self.bucket, OWNER)  # type: ignore[arg-type]  # doubles

    def planned(self, *, dry_run: bool = False) -> Planned:
        console = Console.of(self.output, self.output, io.StringIO(), os.environ)
        return self.planning.planned(console, dry_run=dry_run)

    def steps(self) -> list[str]:
        return [step.what.partition(":")[0] for step in self.planned().steps]


def test_a_first_run_makes_everything_and_moves_its_state() -> None:
    town = Town()
    assert town.steps() == ["AWS", "Pulumi", "Pulumi", ".bootstrap removed"]
    assert town.here.held is not None


def test_a_run_that_did_not_finish_is_gone_on_with_where_it_is() -> None:
    town = Town(here=HERE, plan=NOTHING)
    assert town.planned().standing.place is Place.HERE
    assert town.steps() == ["Pulumi", "Pulumi", ".bootstrap removed"]


def test_a_state_without_outputs_is_updated_though_no_resource_is_missing() -> None:
    town = Town(here=state(BUCKET), plan=NOTHING)
    assert town.steps() == ["AWS", "Pulumi", "Pulumi", ".bootstrap removed"]


def test_what_a_killed_run_was_making_is_told() -> None:
    pending = [{"type": "creating", "resource": BUCKET}]
    town = Town(here=state(pending_operations=pending))
    assert town.planned().standing.place is Place.HERE
    assert "killed while it made aws:s3/bucket:Bucket state" in town.output.getvalue()


def test_a_second_run_changes_nothing_where_nothing_is_different() -> None:
    assert Town(home=HOME, plan=NOTHING).steps() == []


def test_a_second_run_updates_by_the_bucket_s_state_alone() -> None:
    town = Town(home=HOME)
    assert town.steps() == ["AWS"]
    assert town.here.held is None
    assert town.here.settings == {}


def test_a_copy_that_was_left_is_removed() -> None:
    assert Town(here=HERE, home=HOME, plan=NOTHING).steps() == [".bootstrap removed"]


def test_a_plan_that_a_policy_refuses_has_no_steps() -> None:
    assert Town(plan=replace(NOTHING, succeeded=False)).steps() == []


@pytest.mark.parametrize(
    ("home", "exists", "given", "used"),
    [
        (HOME, False, None, ""),
        (HOME, True, None, NAMES.oidc_provider_arn),
        (HOME, True, NAMES.oidc_provider_arn, NAMES.oidc_provider_arn),
        (state(BUCKET, PROVIDER, provider=KEY), True, None, ""),
        (state(BUCKET, PROVIDER, provider=KEY), True, NAMES.oidc_provider_arn, ""),
    ],
    ids=["none", "found", "given", "our own", "our own, given"],
)
def test_github_s_provider_that_exists_is_used_and_our_own_is_kept(
    home: Any, *, exists: bool, given: str | None, used: str
) -> None:
    town = Town(replace(OPTIONS, oidc_provider=given), home=home, provider_exists=exists)
    town.planned()
    assert town.bucket.settings["berthcare-bootstrap:oidcProviderArn"] == used


@pytest.mark.parametrize(
    ("given", "exists"),
    [(NAMES.oidc_provider_arn, False), (NAMES.oidc_provider_arn.replace("000", "111", 1), True)],
)
def test_a_provider_that_the_account_does_not_have_is_refused(given: str, *, exists: bool) -> None:
    town = Town(replace(OPTIONS, oidc_provider=given), provider_exists=exists)
    with pytest.raises(BerthcareError, match="has no identity provider"):
        town.planned()


def test_the_administrators_of_the_state_stay_unless_others_are_given() -> None:
    told = stack_with(administrator_arns=["arn:aws:iam::000000000000:role/first"])
    home = state(BUCKET, told, provider=KEY)
    for given, expected in (((), ["role/first"]), (("role/second",), ["role/second"])):
        town = Town(replace(OPTIONS, administrators=given), home=home)
        town.planned()
        assert town.bucket.settings["berthcare-bootstrap:administrators"] == expected


def with_a_stranger() -> Town:
    town = Town(exists=(Stranger(CREATION, "berthcare-deployer"),))
    town.here.creations = (CREATION,)
    town.here.workspace.import_file = FileDouble(f'{{"resources": [{ENTRY}]}}')
    return town


def test_what_exists_and_no_state_knows_is_refused_with_the_import_to_type() -> None:
    town = with_a_stranger()
    with pytest.raises(BerthcareError) as refused:
        town.planned()
    assert "role berthcare-deployer" in refused.value.what
    command = "pulumi import --file /clone/.bootstrap/import.json --config-file"
    assert command in refused.value.remedy
    assert (
        '"id": "berthcare-deployer"' in town.here.workspace.files["/clone/.bootstrap/import.json"]
    )
    assert town.here.workspace.kept_for == OWNER


def test_a_state_of_another_account_is_refused_before_anything_is_looked_for() -> None:
    town = Town(here=HERE)
    town.here.workspace.other = "another"
    with pytest.raises(BerthcareError, match="state of another"):
        town.planned()
    assert town.output.getvalue() == ""


def test_a_plan_keeps_nothing_and_the_first_step_keeps_the_workspace_for_the_account() -> None:
    town = Town()
    update = town.planned().steps[0]
    before = town.here.workspace.kept_for
    update.act()
    assert (before, town.here.workspace.kept_for) == (None, OWNER)


def test_an_update_by_the_bucket_s_state_keeps_nothing_here() -> None:
    town = Town(home=HOME)
    town.planned().steps[0].act()
    assert town.here.workspace.kept_for is None


def test_what_the_engine_prints_is_a_line_a_resource_without_its_values() -> None:
    town = Town()
    metadata = {"op": "create", "type": ROLE_TYPE, "urn": "urn::x::deployer"}
    event = {"resOutputsEvent": {"metadata": {**metadata, "new": {"inputs": {"a": "value"}}}}}
    town.here.prints = json.dumps(event)
    town.planned().steps[0].act()
    assert f"create {ROLE_TYPE} deployer" in town.output.getvalue().splitlines()[-1]
    assert "value" not in town.output.getvalue()


def test_a_dry_run_names_what_exists_and_writes_no_import() -> None:
    town = with_a_stranger()
    with pytest.raises(BerthcareError, match="role berthcare-deployer"):
        town.planned(dry_run=True)
    assert town.here.workspace.files == {}


def test_a_plan_that_is_refused_is_told_before_what_exists() -> None:
    town = with_a_stranger()
    town.here.plan = Plan((), (), (), (), succeeded=False)
    assert town.planned().steps == ()
