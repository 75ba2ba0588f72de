"""The contract has 32 facts; none may lose its test, nor its line on the emulator's page."""

import re
from pathlib import Path

FACTS = list(range(1, 33))
PAGE = Path(__file__).parents[4] / "localcloud" / "twilio" / "README.md"


def test_every_fact_has_a_test_that_carries_its_number() -> None:
    files = Path(__file__).parent.glob("test_*.py")
    numbers = [
        number for file in files for number in re.findall(r"def test_fact_(\d+)", file.read_text())
    ]
    assert sorted({int(number) for number in numbers}) == FACTS


def test_every_fact_is_on_the_emulators_page_once_with_a_module_that_exists() -> None:
    lines = re.findall(r"^\| (\d+) \|.*\| ([^|]+) \|$", PAGE.read_text(), re.MULTILINE)
    assert [int(number) for number, _ in lines] == FACTS
    modules = {one.replace("r/", "resources/") for _, kept in lines for one in kept.split(", ")}
    assert [one for one in modules if not list(PAGE.parent.glob(one))] == []
