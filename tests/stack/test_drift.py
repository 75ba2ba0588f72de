"""What was changed by hand on a deployed stack is told, and gone once it is put back."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from berthcare.verification.checks.state_secrets import forms_of
from tests.stack.embedded import EmbeddedCloud, Ran

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

SECRET = "staging/twilio/by-hand"
VALUE = "typed-in-by-hand"
LOG_GROUP = "/berthcare/operations/staging"
ELSEWHERE = "https://example.com/elsewhere"


@dataclass(frozen=True)
class Drifted:
    """What somebody did by hand, what `drift` told meanwhile, and once it was put back."""

    number: dict[str, Any]
    """The number that calls another address."""
    bought: dict[str, Any]
    told: Ran
    afterwards: Ran

    @property
    def findings(self) -> dict[str, dict[str, Any]]:
        """What was told, by the finding's name."""
        text = self.told.text
        document = json.loads(text[text.index("{") :])
        return {finding["name"]: finding for finding in document["findings"]}


def at_twilio(cloud: EmbeddedCloud, method: str, path: str, **form: str) -> dict[str, Any]:
    variables = cloud.environment
    answer = requests.request(
        method,
        f"{variables['TWILIO_BASE_URL']}/2010-04-01/{path}",
        auth=(variables["TWILIO_ACCOUNT_SID"], variables["TWILIO_AUTH_TOKEN"]),
        data=form,
        timeout=10,
    )
    answer.raise_for_status()
    return dict(answer.json()) if answer.content else {}


@pytest.fixture(scope="module")
def drifted(cloud: EmbeddedCloud) -> Drifted:
    number = cloud.owned_numbers()[0]
    account = f"Accounts/{number['account_sid']}"
    offered = cloud.twilio(f"{account}/AvailablePhoneNumbers/CA/Local.json?AreaCode=416")
    wanted = offered["available_phone_numbers"][0]["phone_number"]
    path = f"{account}/IncomingPhoneNumbers"
    secrets, logs = cloud.aws("secretsmanager"), cloud.aws("logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix=LOG_GROUP)["logGroups"]

    bought = at_twilio(cloud, "POST", f"{path}.json", PhoneNumber=wanted)
    at_twilio(cloud, "POST", f"{path}/{number['sid']}.json", VoiceUrl=ELSEWHERE)
    secrets.create_secret(Name=SECRET, SecretString=VALUE)
    logs.put_retention_policy(logGroupName=LOG_GROUP, retentionInDays=1)
    try:
        told = cloud.berthcare("drift", "staging", "--json")
    finally:
        logs.put_retention_policy(logGroupName=LOG_GROUP, retentionInDays=group["retentionInDays"])
        secrets.delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
        at_twilio(cloud, "POST", f"{path}/{number['sid']}.json", VoiceUrl=number["voice_url"])
        at_twilio(cloud, "DELETE", f"{path}/{bought['sid']}.json")
    return Drifted(number, bought, told, cloud.berthcare("drift", "staging"))


def test_a_number_that_calls_another_address_is_told(drifted: Drifted) -> None:
    resource = drifted.number["friendly_name"].split(":")[2]
    finding = drifted.findings[resource]
    assert finding["what"] == "twilio:PhoneNumber: changed by hand: voice_url"
    assert "pulumi up --refresh --stack staging" in finding["remedy"]


def test_a_resource_of_aws_that_was_changed_is_told_by_the_property(drifted: Drifted) -> None:
    changed = [finding["what"] for finding in drifted.findings.values()]
    assert "aws:cloudwatch:LogGroup: changed by hand: retentionInDays" in changed


def test_a_number_bought_by_hand_is_told(drifted: Drifted) -> None:
    finding = drifted.findings[drifted.bought["phone_number"]]
    assert finding["verdict"] == "attention"
    assert "the program did not mark it" in finding["what"]


def test_a_secret_made_by_hand_is_told(drifted: Drifted) -> None:
    assert drifted.findings[SECRET]["verdict"] == "attention"


def test_drift_is_told_by_the_exit_status_and_without_a_value(
    cloud: EmbeddedCloud, drifted: Drifted
) -> None:
    assert drifted.told.status == 1
    account = cloud.secret("staging/twilio/account")
    values = [VALUE, account["auth_token"], cloud.environment["TWILIO_AUTH_TOKEN"]]
    shown = [form for value in values for form in forms_of(value) if form in drifted.told.text]
    assert shown == []


def test_what_is_put_back_is_no_drift(drifted: Drifted) -> None:
    assert drifted.afterwards.status == 0, drifted.afterwards.text
    assert "are as the state says" in drifted.afterwards.text
