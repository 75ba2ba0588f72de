from pathlib import Path

import pytest

from berthcare.bootstrap.standing import Place, Standing, refuse_two_states
from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError
from tests.unit.bootstrap.doubles import BUCKET, KEY, PROVIDER, state

HERE, HOME = state(BUCKET), state(BUCKET, provider=KEY)


@pytest.mark.parametrize(
    ("here", "bucket", "place"),
    [
        (None, None, Place.NOWHERE),
        (state(), None, Place.NOWHERE),
        (HERE, None, Place.HERE),
        (HERE, state(provider=KEY), Place.HERE),
        (HERE, HOME, Place.BUCKET),
        (None, HOME, Place.BUCKET),
        (state(), HOME, Place.BUCKET),
    ],
)
def test_the_bucket_s_state_counts_as_soon_as_it_knows_of_anything(
    here: ExportedState | None, bucket: ExportedState | None, place: Place
) -> None:
    assert Standing(here, bucket).place is place


def test_the_state_that_counts_is_that_of_the_place() -> None:
    assert Standing(HERE, None).counts is HERE
    assert Standing(HERE, HOME).counts is HOME
    assert Standing(None, None).counts is None


def test_a_copy_that_the_bucket_covers_is_no_second_state() -> None:
    refuse_two_states(Standing(HERE, HOME))
    refuse_two_states(Standing(None, HOME))
    refuse_two_states(Standing(HERE, None))


def test_a_copy_that_knows_of_something_else_is_refused_with_the_way_out() -> None:
    with pytest.raises(BerthcareError, match="two states") as refused:
        refuse_two_states(Standing(state(BUCKET, PROVIDER), HOME))
    assert "mv .bootstrap .bootstrap.other" in refused.value.remedy


def test_the_workspace_is_told_as_a_person_types_it() -> None:
    standing = Standing(state(BUCKET, PROVIDER), HOME, Path("My Clone/w"))
    with pytest.raises(BerthcareError, match="one in My Clone/w") as refused:
        refuse_two_states(standing)
    assert "mv 'My Clone/w' 'My Clone/w.other'" in refused.value.remedy
    assert "My Clone/w" in Standing(HERE, None, Path("My Clone/w")).told
