"""What keeps a contributor's machine and the pins in order fits this repository."""

import json
import re
import shlex
from typing import Any

import pytest
import yaml

from tests.unit.workflows.workflow_steps import ROOT

HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
UPDATES = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]
CONTAINER = ROOT / ".devcontainer" / "devcontainer.json"
MAKEFILE = (ROOT / "Makefile").read_text()
PINNED_IN = {
    "github-actions": "/.github/workflows",
    "pip": "/requirements/runtime.txt",
    "gomod": "/requirements/actionlint/go.mod",
    "devcontainers": "/.devcontainer/devcontainer.json",
}
"""What Dependabot keeps up to date, and where its pins stand."""


def container() -> dict[str, Any]:
    """Return the container's description, without the lines that are comments."""
    text = re.sub(r"^\s*//.*$", "", CONTAINER.read_text(), flags=re.MULTILINE)
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_a_commit_is_looked_over_by_nothing_from_elsewhere() -> None:
    assert [one["repo"] for one in HOOKS] == ["local"]


@pytest.mark.parametrize("hook", HOOKS[0]["hooks"], ids=lambda hook: str(hook["id"]))
def test_a_hook_runs_a_tool_of_this_repository(hook: dict[str, Any]) -> None:
    program, *words = shlex.split(hook["entry"])

    assert hook["language"] == "system"  # nothing is installed for it
    assert program in {".venv/bin/python", "git", "make"}
    if program == "make":
        assert re.search(rf"^{words[-1]}:", MAKEFILE, re.MULTILINE)
    if "pytest" in words:
        assert (ROOT / words[-1]).is_file()


def test_a_commit_is_held_to_the_checks_of_make_lint() -> None:
    lint = MAKEFILE.partition("\nlint:")[2].partition("\n\n")[0]
    tools = set(re.findall(r"-m ((?:ruff \w+)|mypy)", lint))

    assert tools == {
        found[0]
        for hook in HOOKS[0]["hooks"]
        if (found := re.findall(r"-m ((?:ruff \w+)|mypy)", hook["entry"]))
    }


def test_everything_that_is_pinned_is_kept_up_to_date() -> None:
    assert [update["package-ecosystem"] for update in UPDATES] == list(PINNED_IN)
    for update in UPDATES:
        pinned = PINNED_IN[update["package-ecosystem"]]
        assert pinned.startswith(update["directory"])
        assert (ROOT / pinned.lstrip("/")).exists()
        assert update["schedule"] == {"interval": "weekly"}


def test_new_code_of_others_is_a_week_old_before_it_is_asked_for() -> None:
    waited = {one["package-ecosystem"]: one.get("cooldown") for one in UPDATES}

    # A feature of the container runs on nobody's runner.
    assert waited.pop("devcontainers") is None
    assert list(waited.values()) == [{"default-days": 7}] * 3


def test_the_container_is_no_editor_s() -> None:
    described = container()

    assert "customizations" not in described
    assert set(described) == {"name", "image", "features", "postCreateCommand"}


def test_the_container_sets_up_by_commands_that_exist() -> None:
    for command in container()["postCreateCommand"].split(" && "):
        make, target = command.split()
        assert make == "make"
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_the_container_s_python_is_the_workflows_python() -> None:
    (version,) = set(
        re.findall(
            r'python-version: "([\d.]+)"',
            "".join(path.read_text() for path in (ROOT / ".github" / "workflows").iterdir()),
        )
    )

    assert f"python:{version}-" in container()["image"]
