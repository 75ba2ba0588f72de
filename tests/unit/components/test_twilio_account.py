"""The environment's subaccount, and the notices of what it spends."""

import pytest

from tests.recorder import SUBACCOUNT_SID, Recording
from tests.unit.components.deployed import deployed


def test_the_subaccount_is_found_by_the_environment_s_name(staging: Recording) -> None:
    inputs = staging.one(":Subaccount").inputs

    assert inputs["friendly_name"] == "BerthCare Staging"
    assert "adopt" not in inputs


def test_the_subaccount_s_status_is_left_alone_and_it_is_never_closed(staging: Recording) -> None:
    inputs = staging.one(":Subaccount").inputs

    assert "status" not in inputs
    assert inputs["close_on_delete"] is False


def test_an_existing_subaccount_is_taken_over() -> None:
    taken = deployed({"twilioSubaccountSid": SUBACCOUNT_SID})

    assert taken.one(":Subaccount").inputs["adopt"] == SUBACCOUNT_SID


@pytest.mark.parametrize("dollars", ["100", "500", "1000"])
def test_a_month_s_spend_is_told_at_each_amount(staging: Recording, dollars: str) -> None:
    inputs = staging.named(f"spend-{dollars}-usd").inputs

    assert inputs["trigger_value"] == dollars
    assert inputs["trigger_by"] == "price"
    assert inputs["usage_category"] == "totalprice"
    assert inputs["recurring"] == "monthly"
    assert inputs["subaccount_sid"] == SUBACCOUNT_SID
    assert inputs["callback_url"] == "https://api-staging.berthcare.ca/v1/usage/webhook"
