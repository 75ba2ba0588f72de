"""Whether a plan may be applied: each condition that is not met is told, with what to type."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from berthcare.delivery.plan_report import PlanReport
from berthcare.deploy.conditions import Standing, unmet
from berthcare.engine.stack_lock import StackLock
from berthcare.environments import Environment
from berthcare.plan.checkout import Checkout
from berthcare.plan.saved_plan import SavedPlan
from tests.unit.plan.made_by_hand import COMMIT, report

_LOCK = StackLock(4711, "deployer", "runner-1", "2026-01-31T04:05:06Z")
_STANDING = Standing(
    Environment.STAGING, "embedded", Checkout(COMMIT, ()), "3.259.0", "sha256:1", (), ()
)


def told(
    made: PlanReport | None = None,
    *,
    folder: str = ".delivery/staging",
    is_as_written: bool = True,
    **now: Any,
) -> str:
    plan = SavedPlan(Path(folder), made or report(), is_as_written)
    return "\n".join(map(str, unmet(plan, replace(_STANDING, **now))))


def test_a_plan_made_from_what_is_still_so_may_be_applied() -> None:
    assert told() == ""


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"environment": "production"}, "is one of production, and not of staging"),
        ({"target": "real"}, "is for AWS and Twilio, and this shell leads to the embedded cloud"),
        ({"succeeded": False}, "did not succeed"),
        ({"commit": "f" * 40}, "is of commit ffffffffffff, and this clone is at 0123456789ab"),
        ({"engine": "3.258.0"}, "was made by engine 3.258.0, and this is 3.259.0"),
        ({"state_serial": "sha256:2"}, "The state has changed since the plan was made."),
    ],
)
def test_a_plan_of_something_else_may_not(changed: dict[str, Any], what: str) -> None:
    assert what in told(report(**changed))


def test_each_refusal_says_how_a_plan_is_made_anew() -> None:
    assert "Type: berthcare plan staging" in told(report(engine="3.258.0"))


def test_a_plan_that_was_edited_may_not() -> None:
    lines = told(is_as_written=False)
    assert "is not as it was written" in lines
    assert "cd .delivery/staging && sha256sum --check SHA256SUMS" in lines


@pytest.mark.parametrize(
    "changed",
    [{"target": "real"}, {"succeeded": False}, {"commit": "f" * 40}, {"engine": "3.258.0"}],
)
def test_a_plan_of_a_folder_is_made_anew_in_that_folder(changed: dict[str, Any]) -> None:
    lines = told(report(**changed), folder="my plans/one", is_as_written=False)
    assert lines.count("berthcare plan staging --to 'my plans/one'") == 2
    assert "cd 'my plans/one' && sha256sum" in lines
    assert "berthcare plan staging   " not in lines


def test_a_changed_program_is_planned_anew_in_that_folder() -> None:
    lines = told(checkout=Checkout(COMMIT, ("one.py",)), folder="plans")
    assert lines.endswith("Then type: berthcare plan staging --to plans")


def test_the_plan_of_another_environment_is_deployed_from_its_folder() -> None:
    made = report(environment="production")
    assert told(made, folder="plans").endswith("or: berthcare deploy production --plan plans")
    assert told(made).endswith("or: berthcare deploy production --plan .delivery/staging")
    by_itself = told(made, folder=".delivery/production")
    assert by_itself.endswith("or: berthcare deploy production")


def test_a_shell_that_leads_elsewhere_is_led_back_to_the_embedded_cloud() -> None:
    assert told(target="real").endswith(
        "this shell leads to AWS and Twilio. Type: berthcare plan staging   or, for the embedded "
        "cloud: . .localcloud/env"
    )


def test_of_another_stack_the_state_is_not_compared() -> None:
    assert "state has changed" not in told(report(environment="production"), state="sha256:2")
    assert "state has changed" not in told(report(target="real"), state="sha256:2")


def test_a_changed_program_may_not_be_deployed() -> None:
    checkout = Checkout(COMMIT, ("components/one.py",))
    assert "components/one.py is not as commit 0123456789ab has it." in told(checkout=checkout)


def test_a_locked_stack_is_waited_for() -> None:
    lines = told(locks=(_LOCK,), pending=("creating t n",))
    assert "locked by deployer@runner-1 (pid 4711), since 2026-01-31 04:05:06 UTC." in lines
    assert "berthcare recover staging" in lines
    assert "left open" not in lines


def test_what_was_left_open_is_recovered_first() -> None:
    lines = told(pending=("creating t n", "creating t m"), state="sha256:2")
    assert lines.splitlines()[0].startswith(
        "An update was interrupted and left open: creating t n and others."
    )
