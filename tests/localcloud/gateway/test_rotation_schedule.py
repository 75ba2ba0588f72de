"""When a rotation begins, and how often it is tried; without a process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError
from localcloud.gateway.fixture import REGION
from localcloud.gateway.rotation import Rotations
from localcloud.gateway.rotation_clock import RotationClockError, read_days
from localcloud.gateway.rotation_configuration import interval_of
from localcloud.gateway.rotation_run import STEPS, Pace
from tests.localcloud.gateway.rotating import names
from tests.localcloud.gateway.rotation_doubles import (
    FAILS,
    FUNCTION_ARN,
    GIVES_UP,
    SECRET_ARN,
    THROTTLED,
    BackendDouble,
    PermissionsDouble,
)

MOMENT = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
AT_ONCE = Pace(attempts=3, throttled_tries=3, pause_seconds=0, look_seconds=0)


@pytest.mark.parametrize(
    ("rules", "interval"),
    [
        ({}, None),
        ({"AutomaticallyAfterDays": 90}, timedelta(days=90)),
        ({"ScheduleExpression": "rate(10 days)", "Duration": "3h"}, timedelta(days=10)),
        ({"ScheduleExpression": "rate(4 hours)"}, timedelta(hours=4)),
    ],
)
def test_rules_tell_the_time_between_two_rotations(
    rules: dict[str, Any], interval: timedelta | None
) -> None:
    assert interval_of(rules) == interval


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"AutomaticallyAfterDays": 0}, "InvalidParameterException"),
        ({"AutomaticallyAfterDays": 1001}, "InvalidParameterException"),
        (
            {"AutomaticallyAfterDays": 90, "ScheduleExpression": "rate(90 days)"},
            "InvalidParameterException",
        ),
        ({"ScheduleExpression": "rate(3 hours)"}, "InvalidParameterException"),
        ({"ScheduleExpression": "every day"}, "InvalidParameterException"),
        ({"ScheduleExpression": "cron(0 8 1 * ? *)"}, "LocalCloudNotJudged"),
    ],
)
def test_rules_that_are_none_are_refused(rules: dict[str, Any], code: str) -> None:
    with pytest.raises(AwsError) as refused:
        interval_of(rules)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "body", [None, {}, {"days": "1"}, {"days": True}, {"days": 0}, {"days": 1, "hours": 1}]
)
def test_a_body_that_tells_no_days_is_refused(body: object) -> None:
    with pytest.raises(RotationClockError):
        read_days(body)


class Town:
    """Rotations on doubles, with a clock that a test moves and the events that were written."""

    def __init__(self, *answers: str) -> None:
        self.time = MOMENT
        self.backend = BackendDouble(*answers)
        self.records: list[Any] = []
        self.rotations = Rotations(
            self.backend,
            PermissionsDouble(),
            self.records.append,
            pace=AT_ONCE,
            clock=lambda: self.time,
        )

    @property
    def events(self) -> list[str]:
        return names(self.records)

    async def rotate(self, *, immediately: bool) -> None:
        parameters = {
            "SecretId": SECRET_ARN,
            "RotationLambdaARN": FUNCTION_ARN,
            "RotationRules": {"AutomaticallyAfterDays": 90},
            "RotateImmediately": immediately,
        }
        call = ApiCall("secretsmanager", "RotateSecret", REGION, "json", parameters)
        assert await self.rotations.answer(call) is not None

    async def until(self, event: str) -> None:
        while event not in self.events:
            await asyncio.sleep(0)

    async def pass_days(self, days: int) -> object:
        return (await self.rotations.pass_days({"days": days}))["started"]


def played(play: Callable[[Town], Awaitable[None]], *answers: str) -> Town:
    """Return the town after a play in which the function answered so."""
    town = Town(*answers)
    asyncio.run(asyncio.wait_for(play(town), timeout=10))
    return town


async def rotated(town: Town) -> None:
    await town.rotate(immediately=True)
    await town.until("RotationSucceeded")


async def failed(town: Town) -> None:
    await town.rotate(immediately=True)
    await town.until("RotationFailed")


def test_a_step_that_fails_twice_has_all_four_made_again_before_anything_has_failed() -> None:
    town = played(rotated, "good", FAILS, FAILS)

    assert town.backend.invoked == [*STEPS[:2], *STEPS[:1], *STEPS]
    assert town.events == ["RotationStarted", "RotationSucceeded"]


def test_a_rotation_has_failed_with_its_third_attempt() -> None:
    town = played(failed, FAILS, FAILS, FAILS)

    assert town.backend.invoked == ["createSecret"] * 3
    assert town.events == ["RotationStarted", "RotationFailed"]


def test_a_function_that_gives_the_version_up_is_not_asked_again() -> None:
    town = played(failed, GIVES_UP)

    assert town.backend.invoked == ["createSecret"]


def test_a_busy_function_is_asked_for_the_same_step_again() -> None:
    town = played(rotated, THROTTLED, THROTTLED)

    assert town.backend.invoked == [*STEPS[:1] * 2, *STEPS]


def test_a_function_that_stays_busy_fails_the_rotation() -> None:
    town = played(failed, *[THROTTLED] * 9)

    assert town.backend.invoked == ["createSecret"] * 9


def test_a_rotation_begins_when_the_time_has_come() -> None:
    async def play(town: Town) -> None:
        await town.rotate(immediately=False)
        running = asyncio.create_task(town.rotations.run())
        await town.until("TestRotationSucceeded")
        town.time += timedelta(days=90)
        await town.until("RotationSucceeded")
        running.cancel()

    assert played(play).events[2:] == ["RotationStarted", "RotationSucceeded"]


def test_days_pass_once_what_runs_has_ended() -> None:
    async def play(town: Town) -> None:
        await town.rotate(immediately=False)
        assert await town.pass_days(90) == [SECRET_ARN]
        assert town.events[:2] == ["TestRotationStarted", "TestRotationSucceeded"]

    played(play)


def test_a_rotation_that_failed_at_its_time_is_taken_up_again_on_the_next_day() -> None:
    async def play(town: Town) -> None:
        await town.rotate(immediately=False)
        began = [await town.pass_days(90), await town.pass_days(1)]
        assert began == [[SECRET_ARN], [SECRET_ARN]]
        await town.until("RotationSucceeded")

    town = played(play, "good", FAILS, FAILS, FAILS)

    assert town.events[2:] == [
        "RotationStarted",
        "RotationFailed",
        "RotationStarted",
        "RotationSucceeded",
    ]
    assert len([labels for labels in town.backend.stages.values() if labels]) == 1


def test_a_rotation_that_failed_at_its_time_is_left_alone_for_the_rest_of_the_day() -> None:
    async def play(town: Town) -> None:
        await town.rotate(immediately=False)
        await town.pass_days(90)
        await town.until("RotationFailed")
        looking = asyncio.create_task(town.rotations.run())
        for _ in range(100):
            await asyncio.sleep(0)
        looking.cancel()

    town = played(play, "good", FAILS, FAILS, FAILS)

    assert town.events.count("RotationStarted") == 1
