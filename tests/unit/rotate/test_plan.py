from datetime import datetime

import pytest

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.rotate.plan import Plan, Wish, plan
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Rotation, Standing
from tests.unit.rotate.conftest import (
    HALF_DONE,
    NOW,
    PREVIOUS,
    PROMOTION,
    SETTLED,
    Stages,
    StandingMaker,
    made,
    renamed,
)

ACCOUNT, WEBHOOKS = Rotatable.ACCOUNT, Rotatable.WEBHOOKS


def never_told(_version: str, _since: datetime) -> bool:
    return False


def told(_version: str, _since: datetime) -> bool:
    return True


def planned(
    standing: Standing,
    *chosen: Rotatable,
    at_once: bool = False,
    is_told: bool = False,
) -> Plan:
    wish = Wish(chosen, at_once, "drill")
    return plan(Environment.STAGING, standing, wish, NOW, told if is_told else never_told)


def test_both_are_rotated_unless_one_is_chosen(make_standing: StandingMaker) -> None:
    assert [task.which for task in planned(make_standing()).tasks] == [ACCOUNT, WEBHOOKS]
    assert [task.which for task in planned(make_standing(), WEBHOOKS).tasks] == [WEBHOOKS]


def test_the_account_comes_first_however_it_was_typed(make_standing: StandingMaker) -> None:
    made_plan = planned(make_standing(), WEBHOOKS, ACCOUNT, WEBHOOKS)
    assert [task.which for task in made_plan.tasks] == [ACCOUNT, WEBHOOKS]


def test_without_a_subaccount_the_account_is_left_to_people(make_standing: StandingMaker) -> None:
    standing = make_standing(account_rotation=Rotation.NONE)
    made_plan = planned(standing, at_once=True)
    assert [task.which for task in made_plan.tasks] == [WEBHOOKS]
    assert made_plan.left_to_people == [ACCOUNT]
    with pytest.raises(BerthcareError, match="useSubaccount is false") as refused:
        planned(standing, ACCOUNT)
    assert refused.value.remedy.endswith("compromised-credentials.md#without-a-subaccount")


def test_where_nothing_is_rotated_it_is_to_be_deployed(make_standing: StandingMaker) -> None:
    standing = make_standing(account_rotation=Rotation.NONE, webhooks_rotation=Rotation.NONE)
    with pytest.raises(BerthcareError, match="No secret of staging is rotated") as refused:
        planned(standing)
    assert refused.value.remedy == "Deploy it: pulumi up --stack staging"


def test_a_rotation_that_was_switched_off_is_not_switched_on_in_passing(
    make_standing: StandingMaker,
) -> None:
    with pytest.raises(BerthcareError, match="staging/twilio/webhooks off") as refused:
        planned(make_standing(webhooks_rotation=Rotation.SWITCHED_OFF))
    assert "pulumi up --refresh --stack staging" in refused.value.remedy


@pytest.mark.parametrize(
    ("stages", "phase"),
    [
        (PROMOTION, "promotion-pending"),
        (PREVIOUS, "previous-accepted"),
        ({**PREVIOUS, "p": ["AWSPENDING"]}, "previous-accepted"),
    ],
)
def test_a_rotation_whose_tokens_are_both_in_use_is_waited_for(
    make_standing: StandingMaker, stages: Stages, phase: str
) -> None:
    with pytest.raises(BerthcareError, match=f"not complete \\({phase}\\)") as refused:
        planned(make_standing(stages))
    assert "berthcare rotate staging --status" in refused.value.remedy
    assert planned(make_standing(stages), WEBHOOKS)


@pytest.mark.parametrize(
    ("stages", "first"), [(SETTLED, False), (HALF_DONE, False), (PROMOTION, True), (PREVIOUS, True)]
)
def test_at_once_what_is_open_is_completed_first(
    make_standing: StandingMaker, stages: Stages, first: bool
) -> None:
    made_plan = planned(make_standing(stages), at_once=True)
    assert made_plan.completes_before(made_plan.tasks[0]) is first
    assert not made_plan.completes_before(made_plan.tasks[1])
    assert not any(task.is_rotated for task in made_plan.tasks)


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("stages", [PROMOTION, PREVIOUS, SETTLED])
def test_a_version_of_an_unfinished_run_is_not_replaced(
    make_standing: StandingMaker, stages: Stages, at_once: bool
) -> None:
    version = made(5, at_once=at_once)
    made_plan = planned(make_standing(renamed(stages, "c", version)), at_once=at_once)
    account, webhooks = made_plan.tasks
    assert (account.goes_on_with, account.is_rotated) == (version, True)
    assert (webhooks.goes_on_with, webhooks.is_rotated) == (None, False)
    assert not any(made_plan.completes_before(task) for task in made_plan.tasks)


def test_a_half_done_version_of_an_unfinished_run_is_gone_on_with(
    make_standing: StandingMaker,
) -> None:
    version = made(5, at_once=True)
    account = planned(make_standing(renamed(HALF_DONE, "p", version)), at_once=True).tasks[0]
    assert (account.goes_on_with, account.is_rotated) == (version, False)


@pytest.mark.parametrize(
    ("version", "is_told"),
    [
        (made(61, at_once=True), False),
        (made(5, at_once=False), False),
        (made(5, at_once=True), True),
        ("c", False),
    ],
)
def test_at_once_replaces_every_other_version(
    make_standing: StandingMaker, version: str, is_told: bool
) -> None:
    standing = make_standing(renamed(SETTLED, "c", version))
    assert planned(standing, at_once=True, is_told=is_told).tasks[0].goes_on_with is None


def test_what_is_open_after_a_run_at_once_is_unfinished_whatever_the_log_tells(
    make_standing: StandingMaker,
) -> None:
    version = made(5, at_once=True)
    standing = make_standing(renamed(PREVIOUS, "c", version))
    assert planned(standing, at_once=True, is_told=True).tasks[0].is_rotated


def test_what_is_open_after_a_run_that_ended_is_waited_for(make_standing: StandingMaker) -> None:
    standing = make_standing(renamed(PROMOTION, "c", made(5, at_once=False)))
    with pytest.raises(BerthcareError, match="not complete"):
        planned(standing, is_told=True)


@pytest.mark.parametrize("stages", [SETTLED, PREVIOUS])
def test_a_token_that_is_refused_cannot_be_replaced_by_itself(
    make_standing: StandingMaker, stages: Stages
) -> None:
    standing = make_standing(stages, token_accepted=False)
    with pytest.raises(BerthcareError, match="only by it can it be rotated") as refused:
        planned(standing, at_once=True)
    assert "#locked-out" in refused.value.remedy
    assert planned(standing, WEBHOOKS)


@pytest.mark.parametrize(
    ("stages", "accepted"), [(HALF_DONE, False), (PROMOTION, False), (SETTLED, None)]
)
def test_a_refusal_that_the_rotation_may_mend_stops_nobody(
    make_standing: StandingMaker, stages: Stages, accepted: bool | None
) -> None:
    assert planned(make_standing(stages, token_accepted=accepted), at_once=True).tasks
