"""`berthcare recover` as it is typed: what it asks, and how it ends."""

import io
import json
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from berthcare.engine.stack_lock import StackLock
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.recover import command
from berthcare.recover.arguments import Options
from berthcare.recover.fate import Fate, Settled
from berthcare.recover.steps import Found
from tests.unit.recover.made_by_hand import ROOT, pending
from tests.unit.recover.test_steps import EngineDouble

_LOCK = StackLock(4711, "deployer", "another-machine", "2026-01-31T04:05:06Z")
_ROLE = pending("aws:iam/role:Role", "backend")
_TAKEN = Settled(_ROLE, Fate.TAKEN_OVER, "it exists: backend", id="backend")
_LEFT = Settled(_ROLE, Fate.LEFT, "nobody knows")
WELL = Found((), (), ROOT)

Recover = Callable[..., int]


@pytest.fixture
def recover(monkeypatch: pytest.MonkeyPatch) -> Recover:
    """Return the command, on what a test says was found."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(found: Found, engine: EngineDouble, **flags: bool) -> int:
        monkeypatch.setattr(command, "Engine", lambda *_: engine)
        monkeypatch.setattr(command, "_found", lambda _: found)
        options = Options(
            Environment.STAGING,
            holder_is_gone=flags.get("gone", False),
            as_json=flags.get("as_json", False),
        )
        return command.recover(
            options, dry_run=flags.get("dry_run", False), yes=flags.get("yes", True)
        )

    return run


def test_where_nothing_was_left_nothing_is_done(recover: Recover, capsys: Any) -> None:
    engine = EngineDouble()
    assert recover(WELL, engine) == 0
    assert engine.told == []
    assert "Nothing was left open in staging" in capsys.readouterr().out


def test_what_was_left_is_settled_and_the_way_on_is_told(recover: Recover, capsys: Any) -> None:
    engine = EngineDouble()
    assert recover(Found((), (_TAKEN,), ROOT), engine) == 0
    assert engine.told
    assert "fit for a deployment. Type: berthcare plan staging" in capsys.readouterr().out


def test_a_dry_run_does_nothing(recover: Recover) -> None:
    engine = EngineDouble()
    assert recover(Found((_LOCK,), (_TAKEN,), ROOT), engine, dry_run=True) == 0
    assert engine.told == []


def test_the_lock_of_another_machine_is_not_broken_unasked(recover: Recover) -> None:
    engine = EngineDouble()
    with pytest.raises(BerthcareError, match="another-machine"):
        recover(Found((_LOCK,), (), ROOT), engine)
    assert engine.told == []


def test_in_a_job_a_lock_is_not_broken_by_the_name_of_the_machine(
    recover: Recover, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("CI", "true")
    here = StackLock(0, "deployer", socket.gethostname(), "2026-01-31T04:05:06Z")
    engine = EngineDouble()
    with pytest.raises(BerthcareError, match="cannot be seen from here"):
        recover(Found((here,), (), ROOT), engine)
    assert engine.told == []
    assert "that run is over" not in capsys.readouterr().out


@pytest.mark.parametrize("flags", [{}, {"dry_run": True}, {"gone": True}, {"as_json": True}])
def test_a_run_that_is_at_work_is_told_first_and_alone(
    flags: dict[str, bool], recover: Recover, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(StackLock, "runs_here", lambda _: True)
    engine = EngineDouble()
    with pytest.raises(BerthcareError, match="a deployment runs, by deployer@another-machine"):
        recover(Found((_LOCK,), (_TAKEN,), ROOT), engine, **flags)
    assert engine.told == []
    assert capsys.readouterr().out == ""


class EngineThatStops(EngineDouble):
    """Takes nothing over: it raises what a test says."""

    def __init__(self, why: BaseException) -> None:
        super().__init__()
        self._why = why

    def import_resources(self, document: Mapping[str, object], *, protect: bool = True) -> None:
        raise self._why


@pytest.mark.parametrize(
    ("why", "status"),
    [(KeyboardInterrupt(), 130), (BerthcareError("It is refused.", "Ask."), 1)],
)
def test_a_recovery_that_does_not_come_to_its_end_ends_so(
    why: BaseException, status: int, recover: Recover, capsys: Any
) -> None:
    assert recover(Found((), (_TAKEN,), ROOT), EngineThatStops(why)) == status
    assert "Not all of it is done. Go on: berthcare recover staging" in capsys.readouterr().out


def test_a_lock_whose_holder_is_said_to_be_gone_is_taken_off(recover: Recover) -> None:
    engine = EngineDouble()
    assert recover(Found((_LOCK,), (), ROOT), engine, gone=True) == 0
    assert engine.told == ["cancel"]


def test_what_is_left_to_a_person_is_told_and_ends_with_1(recover: Recover, capsys: Any) -> None:
    assert recover(Found((), (_LEFT,), ROOT), EngineDouble()) == 1
    assert "Left to you: creating aws:iam/role:Role backend" in capsys.readouterr().out


def test_without_a_terminal_a_yes_is_needed(recover: Recover) -> None:
    engine = EngineDouble()
    with pytest.raises(BerthcareError) as refused:
        recover(Found((), (_TAKEN,), ROOT), engine, yes=False)
    assert refused.value.remedy == "Type: berthcare recover staging --yes"
    assert engine.told == []


def test_the_document_alone_is_printed_as_json(recover: Recover, capsys: Any) -> None:
    assert recover(Found((), (_TAKEN,), ROOT), EngineDouble(), as_json=True) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["recovered"] is True
    assert printed["operations"][0]["id"] == "backend"
