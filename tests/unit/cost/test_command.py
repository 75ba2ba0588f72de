"""`berthcare cost`, as it is typed."""

import json
import shutil
from pathlib import Path

import pytest
import typer

from berthcare.cost import command
from berthcare.cost.command import cost
from berthcare.cost.earlier import Earlier
from berthcare.environments import Environment
from berthcare.wrong_usage import WrongUsage
from tests.unit.cost.project import PRODUCTION, ROOT, STAGING


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that it is typed in: no credentials, no engine, no git."""
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize(("environment", "usd"), [(STAGING, "10.56"), (PRODUCTION, "61.21")])
def test_the_requirement_s_figures_are_shown_with_the_rest_apart(
    environment: Environment, usd: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cost(environment) == 0

    rows = [" ".join(one.split()) for one in capsys.readouterr().out.splitlines()]
    assert f"The requirement's lines {usd}" in rows
    assert any(row.startswith("The rest ") for row in rows)
    assert any("Both environments: 71.77 for the requirement's lines" in row for row in rows)


def test_json_is_one_object_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert cost(STAGING, as_json=True) == 0

    told = capsys.readouterr()
    assert json.loads(told.out)["required_usd"] == "10.56"
    assert told.err == ""


def test_json_and_markdown_exclude_each_other() -> None:
    with pytest.raises(WrongUsage, match="--markdown does not go with --json"):
        cost(STAGING, as_json=True, as_markdown=True)


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_an_earlier_commit_is_compared_with(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cost(STAGING, as_json=True)
    document = json.loads(capsys.readouterr().out)
    document["usd"] = "20.00"
    asked: list[tuple[str, Environment]] = []

    def earlier(ref: str, environment: Environment) -> Earlier:
        asked.append((ref, environment))
        return Earlier("0123456789ab", document)

    monkeypatch.setattr(command, "estimate_at", earlier)
    assert cost(STAGING, against="v1", as_json=form == "json", as_markdown=form == "markdown") == 0

    told = capsys.readouterr().out
    assert asked == [("v1", STAGING)]
    assert "0123456789ab" in told
    assert "20.00" in told


def test_it_is_registered_with_its_examples_and_exit_status() -> None:
    app = typer.Typer()
    command.register(app)

    (registered,) = app.registered_commands
    assert registered.name == "cost"
    for said in ("examples:", "exit status: 0 estimated", "environment: none"):
        assert said in str(registered.epilog)
