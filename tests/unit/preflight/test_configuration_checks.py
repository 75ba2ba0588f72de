"""Formats, credentials and identity: what each refuses, and what it tells to type."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from berthcare.credentials_account import CredentialsAccount, Money
from berthcare.engine.configured import Configured
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict
from berthcare.preflight import aws_identity, formats, twilio_credentials
from berthcare.preflight.caller import Caller
from berthcare.preflight.twilio_credentials import Wanted
from tests.unit.loaded_settings import CREDENTIALS, SID, TOKEN, load

STAGING = Environment.STAGING
ACCOUNT = "000000000000"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/berthcare-deployer"
GOOD = {
    "aws:region": Configured("ca-central-1", secret=False),
    "berthcare-communications:twilioAccountSid": Configured(SID, secret=True),
    "berthcare-communications:twilioAuthToken": Configured(TOKEN, secret=True),
}


def with_setting(key: str, value: str, *, secret: bool = False) -> dict[str, Configured]:
    return {**GOOD, f"berthcare-communications:{key}": Configured(value, secret=secret)}


def formats_of(configuration: Mapping[str, Configured]) -> list[Finding]:
    return formats.check(STAGING, configuration, {})


def test_settings_that_the_program_takes_are_well() -> None:
    (finding,) = formats_of(GOOD)

    assert finding.verdict is Verdict.WELL


def test_a_production_whose_alarms_nobody_hears_wants_attention() -> None:
    (finding,) = formats.check(Environment.PRODUCTION, GOOD, {})

    assert finding.verdict is Verdict.ATTENTION
    assert "alertEmails" in finding.what
    assert "--stack production" in str(finding.remedy)


def test_a_production_with_somebody_to_wake_is_well() -> None:
    heard = with_setting("alertEmails", '["nurse-desk@example.ca"]')

    (finding,) = formats.check(Environment.PRODUCTION, heard, {})

    assert finding.verdict is Verdict.WELL


def test_every_problem_is_a_finding_with_its_remedy() -> None:
    wrong = with_setting("backupNumbers", "eleven") | with_setting("areaCodes", '["212"]')

    found = formats_of(wrong)

    assert [finding.verdict for finding in found] == [Verdict.FAILED, Verdict.FAILED]
    assert any("backupNumbers: 'eleven' must be a whole number" in one.what for one in found)
    assert all(one.remedy for one in found)


def test_a_mistyped_key_and_a_plain_token_are_found() -> None:
    wrong = with_setting("alertEmail", "[]") | with_setting("twilioAuthToken", TOKEN)

    found = formats_of(wrong)

    assert any("alertEmail:" in one.what for one in found)
    assert any("stored as a secret" in one.what for one in found)


def test_no_refused_secret_is_shown() -> None:
    short = TOKEN[:-1]

    (finding,) = formats_of(with_setting("twilioAuthToken", short, secret=True))

    assert short not in f"{finding.what}{finding.remedy}"
    assert "(secret, not shown)" in finding.what


def test_the_region_of_the_configuration_must_be_in_canada() -> None:
    (finding,) = formats_of({**GOOD, "aws:region": Configured("us-east-1", secret=False)})

    assert finding.what.startswith("aws:region: 'us-east-1' must be ca-central-1")


def test_credentials_come_from_the_configuration_or_the_environment() -> None:
    region_only = {"aws:region": GOOD["aws:region"]}

    assert twilio_credentials.credentials_of(GOOD, {}).account_sid == SID
    assert twilio_credentials.credentials_of(region_only, CREDENTIALS).auth_token == TOKEN


def test_missing_credentials_are_told_with_what_to_type() -> None:
    with pytest.raises(BerthcareError, match="pulumi config set --secret twilioAuthToken"):
        twilio_credentials.credentials_of({}, {"TWILIO_ACCOUNT_SID": SID})


def account(
    *, kind: str = "Full", balance: str | None = "20.00 USD", price: str | None = "1.15"
) -> CredentialsAccount:
    amount, _, currency = (balance or "").partition(" ")
    money = Money(Decimal(amount), currency) if amount else None
    return CredentialsAccount("Main", kind, money, Decimal(price) if price else None)


def test_a_balance_that_pays_for_the_purchases_is_well() -> None:
    (finding,) = twilio_credentials.judge(account(), Wanted(3, minimum_usd=10))

    assert finding.verdict is Verdict.WELL
    assert "enough for 3 purchases" in finding.what


def test_a_balance_that_would_fall_below_the_minimum_fails() -> None:
    poor = account(balance="13.00 USD")

    (finding,) = twilio_credentials.judge(poor, Wanted(3, minimum_usd=10))

    assert finding.verdict is Verdict.FAILED
    assert "would fall to 9.55 by 3 purchases at 1.15" in finding.what
    assert "minimumBalance" in str(finding.remedy)


@pytest.mark.parametrize(
    "unclear",
    [account(balance=None), account(balance="20.00 CAD"), account(price=None)],
    ids=["no balance", "another currency", "no price"],
)
def test_a_balance_that_cannot_be_compared_wants_attention(unclear: CredentialsAccount) -> None:
    (finding,) = twilio_credentials.judge(unclear, Wanted(1, minimum_usd=10))

    assert finding.verdict is Verdict.ATTENTION


def test_a_low_balance_is_no_matter_where_nothing_is_bought() -> None:
    (finding,) = twilio_credentials.judge(account(balance="0.10 USD"), Wanted(0, minimum_usd=10))

    assert finding.verdict is Verdict.WELL


def test_a_trial_account_wants_attention() -> None:
    (finding,) = twilio_credentials.judge(account(kind="Trial"), Wanted(None, minimum_usd=10))

    assert finding.verdict is Verdict.ATTENTION


def caller(principal: str = DEPLOYER) -> Caller:
    return Caller(ACCOUNT, principal, principal)


def test_a_caller_among_the_deployers_is_well() -> None:
    (finding,) = aws_identity.judge(caller(), load())

    assert finding.verdict is Verdict.WELL


def test_a_caller_who_is_no_deployer_is_told_the_setting_to_type() -> None:
    (finding,) = aws_identity.judge(caller(f"arn:aws:iam::{ACCOUNT}:user/me"), load())

    assert finding.verdict is Verdict.FAILED
    assert "pulumi config set --path 'deployers[1]' user/me" in str(finding.remedy)


def test_a_previewer_is_told_that_it_does_not_deploy() -> None:
    settings = load({"previewers": '["role/ci/preview"]'})
    previewer = f"arn:aws:iam::{ACCOUNT}:role/ci/preview"

    (finding,) = aws_identity.judge(caller(previewer), settings)

    assert finding.verdict is Verdict.ATTENTION
    assert finding.what == f"You are the previewer {previewer}: you may preview, not deploy."
    assert finding.remedy == f"To deploy, become a deployer: {DEPLOYER}"


def test_the_root_user_is_refused() -> None:
    (finding,) = aws_identity.judge(caller(f"arn:aws:iam::{ACCOUNT}:root"), load())

    assert finding.verdict is Verdict.FAILED
    assert finding.what == f"You are the root user of {ACCOUNT}, and must be a role."


def test_without_settings_the_caller_is_told_and_not_judged() -> None:
    (finding,) = aws_identity.judge(caller(), None)

    assert finding.verdict is Verdict.UNKNOWN
    assert DEPLOYER in finding.what


def test_each_variable_that_names_another_region_is_told() -> None:
    found = aws_identity.judge_region({"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": ""})

    assert [one.remedy for one in found] == ["Type: export AWS_REGION=ca-central-1"]
    assert aws_identity.judge_region({"AWS_REGION": "ca-central-1"}) == []
