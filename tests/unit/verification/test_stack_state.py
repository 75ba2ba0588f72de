"""The stack as it was exported, and what it says of itself."""

import json
from typing import Any

import pytest

from berthcare.engine.exported_state import ExportedState, texts_in
from berthcare.errors import BerthcareError
from berthcare.verification.stack_outputs import StackOutputs, secret_name

OUTPUTS = {
    "account_secret_arn": "a",
    "phone_numbers_secret_arn": "p",
    "webhooks_secret_arn": "w",
    "secrets_key_arn": "k",
    "backend_role_arn": "r",
    "alert_topic_arn": "t",
    "unauthorized_access_alarm": "alarm",
    "trail_log_group": "group",
    "voice_number": "+14165550100",
    "sms_number": "+14165550101",
}


def exported(**deployment: Any) -> str:
    return json.dumps({"version": 3, "deployment": deployment})


def test_the_outputs_are_the_stack_resources() -> None:
    text = exported(
        resources=[
            {"urn": "u", "type": "aws:sns/topic:Topic", "outputs": {"arn": "x"}},
            {"urn": "u", "type": "pulumi:pulumi:Stack", "outputs": OUTPUTS},
        ]
    )
    assert ExportedState.parse(text, "file").outputs() == OUTPUTS


def test_a_stack_without_resources_has_no_outputs() -> None:
    assert ExportedState.parse(exported(), "file").outputs() == {}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"deployment": {"resources": 1}}', "null"])
def test_anything_else_is_no_exported_state(text: str) -> None:
    with pytest.raises(BerthcareError, match=r"state\.json is not an exported state"):
        ExportedState.parse(text, "state.json")


def test_texts_are_found_at_every_depth() -> None:
    value = {"a": ["b", {"c": "d"}], "e": 1, "f": None}
    assert sorted(texts_in(value)) == ["a", "b", "c", "d", "e", "f"]


def test_outputs_are_taken_and_others_left() -> None:
    outputs = StackOutputs.parse({**OUTPUTS, "more": 1}, "staging")
    assert outputs.secret_arns == ("a", "p", "w")


def test_every_missing_output_is_named_with_the_command_to_run() -> None:
    lacking = {**OUTPUTS, "backend_role_arn": {"ciphertext": "x"}}
    del lacking["sms_number"]
    with pytest.raises(BerthcareError) as refused:
        StackOutputs.parse(lacking, "staging")
    assert refused.value.what == "Stack staging has no output backend_role_arn, sms_number."
    assert "pulumi up --stack staging" in refused.value.remedy


def test_a_secret_is_named_without_the_end_that_aws_adds() -> None:
    arn = "arn:aws:secretsmanager:ca-central-1:000000000000:secret:staging/twilio/phone-numbers-AbC"
    assert secret_name(arn) == "staging/twilio/phone-numbers"
