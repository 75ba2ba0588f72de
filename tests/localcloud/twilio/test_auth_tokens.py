"""Rotating an auth token: secondary, promotion, and who signs meanwhile."""

from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)
from twilio.request_validator import (
    RequestValidator,
)

from localcloud.twilio.fixture import RunningEmulator

SMS_URL = "https://api-staging.berthcare.ca/v1/sms/webhook"


def test_both_tokens_authenticate_until_the_promotion(
    emulator: RunningEmulator, client: Any, connect: Any
) -> None:
    secondary = client.accounts.v1.secondary_auth_token().create().secondary_auth_token
    with_new = connect(emulator.account_sid, secondary)
    assert with_new.api.account.fetch().status == "active"
    assert client.api.account.fetch().status == "active"
    promoted = with_new.accounts.v1.auth_token_promotion().update()
    assert promoted.auth_token == secondary
    assert with_new.api.account.fetch().auth_token == secondary
    with pytest.raises(TwilioRestException) as refused:
        client.api.account.fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_a_secondary_token_is_answered_with_201_and_iso_dates(
    emulator: RunningEmulator, rest: Any
) -> None:
    url = f"{emulator.base_url}/v1/AuthTokens/Secondary"
    answer = rest("POST", url, headers={"X-Twilio-Host": "accounts.twilio.com"})
    assert answer.status_code == 201
    assert answer.json()["date_created"] == "2023-11-14T22:13:20Z"
    assert answer.json()["account_sid"] == emulator.account_sid


def test_a_deleted_secondary_token_authenticates_no_more(
    emulator: RunningEmulator, client: Any, connect: Any
) -> None:
    secondary = client.accounts.v1.secondary_auth_token().create().secondary_auth_token
    assert client.accounts.v1.secondary_auth_token().delete() is True
    with pytest.raises(TwilioRestException) as refused:
        connect(emulator.account_sid, secondary).api.account.fetch()
    assert refused.value.status == 401


def test_a_promotion_without_a_secondary_token_changes_nothing(
    emulator: RunningEmulator, client: Any
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.accounts.v1.auth_token_promotion().update()
    assert refused.value.status == 404
    assert emulator.token_of(emulator.account_sid) == emulator.auth_token


def test_a_subaccount_rotates_its_own_token(client: Any, connect: Any) -> None:
    sub = client.api.v2010.accounts.create()
    own = connect(sub.sid, sub.auth_token)
    secondary = own.accounts.v1.secondary_auth_token().create().secondary_auth_token
    own.accounts.v1.auth_token_promotion().update()
    assert client.api.v2010.accounts(sub.sid).fetch().auth_token == secondary


def test_webhooks_are_signed_with_the_primary_token_before_and_after_a_promotion(
    emulator: RunningEmulator, client: Any, connect: Any, buy: Any, receiver: Any
) -> None:
    number, sender = buy(sms_url=SMS_URL).phone_number, buy().phone_number
    secondary = client.accounts.v1.secondary_auth_token().create().secondary_auth_token
    client.messages.create(to=number, from_=sender, body="before")
    emulator.settle()
    with_new = connect(emulator.account_sid, secondary)
    with_new.accounts.v1.auth_token_promotion().update()
    with_new.messages.create(to=number, from_=sender, body="after")
    emulator.settle()
    signers = [
        next(
            name
            for name, token in (("old", emulator.auth_token), ("new", secondary))
            if RequestValidator(token).validate(
                SMS_URL, one.form, one.headers["X-Twilio-Signature"]
            )
        )
        for one in receiver.received
    ]
    assert signers == ["old", "new"]
