"""The real engine refuses, by each way in which a deployment is judged (docs/security.md).

The program makes a dynamic resource only, so no provider plugin is needed.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from localcloud.engine import Engine
from tests.pulumi_project import PIP_DOUBLE

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider
from policies.in_program import register_guard


class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", {**props, "told": "US"})


class PhoneNumber(Resource, module="twilio", name="PhoneNumber"):
    told: pulumi.Output[str]

    def __init__(self, name, props, opts):
        super().__init__(Provider(), name, props, opts)


if "GUARDED" in os.environ:
    register_guard()
token = pulumi.Output.secret("x") if "MARKED" in os.environ else "x"
protected = pulumi.ResourceOptions(protect="PROTECTED" in os.environ)
PhoneNumber("voice", {"country": "CA", "auth_token": token}, protected)
if "LATER" in os.environ:
    first = PhoneNumber("first", {"country": "CA", "told": None}, protected)
    PhoneNumber("later", {"country": first.told}, protected)
if "TWICE" in os.environ:
    PhoneNumber("second", {"country": "CA", "auth_token": token}, protected)
"""
NOISE = ("Traceback", "Exception", "Error:", "rpc error", "Invoke callback", "KeyboardInterrupt")
PACK = ("--policy-pack", str(ROOT / "policies"))
GOOD = {"MARKED": "1", "PROTECTED": "1"}
RULE = "phone-number-protected"
REMEDY = "Pass ResourceOptions(protect=True)"

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Project:
    """A project with the program, on a state of its own in a folder."""

    engine: Engine
    folder: Path
    environ: dict[str, str] = field(repr=False)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run an engine command with these variables set."""
        return subprocess.run(
            [self.engine.path, *arguments, "--non-interactive"],
            cwd=self.folder,
            env={**self.environ, **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def preview(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Preview the program."""
        return self.run("preview", *arguments, **variables)

    def init(self, stack: str) -> None:
        """Make a stack, and select it."""
        created = self.run("stack", "init", stack)
        assert created.returncode == 0, created.stderr


@pytest.fixture
def project(engine: Engine, tmp_path: Path) -> Project:
    """A project whose stack `dev` has no exceptions and nothing deployed."""
    program = tmp_path / "program"
    program.mkdir()
    (tmp_path / "state").mkdir()
    (program / "__main__.py").write_text(PROGRAM)
    (program / "Pulumi.yaml").write_text(
        f"name: rehearsal\nruntime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n"
    )
    environ = {
        **{key: os.environ[key] for key in ("HOME", "LANG") if key in os.environ},
        "PATH": f"{engine.folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PIP_DOUBLE),
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "rehearsal",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    made = Project(engine, program, environ)
    made.init("dev")
    return made


def test_the_pack_refuses_by_its_flag_with_the_rule_and_its_remedy_and_passes_what_is_good(
    project: Project,
) -> None:
    refused = project.preview(*PACK)
    assert refused.returncode != 0
    assert f"[mandatory] [severity: critical]  {RULE}" in refused.stdout
    assert REMEDY in refused.stdout
    assert "auth_token is not marked secret." in refused.stdout

    passed = project.preview(*PACK, **GOOD)
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_the_pack_refuses_by_the_variable_that_the_set_up_exports(project: Project) -> None:
    refused = project.preview(PULUMI_OPTION_POLICY_PACK=str(ROOT / "policies"))
    assert refused.returncode != 0
    assert RULE in refused.stdout


def test_the_guard_refuses_without_the_pack_and_without_a_traceback(project: Project) -> None:
    refused = project.preview(GUARDED="1", MARKED="1")
    assert refused.returncode != 0
    assert "error: The policy refuses this resource:" in refused.stdout
    assert f"{RULE}: voice (" in refused.stdout
    assert REMEDY in refused.stdout
    for noise in NOISE:
        assert noise not in refused.stdout + refused.stderr

    passed = project.preview(GUARDED="1", **GOOD)
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_two_refusals_are_both_told_and_followed_by_one_line(project: Project) -> None:
    refused = project.preview(GUARDED="1", MARKED="1", TWICE="1")
    assert refused.returncode != 0
    assert f"{RULE}: voice (" in refused.stdout
    assert f"{RULE}: second (" in refused.stdout
    diagnostics = refused.stdout.partition("Diagnostics:")[2]
    assert diagnostics.count("error: Refused by the policy") == 1
    for noise in NOISE:
        assert noise not in refused.stdout + refused.stderr


def test_what_a_preview_cannot_know_is_judged_by_the_update(project: Project) -> None:
    preview = project.preview(*PACK, **GOOD, LATER="1")
    assert preview.returncode == 0, preview.stdout + preview.stderr

    update = project.run("up", "--yes", "--skip-preview", *PACK, **GOOD, LATER="1")
    assert update.returncode != 0
    assert RULE in update.stdout
    assert "later (pulumi-python:dynamic/twilio:PhoneNumber): country is 'US'" in update.stdout


@pytest.mark.parametrize(
    "levels", [{"all": "disabled"}, {RULE: "advisory"}], ids=["all disabled", "one made advisory"]
)
def test_a_configuration_that_weakens_the_pack_stops_the_deployment(
    project: Project, tmp_path: Path, levels: dict[str, str]
) -> None:
    weaker = tmp_path / "levels.json"
    weaker.write_text(json.dumps(levels))

    refused = project.preview(*PACK, "--policy-pack-config", str(weaker), **GOOD)

    told = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert "the policy-pack configuration weakens" in told
    assert "policies/exceptions.yaml" in told


def test_what_no_policy_sees_is_held_by_protection_and_found_in_the_state(
    project: Project,
) -> None:
    """A deletion and an edit of the state are judged by no rule; see docs/security.md."""
    assert project.run("up", "--yes", "--skip-preview", **GOOD).returncode == 0
    analyze = ("policy", "analyze", *PACK, "--stack", "dev")
    assert project.run(*analyze).returncode == 0

    destroyed = project.run("destroy", "--yes", "--skip-preview")
    assert destroyed.returncode != 0
    assert "protect" in destroyed.stdout + destroyed.stderr

    assert project.run("state", "unprotect", "--all", "--yes").returncode == 0
    found = project.run(*analyze)
    assert found.returncode != 0
    assert RULE in found.stdout


EXCEPTION = """
- rule: phone-number-protected
  stacks: [{stack}]
  resource: pulumi-python:dynamic/twilio:PhoneNumber::{name}
  finding: protect
  reason: It is tried out.
  owner: platform team
  expires: {expires}
"""


def test_an_excepted_finding_passes_and_a_needless_or_expired_exception_does_not(
    project: Project, tmp_path: Path
) -> None:
    tomorrow = datetime.now(timezone.utc).date() + timedelta(days=1)
    for package in ("policies", "berthcare"):
        shutil.copytree(ROOT / package, tmp_path / "own" / package)
    pack = tmp_path / "own" / "policies"
    described = (pack / "PulumiPolicy.yaml").read_text()
    (pack / "PulumiPolicy.yaml").write_text(described.replace("../.venv", sys.prefix))
    (pack / "exceptions.yaml").write_text(
        EXCEPTION.format(stack="rehearsal/dev", name="voice", expires=tomorrow)
        + EXCEPTION.format(stack="rehearsal/dev", name="nobody", expires=tomorrow)
        + EXCEPTION.format(stack="rehearsal/dev", name="voice", expires="2026-01-31")
        + EXCEPTION.format(stack="staging", name="voice", expires=tomorrow)
    )

    search_path = os.pathsep.join([str(PIP_DOUBLE), str(tmp_path / "own")])
    variables = {"PYTHONPATH": search_path, "MARKED": "1"}
    told = project.preview("--policy-pack", str(pack), **variables)

    assert told.returncode != 0
    assert f"{RULE}  (" not in told.stdout, "the finding itself is excepted"
    assert "twilio:PhoneNumber::nobody excepts nothing" in told.stdout
    assert "expired on '2026-01-31'" in told.stdout
    assert told.stdout.count("exceptions-in-force  (") == 2
