import pytest

from berthcare.errors import BerthcareError
from berthcare.rotate import labels
from berthcare.rotate.standing import Phase, Rotation
from functions.rotation import versions
from tests.unit.rotate.conftest import (
    HALF_DONE,
    NOW,
    PREVIOUS,
    PROMOTION,
    SETTLED,
    SecretMaker,
    Stages,
)


@pytest.mark.parametrize(
    ("stages", "phase"),
    [
        (SETTLED, Phase.SETTLED),
        ({"c": ["AWSCURRENT", "AWSPENDING"], "b": ["AWSPREVIOUS"]}, Phase.SETTLED),
        ({"c": ["AWSCURRENT"], "p": ["AWSPENDING"]}, Phase.HALF_DONE),
        (HALF_DONE, Phase.HALF_DONE),
        (PROMOTION, Phase.PROMOTION_PENDING),
        (PREVIOUS, Phase.PREVIOUS_ACCEPTED),
        ({**PREVIOUS, "p": ["AWSPENDING"]}, Phase.HALF_DONE),
    ],
)
def test_the_labels_tell_how_far_a_rotation_is(
    make_secret: SecretMaker, stages: Stages, phase: Phase
) -> None:
    found = make_secret(stages)
    assert found.phase is phase
    assert found.is_settled == (phase is Phase.SETTLED)


def test_a_half_done_rotation_leaves_what_is_open_to_be_seen(make_secret: SecretMaker) -> None:
    assert make_secret(HALF_DONE).open_phase is None
    assert make_secret({**PROMOTION, "c": ["AWSCURRENT", "TWILIO_SECONDARY"]}).open_phase is (
        Phase.PROMOTION_PENDING
    )


def test_a_rotation_that_was_switched_off_is_not_settled(make_secret: SecretMaker) -> None:
    assert not make_secret(rotation=Rotation.SWITCHED_OFF).is_settled
    assert make_secret(rotation=Rotation.NONE).is_settled


@pytest.mark.parametrize(
    ("stages", "leftover"),
    [
        (SETTLED, False),
        (HALF_DONE, False),
        (PROMOTION, False),
        ({"c": ["AWSCURRENT", "TWILIO_REQUESTED"], "p": ["AWSPENDING"]}, False),
        ({"c": ["AWSCURRENT", "TWILIO_REQUESTED"]}, True),
        ({"c": ["AWSCURRENT"], "x": ["TWILIO_SECONDARY", "ROTATION_OPEN"]}, True),
    ],
)
def test_a_secondary_token_that_nobody_goes_on_with_is_seen(
    make_secret: SecretMaker, stages: Stages, leftover: bool
) -> None:
    assert make_secret(stages).has_leftover is leftover


@pytest.mark.parametrize(
    ("stages", "minutes", "late"),
    [
        (PROMOTION, 14, False),
        (PROMOTION, 16, True),
        (PREVIOUS, 16, True),
        (PROMOTION, None, False),
        (SETTLED, 16, False),
    ],
)
def test_what_follows_by_itself_is_late_after_two_runs_of_the_schedule(
    make_secret: SecretMaker, stages: Stages, minutes: int | None, late: bool
) -> None:
    assert make_secret(stages, minutes_since_change=minutes).is_late(NOW) is late


def test_a_secret_without_a_value_is_told(make_secret: SecretMaker) -> None:
    with pytest.raises(BerthcareError, match="has no value yet") as refused:
        _ = make_secret({}).current
    assert refused.value.remedy == "Deploy it: pulumi up --stack staging"


def test_the_labels_are_those_that_the_function_sets() -> None:
    names = ("CURRENT", "PENDING", "PREVIOUS", "REQUESTED", "SECONDARY", "OPEN")
    assert [getattr(labels, name) for name in names] == [getattr(versions, name) for name in names]
