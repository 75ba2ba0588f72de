"""What `berthcare spend status` says last."""

import io

import pytest

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.spend.report import RUNBOOK, show_next_step
from berthcare.spend.standing import Standing
from tests.unit.spend.conftest import StandingMaker

RESUME = "berthcare spend resume staging --limit … --reason …\n"


def said(standing: Standing) -> str:
    printed = io.StringIO()
    console = Console(
        printed, printed, io.StringIO(), colour=False, unicode=True, interactive=False
    )
    show_next_step(console, Environment.STAGING, standing)
    return printed.getvalue()


@pytest.mark.parametrize(
    "differs",
    [{"status": "suspended"}, {"spent": "1000"}, {"status": "suspended", "spent": None}],
)
def test_where_it_stopped_or_soon_will_it_is_the_runbook_and_the_command(
    make_standing: StandingMaker, differs: dict[str, str | None]
) -> None:
    told = said(make_standing(**differs))
    assert RUNBOOK in told
    assert told.endswith(RESUME)


def test_below_the_limit_there_is_none(make_standing: StandingMaker) -> None:
    assert said(make_standing()) == ""


@pytest.mark.parametrize("differs", [{"status": "closed"}, {"parent": None, "spent": "1000"}])
def test_where_nothing_can_be_resumed_it_is_the_runbook_alone(
    make_standing: StandingMaker, differs: dict[str, str | None]
) -> None:
    told = said(make_standing(**differs))
    assert RUNBOOK in told
    assert "resume" not in told
