"""The settings of monitoring: their defaults, their rules, and addresses that nobody is shown."""

import pytest

from berthcare.monitoring_settings import HardLimit
from tests.unit.loaded_settings import load, refusal


def test_a_stack_that_sets_nothing_makes_a_trail_and_tells_nobody() -> None:
    monitoring = load().monitoring

    assert monitoring.alert_emails == monitoring.alert_urls == ()
    assert monitoring.trail_log_group is None
    assert monitoring.runbooks_url is None
    assert monitoring.sentry_dsn is None
    assert monitoring.fast_alarm is False
    assert monitoring.log_retention_days == 400


@pytest.mark.parametrize(
    ("stack", "limit"), [("staging", HardLimit.SUSPEND), ("production", HardLimit.DRY_RUN)]
)
def test_only_production_must_switch_the_hard_limit_on_by_name(
    stack: str, limit: HardLimit
) -> None:
    assert load(stack=stack).monitoring.hard_limit is limit


@pytest.mark.parametrize("stack", ["staging", "production"])
@pytest.mark.parametrize("limit", list(HardLimit))
def test_the_hard_limit_can_be_chosen_in_each_environment(stack: str, limit: HardLimit) -> None:
    assert load({"hardLimit": limit.value}, stack=stack).monitoring.hard_limit is limit


def test_every_setting_is_read() -> None:
    monitoring = load(
        {
            "alertEmails": '["desk@example.ca", "channel@example.ca"]',
            "alertUrls": '["https://events.example.ca/a", "https://events.example.ca/b?key=1"]',
            "logRetentionDays": "731",
            "trailLogGroup": "aws-controltower/CloudTrailLogs",
            "fastAlarm": "true",
            "runbooksUrl": "https://git.example.ca/berthcare/docs/runbooks",
            "sentryDsn": "https://key@errors.example.ca/1",
        }
    ).monitoring

    assert monitoring.alert_emails == ("desk@example.ca", "channel@example.ca")
    assert monitoring.alert_urls == (
        "https://events.example.ca/a",
        "https://events.example.ca/b?key=1",
    )
    assert monitoring.log_retention_days == 731
    assert monitoring.trail_log_group == "aws-controltower/CloudTrailLogs"
    assert monitoring.fast_alarm is True
    assert monitoring.runbooks_url == "https://git.example.ca/berthcare/docs/runbooks"
    assert monitoring.sentry_dsn == "https://key@errors.example.ca/1"


def test_nobody_need_be_told_of_alarms() -> None:
    assert load({"alertEmails": "[]", "alertUrls": "[]"}).monitoring.alert_emails == ()


LIMIT = ("be suspend or dry-run", "Type: pulumi config set hardLimit suspend")
FLAG = ("be true or false", "Type: pulumi config set fastAlarm false")
GROUP = ("be a log group's name", "Print the names: aws logs describe-log-groups")
URL = ("be an https URL without a query", "Type it like https://")
EMAIL = "Type it like nurse-desk@example.ca"
DAYS = "Type: pulumi config set logRetentionDays 400"


@pytest.mark.parametrize(
    ("key", "value", "rule", "remedy"),
    [
        ("hardLimit", "on", *LIMIT),
        ("hardLimit", "Suspend", *LIMIT),
        ("hardLimit", "dry_run", *LIMIT),
        ("fastAlarm", "yes", *FLAG),
        ("trailLogGroup", "my group", *GROUP),
        ("trailLogGroup", "g." * 257, *GROUP),
        ("runbooksUrl", "docs/runbooks", *URL),
        ("runbooksUrl", "http://git.example.ca/runbooks", *URL),
        ("runbooksUrl", "https://git.example.ca/runbooks?at=1", *URL),
        ("runbooksUrl", "https://git.example.ca/runbooks#top", *URL),
        ("logRetentionDays", "30", "one of 365, 400", DAYS),
        ("logRetentionDays", "366", "one of 365, 400", DAYS),
    ],
)
def test_a_bad_value_is_told_with_its_key_rule_and_remedy(
    key: str, value: str, rule: str, remedy: str
) -> None:
    text = refusal({key: value})

    assert f"berthcare-communications:{key}: {value!r} must " in text
    assert rule in text
    assert remedy in text


def test_production_is_told_to_type_its_own_default() -> None:
    text = refusal({"hardLimit": "on"}, stack="production")

    assert "Type: pulumi config set hardLimit dry-run" in text


@pytest.mark.parametrize(
    ("value", "rule", "remedy"),
    [
        ('["nobody"]', "'nobody' must be an e-mail address", EMAIL),
        ('["a@example.ca", "a@example.ca"]', "name each once", "Type it like: [a@example.ca]"),
        ("a@example.ca", "be a list", "Type it like: [a@example.ca]"),
    ],
)
def test_a_bad_list_of_addresses_is_told(value: str, rule: str, remedy: str) -> None:
    text = refusal({"alertEmails": value})

    assert "berthcare-communications:alertEmails: " in text
    assert rule in text
    assert remedy in text


HTTPS = "be an https URL"
LIST = 'Type it like: ["https://…"]   when asked by: pulumi config set --secret alertUrls'
SET_URLS = "Type: pulumi config set --secret alertUrls"
SET_DSN = "Type: pulumi config set --secret sentryDsn"


@pytest.mark.parametrize(
    ("key", "value", "rule", "remedy"),
    [
        ("alertUrls", "https://x.example.ca/hushhush", "be a list", LIST),
        ("alertUrls", '["https://x.ca/hushhush", "https://x.ca/hushhush"]', "name each once", LIST),
        ("alertUrls", '["http://x.example.ca/hushhush"]', HTTPS, SET_URLS),
        ("alertUrls", '["https://localhost/hushhush"]', HTTPS, SET_URLS),
        ("alertUrls", '["https://x.example.ca/hush hush"]', HTTPS, SET_URLS),
        ("alertUrls", '["https://[x/hushhush"]', "be a URL", SET_URLS),
        ("sentryDsn", "http://hushhush@errors.example.ca/1", HTTPS, SET_DSN),
        ("sentryDsn", "hushhush", HTTPS, SET_DSN),
        ("sentryDsn", "https://[hushhush", "be a URL", SET_DSN),
    ],
)
def test_a_confidential_address_is_refused_without_being_shown(
    key: str, value: str, rule: str, remedy: str
) -> None:
    text = refusal({key: value})

    assert f"berthcare-communications:{key}: (secret, not shown) must {rule}. {remedy}" in text
    assert "hush" not in text


def test_a_confidential_address_is_in_no_repr() -> None:
    settings = load(
        {
            "alertUrls": '["https://x.example.ca/hushhush"]',
            "sentryDsn": "https://hushhush@errors.example.ca/1",
        }
    )

    assert "hush" not in repr(settings)


def test_a_main_account_is_never_suspended() -> None:
    alone = {"useSubaccount": "false"}

    assert load(alone).monitoring.hard_limit is HardLimit.DRY_RUN
    refused = refusal({**alone, "hardLimit": "suspend"})
    assert "hardLimit: 'suspend' must be dry-run while useSubaccount is false" in refused
