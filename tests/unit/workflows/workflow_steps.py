"""GitHub's workflows as the tests read them: jobs, steps, and the make commands in their order."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".github" / "workflows"
NAMES = ("checks", "comment", "deploy", "drift", "preview", "recover")
SET_UP = frozenset({"setup", "engine"})
"""Targets that prepare a runner; a laptop has what they make."""

_ON = True
"""YAML 1.1 takes the key `on` for a truth value."""


@dataclass(frozen=True)
class Step:
    """One step: an action that is used, or a command that is run."""

    uses: str | None = None
    run: str | None = None
    condition: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    """The action's inputs (`with`)."""
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def action(self) -> str | None:
        """The action's name, without the commit."""
        return self.uses.partition("@")[0] if self.uses else None


@dataclass(frozen=True)
class Job:
    """One job of a workflow."""

    workflow: str
    name: str
    document: Mapping[str, Any]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in their order."""
        return tuple(
            Step(
                uses=step.get("uses"),
                run=step.get("run"),
                condition=step.get("if"),
                given=step.get("with", {}),
                env=step.get("env", {}),
            )
            for step in self.document["steps"]
        )

    def using(self, action: str) -> tuple[Step, ...]:
        """Return the steps that use an action, named without its commit."""
        return tuple(step for step in self.steps if step.action == action)

    def __str__(self) -> str:
        return f"{self.workflow}/{self.name}"


@cache
def document(workflow: str) -> Mapping[Any, Any]:
    """Return a workflow's whole document."""
    loaded: Mapping[Any, Any] = yaml.safe_load(text(workflow))
    return loaded


@cache
def text(workflow: str) -> str:
    """Return a workflow's file."""
    return (FOLDER / f"{workflow}.yml").read_text()


def triggers(workflow: str) -> Mapping[str, Any]:
    """Return what a workflow is started by."""
    found: Mapping[str, Any] = document(workflow)[_ON]
    return found


def jobs() -> tuple[Job, ...]:
    """Return every job of every workflow."""
    return tuple(
        Job(name, job, content) for name in NAMES for job, content in document(name)["jobs"].items()
    )


def job(workflow: str, name: str) -> Job:
    """Return one job."""
    return Job(workflow, name, document(workflow)["jobs"][name])


def make_commands(of: Job) -> tuple[str, ...]:
    """Return what a job types after its set-up, in order, for a test that types the same."""
    typed = [step.run for step in of.steps if step.run]
    return tuple(command for command in typed if shlex.split(command)[1] not in SET_UP)
