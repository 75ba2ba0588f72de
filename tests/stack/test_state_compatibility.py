"""What an earlier release deployed is neither replaced nor deleted by the code of now."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from berthcare.engine.plan import Plan, plan_of
from localcloud.engine import Engine
from tests.stack.embedded import EmbeddedCloud, Ran, run
from tests.stack.releases.earlier_state import as_left_on, read, releases

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

STAYS = {"same", "update", "create", "read"}


class EarlierStack:
    """A stack `staging` of a state backend of its own, that holds an earlier release's state."""

    def __init__(self, cloud: EmbeddedCloud, engine: Engine, folder: Path, project: Path) -> None:
        (folder / "backend").mkdir()
        self._project = project
        self._environment = {
            **cloud.environment,
            "PULUMI_BACKEND_URL": (folder / "backend").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "of nothing",
            "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
            # The engine itself: this stack is none of the cloud's own.
            "PATH": os.pathsep.join([str(engine.folder), os.environ["PATH"]]),
        }

    def hold(self, state: dict[str, Any], file: Path) -> None:
        self.pulumi("stack", "init", "staging", "--secrets-provider", "passphrase")
        salt = yaml.safe_load((self._project / "Pulumi.staging.yaml").read_text())["encryptionsalt"]
        provider = {"type": "passphrase", "state": {"salt": salt}}
        state["deployment"]["secrets_providers"] = provider
        file.write_text(json.dumps(state))
        self.pulumi("stack", "import", "--file", str(file))

    def preview(self) -> Plan:
        return plan_of(self._run("preview", "--json").text, "pulumi preview")

    def pulumi(self, *arguments: str) -> None:
        ran = self._run(*arguments)
        assert ran.status == 0, ran.text

    def _run(self, *arguments: str) -> Ran:
        # Each of the commands takes the name of the stack as an option but `init`.
        stack = () if arguments[:2] == ("stack", "init") else ("--stack", "staging")
        command = ["pulumi", *arguments, *stack, "--non-interactive"]
        return run(command, self._environment, self._project)


@pytest.fixture
def plain_project(project: Callable[..., Path]) -> Path:
    """This project, its stack files without the real target's key."""
    folder = project()
    file = folder / "Pulumi.staging.yaml"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("secretsprovider")))
    return folder


@pytest.mark.parametrize("release", releases())
def test_nothing_of_an_earlier_release_is_replaced_or_deleted(
    cloud: EmbeddedCloud, engine: Engine, plain_project: Path, tmp_path: Path, release: str
) -> None:
    live = cloud.pulumi("stack", "export", "--show-secrets", "--stack", "staging")
    stack = EarlierStack(cloud, engine, tmp_path, plain_project)
    stack.hold(as_left_on(read(release), json.loads(live.text)), tmp_path / "state.json")

    plan = stack.preview()

    kept = {
        resource["urn"]
        for resource in read(release)["deployment"]["resources"]
        if not resource["type"].startswith("pulumi:providers:")
    }
    lost = {step.urn: step.op for step in plan.steps if step.op not in STAYS}
    assert lost == {}
    assert plan.succeeded, plan.errors
    assert kept <= {step.urn for step in plan.steps}
