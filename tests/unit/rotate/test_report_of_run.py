"""What `berthcare rotate` says around its steps: as whom, what they mean, what follows."""

import io
from collections.abc import Callable

import pytest

from berthcare.audit_line import Caller
from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.rotate.plan import Plan, Task, Wish
from berthcare.rotate.report import show_caller, show_end, show_plan
from berthcare.rotate.rotatable import Rotatable
from tests.unit.rotate.conftest import secret_standing

ACCOUNT, WEBHOOKS = Rotatable.ACCOUNT, Rotatable.WEBHOOKS
ONCE_MORE = "; to rotate once more, let it end, audit line and all, and type this again"


def printed_by(*acts: Callable[[Console], None]) -> str:
    printed = io.StringIO()
    console = Console(
        printed, printed, io.StringIO(), colour=False, unicode=True, interactive=False
    )
    for act in acts:
        act(console)
    return printed.getvalue()


def said(*which: Rotatable, at_once: bool, goes_on_with: str | None = None) -> str:
    """Return what is said of a plan before its steps and after them."""
    tasks = [Task(one, secret_standing(which=one), goes_on_with) for one in which]
    made = Plan(tasks, Wish((), at_once, "drill"), ())
    return printed_by(
        lambda console: show_plan(console, made),
        lambda console: show_end(console, Environment.STAGING, made),
    )


@pytest.mark.parametrize(
    ("caller", "told"),
    [
        ("arn:aws:sts::111122223333:assumed-role/deployer/day", "role/deployer, session day"),
        ("arn:aws:iam::111122223333:user/teams/night", "user/teams/night"),
    ],
)
def test_whoever_acts_is_told_as_whom_and_in_which_account(caller: str, told: str) -> None:
    printed = printed_by(lambda console: show_caller(console, Caller.of(caller)))
    assert printed == f"As {told} (account 111122223333)\n"


@pytest.mark.parametrize("at_once", [False, True])
def test_of_the_webhooks_alone_nothing_is_said_of_twilio(at_once: bool) -> None:
    told = said(WEBHOOKS, at_once=at_once)
    assert not [word for word in ("Twilio", "API keys", "Promotion") if word in told]


def test_whoever_has_the_account_s_token_may_have_made_keys() -> None:
    told = said(ACCOUNT, WEBHOOKS, at_once=True)
    assert "API keys (SK…) are not touched, and a thief may have made some" in told
    assert "docs/runbooks/compromised-credentials.md#foreign-api-keys" in told


@pytest.mark.parametrize(
    ("which", "follows"),
    [
        (Rotatable, "Promotion and retirement follow by themselves within about 15 minutes"),
        ([WEBHOOKS], "\nRetirement follows by itself within about 15 minutes"),
    ],
)
def test_what_follows_by_itself_is_told(which: list[Rotatable], follows: str) -> None:
    assert follows in said(*which, at_once=False)


def test_the_proof_of_the_rest_needs_no_receiver_and_rings() -> None:
    assert said(ACCOUNT, at_once=True).endswith(
        "Prove the rest (this rings two alarms on purpose: tell on-call first):\n"
        "  berthcare verify staging --without-receiver\n"
    )


@pytest.mark.parametrize(("at_once", "more"), [(False, ""), (True, ONCE_MORE)])
def test_whoever_goes_on_at_once_is_told_how_to_rotate_once_more(at_once: bool, more: str) -> None:
    told = said(ACCOUNT, at_once=at_once, goes_on_with="c")
    assert f"It is gone on with, and not rotated a second time{more}.\n" in told
