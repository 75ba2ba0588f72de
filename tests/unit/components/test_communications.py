"""The shape of one environment: which component holds what, is kept by what, and tells what."""

import json
from collections.abc import Mapping

import pytest

from berthcare.settings import SettingsError
from berthcare.signals.catalogue import signals_of
from berthcare.signals.signal import TrailPattern
from components.communications import Communications, CommunicationsArgs
from tests.recorder import ACCOUNT, DEPLOYER, SUBACCOUNT_SID, Recording, record
from tests.unit.components.deployed import WATCHED, arn, deployed, settings

SIGNALS = signals_of(WATCHED)
OF_A_FUNCTION = (
    "role",
    "policy",
    "log-group",
    "dead-letters",
    "dead-letters-policy",
    "function",
    "retries",
    "schedule",
    "permission",
    "target",
)
"""What belongs to each function that a schedule starts."""
CHILDREN = {
    "staging": {"account", "numbers", "spend", "twilio", "backend", "monitoring", "rotation"},
    "account": {"account-subaccount"},
    "numbers": {"numbers-voice", "numbers-sms", "numbers-backup-1"},
    "spend": {"spend-100-usd", "spend-500-usd", "spend-1000-usd"},
    "twilio": {
        "twilio-key",
        "twilio-key-alias",
        "twilio-account",
        "twilio-account-policy",
        "twilio-account-version",
        "twilio-phone-numbers",
        "twilio-phone-numbers-policy",
        "twilio-phone-numbers-version",
        "twilio-webhooks",
        "twilio-webhooks-policy",
        "twilio-webhooks-version",
        "twilio-parent",
        "twilio-parent-policy",
        "twilio-parent-version",
    },
    "backend": {"backend-role", "backend-policy", "backend-attachment"},
    "monitoring": {
        "monitoring-audit",
        "monitoring-topic",
        "monitoring-topic-policy",
        "monitoring-operations",
        "monitoring-dashboard",
        "monitoring-watcher",
        "monitoring-spend-guard",
        *(f"monitoring-{one.key}-alarm" for one in SIGNALS),
        *(
            f"monitoring-{one.key}-filter"
            for one in SIGNALS
            if isinstance(one.source, TrailPattern)
        ),
    },
    "monitoring-watcher": {f"monitoring-watcher-{one}" for one in OF_A_FUNCTION},
    "rotation": {f"rotation-{one}" for one in OF_A_FUNCTION}
    | {
        "rotation-account",
        "rotation-account-permission",
        "rotation-webhooks",
        "rotation-webhooks-permission",
    },
    "monitoring-spend-guard": {"monitoring-spend-guard-budget", "monitoring-spend-guard-lift"},
    "monitoring-audit": {
        "monitoring-audit-key",
        "monitoring-audit-key-alias",
        "monitoring-audit-bucket",
        "monitoring-audit-bucket-public-access",
        "monitoring-audit-bucket-ownership",
        "monitoring-audit-bucket-encryption",
        "monitoring-audit-bucket-versioning",
        "monitoring-audit-bucket-lifecycle",
        "monitoring-audit-bucket-policy",
        "monitoring-audit-log-group",
        "monitoring-audit-delivery-role",
        "monitoring-audit-delivery-policy",
        "monitoring-audit-trail",
    },
}
TYPES = {
    "staging": "berthcare:index:Communications",
    "account": "berthcare:account:TwilioAccount",
    "numbers": "berthcare:numbers:PhoneNumbers",
    "spend": "berthcare:spend:SpendAlerts",
    "twilio": "berthcare:secrets:SecretBundle",
    "backend": "berthcare:access:BackendAccess",
    "monitoring": "berthcare:monitoring:Monitoring",
    "monitoring-audit": "berthcare:monitoring:AuditTrail",
    "monitoring-watcher": "berthcare:monitoring:Watcher",
    "monitoring-spend-guard": "berthcare:spend:SpendGuard",
    "rotation": "berthcare:rotation:Rotation",
}


@pytest.mark.parametrize("component", CHILDREN)
def test_each_resource_is_a_child_of_its_component(staging: Recording, component: str) -> None:
    assert staging.children_of(component) == CHILDREN[component]


def test_nothing_is_outside_the_components(staging: Recording) -> None:
    placed = {"staging"}.union(*CHILDREN.values())

    assert {one.name for one in staging.resources} == placed


@pytest.mark.parametrize("component", TYPES)
def test_each_component_keeps_its_type(staging: Recording, component: str) -> None:
    """It is part of the URN of all that is in it: with another one, everything is made anew."""
    assert staging.named(component).type == TYPES[component]


def test_what_cannot_be_had_again_is_protected(staging: Recording) -> None:
    protected = {one.name for one in staging.resources if one.protect}

    assert protected == {
        "account-subaccount",
        "numbers-voice",
        "numbers-sms",
        "numbers-backup-1",
        "twilio-key",
        "twilio-account",
        "twilio-phone-numbers",
        "twilio-webhooks",
        "twilio-parent",
        "monitoring-audit-key",
        "monitoring-audit-bucket",
        "monitoring-audit-trail",
    }


def numbers(staging: Recording) -> Mapping[str, str]:
    return {
        purpose: staging.named(f"numbers-{purpose}").answered["phone_number"]
        for purpose in ("voice", "sms", "backup-1")
    }


def test_each_component_tells_its_own_outputs(staging: Recording) -> None:
    trail_log = "/berthcare/cloudtrail/staging"
    alarm = "berthcare-unauthorized-twilio-secret-access-staging"
    bought = numbers(staging)

    told = {name: staging.outputs[name] for name in TYPES}

    assert told.pop("staging") == {
        "account_secret_arn": arn("twilio-account"),
        "phone_numbers_secret_arn": arn("twilio-phone-numbers"),
        "webhooks_secret_arn": arn("twilio-webhooks"),
        "secrets_key_arn": arn("twilio-key"),
        "backend_role_arn": arn("backend-role"),
        "alert_topic_arn": arn("monitoring-topic"),
        "unauthorized_access_alarm": alarm,
        "trail_log_group": trail_log,
        "voice_number": bought["voice"],
        "sms_number": bought["sms"],
        "backup_numbers": [bought["backup-1"]],
        "twilio_account_sid": SUBACCOUNT_SID,
    }
    assert told == {
        "account": {"account_sid": SUBACCOUNT_SID},
        "numbers": {
            "voice_number": bought["voice"],
            "sms_number": bought["sms"],
            "backup_numbers": [bought["backup-1"]],
        },
        "spend": {},
        "twilio": {
            "key_arn": arn("twilio-key"),
            "account_arn": arn("twilio-account"),
            "phone_numbers_arn": arn("twilio-phone-numbers"),
            "webhooks_arn": arn("twilio-webhooks"),
        },
        "backend": {"role_arn": arn("backend-role")},
        "monitoring": {
            "topic_arn": arn("monitoring-topic"),
            "unauthorized_access_alarm": alarm,
            "log_group_name": trail_log,
        },
        "monitoring-audit": {"key_arn": arn("monitoring-audit-key"), "log_group_name": trail_log},
        "monitoring-watcher": {},
        "monitoring-spend-guard": {},
        "rotation": {},
    }


def test_a_caller_who_would_lock_itself_out_is_refused_with_the_remedy() -> None:
    stranger = f"arn:aws:iam::{ACCOUNT}:user/someone"
    args = CommunicationsArgs(settings=settings(), account_id=ACCOUNT, caller_arn=stranger)

    with pytest.raises(SettingsError, match="pulumi config set --path 'deployers") as refused:
        record(lambda: Communications("staging", args))

    assert "user/someone" in str(refused.value)


PREVIEWER = f"arn:aws:iam::{ACCOUNT}:role/ci/preview"
PREVIEWED = {"previewers": '["role/ci/preview"]'}


def test_a_previewer_runs_a_preview_of_all_that_a_deployer_deploys() -> None:
    previewed = deployed(PREVIEWED, caller=PREVIEWER, preview=True)

    assert {one.name for one in previewed.resources} == {
        one.name for one in deployed(PREVIEWED).resources
    }


def test_a_previewer_s_update_is_refused_before_anything_is_made() -> None:
    with pytest.raises(SettingsError, match="'role/ci/preview' must only preview"):
        deployed(PREVIEWED, caller=PREVIEWER)


def test_another_account_s_backend_role_is_refused() -> None:
    foreign = "arn:aws:iam::210987654321:role/backend"
    chosen = settings({"backendRoleArn": foreign})
    args = CommunicationsArgs(settings=chosen, account_id=ACCOUNT, caller_arn=DEPLOYER)

    with pytest.raises(SettingsError, match=f"backendRoleArn: '{foreign}' must be a role of"):
        record(lambda: Communications("staging", args))


def test_every_setting_reaches_its_component() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/backend"
    chosen = deployed(
        {
            "areaCodes": json.dumps(["613"]),
            "voiceNumber": "+14165551234",
            "smsNumber": "+16475551234",
            "backendRoleArn": role,
            "recoveryWindowDays": "7",
            "logRetentionDays": "365",
            "alertEmails": json.dumps(["a@example.ca"]),
            "hardLimit": "dry-run",
            "numberLocality": "Ottawa",
            "numberRegion": "ON",
            "anyCanadianNumber": "true",
            "backupNumbers": "2",
            "maxNumbers": "4",
            "monthlySpendLimit": "250",
            "minimumBalance": "20",
            "apiBaseUrl": "https://staging.example.ca",
        }
    )

    voice, sms = chosen.named("numbers-voice").inputs, chosen.named("numbers-sms").inputs
    assert (voice["adopt"], sms["adopt"]) == ("+14165551234", "+16475551234")
    assert (voice["area_codes"], voice["locality"], voice["region"]) == (["613"], "Ottawa", "ON")
    assert voice["anywhere"] is True
    assert (voice["max_numbers"], voice["max_monthly_spend_usd"], voice["min_balance_usd"]) == (
        4,
        250,
        20,
    )
    assert {one.name for one in chosen.of_type(":PhoneNumber")} == {
        *("numbers-voice", "numbers-sms"),
        *("numbers-backup-1", "numbers-backup-2"),
    }
    triggers = chosen.of_type(":UsageTrigger")
    assert {one.inputs["callback_url"] for one in triggers} == {
        "https://staging.example.ca/v1/usage/webhook"
    }
    assert chosen.outputs["staging"]["backend_role_arn"] == role
    assert chosen.named("twilio-account").inputs["recoveryWindowInDays"] == 7
    assert chosen.named("monitoring-audit-log-group").inputs["retentionInDays"] == 365
    assert chosen.one(":TopicSubscription").inputs["endpoint"] == "a@example.ca"
    watcher = chosen.named("monitoring-watcher-function").inputs["environment"]["variables"]
    assert (watcher["SPEND_LIMIT_USD"], watcher["HARD_LIMIT"]) == ("250", "dry-run")
    pattern = chosen.named("monitoring-stranger-secret-read-filter").inputs["pattern"]
    assert f"{ACCOUNT}:assumed-role/backend/" in pattern
