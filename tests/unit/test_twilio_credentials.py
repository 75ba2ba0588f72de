import json

import pytest

from berthcare.errors import BerthcareError
from berthcare.twilio_credentials import TwilioCredentials

SID, TOKEN = "AC" + "0" * 32, "fake" * 8


def test_a_secret_is_read() -> None:
    text = json.dumps({"account_sid": SID, "auth_token": TOKEN})
    assert TwilioCredentials.parse(text, "staging/twilio/parent") == TwilioCredentials(SID, TOKEN)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no usable account_sid and no auth_token"),
        ("[]", "no usable account_sid and no auth_token"),
        (json.dumps({"account_sid": SID}), "no usable auth_token"),
        (json.dumps({"account_sid": SID, "auth_token": TOKEN[1:]}), "no usable auth_token"),
        (json.dumps({"account_sid": TOKEN, "auth_token": TOKEN}), "no usable account_sid"),
    ],
)
def test_what_is_missing_is_told_and_no_value_is(text: str, told: str) -> None:
    with pytest.raises(BerthcareError, match=told) as refused:
        TwilioCredentials.parse(text, "staging/twilio/parent")
    assert TOKEN[1:] not in str(refused.value)


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(TwilioCredentials(SID, TOKEN))
