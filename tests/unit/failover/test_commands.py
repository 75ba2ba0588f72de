import pytest

from berthcare.failover.commands import commands_between
from berthcare.number_pool import BOTH, NumberPool, Purpose

FIRST, SECOND = "+16045550110", "+16045550111"
HOME = NumberPool.of("+14165550100", "+14165550101", (FIRST, SECOND), None)
AWAY = HOME.failed_over(BOTH, FIRST)
APART = HOME.failed_over([Purpose.VOICE], FIRST).failed_over([Purpose.SMS], SECOND)
START = "berthcare failover staging"


@pytest.mark.parametrize(
    ("now", "then", "commands"),
    [
        (HOME, HOME, []),
        (AWAY, HOME, [f"{START} --back"]),
        (HOME, AWAY, [f"{START} --to {FIRST}"]),
        (HOME.failed_over([Purpose.SMS], FIRST), HOME, [f"{START} --back --only sms"]),
        (AWAY, APART, [f"{START} --to {SECOND} --only sms"]),
        (HOME, APART, [f"{START} --to {FIRST} --only voice", f"{START} --to {SECOND} --only sms"]),
    ],
)
def test_the_commands_lead_from_one_state_to_the_other(
    now: NumberPool, then: NumberPool, commands: list[str]
) -> None:
    assert commands_between("staging", now, then) == commands
