"""Which secrets are taken over, and which need a person first."""

import pytest

from berthcare.adopt.plan import plan
from berthcare.adopt.row import Standing
from berthcare.adopt.wish import Wish
from tests.unit.adopt.made_by_hand import (
    ACCOUNT,
    GOING,
    SUB,
    SUB_TOKEN,
    WEBHOOK_TOKEN,
    WEBHOOKS,
    account,
    arn,
    found,
    planned,
    row,
    secret,
    secrets,
    stack,
)
from tests.unit.loaded_settings import SID as MAIN

THREE = ["account", "phone-numbers", "webhooks"]


def test_the_three_secrets_of_the_old_script_are_taken_over_under_their_arns() -> None:
    made = planned()

    assert [one.arn for one in made.secrets] == [arn(f"staging/twilio/{name}") for name in THREE]
    assert row(made, "twilio/parent").standing is Standing.MADE


def test_a_parent_s_secret_that_exists_is_taken_over_too() -> None:
    made = planned(secrets=secrets(secret("parent")))

    assert "staging/twilio/parent" in [one.name for one in made.secrets]


def test_without_a_subaccount_a_parent_s_secret_is_left_alone() -> None:
    made = planned({"useSubaccount": "false"}, secrets=secrets(secret("parent")))

    assert row(made, "twilio/parent").standing is Standing.LEFT


def test_a_secret_that_the_program_does_not_know_is_left_alone() -> None:
    made = planned(secrets=secrets(secret("sendgrid")))

    assert row(made, "twilio/sendgrid").standing is Standing.LEFT
    assert not made.wants_attention


def test_a_secret_of_the_state_is_owned() -> None:
    name = "staging/twilio/account"
    made = plan(stack(secrets={name: arn(name)}), found(), Wish())

    assert row(made, "twilio/account").standing is Standing.OWNED
    assert name not in [one.name for one in made.secrets]


@pytest.mark.parametrize(
    "there", [secrets(secret("account", ACCOUNT, arn="arn:anew")), secrets(without="account")]
)
def test_a_secret_that_is_not_the_one_of_the_state_is_not_imported(there: object) -> None:
    name = "staging/twilio/account"
    made = plan(stack(secrets={name: arn(name)}), found(secrets=there), Wish())

    told = row(made, "twilio/account")
    assert told.standing is Standing.ATTENTION
    assert "pulumi refresh --stack staging" in (told.remedy or "")
    assert name not in [one.name for one in made.secrets]


def test_a_secret_scheduled_for_deletion_is_told_with_the_command_that_restores_it() -> None:
    made = planned(secrets=secrets(secret("webhooks", deleted_on=GOING)))

    told = row(made, "twilio/webhooks")
    assert told.standing is Standing.ATTENTION
    assert "2027-01-05" in told.why
    assert "aws secretsmanager restore-secret --secret-id staging/twilio/webhooks" in (
        told.remedy or ""
    )
    assert "staging/twilio/webhooks" not in [one.name for one in made.secrets]
    assert made.wants_attention


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (secret("account", has_value=True), "not a JSON object"),
        (secret("webhooks", {"voice_webhook_url": "https://a.ca"}), "no webhook_auth_token"),
    ],
)
def test_a_value_that_would_end_a_deployment_is_to_be_mended_first(
    damaged: object, reason: str
) -> None:
    made = planned(secrets=secrets(damaged))  # type: ignore[arg-type]  # a secret

    told = row(made, damaged.name)  # type: ignore[attr-defined]  # a secret
    assert told.standing is Standing.ATTENTION
    assert reason in told.why


def test_a_secret_without_a_value_is_taken_over() -> None:
    made = planned(secrets=secrets(secret("webhooks")))

    assert row(made, "twilio/webhooks").standing is Standing.TAKEN


def test_the_key_that_changes_is_told() -> None:
    key = "arn:aws:kms:ca-central-1:123456789012:key/old"
    made = planned(secrets=secrets(secret("webhooks", WEBHOOKS, kms_key=key, rotates=True)))

    assert "the account's default one" in row(made, "twilio/account").why
    assert key in row(made, "twilio/webhooks").why
    assert "rotation" in row(made, "twilio/webhooks").why


def test_a_token_of_another_form_is_kept_and_told() -> None:
    odd = {**WEBHOOKS, "webhook_auth_token": "typed by hand"}
    told = row(planned(secrets=secrets(secret("webhooks", odd))), "twilio/webhooks")

    assert told.standing is Standing.TAKEN
    assert "berthcare rotate staging" in (told.remedy or "")


def test_an_account_token_that_opens_nothing_any_more_is_told_before_the_deployment() -> None:
    made = planned(accounts=(account(auth_token="9f" * 16),))

    told = row(made, "twilio/account")
    assert told.standing is Standing.TAKEN
    assert "not the account's primary one" in (told.remedy or "")
    assert made.wants_attention


def test_the_main_account_s_secret_says_that_its_content_will_change() -> None:
    content = {"account_sid": MAIN, "auth_token": SUB_TOKEN}
    made = planned(secrets=secrets(secret("account", content)))

    assert "quiet hour" in row(made, "twilio/account").why
    assert made.inputs["twilioSubaccountSid"] == SUB


def test_no_row_holds_a_token() -> None:
    told = str(planned(accounts=(account(auth_token="9f" * 16),)))

    assert SUB_TOKEN not in told
    assert WEBHOOK_TOKEN not in told
    assert "9f" * 16 not in told
