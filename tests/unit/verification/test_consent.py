"""On the real clouds a verification asks before it costs money or rings somebody."""

import io
from pathlib import Path

import pytest

from berthcare.cli import main
from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.twilio_endpoint import EndpointRefused
from berthcare.verification import command
from berthcare.verification.arguments import Options
from berthcare.verification.consent import felt, may_verify

NEAR_AWS = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
NEAR_TWILIO = {"TWILIO_BASE_URL": "http://localhost:9000"}
STAGING = Options(Environment.STAGING)


class Terminal(io.StringIO):
    """A terminal on which something was typed."""

    def isatty(self) -> bool:
        return True


def console_with(answers: io.StringIO) -> Console:
    stream = Terminal() if answers.isatty() else io.StringIO()
    return Console.of(stream, stream, answers, {"NO_COLOR": "1"})


def said(console: Console) -> str:
    assert isinstance(console.progress, io.StringIO)
    return console.progress.getvalue()


def test_on_this_machine_nobody_is_asked() -> None:
    console = console_with(io.StringIO())

    assert may_verify(STAGING, console, NEAR_AWS | NEAR_TWILIO)
    assert said(console) == ""


@pytest.mark.parametrize(
    ("environ", "without_receiver", "messages", "alarms"),
    [
        ({}, False, True, True),
        ({}, True, False, True),
        (NEAR_AWS, False, True, False),
        (NEAR_AWS, True, False, False),
        (NEAR_TWILIO, False, False, True),
        ({"AWS_ENDPOINT_URL": "https://aws.example.com"}, True, False, True),
    ],
)
def test_what_is_paid_for_and_what_rings_is_told(
    environ: dict[str, str], without_receiver: bool, messages: bool, alarms: bool
) -> None:
    options = Options(Environment.STAGING, without_receiver=without_receiver)

    told = " ".join(felt(options, environ))

    assert ("test SMS and the test call" in told) is messages
    assert ("both alarms" in told) is alarms


@pytest.mark.parametrize(("answer", "agreed"), [("y\n", True), ("n\n", False), ("", False)])
def test_a_person_answers(answer: str, agreed: bool) -> None:
    console = console_with(Terminal(answer))

    assert may_verify(STAGING, console, {}) is agreed
    assert "cost a few cents" in said(console)
    assert ("Nothing was checked." in said(console)) is not agreed


def test_without_a_terminal_it_is_refused_with_the_command_to_type() -> None:
    options = Options(
        Environment.PRODUCTION,
        as_json=True,
        receiver="https://r.example.com/a b",
        alarm_timeout=300,
        state=Path("state.json"),
    )

    with pytest.raises(BerthcareError) as refused:
        may_verify(options, console_with(io.StringIO("y\n")), {})

    assert "test SMS" in refused.value.what
    assert "tell on-call first" in refused.value.what
    assert refused.value.remedy == (
        "Type: berthcare verify production --json --receiver 'https://r.example.com/a b' "
        "--alarm-timeout 300 --state state.json --yes"
    )


def test_a_twilio_elsewhere_is_refused_before_anything() -> None:
    with pytest.raises(EndpointRefused):
        may_verify(STAGING, console_with(Terminal("y\n")), {"TWILIO_BASE_URL": "http://10.0.0.1"})


class Typed:
    """The command line on a real target, without a terminal; counts what is verified."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.verified: list[Options] = []
        for name in ("AWS_ENDPOINT_URL", "TWILIO_BASE_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
        monkeypatch.setattr(command, "verify", self._verify)

    def _verify(self, options: Options) -> int:
        self.verified.append(options)
        return 0


def test_nothing_is_verified_where_nobody_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = Typed(monkeypatch)

    assert main(["verify", "staging"]) == 2
    assert capsys.readouterr().err.endswith("Type: berthcare verify staging --yes\n")
    assert typed.verified == []


def test_who_says_no_has_verified_nothing_and_that_is_no_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed = Typed(monkeypatch)
    monkeypatch.setattr(command, "may_verify", lambda *_: False)

    assert main(["verify", "staging"]) == 1
    assert typed.verified == []


def test_a_yes_beforehand_asks_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = Typed(monkeypatch)

    assert main(["verify", "staging", "--yes"]) == 0
    assert typed.verified == [STAGING]
    assert capsys.readouterr().err == ""
