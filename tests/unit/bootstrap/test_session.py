"""One run, with a planning double: what is asked, taken and told."""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from berthcare.bootstrap import session
from berthcare.bootstrap.arguments import Options
from berthcare.bootstrap.planning import Planned
from berthcare.bootstrap.standing import Standing
from berthcare.bootstrap.workspace import Workspace
from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.steps import Step
from tests.unit.bootstrap.doubles import NAMES, NOTHING, creating


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@dataclass
class Run:
    """A clone, a terminal, and what the planning double plans."""

    taken: list[str] = field(default_factory=list)
    plan: Callable[[], Planned] = lambda: Planned(Standing(None, None), NOTHING, ())
    environments: tuple[Environment, ...] = (Environment.STAGING,)
    output: Terminal = field(default_factory=Terminal)
    environ: Mapping[str, str] = field(default_factory=dict)

    def plans(self, *names: str, succeeded: bool = True) -> None:
        steps = [Step(name, partial(self.taken.append, name)) for name in names]
        plan = replace(creating("aws:iam/role:Role"), succeeded=succeeded)
        self.plan = lambda: Planned(Standing(None, None), plan, steps)

    def type(
        self, *, answer: str = "", yes: bool = False, dry_run: bool = False, json: bool = False
    ) -> int:
        answers = Terminal(answer) if answer else io.StringIO()
        console = Console.of(self.output, self.output, answers, {"NO_COLOR": "1"})
        options = Options("owner/name", self.environments, as_json=json)
        return session.run(options, console, self.environ, dry_run=dry_run, yes=yes)


def begun() -> None:
    """Leave the state of a run that did not finish."""
    workspace = Workspace(Path(".bootstrap"))
    workspace.prepare()
    file = workspace.state / ".pulumi" / "stacks" / "berthcare-bootstrap" / "account.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Stand in a clone; the account and the planning are doubles."""
    (tmp_path / "bootstrap").mkdir()
    (tmp_path / "bootstrap" / "Pulumi.yaml").touch()
    monkeypatch.chdir(tmp_path)
    made = Run()
    caller = SimpleNamespace(account=NAMES.account_id, principal_arn=NAMES.role_arn("admin"))
    account = SimpleNamespace(caller=caller, names=NAMES)
    planning = SimpleNamespace(planned=lambda _, dry_run: made.plan())
    monkeypatch.setattr(
        session, "AccountReading", SimpleNamespace(as_caller=lambda environ: account)
    )
    monkeypatch.setattr(session, "Planning", SimpleNamespace(of=lambda *_: planning))
    return made


def test_who_and_where_you_are_is_told_first(run: Run) -> None:
    run.type()
    told = f"AWS: account {NAMES.account_id}, {NAMES.role_arn('admin')}, region ca-central-1"
    assert told in run.output.getvalue()


def test_the_steps_are_taken_after_a_yes_and_the_run_s_files_are_gone(run: Run) -> None:
    begun()
    run.plans("first", "second")
    assert run.type(answer="y\n") == 0
    assert run.taken == ["first", "second"]
    assert not Path(".bootstrap").exists()
    assert "All is there." in run.output.getvalue()


def test_a_no_takes_no_step_and_ends_with_1(run: Run) -> None:
    run.plans("first")
    assert run.type(answer="n\n") == 1
    assert run.taken == []
    assert "Nothing was changed." in run.output.getvalue()


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_account_of_both_environments_is_warned_of_before_the_question(
    run: Run, *, dry_run: bool
) -> None:
    run.environments = tuple(Environment)
    run.plans("first")
    run.type(answer="n\n", dry_run=dry_run)
    before_the_question, _, _ = run.output.getvalue().partition("[y/N]")
    assert "ONE ACCOUNT FOR BOTH" in before_the_question
    assert "Production wants an account of its own" in before_the_question


def test_an_account_of_one_environment_is_not_warned_of(run: Run) -> None:
    run.plans("first")
    run.type(answer="n\n")
    assert "ACCOUNT FOR BOTH" not in run.output.getvalue()


def test_without_a_terminal_yes_must_be_typed(run: Run) -> None:
    run.plans("first")
    with pytest.raises(BerthcareError, match="--yes"):
        run.type()
    assert run.taken == []


def test_a_dry_run_asks_nothing_and_takes_no_step(run: Run) -> None:
    run.plans("first")
    assert run.type(dry_run=True) == 0
    assert run.taken == []
    assert "[y/N]" not in run.output.getvalue()


def test_what_a_policy_refuses_is_not_asked_for_and_the_state_stays_here(run: Run) -> None:
    begun()
    run.plans(succeeded=False)
    assert run.type(answer="y\n") == 1
    assert Path(".bootstrap").exists()


def test_a_step_that_fails_keeps_the_state_here(run: Run) -> None:
    def fail() -> None:
        raise BerthcareError("It broke.", "Mend it.")

    begun()
    run.plan = lambda: Planned(Standing(None, None), NOTHING, [Step("AWS", fail)])
    assert run.type(yes=True) == 1
    assert Path(".bootstrap").exists()
    assert "Go on: berthcare bootstrap --repository owner/name" in run.output.getvalue()


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_a_run_that_changed_nothing_leaves_nothing(run: Run, answer: str) -> None:
    run.plans("first")
    planned = run.plan

    def prepared() -> Planned:
        Workspace(Path(".bootstrap")).prepare()
        return planned()

    run.plan = prepared
    with suppress(BerthcareError):
        run.type(answer=answer)
    assert not Path(".bootstrap").exists()
    assert "All is there" not in run.output.getvalue()


def test_an_interrupted_step_says_so_and_how_to_go_on_and_ends_with_130(run: Run) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    run.plan = lambda: Planned(Standing(None, None), NOTHING, [Step("AWS", interrupted)])
    assert run.type(yes=True) == 130
    told = run.output.getvalue()
    assert "Interrupted. What is done is kept" in told
    assert "Go on: berthcare bootstrap --repository owner/name --environment staging\n" in told


def test_on_the_embedded_cloud_nothing_is_to_be_typed_at_github(run: Run) -> None:
    run.environ = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    run.plans("first")
    assert run.type(yes=True) == 0
    told = run.output.getvalue()
    assert "  make up\n" in told
    assert "gh " not in told


def test_an_interrupt_before_the_question_says_that_nothing_was_changed(run: Run) -> None:
    def interrupted() -> Planned:
        raise KeyboardInterrupt

    run.plan = interrupted
    with pytest.raises(KeyboardInterrupt):
        run.type()
    assert "Nothing was changed." in run.output.getvalue()


def test_json_is_one_object_apart_from_the_progress(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run.plans("first")
    assert run.type(yes=True, json=True) == 0
    assert json.loads(capsys.readouterr().out)["steps"]["done"] == ["first"]


def test_a_folder_that_is_not_the_project_s_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "bootstrap")
    with pytest.raises(BerthcareError, match="not the project's"):
        run.type()


def test_another_region_is_refused_before_aws_is_asked(run: Run) -> None:
    console = Console.of(run.output, run.output, io.StringIO(), {})
    with pytest.raises(BerthcareError, match="must be ca-central-1"):
        session.run(
            Options("owner/name", tuple(Environment)),
            console,
            {"AWS_REGION": "us-east-1"},
            dry_run=False,
            yes=True,
        )
    assert run.output.getvalue() == ""
