"""How long a rotation is waited for, and what ends the waiting."""

import io
from collections.abc import Iterator
from typing import cast

import pytest

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import RotatedSecrets
from berthcare.rotate.standing import SecretStanding
from berthcare.rotate.waiting import PATIENCE_SECONDS, Waiting
from tests.unit.rotate.conftest import HALF_DONE, PROMOTION, SETTLED, Stages, secret_standing


class TestSecrets:
    """Tells one standing after the other, and the last one for ever."""

    __test__ = False

    def __init__(self, *told: Stages) -> None:
        self._told: Iterator[Stages] = iter(told)
        self._last: Stages = {}

    def standing(self, which: Rotatable) -> SecretStanding:
        self._last = next(self._told, self._last)
        return secret_standing(self._last, which=which)


def waited(version: str, *told: Stages) -> tuple[bool, list[float], str]:
    printed = io.StringIO()
    console = Console.of(printed, printed, io.StringIO(), {})
    pauses: list[float] = []
    secrets = cast("RotatedSecrets", TestSecrets(*told))
    is_current = Waiting(secrets, pauses.append, console).until_current(Rotatable.ACCOUNT, version)
    return is_current, pauses, printed.getvalue()


def test_it_ends_when_the_version_is_current() -> None:
    is_current, pauses, _ = waited("c", SETTLED)
    assert is_current
    assert pauses == []


def test_a_version_that_is_not_to_be_seen_yet_is_waited_for() -> None:
    then = {"c": ["AWSPREVIOUS"], "p": ["AWSCURRENT"]}
    is_current, pauses, _ = waited("p", SETTLED, HALF_DONE, HALF_DONE, then)
    assert is_current
    assert len(pauses) == 3


def test_a_rotation_that_was_given_up_is_not_waited_for() -> None:
    is_current, pauses, _ = waited("p", HALF_DONE, SETTLED)
    assert not is_current
    assert len(pauses) == 1


def test_one_that_neither_ends_nor_fails_is_told_and_left() -> None:
    with pytest.raises(BerthcareError, match="has not ended for 5 minutes"):
        waited("p", HALF_DONE)


def test_it_says_that_it_still_waits() -> None:
    then = {**PROMOTION, "p": ["AWSCURRENT"], "c": ["AWSPREVIOUS"]}
    _, pauses, printed = waited("p", *[HALF_DONE] * 65, then)
    assert sum(pauses) < PATIENCE_SECONDS
    assert printed == (
        "-    still waiting for the rotation of account, 30 seconds\n"
        "-    still waiting for the rotation of account, 60 seconds\n"
    )
