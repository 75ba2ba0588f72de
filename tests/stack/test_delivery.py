"""The steps of the workflows, in their order, as the deployer that the bootstrap made.

The engine is killed in the middle of the first deployment; it is recovered, planned and completed.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from berthcare.account_names import SECRETS_PROVIDER, STATE_KEY_ALIAS, AccountNames
from berthcare.delivery.plan_report import PlanReport
from berthcare.documents.deployer_policies import deployer_policies
from berthcare.documents.preview_policies import preview_policies
from berthcare.documents.shared import Document
from berthcare.engine.exported_state import ExportedState
from berthcare.environments import Environment
from berthcare.iam.document import parse_document
from berthcare.recover.aws_reading import AwsReading
from berthcare.recover.fate import Fate, by_fate, settle
from berthcare.recover.lookup import LOOKUPS
from berthcare.recover.pending import pending_of
from localcloud.gateway.fixture import ACCOUNT_ID
from tests.stack.bootstrapped import Bootstrapped
from tests.stack.clone import Clone
from tests.stack.embedded import EmbeddedCloud, Ran, variant
from tests.stack.previewer import ROLE, as_administrator, previewing
from tests.unit.workflows.workflow_steps import job, make_commands

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

_PURCHASE_SECONDS = 90
_CODE = ("berthcare", "components", "functions", "policies", "providers")
_PARAMETER, _ALIAS = "aws:ssm/parameter:Parameter", "aws:kms/alias:Alias"
_NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"
ACCOUNT = AccountNames(ACCOUNT_ID)
PLAN, DEPLOY, VERIFY = make_commands(job("deploy", "staging"))
(RECOVER,) = make_commands(job("recover", "staging"))


@pytest.fixture(scope="module")
def clone(
    bootstrapped: Bootstrapped, tmp_path_factory: pytest.TempPathFactory, program: str
) -> Clone:
    """A clone of two commits, in the shell of the deployer."""
    assert bootstrapped.again.status == 0, bootstrapped.again.text
    folder = tmp_path_factory.mktemp("delivery")
    cloud = EmbeddedCloud(bootstrapped.cloud.directory)
    started = cloud.command("start")
    assert started.status == 0, started.text
    made = Clone(variant(folder / "project", program=program), cloud)
    made.copy(*(".gitignore", "Pulumi.yaml"), *_CODE)
    made.git("init", "--quiet")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "As it was")
    made.git("commit", "--quiet", "--allow-empty", "--message", "As it is")
    return made


@pytest.fixture(scope="module")
def previewed(clone: Clone) -> dict[str, PlanReport]:
    """What a pull request's preview reports of each stack."""
    for step in make_commands(job("preview", "embedded")):
        ran = clone.make(step)
        assert ran.status == 0, ran.text
    delivered = clone.folder / ".delivery"
    return {
        stack: PlanReport.parse((delivered / stack / "report.json").read_text())
        for stack in ("staging", "production")
    }


@dataclass(frozen=True)
class Killed:
    """What a killed deployment left."""

    planned: Ran
    deployment: str
    """What `berthcare deploy` printed."""
    status: int
    bought: list[str]
    pending: set[str]
    locks: int


@pytest.fixture(scope="module")
def killed(clone: Clone, previewed: dict[str, PlanReport]) -> Killed:
    """A first deployment by plan whose engine was killed while it bought the numbers."""
    assert previewed["staging"].succeeded
    planned = clone.make(PLAN)
    assert planned.status == 0, planned.text
    shutil.copytree(clone.folder / ".delivery" / "staging", clone.folder.parent / "first-plan")
    clone.cloud.add_fault(
        method="POST", path=".*IncomingPhoneNumbers.*", times=3, hang_after_commit=True
    )
    output = clone.folder.parent / "deployment"
    with output.open("wb") as printed:
        deployment = subprocess.Popen(
            [*shlex.split(DEPLOY), f"VENV={sys.prefix}"],
            cwd=clone.folder,
            env=clone.environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        _wait_for_purchases(clone, 3, (_PARAMETER, _ALIAS))
        [lock] = clone.locks()
        _kill_session(os.getsid(lock.pid))
        status = deployment.wait(timeout=60)
    clone.cloud.clear_faults()
    pending = clone.state().get("pending_operations", [])
    return Killed(
        planned,
        output.read_text(),
        status,
        sorted(number["sid"] for number in clone.cloud.owned_numbers()),
        {one["resource"]["type"] for one in pending},
        len(clone.locks()),
    )


def _kill_session(session: int) -> None:
    """Kill the engine, the program and the plugins, as a machine that goes down does."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session:
                    os.kill(int(entry.name), signal.SIGKILL)


def _wait_for_purchases(clone: Clone, count: int, besides: Sequence[str]) -> None:
    """Wait until so many numbers are bought, and the state knows a resource of these types."""
    until = time.monotonic() + _PURCHASE_SECONDS
    while len(clone.cloud.owned_numbers()) < count or not clone.has(*besides):
        assert time.monotonic() < until, "the deployment did not come that far"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def recovered(clone: Clone, killed: Killed) -> Ran:
    """What `berthcare recover` printed; an alias that was begun is there, a parameter is not."""
    assert killed.locks
    clone.begin_again(_PARAMETER, _ALIAS)
    [parameter] = [
        one["resource"]["inputs"]["name"]
        for one in clone.state()["pending_operations"]
        if one["resource"]["type"] == _PARAMETER
    ]
    clone.cloud.aws("ssm").delete_parameter(Name=parameter)
    told = clone.berthcare("recover", "staging", "--dry-run", "--json")
    done = clone.make(f"{RECOVER} HOLDER_IS_GONE=1")
    assert done.status == 0, done.text
    return told


@pytest.fixture(scope="module")
def deployed(clone: Clone, recovered: Ran) -> Ran:
    """What `berthcare deploy` printed of the plan that was made after the recovery."""
    assert recovered.status == 0, recovered.text
    planned = clone.make(PLAN)
    assert planned.status == 0, planned.text
    return clone.make(DEPLOY)


def test_a_pull_request_s_preview_reports_both_stacks(previewed: dict[str, PlanReport]) -> None:
    for stack, report in previewed.items():
        assert (report.environment, report.target, report.succeeded) == (stack, "embedded", True)
        assert {step.op for step in report.steps} == {"create"}
        assert report.cost is not None


def test_a_killed_engine_leaves_its_lock_and_what_it_began(killed: Killed) -> None:
    assert killed.locks == 1
    assert _NUMBER in killed.pending


def test_a_deployment_whose_engine_was_killed_tells_how_far_it_came(killed: Killed) -> None:
    assert killed.status != 0
    assert f"nobody knows whether done: create {_NUMBER} numbers-voice" in killed.deployment
    way_on = "  berthcare recover staging\n  berthcare plan staging\n  berthcare deploy staging\n"
    assert way_on in killed.deployment


def test_a_recovery_takes_over_what_exists_and_leaves_the_rest_to_be_made(recovered: Ran) -> None:
    told = json.loads(recovered.text[recovered.text.index("\n{") :])
    fates = {one["urn"].rpartition("::")[2]: one["fate"] for one in told["operations"]}
    of_aliases = {one["fate"] for one in told["operations"] if _ALIAS in one["urn"]}
    assert of_aliases == {"taken over"}
    assert fates["monitoring-spend-guard-lift"] == "made later"
    assert fates["numbers-voice"] == "made later"


def test_after_a_recovery_a_deployment_is_complete(clone: Clone, deployed: Ran) -> None:
    assert deployed.status == 0, deployed.text
    state = clone.state()
    assert not state.get("pending_operations")
    assert not clone.locks()
    types = [resource["type"] for resource in state["resources"]]
    assert types.count(_ALIAS) == 2
    assert types.count(_PARAMETER) == 1


def test_after_a_recovery_no_number_is_bought_a_second_time(
    clone: Clone, killed: Killed, deployed: Ran
) -> None:
    assert deployed.status == 0, deployed.text
    owned = sorted(number["sid"] for number in clone.cloud.owned_numbers())
    assert owned == killed.bought
    assert len(owned) == 3


def test_its_state_is_in_the_bucket_and_its_secrets_under_the_key_that_the_bootstrap_made(
    clone: Clone, deployed: Ran
) -> None:
    assert deployed.status == 0, deployed.text
    provider = clone.state()["secrets_providers"]
    kms = as_administrator(clone.cloud, "kms")
    key = kms.describe_key(KeyId=STATE_KEY_ALIAS)["KeyMetadata"]

    assert clone.bucket == ACCOUNT.state_bucket
    assert (provider["type"], provider["state"]["url"]) == ("cloud", SECRETS_PROVIDER)
    assert key["Description"] == "States of the Pulumi stacks, and the secrets in them."


def test_what_was_deployed_is_verified_by_the_job_s_last_step(clone: Clone, deployed: Ran) -> None:
    assert deployed.status == 0, deployed.text

    verified = clone.make(VERIFY)

    assert verified.status == 0, verified.text
    assert "14 checks: 14 passed." in verified.text


@pytest.fixture(scope="module")
def looked_at(clone: Clone, deployed: Ran) -> list[Ran]:
    """What the preview role's jobs type: a plan, then the night's look for drift."""
    assert deployed.status == 0, deployed.text
    (plan,) = make_commands(job("preview", "real-staging"))
    with previewing(clone.cloud) as shell:
        typed = (plan, *make_commands(job("drift", "staging")))
        return [clone.make(command, **shell) for command in typed]


def test_the_preview_role_plans_and_looks_for_drift(looked_at: list[Ran]) -> None:
    for ran in looked_at:
        assert ran.status == 0, ran.text
    assert "In all: 131 unchanged." in looked_at[0].text


def test_what_the_preview_role_planned_is_what_the_deployer_applies(
    clone: Clone, looked_at: list[Ran]
) -> None:
    assert looked_at[0].status == 0, looked_at[0].text

    applied = clone.make(DEPLOY)

    assert applied.status == 0, applied.text
    assert "0 resources changed" in applied.text


@pytest.mark.parametrize(
    ("role", "policies_of", "most_unused"),
    [(ACCOUNT.deployer_role, deployer_policies, 90), (ROLE, preview_policies, 30)],
)
def test_a_role_did_it_all_below_its_boundary_and_by_its_own_policies(
    clone: Clone,
    looked_at: list[Ran],
    record_property: Callable[[str, object], None],
    *,
    role: str,
    policies_of: Callable[[AccountNames, Sequence[Environment], str], Mapping[str, Document]],
    most_unused: int,
) -> None:
    """The rest is what other plans take: each type's own tests see it used, or say why not."""
    assert looked_at
    found = as_administrator(clone.cloud, "iam").get_role(RoleName=role)["Role"]
    policies = policies_of(ACCOUNT, tuple(Environment), "arn:aws:kms:::key/any")
    statements = [one for policy in policies.values() for one in parse_document(policy)]
    listed = {action for one in statements if one.allows for action in one.actions}
    used = clone.permissions_used_by(role)
    record_property(f"figures of {role}", {"actions": len(listed), "used here": len(used)})

    bounded = found["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert bounded == ACCOUNT.policy_arn(ACCOUNT.delivery_boundary)
    assert used <= listed
    assert len(listed - used) < most_unused


@pytest.fixture
def reading(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> AwsReading:
    """AWS as the deployer of the bootstrap reads it."""
    for name, value in clone.cloud.environment.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    return AwsReading(os.environ)


def test_of_what_is_not_there_the_deployer_is_told_so_and_not_refused(
    clone: Clone, deployed: Ran, reading: AwsReading
) -> None:
    assert deployed.status == 0, deployed.text
    # Nothing of production is deployed here.
    inputs = {
        one["type"]: json.loads(json.dumps(one["inputs"]).replace("staging", "production"))
        for one in clone.state()["resources"]
        if one["type"] in LOOKUPS
    }

    found = {type_: lookup(reading, inputs[type_]) for type_, lookup in LOOKUPS.items()}

    assert found == dict.fromkeys(LOOKUPS)


def test_whatever_is_deployed_would_be_settled_without_a_person(
    clone: Clone, deployed: Ran, reading: AwsReading
) -> None:
    assert deployed.status == 0, deployed.text
    made = [one for one in clone.state()["resources"] if one["custom"] and "provider" in one]
    ids = {one["urn"]: one["id"] for one in made}
    begun = [{"type": "creating", "resource": {**one, "id": "", "outputs": {}}} for one in made]
    state = ExportedState("", {"pending_operations": begun})

    settled = by_fate(settle(pending_of(state), reading, "staging"))

    assert settled[Fate.LEFT] == []
    taken = settled[Fate.TAKEN_OVER]
    assert {one.pending.type for one in taken} == set(LOOKUPS)
    # A permission is imported by its function's name too.
    found = {
        one.pending.urn: one.id.removeprefix(f"{one.pending.inputs.get('function')}/")
        for one in taken
    }
    assert found == {urn: ids[urn] for urn in found}


def test_a_plan_of_an_earlier_state_that_was_edited_is_refused(clone: Clone, deployed: Ran) -> None:
    assert deployed.status == 0, deployed.text
    first = clone.folder.parent / "first-plan"
    with (first / "plan.json").open("a") as file:
        file.write("\n")
    clone.git("commit", "--quiet", "--allow-empty", "--message", "Another")
    refused = clone.berthcare("deploy", "staging", "--plan", str(first), "--yes")
    assert refused.status == 1
    assert "is not as it was written: its sums are others." in refused.text
    assert "The state has changed since the plan was made." in refused.text
    assert "The plan is of commit " in refused.text
