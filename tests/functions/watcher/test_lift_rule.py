"""A lift that the operator's command calls unreadable lifts nothing here, and the reverse."""

import json

import pytest

from berthcare.errors import BerthcareError
from berthcare.spend import lift as commands
from functions.common.failure import KnownFailure
from functions.watcher import spend_lift as watchers

WHOLE = {
    "month": "2026-11",
    "limit_usd": 1500,
    "reason": "storm day",
    "by": "arn:aws:iam::000000000000:role/deployer",
    "at": "2026-11-30T08:00:00+00:00",
}


def changed(**fields: object) -> str:
    return json.dumps({**WHOLE, **fields})


def without(field: str) -> str:
    return json.dumps({name: value for name, value in WHOLE.items() if name != field})


LIFTS = [
    "{}",
    changed(),
    changed(limit_usd=1),
    changed(limit_usd=100_000),
    changed(month="2026-12", reason="", by="", at=""),
    changed(ticket="one field more"),
    " \n" + changed(),
]
"""What is a lift, or none."""
NO_LIFTS = [
    "",
    "{",
    "[]",
    "null",
    "0",
    '""',
    "NaN",
    *map(without, WHOLE),
    changed(month="2026-13"),
    changed(month="2026-00"),
    changed(month="2026-1"),
    changed(month="2026-11-01"),
    changed(month="2026-11\n"),
    changed(month="٢٠٢٦-11"),
    changed(month=202611),
    changed(limit_usd=0),
    changed(limit_usd=-1500),
    changed(limit_usd=100_001),
    changed(limit_usd=1500.0),
    changed(limit_usd=1500.5),
    changed(limit_usd="1500"),
    changed(limit_usd=True),
    changed(limit_usd=None),
    changed(limit_usd=float("nan")),
    changed(limit_usd=float("inf")),
    changed(reason=None),
    changed(reason=1),
    changed(by=["deployer"]),
    changed(at=1_795_757_390),
    json.dumps([WHOLE]),
]
"""What can be read as neither."""


def by_the_watcher(text: str) -> object:
    try:
        lift = watchers.parse_lift(text)
    except KnownFailure:
        return "refused"
    return lift and (lift.month, lift.usd)


def by_the_command(text: str) -> object:
    try:
        lift = commands.Lift.parse(text, "/berthcare/staging/spend-lift")
    except BerthcareError:
        return "refused"
    return lift and (lift.month, lift.limit_usd)


@pytest.mark.parametrize("text", LIFTS)
def test_both_read_the_same_lift(text: str) -> None:
    assert by_the_watcher(text) == by_the_command(text) != "refused"


@pytest.mark.parametrize("text", NO_LIFTS)
def test_both_refuse_the_same(text: str) -> None:
    assert (by_the_watcher(text), by_the_command(text)) == ("refused", "refused")


def test_a_refusal_names_the_fields_and_shows_no_value() -> None:
    with pytest.raises(KnownFailure) as refused:
        watchers.parse_lift(changed(limit_usd="fake" * 8, reason=None))

    assert refused.value.reason == "malformed: limit_usd, reason"
