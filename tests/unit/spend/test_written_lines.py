"""Which audit line tells of a lift."""

import json

import pytest

from berthcare.spend.written_lines import tells_of
from tests.unit.spend.conftest import MONTH, lift_of

LIFT = lift_of(MONTH, 1500)
LINE = {
    "command": "berthcare spend resume",
    "reason": LIFT.reason,
    "outcome": f"limit 1500 USD for {MONTH}; subaccount active, suspended before",
}


@pytest.mark.parametrize("reason", [LIFT.reason, "typed again"])
def test_a_line_tells_of_a_lift_for_its_reason_or_the_one_typed_now(reason: str) -> None:
    assert tells_of(json.dumps({**LINE, "reason": reason}), LIFT, "typed again")


@pytest.mark.parametrize(
    "differs",
    [
        {"command": "berthcare failover"},
        {"reason": "something else"},
        {"outcome": f"limit 150 USD for {MONTH}; subaccount active"},
        {"outcome": "limit 1500 USD for 2026-10; subaccount active"},
        {"outcome": "subaccount active, suspended again after the lift"},
    ],
)
def test_another_line_does_not(differs: dict[str, str]) -> None:
    assert not tells_of(json.dumps({**LINE, **differs}), LIFT, "typed again")


@pytest.mark.parametrize("line", ["", "{", "[]", "{}", "null"])
def test_what_is_no_line_does_not(line: str) -> None:
    assert not tells_of(line, LIFT, "typed again")
