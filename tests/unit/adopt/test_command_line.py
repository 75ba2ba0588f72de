"""`berthcare adopt` as it is typed: its refusals, its questions, its table and its JSON."""

import io
import json
import sys
from collections.abc import Callable

import pytest
import typer

from berthcare import wrong_usage
from berthcare.adopt import command
from berthcare.adopt.arguments import Options
from berthcare.adopt.asking import asked
from berthcare.adopt.found import Found
from berthcare.adopt.row import Question
from berthcare.adopt.stack import Stack
from berthcare.adopt.wish import Wish
from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from tests.unit.adopt.engine_double import EngineDouble
from tests.unit.adopt.made_by_hand import (
    GOING,
    SMS,
    SUB_TOKEN,
    THIRD,
    VOICE,
    WEBHOOK_TOKEN,
    found,
    number,
    secret,
    secrets,
    stack,
)

THREE = (number(VOICE), number(SMS), number(THIRD))
MESS = found(numbers=THREE, secrets=secrets(secret("phone-numbers", deleted_on=GOING)))
Adopt = Callable[..., int]


@pytest.fixture
def adopt(monkeypatch: pytest.MonkeyPatch) -> Adopt:
    """Return the command on things found by a test, without an engine that may be asked."""

    def run(
        there: Found, *, own: Stack | None = None, wish: Wish | None = None, **flags: bool
    ) -> int:
        monkeypatch.setattr(command, "_stack", lambda *_: own or stack())
        monkeypatch.setattr(command, "_found", lambda *_: there)
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        chosen = wish or Wish()
        options = Options(
            Environment.STAGING,
            chosen.voice,
            chosen.sms,
            chosen.subaccount,
            as_json=flags.get("as_json", False),
        )
        return command.adopt(
            options, dry_run=flags.get("dry_run", False), yes=flags.get("yes", False)
        )

    return run


def test_a_dry_run_shows_the_table_and_the_steps_and_does_nothing(
    adopt: Adopt, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt(found(), dry_run=True) == 0

    told = capsys.readouterr().out
    assert "Taken over:\n  secret staging/twilio/account" in told
    assert "- configuration: voiceNumber is +14165550110" in told
    assert "Dry run: nothing was changed." in told


def test_json_is_one_object_without_a_secret(
    adopt: Adopt, capsys: pytest.CaptureFixture[str]
) -> None:
    adopt(found(), dry_run=True, as_json=True)

    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert document["inputs"]["smsNumber"] == SMS
    assert [one["standing"] for one in document["found"]].count("taken over") == 6
    assert SUB_TOKEN not in printed.out + printed.err
    assert WEBHOOK_TOKEN not in printed.out + printed.err


def test_without_a_terminal_yes_is_needed(adopt: Adopt) -> None:
    with pytest.raises(BerthcareError, match="Type: berthcare adopt staging --yes"):
        adopt(found())


def test_without_a_terminal_a_choice_is_told_with_its_options(adopt: Adopt) -> None:
    with pytest.raises(BerthcareError, match="for you to choose") as refused:
        adopt(MESS, yes=True)

    assert f"candidates are {VOICE}, {SMS}, {THIRD}, buy" in str(refused.value)
    assert "berthcare adopt staging --voice-number … --sms-number … --yes" in str(refused.value)


def test_a_dry_run_of_what_is_undecided_ends_in_status_1(
    adopt: Adopt, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt(MESS, dry_run=True) == 1
    assert "restore-secret" in capsys.readouterr().out


def test_where_nothing_is_there_nothing_is_asked(
    adopt: Adopt, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt(found(secrets={}, accounts=(), numbers=())) == 0
    assert "Nothing is left to take over." in capsys.readouterr().out


def test_at_a_terminal_the_questions_are_asked_and_then_the_yes(
    adopt: Adopt, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, shown = console("3\nbuy\ny\n")
    engine = EngineDouble()
    monkeypatch.setattr(Console, "of", lambda *_: terminal)
    monkeypatch.setattr(command, "Engine", lambda *_: engine)

    there = found(numbers=THREE, secrets=secrets(without="phone-numbers"))
    assert adopt(there) == 0

    assert f"berthcare-communications:voiceNumber={THIRD}" in engine.told
    assert "Next: pulumi up --stack staging" in shown.getvalue()


def test_an_interrupted_question_says_that_nothing_was_changed(
    adopt: Adopt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> Wish:
        raise KeyboardInterrupt

    terminal, shown = console("")
    monkeypatch.setattr(Console, "of", lambda *_: terminal)
    monkeypatch.setattr(command, "asked", interrupted)

    with pytest.raises(KeyboardInterrupt):
        adopt(MESS)
    assert "Nothing was changed." in shown.getvalue()


def console(answers: str) -> tuple[Console, io.StringIO]:
    questions = io.StringIO()
    made = Console(questions, questions, io.StringIO(answers), False, True, True)
    return made, questions


def test_a_question_is_asked_until_the_answer_is_one_of_the_candidates() -> None:
    question = Question("--sms-number", "nothing says which", (VOICE, SMS))
    terminal, shown = console(f"3\n\n{THIRD}\n2\n")

    assert asked(question, Wish(voice=VOICE), terminal) == Wish(voice=VOICE, sms=SMS)
    assert shown.getvalue().count("Type a number from 1 to 2.") == 3


def test_a_candidate_may_be_typed_itself() -> None:
    terminal, _ = console(f" {SMS} \n")

    assert asked(Question("--voice-number", "which", (VOICE, SMS)), Wish(), terminal).voice == SMS


def test_the_end_of_input_is_no_answer() -> None:
    with pytest.raises(BerthcareError, match="no answer came"):
        asked(Question("--subaccount", "which", ("AC1", "AC2")), Wish(), console("")[0])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--voice-number", "+12125551234"], "212 is not a Canadian area code"),
        (["--sms-number", "4165550110"], "E.164"),
        (["--subaccount", "AC12"], "the text must be AC and 32 lower-case hexadecimal"),
    ],
)
def test_a_mistyped_value_is_refused_with_what_to_type(words: list[str], told: str) -> None:
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)

    with pytest.raises(typer.BadParameter) as refused:
        typer.main.get_command(app).main(["adopt", "staging", *words], standalone_mode=False)
    assert told in str(wrong_usage.wrong_usage(refused.value))


def test_the_command_is_told_as_it_was_typed() -> None:
    options = Options(Environment.STAGING, VOICE, "buy", as_json=True)

    typed = "berthcare adopt staging --voice-number +14165550110 --sms-number buy --json"
    assert options.typed(options.wish) == typed


class EngineWithoutStacks(EngineDouble):
    """Knows no stack, or only `known`."""

    known: frozenset[str] = frozenset()

    def configuration(self) -> dict[str, object]:
        raise BerthcareError("`pulumi config` failed: no such stack.", "Type: pulumi stack ls")

    def stacks(self) -> frozenset[str]:
        return self.known


def test_without_a_stack_the_wizard_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "Engine", lambda *_: EngineWithoutStacks())

    with pytest.raises(BerthcareError, match="Make and configure it: berthcare setup staging"):
        command.adopt(Options(Environment.STAGING), dry_run=True, yes=False)


def test_another_failure_of_the_engine_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EngineWithoutStacks, "known", frozenset({"staging"}))
    monkeypatch.setattr(command, "Engine", lambda *_: EngineWithoutStacks())

    with pytest.raises(BerthcareError, match="`pulumi config` failed"):
        command.adopt(Options(Environment.STAGING), dry_run=True, yes=False)


def test_a_no_changes_nothing_and_ends_in_status_1(
    adopt: Adopt, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, shown = console("n\n")
    engine = EngineDouble()
    monkeypatch.setattr(Console, "of", lambda *_: terminal)
    monkeypatch.setattr(command, "Engine", lambda *_: engine)

    assert adopt(found()) == 1
    assert engine.told == []
    assert "Nothing was changed." in shown.getvalue()
