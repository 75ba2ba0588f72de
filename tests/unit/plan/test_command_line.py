"""`berthcare plan` as it is typed: what it keeps, and how it ends."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from berthcare.engine.exported_state import ExportedState
from berthcare.engine.plan import Diagnostic, Plan, PlannedStep
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.plan import command
from berthcare.plan.checkout import Checkout
from tests.unit.plan.made_by_hand import COMMIT

_STEP = PlannedStep("create", "urn::p::t::role", "t", "role")


@dataclass
class EngineDouble:
    """Plans what a test says."""

    succeeded: bool = True
    environment: Environment = Environment.STAGING
    environ: dict[str, str] = field(default_factory=dict)

    def version(self) -> str:
        return "3.259.0"

    def whoami(self) -> str:
        return "s3://bucket"

    def export(self) -> ExportedState:
        return ExportedState("", {})

    def configuration(self) -> dict[str, Any]:
        return {}

    def preview(self, save: Path) -> Plan:
        save.write_text("{}" if self.succeeded else "")
        trouble = () if self.succeeded else (Diagnostic("error", "a rule says no"),)
        return Plan((_STEP,), trouble, (), ("berthcare",), self.succeeded)


Planned = Callable[..., int]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Planned:
    """Return the command, on a clone and an engine of a test."""

    def run(engine: EngineDouble, *changed: str, as_json: bool = False) -> int:
        monkeypatch.setattr(command, "Engine", lambda *_: engine)
        monkeypatch.setattr(Checkout, "of", lambda *_: Checkout(COMMIT, changed))
        return command.plan(Environment.STAGING, to=tmp_path / "plan", as_json=as_json)

    return run


def files(tmp_path: Path) -> set[str]:
    return {file.name for file in (tmp_path / "plan").iterdir()}


def test_a_plan_is_kept_with_its_report_and_its_sums(
    planned: Planned, tmp_path: Path, capsys: Any
) -> None:
    assert planned(EngineDouble()) == 0
    assert files(tmp_path) == {"plan.json", "report.json", "SHA256SUMS"}
    way_on = f"berthcare deploy staging --plan {tmp_path / 'plan'}\n"
    assert capsys.readouterr().out.endswith(way_on)


def test_a_refused_plan_is_reported_and_not_kept(
    planned: Planned, tmp_path: Path, capsys: Any
) -> None:
    assert planned(EngineDouble(succeeded=False)) == 1
    assert files(tmp_path) == {"report.json"}
    assert "error: a rule says no" in capsys.readouterr().out


def test_a_plan_of_what_no_commit_has_is_not_kept(
    planned: Planned, tmp_path: Path, capsys: Any
) -> None:
    assert planned(EngineDouble(), "components/one.py") == 1
    assert files(tmp_path) == {"report.json"}
    assert "as components/one.py is not as commit 0123456789ab has it" in capsys.readouterr().out


def test_the_report_alone_is_printed_as_json(planned: Planned, tmp_path: Path, capsys: Any) -> None:
    assert planned(EngineDouble(), as_json=True) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "plan" / "report.json").read_text())
    assert printed["steps"] == [{"op": "create", "type": "t", "name": "role", "changed": []}]


def test_a_commit_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is planned, and an earlier plan stays: the engine is not asked at all."""
    monkeypatch.setattr(Checkout, "of", lambda *_: Checkout(COMMIT, ()))
    monkeypatch.setattr(command, "Engine", lambda *_: pytest.fail("the engine was asked"))
    with pytest.raises(BerthcareError, match="--against: 'no-such-commit' is no commit"):
        command.plan(Environment.STAGING, to=tmp_path / "plan", against="no-such-commit")
    assert not (tmp_path / "plan").exists()
