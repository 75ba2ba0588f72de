"""The mark by which a number is known again."""

from hypothesis import given
from hypothesis import strategies as st

from providers.api.marker import LONGEST, Identity

_NAMES = st.text(min_size=1, max_size=80)


def test_the_mark_names_stack_and_resource() -> None:
    marker = Identity("berthcare", "staging", "voice").marker
    assert marker.startswith("bc:staging:voice:")
    assert len(marker.rsplit(":", 1)[1]) == 8


def test_the_mark_never_changes_because_numbers_at_twilio_already_bear_it() -> None:
    identity = Identity("berthcare-communications", "staging", "voice")
    assert identity.marker == "bc:staging:voice:119540a1"
    assert identity.orphan_marker == "bc:orphaned:staging:voice:119540a1"


@given(_NAMES, _NAMES, _NAMES)
def test_both_marks_fit_into_a_friendly_name(project: str, stack: str, name: str) -> None:
    identity = Identity(project, stack, name)
    assert max(len(identity.marker), len(identity.orphan_marker)) <= LONGEST


def test_long_names_that_differ_only_at_the_end_get_different_marks() -> None:
    one, other = (Identity("p", "s", "n" * 100 + end).marker for end in "ab")
    assert one != other


def test_stack_and_name_cannot_be_told_in_two_ways() -> None:
    assert Identity("p", "a:b", "c").marker != Identity("p", "a", "b:c").marker


def test_a_number_of_another_resource_may_not_be_adopted() -> None:
    identity = Identity("p", "staging", "voice")
    assert not identity.may_adopt(Identity("p", "production", "voice").marker)


def test_an_unmarked_own_or_orphaned_number_may_be_adopted() -> None:
    identity, other = Identity("p", "staging", "voice"), Identity("p", "production", "voice")
    free = ["(416) 555-0100", "", identity.marker, identity.orphan_marker, other.orphan_marker]
    assert all(identity.may_adopt(name) for name in free)
