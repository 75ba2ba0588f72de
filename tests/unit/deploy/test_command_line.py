"""`berthcare deploy` as it is typed: what it refuses, what it does, how it ends."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from berthcare.deploy import command
from berthcare.deploy.arguments import Options
from berthcare.deploy.conditions import Standing
from berthcare.engine.configured import Configured
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.plan.checkout import Checkout
from berthcare.plan.saved_plan import begin, finish
from tests.unit.plan.made_by_hand import COMMIT, report

_BEGUN = {
    "resourcePreEvent": {
        "metadata": {
            "op": "create",
            "urn": "urn::p::t::backend-role",
            "type": "t",
            "new": {"custom": True},
        }
    }
}

_LOCAL = "http://127.0.0.1:4566"
_SECRET, _CREDENTIAL = "a-configured-secret", "a-credential-of-aws"
_SAID = {
    "diagnosticEvent": {"severity": "error", "message": f"refused {_SECRET}, {_CREDENTIAL}"},
}


@dataclass
class EngineDouble:
    """Applies nothing: it tells what a test says, and ends so."""

    environment: Environment = Environment.STAGING
    environ: dict[str, str] = field(
        default_factory=lambda: {"AWS_SECRET_ACCESS_KEY": _CREDENTIAL, "AWS_ENDPOINT_URL": _LOCAL}
    )
    status: int = 0
    interrupted: bool = False
    applied: list[Path] = field(default_factory=list)

    def configuration(self) -> dict[str, Configured]:
        return {"twilio:authToken": Configured(_SECRET, secret=True)}

    def apply(self, plan: Path, read: Callable[[str], None]) -> int:
        self.applied.append(plan)
        read(json.dumps(_BEGUN))
        read(json.dumps(_SAID))
        if self.interrupted:
            raise KeyboardInterrupt
        return self.status


Deploy = Callable[..., int]


@pytest.fixture
def deploy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Deploy:
    """Return the command, with a plan in a folder and an engine that applies nothing."""
    begin(tmp_path).write_text("{}")
    finish(tmp_path, report(), keep=True)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(engine: EngineDouble, *, commit: str = COMMIT, **flags: bool) -> int:
        standing = Standing(
            Environment.STAGING, "embedded", Checkout(commit, ()), "3.259.0", "sha256:1", (), ()
        )
        monkeypatch.setattr(command, "Engine", lambda *_: engine)
        monkeypatch.setattr(command, "_standing", lambda _: standing)
        options = Options(Environment.STAGING, tmp_path)
        given = {"dry_run": False, "yes": True, **flags}
        return command.deploy(options, **given)

    return run


def test_a_plan_that_fits_is_applied(deploy: Deploy, tmp_path: Path, capsys: Any) -> None:
    engine = EngineDouble()
    assert deploy(engine) == 0
    assert engine.applied == [tmp_path / "plan.json"]
    assert "berthcare verify staging" in capsys.readouterr().out


def test_a_plan_of_another_commit_is_not(deploy: Deploy, capsys: Any) -> None:
    engine = EngineDouble()
    assert deploy(engine, commit="f" * 40) == 1
    assert engine.applied == []
    printed = capsys.readouterr().out
    assert printed.startswith("✗ The plan is of commit 0123456789ab, and this clone is at fff")
    assert printed.endswith("The plan may not be applied. Nothing was changed.\n")


def test_a_dry_run_applies_nothing(deploy: Deploy) -> None:
    engine = EngineDouble()
    assert deploy(engine, dry_run=True) == 0
    assert engine.applied == []


def test_without_a_terminal_a_yes_is_needed(deploy: Deploy, tmp_path: Path) -> None:
    engine = EngineDouble()
    with pytest.raises(BerthcareError) as refused:
        deploy(engine, yes=False)
    assert refused.value.remedy == f"Type: berthcare deploy staging --plan {tmp_path} --yes"
    assert engine.applied == []


def test_an_engine_that_stops_leads_to_a_recovery(deploy: Deploy, capsys: Any) -> None:
    assert deploy(EngineDouble(status=-9)) == 1
    printed = capsys.readouterr().out
    assert "The engine stopped with status -9: 0 of 1 steps are done." in printed
    assert "begun, and nobody knows whether done: create t backend-role" in printed
    assert "  berthcare recover staging\n  berthcare plan staging\n" in printed


def test_an_interrupted_deployment_ends_so(deploy: Deploy, capsys: Any) -> None:
    assert deploy(EngineDouble(interrupted=True)) == 130
    assert "Interrupted: 0 of 1 steps are done." in capsys.readouterr().out


def test_of_what_the_engine_says_no_secret_is_shown(deploy: Deploy, capsys: Any) -> None:
    deploy(EngineDouble())
    assert "✗ refused [secret], [secret]\n" in capsys.readouterr().out


class Head(io.StringIO):
    """Takes the plan and no line more, as a pipe that its reader closes."""

    def write(self, text: str) -> int:
        if self.getvalue().endswith("3 unchanged.\n"):
            raise BrokenPipeError
        return super().write(text)


@pytest.mark.parametrize(("ended", "status"), [(0, 0), (255, 1)])
def test_a_closed_pipe_changes_nothing_of_how_it_ended(
    ended: int, status: int, deploy: Deploy, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(sys, "stdout", Head())
    assert deploy(EngineDouble(status=ended)) == status
    told = "staging is deployed" if status == 0 else "The engine stopped with status 255"
    assert told in capsys.readouterr().err
