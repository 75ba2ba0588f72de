"""What is said of a bad input of a subaccount, before anything is sent."""

from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from providers.account.inputs import INPUTS, SubaccountInputs, problems

SID = "AC" + "1" * 32
GOOD: dict[str, Any] = {
    "logical_name": "account",
    "friendly_name": "BerthCare Staging",
    "adopt": None,
    "status": None,
    "close_on_delete": False,
    "__provider": "serialised",
}
BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "name missing": ({"friendly_name": None}, "friendly_name: '' must be set", "pulumi up"),
    "name empty": ({"friendly_name": ""}, "friendly_name: '' must be set", "pulumi up"),
    "name blank": ({"friendly_name": " "}, "friendly_name: ' ' must have no space", "pulumi up"),
    "name with a space after it": (
        {"friendly_name": "BerthCare "},
        "friendly_name: 'BerthCare ' must have no space before or after",
        "pulumi up",
    ),
    "name with a line break": (
        {"friendly_name": "Berth\nCare"},
        r"friendly_name: 'Berth\nCare' must have no space before or after it, and no line break",
        "pulumi up",
    ),
    "name too long": (
        {"friendly_name": "x" * 65},
        "must have 64 characters at most; it has 65",
        "pulumi up",
    ),
    "name no text": ({"friendly_name": 7}, "friendly_name: '7' must be text", "quotation marks"),
    "adopt empty": ({"adopt": ""}, "it has 0", "pulumi config rm twilioSubaccountSid"),
    "adopt cut short": (
        {"adopt": SID[:-1]},
        "must be AC and 32 lower-case hexadecimal characters, 34 in all; it has 33",
        "pulumi config set twilioSubaccountSid AC…",
    ),
    "adopt doubled": ({"adopt": SID * 2}, "it has 68", "twilioSubaccountSid AC…"),
    "adopt in capitals": (
        {"adopt": "AC" + "A" * 32},
        "lower-case hexadecimal",
        "pulumi config set twilioSubaccountSid AC…",
    ),
    "adopt of another kind": ({"adopt": "PN" + "1" * 32}, "must be AC", "twilioSubaccountSid AC…"),
    "adopt with a space": ({"adopt": f"{SID} "}, "it has 35", "twilioSubaccountSid AC…"),
    "adopt no text": ({"adopt": [SID]}, "adopt: ", "quotation marks"),
    "status empty": ({"status": ""}, "status: '' must be active or suspended", "pulumi up"),
    "status unknown": (
        {"status": "Active"},
        "status: 'Active' must be active or suspended",
        "pulumi up",
    ),
    "status closed": (
        {"status": "closed"},
        "status: 'closed' must be active or suspended, for closing is final",
        (
            "close_on_delete=True and type: pulumi up && pulumi destroy --target URN   (pulumi "
            "stack --show-urns lists the URN)"
        ),
    ),
    "status no text": ({"status": True}, "status: 'True' must be text", "quotation marks"),
    "close_on_delete as text": (
        {"close_on_delete": "yes"},
        "close_on_delete: 'yes' must be true or false",
        "without quotation marks",
    ),
    "no logical name": (
        {"logical_name": ""},
        "logical_name: '' must be set",
        "providers.subaccount.Subaccount",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_is_told_with_field_rule_and_remedy(name: str) -> None:
    change, rule, remedy = BAD[name]
    (problem,) = problems({**GOOD, **change})
    assert problem.field == next(iter(change))
    assert rule in str(problem)
    assert remedy in str(problem)


def test_what_was_typed_for_a_sid_is_not_shown_for_it_may_be_a_token() -> None:
    typed = "sham" * 8
    (problem,) = problems({**GOOD, "adopt": typed})
    assert typed not in str(problem)
    assert "(secret, not shown)" in str(problem)


def test_every_bad_field_is_told_at_once() -> None:
    found = problems({**GOOD, "friendly_name": "", "adopt": "AC", "status": "on"})
    assert [problem.field for problem in found] == ["friendly_name", "adopt", "status"]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"friendly_name": "x" * 64},
        {"friendly_name": "Soins à domicile"},
        {"adopt": SID},
        {"status": "active"},
        {"status": "suspended"},
        {"close_on_delete": True},
        {"close_on_delete": None},
    ],
)
def test_a_good_input_is_accepted(change: dict[str, Any]) -> None:
    assert problems({**GOOD, **change}) == []


@pytest.mark.parametrize("name", [name for name in INPUTS if name != "logical_name"])
def test_what_is_not_known_yet_is_judged_later(name: str) -> None:
    assert problems({**GOOD, name: UNKNOWN}) == []


def test_the_inputs_are_kept_by_name_and_nothing_else() -> None:
    properties = {**GOOD, "adopt": SID, "status": "active", "close_on_delete": True}
    kept = SubaccountInputs.of(properties).as_dict()
    assert set(kept) == set(INPUTS)
    assert {**properties, **kept} == properties
