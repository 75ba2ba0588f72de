"""What the wizard reads of a stack's state."""

import json

from berthcare.engine.exported_state import ExportedState
from berthcare.resource_types import NUMBER_TYPE, SUBACCOUNT_TYPE
from berthcare.setup.deployed import Deployed
from tests.unit.setup.doubles import SID

_URN = "urn:pulumi:staging::berthcare-communications::a$b::"


def deployed(*resources: object) -> Deployed:
    text = json.dumps({"deployment": {"resources": resources}})
    return Deployed.of(ExportedState.parse(text, "a test"))


def test_a_stack_that_was_never_deployed_has_nothing() -> None:
    assert deployed() == Deployed(frozenset(), None)
    assert not deployed().has_sms_number


def test_numbers_and_the_account_above_the_subaccount_are_found_in_the_state() -> None:
    found = deployed(
        {"type": "pulumi:pulumi:Stack", "urn": f"{_URN}stack"},
        {"type": NUMBER_TYPE, "urn": f"{_URN}numbers-voice"},
        {"type": NUMBER_TYPE, "urn": f"{_URN}numbers-sms"},
        {
            "type": SUBACCOUNT_TYPE,
            "urn": f"{_URN}account-subaccount",
            "outputs": {"owner_account_sid": SID},
        },
    )
    assert found == Deployed(frozenset({"numbers-voice", "numbers-sms"}), SID)
    assert found.has_sms_number
