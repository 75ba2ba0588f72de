"""What could not be asked: the engine ends the command, anything else is a finding."""

import json
from dataclasses import dataclass, field

import pytest

from berthcare.drift import look as looking
from berthcare.drift.command import drift
from berthcare.drift.reading import Owned
from berthcare.engine.exported_state import ExportedState
from berthcare.engine.plan import Diagnostic, Plan, PlannedStep
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict

STAGING = Environment.STAGING
SERVING = "AC" + "0" * 31 + "1"
STEP = PlannedStep("same", "urn:1", "aws:sns/topic:Topic", "alerts")
READ = Plan((STEP,), (), (), (), succeeded=True)


@dataclass
class EngineDouble:
    """Answers as told; stands for the class and for its object."""

    plan: Plan = READ

    def __call__(self, *_: object) -> "EngineDouble":
        return self

    def refresh_preview(self) -> Plan:
        return self.plan

    def export(self) -> ExportedState:
        return ExportedState("{}", {"resources": []})


@dataclass
class ReadingDouble:
    """Twilio and Secrets Manager that hold nothing, or refuse."""

    refused: list[str] = field(default_factory=list)

    def as_caller(self, *_: object) -> "ReadingDouble":
        return self

    def secret_names(self) -> list[str]:
        return self._answer("secrets", [])

    def owned_numbers(self) -> Owned:
        self._answer("numbers", [])
        return Owned([], SERVING)

    def _answer(self, name: str, answer: list[str]) -> list[str]:
        if name in self.refused:
            raise BerthcareError(f"The {name} cannot be read.", "Type: something")
        return answer


def found(
    monkeypatch: pytest.MonkeyPatch, plan: Plan = READ, refused: tuple[str, ...] = ()
) -> list[Finding]:
    monkeypatch.setattr(looking, "Engine", EngineDouble(plan))
    monkeypatch.setattr(looking, "Reading", ReadingDouble(list(refused)))
    return looking.look(STAGING, {})


def test_where_all_is_as_the_state_says_every_finding_is_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {finding.verdict for finding in found(monkeypatch)} == {Verdict.WELL}


def test_resources_that_were_not_all_read_end_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Plan((STEP,), (Diagnostic("error", "error: no answer"),), (), (), succeeded=False)
    with pytest.raises(BerthcareError, match="could not read every resource: no answer"):
        found(monkeypatch, failed)


def test_a_stack_without_resources_is_not_deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BerthcareError, match="Nothing is deployed to staging yet"):
        found(monkeypatch, Plan((), (), (), (), succeeded=True))


@pytest.mark.parametrize("part", ["numbers", "secrets"])
def test_what_one_side_refuses_is_a_finding_and_hides_nothing(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    by_name = {finding.name: finding for finding in found(monkeypatch, refused=(part,))}
    assert by_name[part].verdict is Verdict.UNKNOWN
    assert by_name[part].what == f"The {part} cannot be read."
    assert set(by_name) == {"resources", "numbers", "secrets"}


@pytest.mark.parametrize(
    ("refused", "status", "verdict"), [((), 0, "ok"), (("secrets",), 1, "attention")]
)
def test_a_part_that_was_not_asked_is_no_good_end(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    refused: tuple[str, ...],
    status: int,
    verdict: str,
) -> None:
    told = found(monkeypatch, refused=refused)
    monkeypatch.setattr(looking, "look", lambda *_: told)

    assert drift(STAGING, as_json=True) == status

    printed = capsys.readouterr()
    assert json.loads(printed.out)["verdict"] == verdict
    assert printed.err == "... reading every resource of staging anew\n"
