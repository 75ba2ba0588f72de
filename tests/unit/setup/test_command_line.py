"""`berthcare setup` as it is typed: its flags reach the questions, and none takes a secret."""

import io
from typing import Any

import pytest
import typer

from berthcare.setup import command, session
from berthcare.setup.session import Wish
from berthcare.wrong_usage import WrongUsage, wrong_usage
from tests.unit.setup.bad_answers import BAD_ANSWERS

_FLAGS = {
    "--deployer": "role/one",
    "--base-url": "https://api.example.ca",
    "--voice-number": "+14165550100",
    "--sms-number": "same",
    "--backup-numbers": "2",
    "--alert-email": "a@example.ca",
    "--spend-limit": "500",
    "--hard-limit": "dry-run",
}


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[Wish]:
    """Collect what the command asks for, instead of doing it."""
    asked: list[Wish] = []

    def run(wish: Wish, *_: object) -> int:
        asked.append(wish)
        return 0

    monkeypatch.setattr(session, "run", run)
    return asked


def setup(*words: str) -> int:
    """Type the command. Raises `WrongUsage`."""
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    try:
        with typer.main.get_command(app).make_context("berthcare", ["setup", *words]) as context:
            status: int = context.command.invoke(context)
    except typer.TyperException as error:
        raise wrong_usage(error) from None
    return status


def options() -> list[Any]:
    """Return the command's parameters."""
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    group: Any = typer.main.get_command(app)
    return list(group.commands["setup"].params)


def test_every_flag_reaches_its_question(wishes: list[Wish]) -> None:
    assert setup("production", *(word for pair in _FLAGS.items() for word in pair)) == 0
    assert wishes[0].given.answers == _FLAGS
    assert set(_FLAGS) == {one.flag for one in BAD_ANSWERS}


def test_a_flag_that_may_be_repeated_names_several(wishes: list[Wish]) -> None:
    setup("staging", "--alert-email", "a@example.ca", "--alert-email", "b@example.ca")
    assert wishes[0].given.answers == {"--alert-email": "a@example.ca,b@example.ca"}


@pytest.mark.parametrize(
    ("words", "preview"), [([], None), (["--preview"], True), (["--no-preview"], False)]
)
def test_the_preview_is_asked_for_chosen_or_left_out(
    wishes: list[Wish], words: list[str], preview: bool | None
) -> None:
    setup("staging", *words)
    assert wishes[0].preview is preview


def test_no_flag_takes_a_secret() -> None:
    named = [name for option in options() for name in option.opts if not _is_switch(option)]
    assert not [name for name in named if "token" in name or "sid" in name or "secret" in name]


def _is_switch(option: Any) -> bool:
    return bool(getattr(option, "is_flag", False))


@pytest.mark.parametrize(
    "words",
    [
        ["--auth-token", "0A" * 16],
        ["--twilio-auth-token", "0A" * 16],
        ["--account-sid", "AC" + "0a" * 16],
        ["0A" * 16],
        ["--credentials-from-stdin", "0A" * 16],
    ],
)
def test_a_secret_typed_as_an_argument_is_refused_and_not_repeated(
    wishes: list[Wish], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("{}"))
    with pytest.raises(WrongUsage) as refused:
        setup("staging", *words)
    assert words[-1] not in str(refused.value)
    assert wishes == []


def test_standard_input_is_read_only_where_it_is_said_to_hold_credentials(
    wishes: list[Wish], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"auth_token": "x"}'))
    setup("staging")
    setup("staging", "--credentials-from-stdin")
    assert [wish.piped for wish in wishes] == [None, '{"auth_token": "x"}']
    assert "auth_token" not in repr(wishes[1])


def test_a_terminal_is_no_standard_input_for_credentials(
    wishes: list[Wish], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    with pytest.raises(WrongUsage, match="would show the auth token"):
        setup("staging", "--credentials-from-stdin")
    assert wishes == []


def test_json_and_a_preview_exclude_each_other(wishes: list[Wish]) -> None:
    with pytest.raises(WrongUsage, match="--preview does not go with --json"):
        setup("staging", "--json", "--preview")
    assert wishes == []
