"""Rotating an auth token: secondary, promotion, and who signs meanwhile."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import pytest
from twilio.base.exceptions import (
    TwilioRestException,
)
from twilio.request_validator import (
    RequestValidator,
)
from twilio.rest import Client

from localcloud.twilio.exchange import Options
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from localcloud.twilio.sdk_client import EmulatorHttpClient

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


def test_a_second_secondary_token_is_refused_and_the_first_stays(
    emulator: RunningEmulator, client: Any, connect: Any
) -> None:
    first = client.accounts.v1.secondary_auth_token().create().secondary_auth_token

    with pytest.raises(TwilioRestException) as refused:
        client.accounts.v1.secondary_auth_token().create()

    assert (refused.value.status, refused.value.code) == (400, 20001)
    assert first not in str(refused.value)
    assert connect(emulator.account_sid, first).api.account.fetch().status == "active"


def test_where_it_is_wanted_a_second_secondary_token_replaces_the_first() -> None:
    with (
        running_emulator(options=Options(replaces_secondary_token=True)) as emulator,
        closing(EmulatorHttpClient(emulator.base_url)) as http_client,
    ):

        def connected(token: str) -> Any:
            return Client(emulator.account_sid, token, http_client=http_client)

        tokens = connected(emulator.auth_token).accounts.v1.secondary_auth_token
        first, second = (tokens().create().secondary_auth_token for _ in range(2))

        with pytest.raises(TwilioRestException) as refused:
            connected(first).api.account.fetch()
        assert refused.value.status == 401
        assert connected(second).api.account.fetch().status == "active"


def test_after_a_deletion_another_secondary_token_is_made(client: Any) -> None:
    tokens = client.accounts.v1.secondary_auth_token
    first = tokens().create().secondary_auth_token
    tokens().delete()

    assert tokens().create().secondary_auth_token != first


def test_there_is_nothing_to_delete_without_a_secondary_token(client: Any) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.accounts.v1.secondary_auth_token().delete()
    assert refused.value.status == 404


def test_a_subaccount_rotates_its_own_token(client: Any, connect: Any) -> None:
    sub = client.api.v2010.accounts.create()
    own = connect(sub.sid, sub.auth_token)
    secondary = own.accounts.v1.secondary_auth_token().create().secondary_auth_token
    own_anew = connect(sub.sid, secondary)
    assert own_anew.api.v2010.accounts(sub.sid).fetch().status == "active"

    own.accounts.v1.auth_token_promotion().update()

    assert client.api.v2010.accounts(sub.sid).fetch().auth_token == secondary
    assert own_anew.api.v2010.accounts(sub.sid).fetch().status == "active"
    with pytest.raises(TwilioRestException) as refused:
        own.api.v2010.accounts(sub.sid).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_a_subaccounts_webhooks_are_signed_with_its_primary_token_before_and_after_a_promotion(
    emulator: RunningEmulator, client: Any, connect: Any, buy: Any, receiver: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    own = connect(sub.sid, sub.auth_token)
    number = buy(account_sid=sub.sid, sms_url=SMS_URL).phone_number
    secondary = own.accounts.v1.secondary_auth_token().create().secondary_auth_token
    tokens = {"main": emulator.auth_token, "old": sub.auth_token, "new": secondary}

    _send_text(emulator, client, buy, number)
    own.accounts.v1.auth_token_promotion().update()
    _send_text(emulator, client, buy, number)

    assert [_signers(one, tokens) for one in receiver.received] == [["old"], ["new"]]


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
    tokens = {"old": emulator.auth_token, "new": secondary}
    assert [_signers(one, tokens) for one in receiver.received] == [["old"], ["new"]]


def _send_text(emulator: RunningEmulator, client: Any, buy: Any, number: str) -> None:
    """Have the main account send a text to a number, and its webhook come in."""
    client.messages.create(to=number, from_=buy().phone_number, body="hello")
    emulator.settle()


def _signers(webhook: Any, tokens: Mapping[str, str]) -> list[str]:
    """Return the names of the tokens by which a webhook is signed."""
    signature = webhook.headers["X-Twilio-Signature"]
    return [
        name
        for name, token in tokens.items()
        if RequestValidator(token).validate(SMS_URL, webhook.form, signature)
    ]
