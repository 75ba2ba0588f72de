"""What stands in the state of deployed stacks, and so must never change."""

import base64

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from providers import api_key
from providers.account.inputs import INPUTS as SUBACCOUNT_INPUTS
from providers.account.state import OUTPUTS as SUBACCOUNT_OUTPUTS
from providers.address import Address, AddressProvider
from providers.api_key import ApiKey, ApiKeyProvider
from providers.number.inputs import INPUTS
from providers.number.state import OUTPUTS
from providers.objects import postal_address, trigger
from providers.objects.provider import ObjectProvider
from providers.phone_number import PhoneNumber, PhoneNumberProvider
from providers.subaccount import Subaccount, SubaccountProvider
from providers.usage_trigger import UsageTrigger, UsageTriggerProvider


def test_the_provider_is_kept_by_reference_to_this_very_path() -> None:
    """These bytes are in the state of deployed stacks: module, class, and nothing else."""
    version = 2  # The first two bytes are the pickle protocol, which Python 3.14 raises.
    assert base64.b64decode(serialize_provider(PhoneNumberProvider()))[version:] == (
        b"\x955\x00\x00\x00\x00\x00\x00\x00\x8c\x16providers.phone_number\x94"
        b"\x8c\x13PhoneNumberProvider\x94\x93\x94)R\x94."
    )


def test_the_type_of_the_resource_is_frozen() -> None:
    assert PhoneNumber._resource_type_name == "dynamic/twilio:PhoneNumber"


def test_the_names_of_inputs_and_outputs_are_frozen() -> None:
    assert sorted(INPUTS) == [
        "address_sid",
        "adopt",
        "anywhere",
        "area_codes",
        "country",
        "emergency_address_sid",
        "locality",
        "logical_name",
        "max_monthly_spend_usd",
        "max_numbers",
        "min_balance_usd",
        "project",
        "region",
        "release_on_delete",
        "required_capabilities",
        "sms_fallback_url",
        "sms_url",
        "stack",
        "subaccount_sid",
        "voice_fallback_url",
        "voice_status_callback",
        "voice_url",
    ]
    assert sorted(OUTPUTS) == [
        "account_sid",
        "capabilities",
        "emergency_address_status",
        "friendly_name",
        "origin",
        "overrides",
        "phone_number",
        "sid",
        "status",
    ]


def test_the_provider_of_subaccounts_is_kept_by_reference_to_this_very_path() -> None:
    version = 2
    assert base64.b64decode(serialize_provider(SubaccountProvider()))[version:] == (
        b"\x952\x00\x00\x00\x00\x00\x00\x00\x8c\x14providers.subaccount\x94"
        b"\x8c\x12SubaccountProvider\x94\x93\x94)R\x94."
    )


def test_the_type_of_a_subaccount_is_frozen() -> None:
    assert Subaccount._resource_type_name == "dynamic/twilio:Subaccount"


def test_the_names_of_a_subaccounts_inputs_and_outputs_are_frozen() -> None:
    assert sorted(SUBACCOUNT_INPUTS) == [
        "adopt",
        "close_on_delete",
        "friendly_name",
        "logical_name",
        "status",
    ]
    assert sorted(SUBACCOUNT_OUTPUTS) == [
        "auth_token",
        "friendly_name",
        "origin",
        "owner_account_sid",
        "sid",
        "status",
        "wanted_status",
    ]


@pytest.mark.parametrize(
    ("provider", "pickled"),
    [
        (
            UsageTriggerProvider,
            (
                b"\x957\x00\x00\x00\x00\x00\x00\x00\x8c\x17providers.usage_trigger\x94"
                b"\x8c\x14UsageTriggerProvider\x94\x93\x94)R\x94."
            ),
        ),
        (
            AddressProvider,
            (
                b"\x95,\x00\x00\x00\x00\x00\x00\x00\x8c\x11providers.address\x94"
                b"\x8c\x0fAddressProvider\x94\x93\x94)R\x94."
            ),
        ),
        (
            ApiKeyProvider,
            (
                b"\x95+\x00\x00\x00\x00\x00\x00\x00\x8c\x11providers.api_key\x94"
                b"\x8c\x0eApiKeyProvider\x94\x93\x94)R\x94."
            ),
        ),
    ],
)
def test_the_providers_of_objects_are_kept_by_reference_to_their_very_paths(
    provider: type[ObjectProvider], pickled: bytes
) -> None:
    version = 2
    assert base64.b64decode(serialize_provider(provider()))[version:] == pickled


def test_the_types_of_objects_are_frozen() -> None:
    assert [kind._resource_type_name for kind in (UsageTrigger, Address, ApiKey)] == [
        "dynamic/twilio:UsageTrigger",
        "dynamic/twilio:Address",
        "dynamic/twilio:ApiKey",
    ]


def test_the_names_of_a_triggers_inputs_and_outputs_are_frozen() -> None:
    assert sorted(trigger.INPUTS) == [
        "callback_url",
        "logical_name",
        "project",
        "recurring",
        "stack",
        "subaccount_sid",
        "trigger_by",
        "trigger_value",
        "usage_category",
    ]
    assert sorted(trigger.OUTPUTS) == ["account_sid", "callback_method", "friendly_name", "sid"]


def test_the_names_of_an_addresss_inputs_and_outputs_are_frozen() -> None:
    assert sorted(postal_address.INPUTS) == [
        "city",
        "country",
        "customer_name",
        "emergency_enabled",
        "logical_name",
        "postal_code",
        "project",
        "region",
        "stack",
        "street",
        "street_secondary",
        "subaccount_sid",
    ]
    assert sorted(postal_address.OUTPUTS) == ["account_sid", "friendly_name", "sid"]


def test_the_names_of_a_keys_inputs_and_outputs_are_frozen() -> None:
    assert sorted(api_key.INPUTS) == ["logical_name", "project", "stack", "subaccount_sid"]
    assert sorted(api_key.OUTPUTS) == ["account_sid", "friendly_name", "secret", "sid"]
