"""How things stand where a plan is to be applied: each is looked at there."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from berthcare.deploy import command
from berthcare.deploy.conditions import Standing
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.state_mark import state_mark
from berthcare.environments import Environment
from tests.unit.plan.made_by_hand import clone
from tests.unit.recover.made_by_hand import state

_LOCKS = ".pulumi/locks/organization/berthcare-communications/staging"
_HELD = {"pid": 4711, "username": "deployer", "hostname": "runner-1", "timestamp": "2026-01-31"}
_STATE = state({"type": "creating", "resource": {"urn": "urn::p::t::one", "type": "t"}})


@dataclass
class EngineDouble:
    """Has a backend in a folder, and the state above."""

    backend: Path
    environment: Environment = Environment.STAGING
    environ: dict[str, str] = field(
        default_factory=lambda: {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    )

    def whoami(self) -> str:
        return f"file://{self.backend}"

    def export(self) -> ExportedState:
        return _STATE

    def version(self) -> str:
        return "3.259.0"


@pytest.fixture
def engine(tmp_path: Path) -> EngineDouble:
    """An engine whose stack is locked."""
    locks = tmp_path / "backend" / _LOCKS
    locks.mkdir(parents=True)
    (locks / "one.json").write_text(json.dumps(_HELD))
    return EngineDouble(tmp_path / "backend")


@pytest.fixture
def standing(engine: EngineDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Standing:
    """How things stand in a clone whose program was changed."""
    made = clone(tmp_path / "clone")
    (made / "__main__.py").write_text("second\n")
    monkeypatch.chdir(made)
    return command._standing(engine)  # type: ignore[arg-type]


def test_the_locks_and_what_was_left_open_are_looked_at(standing: Standing) -> None:
    assert [lock.pid for lock in standing.locks] == [4711]
    assert standing.pending == ["creating t one"]


def test_the_state_is_the_one_of_this_stack_in_this_backend(
    standing: Standing, engine: EngineDouble
) -> None:
    assert standing.state == state_mark(engine.whoami(), "staging", _STATE)


def test_the_clone_is_looked_at(standing: Standing) -> None:
    assert standing.checkout.changed == ("__main__.py",)
    assert len(standing.checkout.commit) == 40


def test_the_engine_and_the_place_are_those_of_here(standing: Standing) -> None:
    assert (standing.engine, standing.environment, standing.target) == (
        "3.259.0",
        Environment.STAGING,
        "embedded",
    )
