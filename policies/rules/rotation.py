"""Rotation: a secret's value is replaced at least every ninety days.

Sources: Secrets Manager API Reference, "RotationRulesType"; Security Hub control SecretsManager.4
(its default of 90 days).
"""

from collections.abc import Iterator
from typing import Any

from policies.finding import Finding
from policies.frameworks import SAFEGUARDS, fsbp
from policies.reading import each
from policies.rule import ResourceRule
from policies.schedules import UnreadableSchedule, longest_interval
from policies.subject import Subject

_LONGEST_DAYS = 90
_DAYS = "rotationRules.automaticallyAfterDays"
_SCHEDULE = "rotationRules.scheduleExpression"


def _switch(at: str, value: Any) -> Iterator[Finding]:
    if value not in (None, True):
        yield Finding(at, "is not true")


def _interval(subject: Subject) -> Iterator[Finding]:
    if subject.known("rotationEnabled") is False:
        return  # told already, and AWS then takes no interval
    if subject.known(_DAYS) is None and subject.known(_SCHEDULE) is None:
        yield Finding("rotationRules", "name no interval")


def _days(at: str, value: Any) -> Iterator[Finding]:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield Finding(at, "is not a number of days")
    elif not 1 <= value <= _LONGEST_DAYS:
        yield Finding(at, f"is {{value}}, not 1 to {_LONGEST_DAYS}", value)


def _schedule(at: str, value: Any) -> Iterator[Finding]:
    if value is None:
        return
    if not isinstance(value, str):
        yield Finding(at, "is not a text")
        return
    try:
        days = longest_interval(value)
    except UnreadableSchedule as unreadable:
        yield Finding(at, f"is {{value}}, which {unreadable.what}", value)
        return
    if days > _LONGEST_DAYS:
        yield Finding(
            at, f"is {{value}}: up to {days:g} days pass, more than {_LONGEST_DAYS}", value
        )


RULES = (
    ResourceRule(
        id="secret-rotation-interval",
        demands=f"A secret that is rotated is so at least every {_LONGEST_DAYS} days.",
        why="A token that leaked unseen opens less, the younger it is.",
        remedy=f"Set rotationRules: automaticallyAfterDays of {_LONGEST_DAYS} or less, or a "
        "scheduleExpression such as rate(30 days) or cron(0 4 1 * ? *).",
        severity="high",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
        "rotate-secrets_schedule.html",
        frameworks=(SAFEGUARDS, fsbp("SecretsManager.4")),
        types=("aws:secretsmanager/secretRotation:SecretRotation",),
        checks=(
            each("rotationEnabled", _switch),
            _interval,
            each(_DAYS, _days),
            each(_SCHEDULE, _schedule),
        ),
    ),
)
