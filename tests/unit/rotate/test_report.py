"""What `berthcare rotate --status` says, for people and for programs."""

import io
import json

import pytest

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.rotate.report import as_json, exit_status, show, show_next_step
from berthcare.rotate.standing import Rotation, Standing
from tests.unit.rotate.conftest import (
    HALF_DONE,
    NOW,
    PREVIOUS,
    PROMOTION,
    SETTLED,
    Stages,
    StandingMaker,
)

RUNBOOK = "docs/runbooks/token-rotation.md"
COMPROMISED = "docs/runbooks/compromised-credentials.md"
CHANGED = "(last change 2026-11-20 03:09 UTC)"
PENDING = "promotion pending: Twilio accepts both tokens, and signs by the previous one"
FOLLOWS = (
    "It goes on by itself within about 15 minutes; look again: berthcare rotate staging --status"
)
UNTOLD = BerthcareError("Twilio did not answer.", "Try again.")


def said(standing: Standing) -> str:
    printed = io.StringIO()
    console = Console(
        printed, printed, io.StringIO(), colour=False, unicode=True, interactive=False
    )
    show(console, standing, NOW)
    show_next_step(console, Environment.STAGING, standing, NOW)
    return printed.getvalue()


def test_a_settled_environment_is_told_in_full(make_standing: StandingMaker) -> None:
    told = "  rotation: on, every 90 days; last 2026-10-21 03:10 UTC; next by 2027-01-19 03:10 UTC"
    assert said(make_standing()).splitlines() == [
        "✓ account (staging/twilio/account): settled",
        told,
        "✓ webhooks (staging/twilio/webhooks): settled",
        told,
        "✓ Twilio accepts the stored auth token of AC…1111",
    ]


@pytest.mark.parametrize(
    ("stages", "mark", "phase", "then"),
    [
        (
            HALF_DONE,
            "✗",
            f"rotation half-done: AWSPENDING is on version p alone {CHANGED}",
            f"Next: {RUNBOOK}#rotation-failed",
        ),
        (
            PROMOTION,
            "-",
            f"{PENDING} {CHANGED}",
            FOLLOWS,
        ),
        (
            PREVIOUS,
            "-",
            f"previous token still accepted by verifiers {CHANGED}",
            FOLLOWS,
        ),
    ],
)
def test_what_is_under_way_is_told_with_what_follows(
    make_standing: StandingMaker, stages: Stages, mark: str, phase: str, then: str
) -> None:
    lines = said(make_standing(stages)).splitlines()
    assert lines[0] == f"{mark} account (staging/twilio/account): {phase}"
    assert lines[-1] == then


def test_what_should_have_followed_is_told(make_standing: StandingMaker) -> None:
    printed = said(make_standing(PROMOTION, minutes_since_change=16))
    assert printed.startswith("✗ account")
    assert printed.endswith(f"It should have gone on by itself: {RUNBOOK}#promotion-overdue\n")


def test_a_secret_that_people_rotate_is_no_fault(make_standing: StandingMaker) -> None:
    standing = make_standing(account_rotation=Rotation.NONE)
    lines = said(standing).splitlines()
    assert lines[:2] == [
        "✓ account (staging/twilio/account): not rotated automatically",
        f"  rotation: none; by hand: {COMPROMISED}#without-a-subaccount",
    ]
    assert exit_status(standing) == 0


def test_a_rotation_that_was_switched_off_is_one(make_standing: StandingMaker) -> None:
    standing = make_standing(webhooks_rotation=Rotation.SWITCHED_OFF)
    printed = said(standing)
    assert "✗ webhooks (staging/twilio/webhooks): settled\n  rotation: SWITCHED OFF" in printed
    assert printed.endswith(f"Next: {RUNBOOK}#rotation-failed\n")
    assert exit_status(standing) == 1


def test_a_leftover_at_twilio_is_told(make_standing: StandingMaker) -> None:
    standing = make_standing({**SETTLED, "x": ["TWILIO_SECONDARY"]})
    assert "a secondary token that no rotation goes on with" in said(standing)
    assert exit_status(standing) == 0


def test_a_token_that_is_refused_leads_to_the_runbook(make_standing: StandingMaker) -> None:
    printed = said(make_standing(token_accepted=False))
    assert "✗ Twilio REFUSES the stored auth token of AC…1111 (401)" in printed
    assert printed.endswith(f"Next: {COMPROMISED}#locked-out\n")


def test_a_token_that_is_refused_in_a_rotation_leads_to_its_failures(
    make_standing: StandingMaker,
) -> None:
    printed = said(make_standing(HALF_DONE, token_accepted=False))
    assert printed.endswith(f"Next: {RUNBOOK}#rotation-failed\n")


@pytest.mark.parametrize(
    ("stages", "accepted", "status"),
    [
        (SETTLED, True, 0),
        (SETTLED, None, 2),
        (SETTLED, False, 1),
        (PROMOTION, True, 1),
        (PREVIOUS, True, 1),
        (HALF_DONE, None, 1),
    ],
)
def test_the_exit_status_tells_whether_it_is_settled(
    make_standing: StandingMaker, stages: Stages, accepted: bool | None, status: int
) -> None:
    assert exit_status(make_standing(stages, token_accepted=accepted)) == status


def test_programs_are_told_everything(make_standing: StandingMaker) -> None:
    standing = make_standing(
        HALF_DONE, account_rotation=Rotation.NONE, token_accepted=None, problems=(UNTOLD,)
    )
    told = json.loads(as_json(Environment.STAGING, standing))
    assert {key: told[key] for key in told if key != "secrets"} == {
        "stack": "staging",
        "settled": False,
        "token_accepted": None,
        "problems": [{"what": "Twilio did not answer.", "remedy": "Try again."}],
    }
    assert told["secrets"]["account"] == {
        "name": "staging/twilio/account",
        "rotation": "none",
        "interval_days": None,
        "last_rotated": None,
        "next_rotation": None,
        "last_changed": "2026-11-20T03:09:00+00:00",
        "phase": "half-done",
        "current_version": "c",
        "pending_version": "p",
        "leftover": False,
    }
    assert told["secrets"]["webhooks"]["last_rotated"] == "2026-10-21T03:10:00+00:00"


@pytest.mark.parametrize("key", ["stack", "settled", "token_accepted", "secrets", "problems"])
def test_the_documentation_names_what_programs_are_told(
    make_standing: StandingMaker, key: str
) -> None:
    assert key in json.loads(as_json(Environment.STAGING, make_standing()))
    assert f"`{key}`" in (as_json.__doc__ or "")
