"""A number's inputs are refused before anything is touched: field, value, rule, remedy."""

from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from providers.number.inputs import FORMS, INPUTS, NumberInputs
from providers.number.rules import problems

PN = "PN" + "0" * 32
GOOD: dict[str, Any] = {
    "project": "berthcare",
    "stack": "staging",
    "logical_name": "voice",
    "country": "CA",
    "area_codes": ["416", "647"],
    "required_capabilities": ["voice", "sms"],
    "voice_url": "https://api-staging.berthcare.ca/v1/voice/webhook",
    "sms_url": "https://api-staging.berthcare.ca/v1/sms/webhook",
    "release_on_delete": False,
}


def _fields(**changes: Any) -> list[str]:
    return [problem.field for problem in problems({**GOOD, **changes})]


def test_good_inputs_have_no_problem() -> None:
    assert problems(GOOD) == []


BAD: list[tuple[str, Any, str]] = [
    ("area_codes", ["212"], "212"),
    ("area_codes", ["416", "4160"], "4160"),
    ("area_codes", [], "at least one area code"),
    ("area_codes", None, "at least one area code"),
    ("area_codes", "416", "416"),
    ("area_codes", [416], "416"),
    ("locality", " Toronto", "Toronto"),
    ("locality", "T" * 65, "64 characters"),
    ("region", "Ontario", "Ontario"),
    ("region", "on", "ON for Ontario"),
    ("anywhere", "true", "true"),
    ("country", "US", "US"),
    ("required_capabilities", ["fax"], "fax"),
    ("max_numbers", 0.0, "0"),
    ("max_numbers", 1.5, "1.5"),
    ("max_numbers", "10", "10"),
    ("max_monthly_spend_usd", -1.0, "-1"),
    ("min_balance_usd", True, "True"),
    ("adopt", "+12125551234", "212"),
    ("adopt", "4165550100", "4165550100"),
    ("adopt", "PN123", "PN123"),
    ("subaccount_sid", "AC123", "it has 5"),
    ("address_sid", "AC" + "0" * 32, "AC000"),
    ("emergency_address_sid", "home", "home"),
    ("voice_url", "http://api-staging.berthcare.ca/v1/voice/webhook", "http://api-staging"),
    ("voice_url", "/v1/voice/webhook", "/v1/voice/webhook"),
    ("voice_fallback_url", "ftp://x.ca", "ftp://x.ca"),
    ("voice_status_callback", "https://user:word@api.berthcare.ca", "no user name or password"),
    ("sms_url", "https://", "https://"),
    ("sms_url", 7, "7"),
    ("sms_fallback_url", "https://[", "https://["),
    ("release_on_delete", "yes", "yes"),
    ("project", None, "be set"),
    ("stack", "", "be set"),
    ("logical_name", None, "be set"),
]


@pytest.mark.parametrize(("field", "value", "shown"), BAD)
def test_a_bad_value_is_refused_with_its_field_the_value_and_a_remedy(
    field: str, value: Any, shown: str
) -> None:
    (problem,) = problems({**GOOD, field: value})
    assert problem.field == field
    assert shown in str(problem)
    assert problem.remedy


def test_the_table_has_a_bad_value_for_every_input() -> None:
    assert {field for field, _, _ in BAD} == set(INPUTS)


def test_every_problem_is_told_at_once() -> None:
    assert sorted(_fields(voice_url="http://x.ca", country="US")) == ["country", "voice_url"]


@pytest.mark.parametrize(
    "place", [{"locality": "Toronto"}, {"region": "ON"}, {"anywhere": True}], ids=str
)
def test_a_wider_place_may_stand_alone(place: dict[str, Any]) -> None:
    assert _fields(area_codes=None, **place) == []


@pytest.mark.parametrize("adopt", ["+14165550100", PN])
def test_a_number_to_adopt_needs_no_area_code(adopt: str) -> None:
    assert _fields(adopt=adopt, area_codes=None) == []


@pytest.mark.parametrize("kind", ["voice", "sms"])
def test_a_fallback_needs_its_primary_webhook(kind: str) -> None:
    changes = {f"{kind}_url": None, f"{kind}_fallback_url": "https://x.ca/f"}
    assert _fields(**changes) == [f"{kind}_fallback_url"]


def test_a_webhook_may_carry_connection_overrides_in_its_fragment() -> None:
    assert _fields(voice_url="https://api.berthcare.ca/v1/voice/webhook#ct=1000&rc=2") == []


def test_a_password_in_a_webhook_is_not_shown() -> None:
    (problem,) = problems({**GOOD, "sms_url": "https://user:word@x.ca"})
    assert "word@" not in str(problem)


@pytest.mark.parametrize("field", [name for name in GOOD if name not in ("project", "stack")])
def test_an_unknown_value_is_no_problem_and_is_noticed(field: str) -> None:
    unknown = {**GOOD, field: UNKNOWN}
    assert problems(unknown) == []
    assert FORMS.unknown(unknown)


def test_an_unknown_item_of_a_list_is_no_problem_and_is_noticed() -> None:
    unknown = {**GOOD, "area_codes": ["416", UNKNOWN]}
    assert problems(unknown) == []
    assert FORMS.unknown(unknown)


def test_an_unknown_output_is_not_an_unknown_input() -> None:
    assert not FORMS.unknown({**GOOD, "sid": UNKNOWN})


def test_inputs_survive_the_way_through_the_state() -> None:
    inputs = NumberInputs.of(GOOD)
    assert NumberInputs.of(inputs.as_dict()) == inputs


def test_empty_text_reads_as_not_set() -> None:
    inputs = NumberInputs.of({**GOOD, "adopt": "", "sms_url": "", "subaccount_sid": ""})
    assert (inputs.adopt, inputs.webhooks.sms_url, inputs.subaccount_sid) == (None, None, None)
