"""The contract has 32 facts; none may lose its test, nor its line on the emulator's page."""

import re
from pathlib import Path

FACTS = set(range(1, 33))


def test_every_fact_has_a_test_that_carries_its_number() -> None:
    files = Path(__file__).parent.glob("test_*.py")
    names = [
        name for file in files for name in re.findall(r"def test_fact_(\d+)", file.read_text())
    ]
    assert {int(name) for name in names} == FACTS
