"""Which steps a plan has, and what a rotation does that meets another one."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from berthcare.audit_line import Caller
from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.rotate.carrying_out import Means, record_stop, steps_of
from berthcare.rotate.plan import Plan, Task, Wish
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import SecretStanding
from tests.unit.rotate.conftest import (
    HALF_DONE,
    NAMES,
    PREVIOUS,
    PROMOTION,
    SETTLED,
    Stages,
    made,
    renamed,
    secret_standing,
)

ACCOUNT, WEBHOOKS = Rotatable.ACCOUNT, Rotatable.WEBHOOKS
OURS = made(5, at_once=True)
AUDIT = "CloudWatch Logs: audit line written (/berthcare/operations/staging)"
PROVED = "Twilio: new token accepted, those before it refused (401)"


class TestCloud:
    """Secrets Manager, the function and the waiting, as a test scripts them; logs what was done."""

    __test__ = False

    def __init__(self, *begins: bool, stages: Stages = SETTLED, ends: Sequence[bool] = ()) -> None:
        self._begins: Iterator[bool] = iter(begins)
        self._ends: Iterator[bool] = iter(ends)
        self._stages = stages
        self.done: list[str] = []

    def rotate(self, _which: Rotatable, version: str) -> bool:
        self.done.append(f"rotate {version}")
        return next(self._begins)

    def standing(self, which: Rotatable) -> SecretStanding:
        return secret_standing(self._stages, which=which)

    def until_current(self, _which: Rotatable, version: str) -> bool:
        self.done.append(f"wait for {version}")
        return next(self._ends, True)

    def at_once(self, which: Rotatable) -> None:
        self.done.append(f"complete {which}")

    def record(self, _caller: Caller, *, command: str, reason: str, outcome: str) -> None:
        self.done.append(f"{command}, {reason}: {outcome}")

    def remember(self, _which: Rotatable) -> None:
        return

    def of_labels(self, _which: Rotatable) -> None:
        return

    def of_account(self) -> None:
        return

    def means(self) -> Means:
        nowhere = io.StringIO()
        numbers = iter(range(1, 9))
        itself: Any = self
        return Means(
            names=NAMES,
            secrets=itself,
            completion=itself,
            waiting=itself,
            proof=itself,
            told=itself,
            audit=itself,
            caller=Caller("arn:aws:iam::000000000000:role/r", ""),
            console=Console.of(nowhere, nowhere, nowhere, {}),
            new_version=lambda: f"new-{next(numbers)}",
        )


def plan_of(*tasks: Task, at_once: bool) -> Plan:
    return Plan(tasks, Wish((), at_once, "drill"), ())


def task(
    stages: Stages = SETTLED, which: Rotatable = ACCOUNT, goes_on_with: str | None = None
) -> Task:
    return Task(which, secret_standing(stages, which=which), goes_on_with)


def told(*tasks: Task, at_once: bool) -> list[str]:
    return [step.what for step in steps_of(plan_of(*tasks, at_once=at_once), TestCloud().means())]


def rotated(cloud: TestCloud, of: Task, *, at_once: bool) -> list[str]:
    steps_of(plan_of(of, at_once=at_once), cloud.means())[0].act()
    return cloud.done


def test_each_secret_is_rotated_and_the_line_is_last() -> None:
    assert told(task(), task(which=WEBHOOKS), at_once=False) == [
        "Secrets Manager: account rotated, AWSCURRENT on the new version",
        "Secrets Manager: webhooks rotated, AWSCURRENT on the new version",
        AUDIT,
    ]


def test_at_once_each_is_completed_and_proved_before_the_next() -> None:
    assert told(task(PREVIOUS), task(which=WEBHOOKS), at_once=True) == [
        "Lambda: an earlier rotation of account completed at once (berthcare-rotation-staging)",
        "Secrets Manager: account rotated, AWSCURRENT on the new version",
        "Lambda: account completed at once: nothing before the new token is accepted",
        "Secrets Manager: account has one version in force, the earlier ones no label",
        PROVED,
        "Secrets Manager: webhooks rotated, AWSCURRENT on the new version",
        "Lambda: webhooks completed at once: nothing before the new token is accepted",
        "Secrets Manager: webhooks has one version in force, the earlier ones no label",
        AUDIT,
    ]


def test_only_what_is_rotated_is_completed() -> None:
    cloud = TestCloud(True)
    for step in steps_of(plan_of(task(PREVIOUS, WEBHOOKS), at_once=True), cloud.means())[:-1]:
        step.act()
    assert cloud.done == [
        "complete webhooks",
        "rotate new-1",
        "wait for new-1",
        "complete webhooks",
    ]


@pytest.mark.parametrize(
    ("stages", "proof"),
    [
        (PREVIOUS, PROVED),
        (
            SETTLED,
            "Twilio: new token accepted (those before it are stored nowhere, and are not tried)",
        ),
    ],
)
def test_what_an_unfinished_run_has_rotated_is_only_completed(stages: Stages, proof: str) -> None:
    assert told(task(renamed(stages, "c", OURS), goes_on_with=OURS), at_once=True) == [
        "Lambda: account completed at once: nothing before the new token is accepted",
        "Secrets Manager: account has one version in force, the earlier ones no label",
        proof,
        AUDIT,
    ]


@pytest.mark.parametrize(
    ("goes_on_with", "at_once", "what"),
    [
        ("p", True, "the half-done rotation attempted again, AWSCURRENT on its version"),
        (None, False, "the half-done rotation attempted again, AWSCURRENT on its version"),
        (None, True, "the half-done rotation ended, then rotated once more"),
    ],
)
def test_a_half_done_rotation_is_ended_first(
    goes_on_with: str | None, at_once: bool, what: str
) -> None:
    first = told(task(HALF_DONE, goes_on_with=goes_on_with), at_once=at_once)[0]
    assert first == f"Secrets Manager: account: {what}"


def test_a_rotation_is_begun_once_and_waited_for() -> None:
    assert rotated(TestCloud(True), task(), at_once=True) == ["rotate new-1", "wait for new-1"]


def test_one_that_is_under_way_is_waited_for_instead() -> None:
    cloud = TestCloud(False, stages=HALF_DONE)
    assert rotated(cloud, task(), at_once=False) == ["rotate new-1", "wait for p"]


def test_at_once_it_is_completed_and_its_token_replaced_too() -> None:
    cloud = TestCloud(False, True, stages=HALF_DONE)
    assert rotated(cloud, task(), at_once=True) == [
        "rotate new-1",
        "wait for p",
        "complete account",
        "rotate new-2",
        "wait for new-2",
    ]


def test_an_unfinished_run_s_own_version_is_asked_for_again() -> None:
    cloud = TestCloud(False, stages=HALF_DONE)
    own = task(HALF_DONE, goes_on_with="p")
    assert rotated(cloud, own, at_once=True) == ["rotate p", "wait for p"]


def test_one_that_is_given_up_is_begun_anew() -> None:
    cloud = TestCloud(False, True, stages=HALF_DONE, ends=[False])
    assert rotated(cloud, task(HALF_DONE), at_once=False) == [
        "rotate new-1",
        "wait for p",
        "rotate new-2",
        "wait for new-2",
    ]


def test_one_that_is_given_up_before_it_is_seen_is_not_taken_for_ended() -> None:
    cloud = TestCloud(False, True, stages=SETTLED)
    assert rotated(cloud, task(HALF_DONE), at_once=False) == [
        "rotate new-1",
        "rotate new-2",
        "wait for new-2",
    ]


def test_one_that_is_always_given_up_is_told() -> None:
    cloud = TestCloud(True, True, True, ends=[False] * 3)
    with pytest.raises(BerthcareError, match="was given up 3 times"):
        rotated(cloud, task(), at_once=True)


@pytest.mark.parametrize(
    ("stages", "found"),
    [
        (SETTLED, "version c in force, settled"),
        (HALF_DONE, "version c in force, half-done (version p)"),
        (PROMOTION, "version c in force, promotion-pending"),
    ],
)
def test_after_a_stop_the_line_tells_what_is_in_force(stages: Stages, found: str) -> None:
    cloud = TestCloud(stages=stages)
    record_stop(plan_of(task(), task(which=WEBHOOKS), at_once=True), cloud.means())
    (line,) = cloud.done
    assert line.startswith("berthcare rotate --now, drill: begun, not finished: ")
    assert line.endswith(f"account: {found}; webhooks: {found}")
