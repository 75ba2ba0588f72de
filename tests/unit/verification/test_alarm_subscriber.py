import json

import pytest

from berthcare.verification.alarm_subscriber import goes_to_alarm


def body(**change: str) -> str:
    published = {"AlarmName": "unauthorized", "NewStateValue": "ALARM", **change}
    return json.dumps({"Type": "Notification", "Message": json.dumps(published)})


def test_the_alarms_change_to_alarm_is_recognised() -> None:
    assert goes_to_alarm(body(), "unauthorized")


@pytest.mark.parametrize(
    "text",
    [
        body(NewStateValue="OK"),
        body(AlarmName="trail-silent"),
        json.dumps({"Type": "Notification", "Message": "plain words"}),
        json.dumps({"Type": "Notification", "Message": "[]"}),
        json.dumps([1]),
        "plain words",
    ],
    ids=["another state", "another alarm", "plain words", "a list", "no envelope", "no JSON"],
)
def test_any_other_message_is_not_it(text: str) -> None:
    assert not goes_to_alarm(text, "unauthorized")
