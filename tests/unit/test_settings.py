"""A stack's configuration is read once; everything wrong with it is told at once."""

import json
from collections.abc import Mapping

import pytest

from berthcare.environments import Environment
from berthcare.setting_keys import KeysOfStack
from berthcare.settings import Settings, SettingsError
from tests.unit.loaded_settings import CREDENTIALS, SID, TOKEN, load, refusal

OTHER_SID = "AC" + "1b" * 16


def test_a_stack_needs_nothing_but_its_name_its_region_and_credentials() -> None:
    settings = load()

    assert settings.environment is Environment.STAGING
    assert settings.webhooks.sms_url == "https://api-staging.berthcare.ca/v1/sms/webhook"
    assert settings.numbers.area_codes == ("416", "647", "437")
    assert settings.numbers.voice is None
    assert settings.numbers.backups == 1
    assert settings.account.use_subaccount
    assert settings.recovery_window_days == 30


def test_production_answers_at_the_product_s_own_host() -> None:
    assert load(stack="production").webhooks.voice_url.startswith("https://api.berthcare.ca/")


def test_configured_credentials_win_over_the_environment() -> None:
    assert load({"twilioAccountSid": OTHER_SID}).account.sid == OTHER_SID


def test_the_auth_token_is_not_in_the_settings_repr() -> None:
    assert TOKEN not in repr(load())


def test_an_unknown_environment_is_refused_with_those_that_exist() -> None:
    text = refusal(stack="qa")

    assert "'qa' must be a known environment: staging or production" in text
    assert "pulumi stack select staging" in text


@pytest.mark.parametrize("region", ["us-east-1", "ca-west-1", None])
def test_a_region_outside_the_residency_rule_is_refused(region: str | None) -> None:
    text = refusal(region=region)

    assert "aws:region" in text
    assert repr(region or "") in text
    assert "pulumi config set aws:region ca-central-1" in text


def test_missing_credentials_are_told_with_both_ways_to_give_them() -> None:
    text = refusal(environ={})

    assert "pulumi config set --secret twilioAuthToken" in text
    assert "export TWILIO_AUTH_TOKEN=" in text
    assert "pulumi config set --secret twilioAccountSid" in text


@pytest.mark.parametrize("token", [TOKEN[:31], TOKEN + "x", "hush-hush" * 3])
def test_a_bad_auth_token_is_refused_and_not_shown(token: str) -> None:
    text = refusal(environ={**CREDENTIALS, "TWILIO_AUTH_TOKEN": token})

    assert "TWILIO_AUTH_TOKEN: (secret, not shown) must be 32 letters and digits" in text
    assert token not in text


@pytest.mark.parametrize("sid", [SID[:33], SID.upper()])
def test_a_bad_account_sid_is_refused(sid: str) -> None:
    text = refusal(environ={**CREDENTIALS, "TWILIO_ACCOUNT_SID": sid})

    assert "TWILIO_ACCOUNT_SID" in text
    assert "32 lower-case hexadecimal characters" in text


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("voiceNumber", "+12125551234", "212 is not a Canadian area code"),
        ("smsNumber", "+1416555123", "exactly ten digits"),
        ("apiBaseUrl", "http://api-staging.berthcare.ca", "begin with https://"),
        ("areaCodes", "[416, 212]", "be a Canadian area code"),
        ("areaCodes", "416", "be a list"),
        ("areaCodes", "[]", "name at least one"),
        ("deployers", "[]", "name at least one"),
        ("singleNumber", "yes", "be true or false"),
        ("backendRoleArn", "backend", "be an IAM role's ARN"),
        ("deployers", '["arn:aws:iam::1:role/x"]', "be role/NAME or user/NAME"),
        ("previewers", "role/me", "be a list"),
        ("previewers", '["user/me"]', "be role/NAME of the account"),
        ("previewers", '["role/"]', "be role/NAME of the account"),
        ("previewers", '["role/ci/"]', "be role/NAME of the account"),
        ("previewers", '["role/me", "role/me"]', "name each once"),
        ("previewers", '["role/berthcare-deployer"]', "be none of the deployers"),
        ("permissionsBoundary", "workload", "be policy/NAME of a managed policy"),
        ("permissionsBoundary", "policy/", "be policy/NAME of a managed policy"),
        ("permissionsBoundary", "policy//p", "be policy/NAME of a managed policy"),
        ("permissionsBoundary", "role/p", "be policy/NAME of a managed policy"),
        ("permissionsBoundary", "arn:aws:iam::1:policy/p", "be policy/NAME of a managed policy"),
        ("recoveryWindowDays", "0", "from 7 to 30"),
        ("recoveryWindowDays", "thirty", "be a whole number of days"),
        ("useSubaccount", "no", "be true or false"),
        ("backupNumbers", "11", "from 0 to 10"),
        ("backupNumbers", "-1", "be a whole number of numbers"),
        ("numberLocality", "416", "be a town's name"),
        ("numberLocality", " Toronto", "be a town's name"),
        ("numberRegion", "Ontario", "be a province or territory: AB, BC"),
        ("numberRegion", "NY", "be a province or territory"),
        ("anyCanadianNumber", "1", "be true or false"),
        ("maxNumbers", "0", "from 1 to 1000"),
        ("maxNumbers", "2", "be 3 at least: the stack asks for 2 and 1 in reserve"),
        ("monthlySpendLimit", "0", "be a whole number of US dollars"),
        ("monthlySpendLimit", "99.5", "be a whole number of US dollars"),
        ("minimumBalance", "-5", "be a whole number of US dollars"),
        ("emergencyAddress", "100 Queen Street West", "be an object of texts"),
        ("emergencyAddress", '["Toronto"]', "be an object of texts"),
        ("emergencyAddress", '{"street": 100}', "be an object of texts"),
    ],
)
def test_each_bad_value_is_told_with_its_key_value_and_rule(
    key: str, value: str, rule: str
) -> None:
    text = refusal({key: value})

    assert f"berthcare-communications:{key}: " in text
    assert rule in text


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("maxNumbers", "2", "pulumi config set maxNumbers 3"),
        ("backupNumbers", "some", "pulumi config set backupNumbers 1"),
        ("numberRegion", "on", "pulumi config set numberRegion ON"),
        ("numberLocality", "M" * 65, "pulumi config set numberLocality Toronto"),
        ("monthlySpendLimit", "much", "pulumi config set monthlySpendLimit 1000"),
        ("minimumBalance", "none", "pulumi config set minimumBalance 10"),
        ("previewers", '["me"]', "--path 'previewers[0]' role/berthcare-preview"),
        (
            "previewers",
            '["role/me", "role/berthcare-deployer"]',
            "pulumi config rm --path 'previewers[1]' --stack staging",
        ),
        ("permissionsBoundary", "p", "permissionsBoundary policy/berthcare-workload-boundary"),
    ],
)
def test_a_bad_value_is_told_with_what_to_type(key: str, value: str, remedy: str) -> None:
    assert remedy in refusal({key: value})


def test_nobody_previews_only_and_nothing_bounds_the_roles_unless_it_is_set() -> None:
    assert load().previewers == ()
    assert load().permissions_boundary is None


def test_previewers_and_a_boundary_may_have_a_path() -> None:
    read = load({"previewers": '["role/ci/preview"]', "permissionsBoundary": "policy/a/b/p"})

    assert (read.previewers, read.permissions_boundary) == (("role/ci/preview",), "policy/a/b/p")


ADDRESS = {
    "customerName": "BerthCare Inc.",
    "street": "100 Queen Street West",
    "city": "Toronto",
    "region": "ON",
    "postalCode": "M5H 2N2",
}


def test_an_emergency_address_is_read_whole() -> None:
    configuration = {"emergencyAddress": json.dumps({**ADDRESS, "streetSecondary": "Unit 5"})}

    address = load(configuration).numbers.emergency_address

    assert address is not None
    assert address.street_secondary == "Unit 5"
    assert address.postal_code == "M5H 2N2"


def test_without_an_emergency_address_none_is_registered() -> None:
    assert load({"emergencyAddress": "{}"}).numbers.emergency_address is None


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("customerName", "", "be text of 1 to 64 bytes"),
        ("customerName", "é" * 33, "be text of 1 to 64 bytes"),
        ("street", "S" * 129, "be text of 1 to 128 characters"),
        ("streetSecondary", " Unit 5", "have at most 128 characters"),
        ("city", " ", "be text of 1 to 128 characters"),
        ("region", "NY", "be a province or territory"),
        ("postalCode", "90210", "be a Canadian postal code"),
        ("postalCode", "W5H 2N2", "be a Canadian postal code"),
        ("zip", "M5H 2N2", "be one of customerName, street"),
    ],
)
def test_each_bad_field_of_the_address_is_told(name: str, value: str, rule: str) -> None:
    text = refusal({"emergencyAddress": json.dumps({**ADDRESS, name: value})})

    assert f"berthcare-communications:emergencyAddress.{name}: " in text
    assert rule in text
    assert f"--path emergencyAddress.{name}" in text
    assert name in ("city", "region") or not value or repr(value) not in text


def test_every_missing_field_of_the_address_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load({"emergencyAddress": json.dumps({"city": "Toronto"})})

    assert [problem.field.rpartition(".")[2] for problem in refused.value.problems] == [
        "customerName",
        "street",
        "region",
        "postalCode",
    ]


def test_an_existing_subaccount_can_be_taken_over() -> None:
    assert load({"twilioSubaccountSid": OTHER_SID}).account.subaccount_sid == OTHER_SID


@pytest.mark.parametrize(
    ("configuration", "rule"),
    [
        ({"twilioSubaccountSid": SID}, "not the account of the credentials"),
        (
            {"twilioSubaccountSid": OTHER_SID, "useSubaccount": "false"},
            "be left out while useSubaccount is false",
        ),
        ({"twilioSubaccountSid": OTHER_SID[:33]}, "34 in all; it has 33"),
    ],
)
def test_a_subaccount_that_cannot_serve_is_refused(
    configuration: Mapping[str, str], rule: str
) -> None:
    assert rule in refusal(configuration)


def test_as_many_numbers_as_are_asked_for_may_be_owned() -> None:
    single = {"singleNumber": "true", "backupNumbers": "0", "maxNumbers": "1"}

    assert load(single).numbers.wanted == 1


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load(
            {"voiceNumber": "+12125551234", "apiBaseUrl": "http://x.ca"},
            stack="qa",
            region="us-east-1",
            environ={},
        )

    assert len(refused.value.problems) == 6


def test_two_different_numbers_cannot_be_one() -> None:
    numbers = {"voiceNumber": "+14165550100", "smsNumber": "+14165550101"}

    assert "while singleNumber is true" in refusal({**numbers, "singleNumber": "true"})


def test_one_number_for_both_must_be_said() -> None:
    numbers = {"voiceNumber": "+14165550100", "smsNumber": "+14165550100"}

    assert "pulumi config set singleNumber true" in refusal(numbers)
    assert load({**numbers, "singleNumber": "true"}).numbers.single


def test_a_problem_with_a_key_is_told_with_the_others() -> None:
    with pytest.raises(SettingsError, match="Did you mean areaCodes") as refused:
        Settings.load(
            stack="qa",
            configuration={},
            aws_configuration={"region": "ca-central-1"},
            environ=CREDENTIALS,
            keys=KeysOfStack(["berthcare-communications:areaCode"]),
        )

    assert len(refused.value.problems) == 2
