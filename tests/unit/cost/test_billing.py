"""Whatever the program registers has a price or a reason for none, and is counted as registered."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from berthcare.cost.billing import BILLED, FREE
from berthcare.cost.configured import Configured
from berthcare.cost.deployed import deployed_use
from berthcare.cost.estimate import estimate_of
from tests.unit.components.deployed import deployed
from tests.unit.cost.project import PRICES, STAGING, folder

ADDRESS = {
    "customerName": "BerthCare Inc.",
    "street": "100 Queen Street West",
    "city": "Toronto",
    "region": "ON",
    "postalCode": "M5H 2N2",
}
STACKS: dict[str, dict[str, Any]] = {
    "as it is delivered": {},
    "with all that is off by default": {
        "alertEmails": ["desk@example.ca", "room@example.ca"],
        "backupNumbers": 3,
        "emergencyAddress": ADDRESS,
        "fastAlarm": True,
    },
    "with little of its own": {
        "backendRoleArn": "arn:aws:iam::123456789012:role/backend",
        "backupNumbers": 0,
        "singleNumber": True,
        "trailLogGroup": "/theirs",
        "useSubaccount": False,
    },
}
COMPONENT = "berthcare:"


def text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@pytest.fixture(scope="module")
def registered() -> Mapping[str, Counter[str]]:
    """How many resources of each type the program registers, by stack."""
    return {
        name: Counter(
            one.type
            for one in deployed({key: text(value) for key, value in changes.items()}).resources
        )
        for name, changes in STACKS.items()
    }


@pytest.fixture(scope="module", params=STACKS)
def stack(
    request: pytest.FixtureRequest,
    registered: Mapping[str, Counter[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Counter[str], Configured]:
    """What a stack registers, and what its file says."""
    place = tmp_path_factory.mktemp("project")
    changes = STACKS[request.param]
    return registered[request.param], Configured.load(STAGING, folder(place, changes))


def unpriced(types: set[str]) -> set[str]:
    return {one for one in types if not one.startswith(COMPONENT)} - BILLED.keys() - FREE.keys()


def test_every_type_that_is_registered_has_a_price_or_a_reason_for_none(
    stack: tuple[Counter[str], Configured],
) -> None:
    assert unpriced({*stack[0]}) == set()


def test_a_new_type_without_a_price_would_be_seen() -> None:
    assert unpriced({"aws:ec2/natGateway:NatGateway"}) == {"aws:ec2/natGateway:NatGateway"}


def test_as_many_are_counted_as_are_registered(stack: tuple[Counter[str], Configured]) -> None:
    found, configured = stack
    use = deployed_use(configured)

    counted = {type_: billed.count(configured, use) for type_, billed in BILLED.items()}
    assert counted == {type_: found[type_] for type_ in BILLED}


def test_each_line_stands_for_a_resource_or_for_what_one_is_asked(
    stack: tuple[Counter[str], Configured],
) -> None:
    names = [one.name for group in estimate_of(stack[1], PRICES).groups for one in group.lines]
    billed = [line for one in BILLED.values() for line in one.lines]
    of_use = {
        "CloudWatch: metrics of the rotation",
        "CloudWatch: metrics of the watcher",
        "KMS: requests of the functions",
        "Secrets Manager: calls of the backend",
        "Secrets Manager: calls of the rotation",
        "Secrets Manager: calls of the watcher",
        "Systems Manager: calls of the functions",
        "Twilio: calls",
        "Twilio: texts",
    }

    assert {line for line in billed if not any(name.startswith(line) for name in names)} == set()
    assert {name for name in names if not name.startswith(tuple(billed))} == of_use


def test_nothing_is_both_billed_and_free() -> None:
    assert BILLED.keys() & FREE.keys() == set()


def test_whatever_is_free_says_why_and_who_says_so() -> None:
    assert all(one.why and one.source.startswith("https://") for one in FREE.values())


def test_no_type_is_listed_that_no_stack_registers(
    registered: Mapping[str, Counter[str]],
) -> None:
    assert {*BILLED, *FREE} - {type_ for found in registered.values() for type_ in found} == set()
